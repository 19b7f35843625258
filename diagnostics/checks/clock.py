"""How far this computer's clock is off."""

from collections.abc import AsyncIterator

from diagnostics.checks.naming import find
from diagnostics.checks.patience import HTTP_S, NTP_S
from diagnostics.checks.side_by_side import side_by_side
from diagnostics.checks.target import url_endpoint
from diagnostics.model.answer import Purpose
from diagnostics.model.check import Context, check
from diagnostics.model.fact import Fact


@check("clock.offset", timeout_s=7.0)
async def offset(ctx: Context) -> AsyncIterator[Fact]:
    """Ask every time source of the site file (NTP, RFC 5905; Date of HTTPS answers, RFC 9110)."""
    async for fact in side_by_side(*(_source(ctx, source) for source in ctx.site.internet.time)):
        yield fact


async def _source(ctx: Context, source: str) -> list[Fact]:
    end = url_endpoint(source)
    found = await find(ctx, end.host, purpose=Purpose.TIME, subject=source)
    unknown = await found.failure()
    found.close()
    timeout_s = NTP_S if source.startswith("ntp:") else HTTP_S
    answers: list[Fact] = [
        await ctx.probes.clock(source, timeout_s=timeout_s, address=address) for address in found.addresses[:1]
    ]
    return answers + unknown

"""The first routers on the way out: two boxes in a row, or a provider that shares its addresses."""

from collections.abc import AsyncIterator

from diagnostics.checks.patience import WAY_S
from diagnostics.checks.side_by_side import side_by_side
from diagnostics.checks.target import endpoint
from diagnostics.model.check import Context, check
from diagnostics.model.fact import Fact

MOST_HOPS = 4
"""The box, a second box, the provider's first routers."""

IPV4 = 4


@check("internet.way", timeout_s=3.0)
async def way(ctx: Context) -> AsyncIterator[Fact]:
    """The nearest routers towards the first literal address."""
    ends = [endpoint(text) for text in ctx.site.internet.addresses]
    four = [end for end in ends if end.literal is not None and end.literal.version == IPV4]
    probes = [
        ctx.probes.hops(end.host, subject=f"{end.host}:{end.port}", most=MOST_HOPS, timeout_s=WAY_S) for end in four[:1]
    ]
    async for fact in side_by_side(*probes):
        yield fact

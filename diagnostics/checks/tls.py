"""Whose certificates public sites show here."""

from collections.abc import AsyncIterator

from diagnostics.checks.naming import find
from diagnostics.checks.patience import TLS_S
from diagnostics.checks.side_by_side import side_by_side
from diagnostics.checks.target import Endpoint, url_endpoint
from diagnostics.model.answer import Purpose, TlsAnswer
from diagnostics.model.check import Context, check
from diagnostics.model.fact import Fact

MOST_SITES = 4


@check("tls.public", timeout_s=7.0)
async def public(ctx: Context) -> AsyncIterator[Fact]:
    """Handshakes with unrelated public sites: issuer, dates, and whether this computer trusts them."""
    promised = [url_endpoint(url) for url in ctx.site.internet.time if url.startswith("https:")]
    maybe = [Endpoint(name, 443) for name in ctx.site.internet.names]
    targets = list(dict.fromkeys(promised + maybe))[:MOST_SITES]
    async for fact in side_by_side(*(_site(ctx, end, end in promised) for end in targets)):
        yield fact


async def _site(ctx: Context, end: Endpoint, promised: bool) -> list[Fact]:
    """A name of the site file need not serve HTTPS at all: its silence says nothing and is not kept."""
    found = await find(ctx, end.host, purpose=Purpose.SITE_TLS, subject=end.host)
    answers: list[Fact] = []
    for address in found.addresses[:1]:
        answer = await ctx.probes.tls(
            end.host, end.port, purpose=Purpose.SITE_TLS, subject=end.host, timeout_s=TLS_S, address=address
        )
        if promised or (isinstance(answer, TlsAnswer) and answer.connected):
            answers.append(answer)
    if promised:
        answers += await found.failure()
    found.close()
    return answers

"""How the browsers of this person find names, where that differs from the system."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from diagnostics.checks.patience import DOH_S
from diagnostics.checks.side_by_side import side_by_side
from diagnostics.checks.system import facts_of
from diagnostics.model.answer import Purpose
from diagnostics.model.check import Context, check
from diagnostics.model.fact import BrowserSetting, Fact

MOST_NAMES = 3
"""Enough to tell one odd name from a browser that asks elsewhere."""


@check("browser.settings", timeout_s=5.0)
async def settings(ctx: Context) -> AsyncIterator[Fact]:
    """The settings, and what each browser's encrypted name service says of internal names."""
    facts = await facts_of(ctx, "browsers", ctx.system.browsers)
    for fact in facts:
        yield fact
    services = dict.fromkeys(
        fact.secure_dns_url
        for fact in facts
        if isinstance(fact, BrowserSetting) and fact.secure_dns in ("strict", "automatic") and fact.secure_dns_url
    )
    questions = [
        ctx.probes.doh(url, name, purpose=Purpose.BROWSER, timeout_s=DOH_S)
        for url in services
        for name in internal_names(ctx)
    ]
    async for answer in side_by_side(*questions):
        yield answer


def internal_names(ctx: Context) -> tuple[str, ...]:
    """Names that only the organisation's own servers know."""
    names = [name for vpn in ctx.site.vpn for name in vpn.names]
    names += [urlsplit(service.url).hostname or "" for service in ctx.site.service if service.via == "vpn"]
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_NAMES]

"""Which network adapters the laptop has, and whether anything is plugged in."""

from collections.abc import AsyncIterator

from diagnostics.checks.system import facts_of
from diagnostics.model.check import Context, check
from diagnostics.model.fact import Fact


@check("link.adapters", timeout_s=3.0, local=True)
async def adapters(ctx: Context) -> AsyncIterator[Fact]:
    """Every adapter and every radio."""
    for fact in await facts_of(ctx, "adapters", ctx.system.adapters):
        yield fact
    for fact in await facts_of(ctx, "wifi", ctx.system.wifi):
        yield fact

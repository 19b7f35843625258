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


@check("link.hints", timeout_s=3.0)
async def hints(ctx: Context) -> AsyncIterator[Fact]:
    """What the system's own network service believes; it can be wrong, and is never evidence by itself."""
    for fact in await facts_of(ctx, "hints", ctx.system.hints):
        yield fact

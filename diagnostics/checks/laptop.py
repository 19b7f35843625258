"""How busy and how full the laptop itself is."""

from collections.abc import AsyncIterator

from diagnostics.checks.system import facts_of
from diagnostics.model.check import Context, check
from diagnostics.model.fact import Fact

SAMPLE_S = 1.0
"""Long enough that a burst of our own start-up does not count, short enough for the promise of two seconds."""

TRAFFIC_S = 1.2
"""As long as the shortest series of `internet.quality`, which it has to overlap."""


@check("laptop.load", timeout_s=4.0, local=True)
async def load(ctx: Context) -> AsyncIterator[Fact]:
    """Processor and memory over one second."""
    for fact in await facts_of(ctx, "load", ctx.system.load, SAMPLE_S, timeout_s=SAMPLE_S + 2.0):
        yield fact


@check("laptop.volumes", timeout_s=3.0, local=True)
async def volumes(ctx: Context) -> AsyncIterator[Fact]:
    """Free space where the system and the person write."""
    for fact in await facts_of(ctx, "volumes", ctx.system.volumes):
        yield fact


@check("laptop.power", timeout_s=3.0, local=True)
async def power(ctx: Context) -> AsyncIterator[Fact]:
    """Battery, power profile, heat, and when the computer last woke up."""
    for fact in await facts_of(ctx, "power", ctx.system.power):
        yield fact


@check("laptop.traffic", timeout_s=4.0)
async def traffic(ctx: Context) -> AsyncIterator[Fact]:
    """What the adapters carry while the probes run, and which programs move it."""
    for fact in await facts_of(ctx, "traffic", ctx.system.traffic, TRAFFIC_S, timeout_s=TRAFFIC_S + 2.0):
        yield fact

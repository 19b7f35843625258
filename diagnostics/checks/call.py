"""Microphone and speaker, when calls are what hurts."""

from collections.abc import AsyncIterator

from diagnostics.checks.system import facts_of
from diagnostics.model.check import Context, check
from diagnostics.model.fact import Fact

CALLS = "calls"
CALL_CENTRE = "call-centre"


@check("call.audio", timeout_s=4.0)
async def audio(ctx: Context) -> AsyncIterator[Fact]:
    """The devices. Not looked at when nobody speaks of calls: a muted microphone is no fault by itself."""
    if ctx.symptom != CALLS and ctx.site.call.profile != CALL_CENTRE:
        return
    for fact in await facts_of(ctx, "audio", ctx.system.audio, timeout_s=3.0):
        yield fact

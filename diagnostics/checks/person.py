"""What the person told us; an observation like any other."""

from collections.abc import AsyncIterator

from diagnostics.model.check import Context, check
from diagnostics.model.fact import Fact


@check("person.told", timeout_s=1.0)
async def told(ctx: Context) -> AsyncIterator[Fact]:
    """The answers to our questions."""
    for answer in ctx.told:
        yield answer

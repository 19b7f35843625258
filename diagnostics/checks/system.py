"""Facts of the operating system as observations, the missing ones included."""

from collections.abc import Callable
from typing import Any

from diagnostics.model.check import Context
from diagnostics.model.fact import Fact, FactMissing
from diagnostics.model.observed import Knowledge, Observed


async def facts_of(
    ctx: Context, name: str, source: Callable[..., Observed[Any]], *arguments: Any, timeout_s: float = 2.0
) -> list[Fact]:
    """The facts that `source` gives, or one `FactMissing` that says why there are none."""
    answer: Observed[Any] = await ctx.ask(source, *arguments, timeout_s=timeout_s)
    if answer.state is not Knowledge.OK or answer.value is None:
        return [FactMissing(fact=name, state=answer.state.value, source=answer.source, detail=answer.detail)]
    return list(answer.value) if isinstance(answer.value, tuple) else [answer.value]

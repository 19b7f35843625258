"""Blocking facts of the operating system, asked without ever blocking the engine's loop."""

from collections.abc import Callable
from typing import TypeVar

from diagnostics.model.observed import Knowledge, Observed
from diagnostics.probes.blocking import in_daemon_thread

T = TypeVar("T")

FACT_PATIENCE_S = 2.0
"""Local facts take milliseconds; a D-Bus service that has hung must not hold up the verdict."""


async def ask(
    source: Callable[..., Observed[T]], *arguments: object, timeout_s: float = FACT_PATIENCE_S
) -> Observed[T]:
    """What a `SystemFacts` method says, or `timeout` when it does not come back in time."""
    name = getattr(source, "__name__", "fact")
    try:
        return await in_daemon_thread(source, *arguments, timeout_s=timeout_s)
    except TimeoutError:
        return Observed.missing(Knowledge.TIMEOUT, name, f"no answer within {timeout_s:g} s")
    except OSError as error:
        return Observed.missing(Knowledge.ERROR, name, str(error))

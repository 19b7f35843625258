"""How long a test lets a probe wait."""

from diagnostics.model.failure import Failure

PLENTY_S = 5.0
"""A deadline that no loaded machine misses, for what must end before it."""


def patience_s(failure: Failure | None, short_s: float) -> float:
    """`short_s` only where the outcome is what the deadline makes of it; a machine under load may miss a short one."""
    return short_s if failure in (Failure.TIMED_OUT, Failure.MALFORMED) else PLENTY_S

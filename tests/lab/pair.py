"""Two independent faults in one world, declared in one line."""

from __future__ import annotations

from collections.abc import Callable

from tests.lab.control import Control
from tests.lab.scenario import Break, Repair, scenario


def pair(
    mechanism: str,
    first: str,
    second: str,
    control: Control,
    *,
    seen: bool,
    mend: Repair | None = None,
    **options: object,
) -> Callable[[Break], Break]:
    """Declare a world with two faults; `first` is the one to repair first.

    `seen`: both show at once, so both must be named. Otherwise the first hides the second, which may be named beside
    it and need not. After `mend`, which repairs the first, the second must be the only cause that is named.
    """
    told: dict[str, object] = {"others": (second,)} if seen else {"others": (), "perhaps": (second,)}
    if mend is not None:
        told["then"] = (mend, second)
    return scenario(f"{first}-pair_{mechanism}", first, control, **{**told, **options})

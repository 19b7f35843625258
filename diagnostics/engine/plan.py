"""Which checks run, and in which order they may wait for each other."""

from diagnostics.model.check import Check


def plan(checks: tuple[Check, ...], *, full: bool, only: tuple[str, ...] | None) -> tuple[Check, ...]:
    """The checks of one run, in the order given.

    `only` narrows the run to these ids and everything that they need, and may name checks that load the line;
    without it those run when `full` is set. Raises ValueError for an unknown id and for a circle of needs.
    """
    by_id = {check.id: check for check in checks}
    if len(by_id) != len(checks):
        raise ValueError("two checks have the same id")
    wanted = set(only) if only is not None else {check.id for check in checks if full or not check.full_only}
    chosen: set[str] = set()
    for name in wanted:
        _add(name, by_id, chosen, ())
    return tuple(check for check in checks if check.id in chosen)


def _add(name: str, by_id: dict[str, Check], chosen: set[str], path: tuple[str, ...]) -> None:
    if name in path:
        raise ValueError(f"checks wait for each other: {' -> '.join((*path, name))}")
    if name not in by_id:
        raise ValueError(f"no check is called {name!r}; known: {', '.join(sorted(by_id))}")
    for need in by_id[name].needs:
        _add(need, by_id, chosen, (*path, name))
    chosen.add(name)

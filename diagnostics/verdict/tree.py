"""Which fault makes which other a mere consequence, closed over all steps in between."""

from functools import cache

from diagnostics.faults import CATALOGUE
from diagnostics.faults.fault import Fault


@cache
def ancestors(catalogue: tuple[Fault, ...] = CATALOGUE) -> dict[str, frozenset[str]]:
    """For every fault, all faults that explain it, directly or through others.

    Raises ValueError when a fault explains itself through others, or names a fault that does not exist.
    """
    direct = {fault.id: fault.explained_by for fault in catalogue}
    for name, causes in direct.items():
        for cause in causes:
            if cause not in direct:
                raise ValueError(f"{name} is explained by {cause}, which the catalogue does not have")
    known: dict[str, frozenset[str]] = {}
    for name in direct:
        _walk(name, direct, (), known)
    return known


def _walk(
    name: str, direct: dict[str, tuple[str, ...]], path: tuple[str, ...], known: dict[str, frozenset[str]]
) -> None:
    """Fill in `known` for a fault and everything behind it; each is walked once."""
    if name in path:
        raise ValueError(f"faults explain each other: {' <- '.join((*path, name))}")
    if name in known:
        return
    found: set[str] = set()
    for cause in direct[name]:
        _walk(cause, direct, (*path, name), known)
        found |= {cause} | known[cause]
    known[name] = frozenset(found)

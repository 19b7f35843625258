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
    return {name: frozenset(_walk(name, direct, (name,))) for name in direct}


def _walk(name: str, direct: dict[str, tuple[str, ...]], path: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    for cause in direct[name]:
        if cause in path:
            raise ValueError(f"faults explain each other: {' <- '.join((*path, cause))}")
        if cause not in found:
            found |= {cause} | _walk(cause, direct, (*path, cause))
    return found

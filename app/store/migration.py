"""Bring what an older version wrote to the present form, one version at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Values = dict[str, Any]


@dataclass(frozen=True)
class Migration:
    """From version `since` to the next one. `change` gets its own copy and returns the new values."""

    since: int
    change: Callable[[Values], Values]


def migrate(values: Mapping[str, Any], steps: Sequence[Migration], *, present: int) -> Values:
    """The values in the present form; values of a newer version come back as they are. Never loses unknown keys.

    Raises ValueError when a step is missing: that is our mistake, and a test calls it for every version.
    """
    by_version = {step.since: step for step in steps}
    current = dict(values)
    version = current.get("schema", 1)
    version = version if isinstance(version, int) and not isinstance(version, bool) else 1
    while version < present:
        if version not in by_version:
            raise ValueError(f"no way from version {version} to {version + 1}")
        current = by_version[version].change(current)
        version += 1
        current["schema"] = version
    return current

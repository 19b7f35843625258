"""A recorded laptop as the source of the Linux facts."""

import json
from pathlib import Path
from typing import Any

from diagnostics.system.linux.facts import LinuxFacts

FOLDER = Path(__file__).parent / "recorded" / "linux"
CASES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))
_ERRORS: dict[str, type[Exception]] = {
    "denied": PermissionError,
    "timeout": TimeoutError,
    "unsupported": FileNotFoundError,
    "error": OSError,
}


class Replay:
    """Answers every source from one file; `changes` replaces whole sources (an exception is raised)."""

    def __init__(self, case: str, **changes: Any) -> None:
        self._sources: dict[str, Any] = json.loads((FOLDER / f"{case}.json").read_text(encoding="utf-8"))["sources"]
        self._changes = changes

    def __call__(self, name: str, *arguments: Any) -> Any:
        if name in self._changes:
            changed = self._changes[name]
            if isinstance(changed, Exception):
                raise changed
            return changed(*arguments) if callable(changed) else changed
        if name == "handshakes":
            raise PermissionError(name)
        if name == "station":
            return self._sources["stations"]["value"][str(arguments[0])]
        entry = self._sources["vpn_logs"]["value"][arguments[0]] if name == "vpn_log" else self._sources[name]
        if "failed" in entry:
            raise _ERRORS[entry["failed"]]
        value = entry["value"]
        if name == "vpn_program":
            programs, units = arguments
            return any(one in value for one in (*programs, *units))
        if name == "processes":
            return [row for row in value if row["name"] in arguments[0]]
        return value


def laptop(case: str, **changes: Any) -> LinuxFacts:
    """The facts of a recorded laptop."""
    return LinuxFacts(Replay(case, **changes))

"""Which runs and which steps of a walk have left a record already: a small file in the state folder."""

from pathlib import Path

import msgspec

from app.store import atomic
from app.store.error import StoreError

FILE_NAME = "told.json"
MOST_RUNS = 30  # a walk is finished within the next few runs, or never
LONGEST_FILE = 32_768  # bytes; ours has under 4,000


class _Run(msgspec.Struct, frozen=True):
    id: str
    steps: dict[str, int] = {}  # by guide: how many of its steps are told


class Told:
    """Reads and writes one small file; never raises. What cannot be read or written is not remembered."""

    def __init__(self, state: Path) -> None:
        self._path = state / FILE_NAME
        self._runs = _read(self._path)

    def knows(self, run: str) -> bool:
        """Whether the verdict of this run is told, or was decided not to be."""
        return any(each.id == run for each in self._runs)

    def steps(self, run: str, guide: str) -> int:
        """How many steps of that walk are told."""
        return next((each.steps.get(guide, 0) for each in self._runs if each.id == run), 0)

    def keep(self, run: str, guide: str, steps: int) -> None:
        """Remember that so many are."""
        known = next((each.steps for each in self._runs if each.id == run), {})
        others = [each for each in self._runs if each.id != run]
        self._runs = [*others[1 - MOST_RUNS :], _Run(run, {**known, guide: steps})]
        try:
            atomic.write(self._path, msgspec.json.encode(self._runs))
        except StoreError:
            pass


def _read(path: Path) -> list[_Run]:
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(LONGEST_FILE), type=list[_Run])
    except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return []

"""What a network namespace cannot make, and what is done instead: stand_in.toml, for tests and docs/accuracy.md."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("stand_in.toml")


@dataclass(frozen=True)
class StandIn:
    """One thing that the lab does not have. `causes`: those that its absence touches."""

    id: str
    what: str
    causes: tuple[str, ...]
    why: str
    instead: str
    uncovered: bool = False  # the causes have no scenarios of their own at all: golden cases and stories only


def stand_ins() -> tuple[StandIn, ...]:
    """Every entry, in the order of the file."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(StandIn(id, **{**entry, "causes": tuple(entry["causes"])}) for id, entry in entries.items())

"""What must hold of a computer, its journal and the walk's file: after a kill, at the next start, at the end."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.guides.journal import FILE_NAME, Entry, Journal, Stage
from tests.chaos.computer import EFFECTS, START, Computer
from tests.chaos.life import GUIDE, saved

IN_PLACE = (Stage.BEGUN, Stage.DONE, Stage.KEPT)
"""What explains a difference: an entry that says "taken back" or "stuck" does not."""


def witnessed(folder: Path) -> list[dict[str, Any]]:
    """What the processes noted; a last line may be torn."""
    path = folder / "witness"
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    return [json.loads(line) for line in lines]


@dataclass(frozen=True)
class Undisturbed:
    """A walk that nobody killed: where it stood one after the other, and how it ended."""

    stands: tuple[dict[str, Any], ...]
    steps: list[list[Any]]
    outcome: str
    computer: dict[str, str]

    @classmethod
    def of(cls, folder: Path) -> "Undisturbed":
        lines = witnessed(folder)
        stands = [{k: v for k, v in line.items() if k != "event"} for line in lines if line["event"] == "saved"]
        end = lines[-1]
        return cls(tuple(stands), end["steps"], end["outcome"], Computer(folder / "computer").read())

    def after_a_kill(self, folder: Path) -> set[str]:
        """Every difference has an entry that says so, and the walk stands where one can stand. What was found."""
        entries, now = explained(folder)
        stand = saved(folder)
        assert not stand or stand in self.stands, f"no walk ever stands there: {stand}"
        touched = {entry.step for entry in entries}
        behind = {step.id for step in GUIDE.steps[: stand["at"] + 1]} if stand else touched
        assert touched <= behind, f"done before its step was reached: {touched - behind}"
        open_ones = [entry for entry in entries if entry.is_open]
        assert len(open_ones) <= 1, "two deeds at once"
        found = {entry.state.value for entry in open_ones}
        if any(entry.state is Stage.BEGUN and half(entry.verb, entry.before, now) for entry in open_ones):
            found.add("half changed")
        return found | ({f"at {stand['phase']}"} if stand else {"no walk"})

    def at_a_start(self, stood: dict[str, Any], opened: dict[str, Any]) -> None:
        """The walk goes on at its step, nothing is half changed, and only a step that is looked at is unproved."""
        assert opened["resumed"] is bool(stood)
        if stood:
            assert (opened["at"], opened["tried"]) == (stood["at"], stood["tried"]), (stood, opened)
        proving = GUIDE.steps[stood["at"]].id if stood and stood["pending"] else None
        expected = dict(START)
        for step, verb, state in opened["journal"]:
            assert state != "begun", f"{step} is still half done"
            assert state != "stuck", f"{step} could not be put back"
            assert state != "done" or step == proving, f"{step} is unproved, and nobody looks at it"
            if state in ("done", "kept"):
                expected |= EFFECTS[verb]
        assert opened["computer"] == expected

    def at_the_end(self, folder: Path, stood: dict[str, Any], ended: dict[str, Any]) -> None:
        """As if nobody had ever killed it."""
        assert at_rest(folder) == self.computer
        assert not saved(folder)
        if not stood and ended["outcome"] == "not_needed":
            return  # it was killed when everything was over but the good-bye
        assert (ended["outcome"], ended["steps"]) == (self.outcome, self.steps)


def explained(folder: Path) -> tuple[tuple[Entry, ...], dict[str, str]]:
    """The journal and the computer, of which every difference has its entry."""
    entries = Journal(folder / FILE_NAME).entries()
    now = Computer(folder / "computer").read()
    known = {name for entry in entries if entry.state in IN_PLACE for name in EFFECTS[entry.verb]}
    changed = {name for name in START if now[name] != START[name]}
    assert changed <= known, f"changed without an entry: {changed - known}"
    return entries, now


def at_rest(folder: Path) -> dict[str, str]:
    """Nothing is open, and the computer is what it was and everything that was kept. Gives its settings."""
    entries, now = explained(folder)
    assert {entry.state for entry in entries} <= {Stage.KEPT, Stage.TAKEN_BACK}
    expected = dict(START)
    for entry in entries:
        expected |= EFFECTS[entry.verb] if entry.state is Stage.KEPT else {}
    assert now == expected
    return now


def half(verb: str, before: dict[str, str], now: dict[str, str]) -> bool:
    """Whether a part of what a verb does is in place."""
    effect = {name: value for name, value in EFFECTS[verb].items() if before[name] != value}
    return 0 < sum(now[name] == value for name, value in effect.items()) < len(effect)

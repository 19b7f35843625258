"""One repair from the empty machine to its row: break, prove, name it, mend it without anybody, look again."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.lab import managed_need
from tests.lab.managed import Managed, managed
from tests.lab.managed_services import install_browser, install_helper, ship_site
from tests.lab.node import LabError
from tests.lab.repairs.case import Repair

LOOK_LIMIT_S = 50.0
WALK_LIMIT_S = 240.0  # a guide without anybody is over in seconds; a hanging one is a row, not a hanging run
PROGRAM = (sys.executable, "-m", "app")
PATIENCE_S = "20"  # for a page that was opened; the lab's person needs one second


@dataclass
class Row:
    """One repair: what it should have been, what happened, and what is wrong with that."""

    name: str
    expected: str
    verbs: tuple[str, ...]
    named: str = "-"
    outcome: str = "-"
    fixed_by: str = "-"
    tried: tuple[str, ...] = ()  # verbs that were done before, and did not help
    after: str = "-"
    look_s: float | None = None
    walk_s: float | None = None
    ok: bool = False
    skipped: bool = False
    unproved: bool = False
    tries: int = 1
    lab_s: float = 0.0
    note: str = ""
    documents: dict[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """For a JSON file."""
        return dict(vars(self))


@contextmanager
def staged(repair: Repair) -> Iterator[Managed]:
    """The repair's world, broken as it says, with all that a company's laptop has."""
    with managed(connect=repair.connect, ipv6=repair.ipv6, time_shift_s=repair.time_shift_s) as desk:
        ship_site(desk, repair.site)
        install_browser(desk)
        install_helper(desk)
        repair.setup(desk)
        yield desk


def told(done: subprocess.CompletedProcess[str], what: str) -> dict[str, Any]:
    """The JSON object that a command printed; LabError when it printed none."""
    try:
        document = json.loads(done.stdout)
        assert isinstance(document, dict)
    except (ValueError, AssertionError):
        raise Silent(f"{what}: exit {done.returncode}, no JSON: {done.stderr.strip()[-400:]}") from None
    return document


class Silent(Exception):  # a miss of the product, not of the lab
    """A command did not say what it should."""


def diagnose(desk: Managed) -> tuple[dict[str, Any], int]:
    """What the person's app names now, and its exit status."""
    done = desk.as_person(*PROGRAM, "diagnose", "--json", limit_s=LOOK_LIMIT_S)
    return told(done, "diagnose"), done.returncode


def walk(desk: Managed, *arguments: str) -> tuple[dict[str, Any], int]:
    """Let the app mend what it can, with nobody there; the record of the walk and its exit status."""
    argv = (*PROGRAM, "guide", *arguments, "--auto", "--json", "--patience", PATIENCE_S)
    done = desk.as_person(*argv, limit_s=WALK_LIMIT_S)
    return told(done, "guide"), done.returncode


def play(repair: Repair) -> Row:
    """Never raises for what a repair or the program does wrong. A world that could not be built or proved is built
    once more."""
    row = _attempt(repair)
    if row.unproved:
        first = row.note
        row = _attempt(repair)
        row.tries, row.note = 2, row.note or f"second world; of the first: {first}"
    return row


def _attempt(repair: Repair) -> Row:
    row = Row(repair.name, repair.cause, repair.by)
    lacking = managed_need.missing_for(helper=repair.helper, machine=repair.machine)
    if lacking:
        row.skipped, row.note = True, f"skipped: {lacking}"
        return row
    begin = time.monotonic()
    try:
        with staged(repair) as desk:
            complaint = repair.control(desk.world)
            if complaint:
                row.unproved, row.note = True, f"control: {complaint}"
            else:
                _mend(repair, desk, row)
                row.note = "; ".join([row.note, *desk.wishes.trouble]).strip("; ")
    except Silent as silent:
        row.note = str(silent)
    except (LabError, OSError, subprocess.SubprocessError) as broken:
        row.unproved, row.note = True, f"lab: {broken}"
    row.ok = not row.note
    row.lab_s = round(time.monotonic() - begin - (row.look_s or 0) - (row.walk_s or 0), 2)
    return row


def _mend(repair: Repair, desk: Managed, row: Row) -> None:
    begin = time.monotonic()
    before, _ = diagnose(desk)
    row.look_s = round(time.monotonic() - begin, 2)
    row.documents["before"] = before
    row.named = before["verdict"]["cause"]
    if row.named not in (repair.cause, *repair.also):
        row.note = f"named {row.named}"
        return
    begin = time.monotonic()
    record, status = walk(desk, *([] if repair.then else [row.named]))  # without a cause it goes on to the next one
    row.walk_s = round(time.monotonic() - begin, 2)
    row.documents["walk"] = record
    row.note = "; ".join(_wrong_with_walk(repair, record, status, row))
    after, status = diagnose(desk)
    row.documents["after"] = after
    row.after = after["verdict"]["cause"]
    if (row.after, status) != ("healthy", 0):
        row.note = "; ".join([row.note, f"afterwards {row.after}, exit {status}"]).strip("; ")


def _wrong_with_walk(repair: Repair, record: Mapping[str, Any], status: int, row: Row) -> Iterator[str]:
    row.outcome = record["outcome"]
    legs = [record["steps"], *(leg["steps"] for leg in record["followed"])]
    steps = [step for leg in legs for step in leg]
    helped = [step["verb"] for step in steps if step["result"] in HELPED]
    row.fixed_by = ", ".join(helped) or "-"
    done = [step for step in steps if step["did"] == "done" or step["verb"] in OPENING]
    row.tried = tuple(step["verb"] for step in done if step["result"] not in HELPED)
    if (row.outcome, status) != ("fixed", 0):
        yield f"outcome {row.outcome}, exit {status}"
    wanted = [repair.by, *([repair.then] if repair.then else [])]
    if len(helped) != len(wanted) or any(verb not in may for verb, may in zip(helped, wanted, strict=False)):
        yield f"mended by {row.fixed_by}, not by {', '.join('/'.join(may) for may in wanted)}"
    states = [(one["verb"], one["state"]) for one in record["changes"]]
    left = [f"{verb} {state}" for verb, state in states if state not in ("kept", "taken_back")]
    left += [f"{verb} kept" for verb, state in states if state == "kept" and verb not in helped]
    if left:
        yield f"left behind: {', '.join(left)}"


OPENING = ("captive.open_portal",)
HELPED = ("fixed", "better")

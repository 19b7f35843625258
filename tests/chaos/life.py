"""One process that walks a guide on the computer of files, with the real walk, protocol, journal and shelf.

Whatever it sees that must survive its death it appends to the file "witness", one JSON line each.
"""

import contextlib
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from app.guides import shelf, walk
from app.guides.auto import Teller, World
from app.guides.course import Course
from app.guides.hand import Deed, Did, Target
from app.guides.journal import FILE_NAME, Journal
from app.guides.model import Guide, Step, Words
from app.guides.repair import Repairer
from app.store.error import StoreError
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.observation import CheckResult, CheckState
from diagnostics.model.verdict import HEALTHY, Certainty, Owner, Verdict
from tests.chaos.computer import FIXES, HELPS, Computer, hands

CAUSE = "dns.server_unreachable"
CHECKS = {HELPS: "proxy.reachable", FIXES: "dns.system"}
"""The check that fails until a verb is done."""

A_YEAR_S = 31_556_952.0
_WRITE = os.write  # the real one, also where a test counts the calls
_SAID = Words("Wait.", "Attendez.")


def _step(id: str, verb: str = "none") -> Step:
    who = "you" if verb == "none" else "app"
    return Step(id=id, who=who, minutes=1, text=_SAID, by_hand=_SAID, verb=verb, check=tuple(CHECKS.values()))


GUIDE = Guide(
    id=CAUSE,
    cause=CAUSE,
    version=1,
    title=_SAID,
    minutes=1,
    owner="user",
    stop=_SAID,
    steps=(
        _step("flush", "dns.flush"),  # changes nothing that helps
        _step("box"),  # for a person
        _step("address", "ip.use_dhcp"),  # works, does not help, is put back
        _step("lease", "dhcp.renew"),  # fails half way, is put back at once
        _step("proxy", HELPS),  # helps a little and stays
        _step("family", "ipv4.prefer"),  # is refused
        _step("servers", FIXES),  # repairs it
        _step("report"),  # is never reached
    ),
)


class Witness(Teller):
    """Notes how a walk begins, and everything as it is then: what was left has been taken back by now."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handle = os.open(folder / "witness", os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(self, **words: Any) -> None:
        """One line more, unless the disk is full."""
        with contextlib.suppress(OSError):
            _WRITE(self._handle, msgspec.json.encode(words) + b"\n")

    def opened(self, guide: Guide, state: walk.State, diagnosis: Diagnosis, *, resumed: bool) -> None:
        self.note(
            event="opened",
            resumed=resumed,
            at=state.at,
            tried=len(state.tried),
            computer=Computer(self._folder / "computer").read(),
            journal=[(e.step, e.verb, e.state.value) for e in Journal(self._folder / FILE_NAME).entries()],
        )


def look(computer: Computer) -> Diagnosis:
    """A look at everything: what fails until it is repaired."""
    failing = [check for verb, check in CHECKS.items() if not computer.has(verb)]
    cause = CAUSE if CHECKS[FIXES] in failing else HEALTHY
    return Diagnosis(
        verdict=Verdict(cause=cause, certainty=Certainty.CONFIRMED, owner=Owner.USER),
        checks=tuple(CheckResult(id=check, state=CheckState.PROBLEM, duration_s=0.0) for check in failing),
    )


def live(folder: Path, pause_s: float) -> None:
    """Recover, take up what was left, walk to the end."""
    computer = Computer(folder / "computer", pause_s)
    years = random.Random(os.getpid()).randint(-50, 200)  # every process has another idea of the time
    journal = Journal(folder / FILE_NAME, clock=lambda: time.time() + years * A_YEAR_S)
    witness = Witness(folder)

    def keep(state: walk.State | None) -> None:
        with contextlib.suppress(StoreError):
            if state is None:
                shelf.forget(folder)
            else:
                shelf.write(folder, walk.to_json(state))
                witness.note(event="saved", **saved(folder))

    world = World(
        look=lambda _only: look(computer),
        doer=Repairer(hands(computer), journal),
        resolve=lambda _step, _diagnosis: Target(adapter="eth0"),
        open_page=lambda _verb, _target: Deed(Did.UNSUPPORTED),
        keep=keep,
        wait=lambda _seconds: False,
        tell=witness,
    )
    course = Course(
        world=world, guide_for=lambda _cause: GUIDE, entries=journal.entries, system="linux", left=shelf.read(folder)
    )
    record = course.run()
    steps = [(step.step, step.did, step.result, step.taken_back) for step in record.steps]
    witness.note(event="ended", outcome=record.outcome, steps=steps)


def saved(folder: Path) -> dict[str, Any]:
    """Where the walk stands on the disk."""
    data = shelf.read(folder)
    state = msgspec.json.decode(data) if data else None
    return (
        {key: state[key] for key in ("at", "phase", "pending", "did")} | {"tried": len(state["tried"])} if state else {}
    )


if __name__ == "__main__":
    os.write(1, b"ready\n")  # from now on it may be killed
    live(Path(sys.argv[1]), float(sys.argv[2]))

"""A computer made of a few settings, some of them wrong: looks name what is wrong, verbs change it, power may fail.

The walk, the journal and the repair protocol round it are the real ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.guides import shelf, walk
from app.guides.auto import Teller, World
from app.guides.course import Course
from app.guides.hand import Act, Before, Deed, Did, TableHands, Target
from app.guides.journal import FILE_NAME, Entry, Journal, Stage
from app.guides.model import Answer, Guide, Step, Words
from app.guides.record import WalkRecord
from app.guides.repair import Repairer
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.observation import CheckResult, CheckState
from diagnostics.model.verdict import HEALTHY, Certainty, OtherCause, Owner, Verdict

SAID = Words("Do it.", "Faites-le.")
DNS, VPN, LINK = "dns.server_unreachable", "vpn.not_connected", "link.unplugged"
PORTAL = "internet.captive_portal"

Settings = dict[str, str]


class PowerCut(BaseException):
    """The process dies here: nothing may catch it."""


@dataclass(frozen=True)
class Fault:
    """A cause, when it is there, and the checks that fail then."""

    cause: str
    when: Callable[[Settings], bool]
    fails: tuple[str, ...]


class Knob:
    """An act that sets one setting; what it answers can be broken."""

    def __init__(self, settings: Settings, name: str, value: str, answer: Did = Did.DONE, back: Did = Did.DONE) -> None:
        self._settings = settings
        self._name = name
        self._value = value
        self.answer = answer
        self.back = back
        self.turned = 0

    def ready(self, target: Target) -> bool:
        return self.answer is not Did.UNSUPPORTED

    def snapshot(self, target: Target) -> Before:
        return {"was": self._settings[self._name]}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        self.turned += 1
        if self.answer is Did.DONE:
            self._settings[self._name] = self._value
        return Deed(self.answer)

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:
        if self.back is Did.DONE:
            self._settings[self._name] = before["was"]
        return Deed(self.back, "" if self.back is Did.DONE else "the service does not answer")

    def keep(self, target: Target, before: Before) -> None:
        pass


class FragileJournal(Journal):
    """Tells before and after every line that it writes: there the power may fail."""

    def __init__(self, path: Path, tick: Callable[[], None]) -> None:
        super().__init__(path)
        self._tick = tick

    def begin(self, verb: str, target: Target, before: Before, *, guide: str = "", step: str = "") -> Entry:
        self._tick()
        entry = super().begin(verb, target, before, guide=guide, step=step)
        self._tick()
        return entry

    def mark(self, entry_id: str, state: Stage, detail: str = "") -> Entry:
        self._tick()
        entry = super().mark(entry_id, state, detail)
        self._tick()
        return entry


@dataclass
class Computer:
    """Outlives every process; `process` starts one."""

    folder: Path
    settings: Settings
    faults: tuple[Fault, ...]
    guides: Mapping[str, Guide]
    knobs: dict[str, Knob] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)
    on_page: Callable[[Settings], None] | None = None
    looked: list[tuple[str, ...] | None] = field(default_factory=list)
    now: float = 0.0
    waited: float = 0.0
    stop_at: float | None = None  # somebody presses Ctrl-C then
    dies_at: int | None = None  # the power fails at this moment
    moments: int = 0
    blind: bool = False  # looks are not judged

    def knob(self, verb: str, name: str, value: str, **flags: Any) -> "Computer":
        self.knobs[verb] = Knob(self.settings, name, value, **flags)
        return self

    def tick(self) -> None:
        self.moments += 1
        if self.dies_at is not None and self.moments > self.dies_at:
            raise PowerCut

    def look(self, only: tuple[str, ...] | None) -> Diagnosis:
        self.tick()
        self.now += 1.0
        self.looked.append(only)
        present = [fault for fault in self.faults if fault.when(self.settings)]
        seen = [fault for fault in present if only is None or set(fault.fails) & set(only)]
        failing = {check for fault in seen for check in fault.fails if only is None or check in only}
        known = {check for fault in self.faults for check in fault.fails}
        checks = tuple(
            CheckResult(
                id=check, state=CheckState.PROBLEM if check in failing else CheckState.OK, duration_s=0.1, seen=1
            )
            for check in sorted(known if only is None else known & set(only))
        )
        return Diagnosis(verdict=None if self.blind else verdict([fault.cause for fault in seen]), checks=checks)

    def open_page(self, verb: str, target: Target) -> Deed:
        self.tick()
        self.pages.append(verb)
        if self.on_page is None:
            return Deed(Did.UNSUPPORTED)
        self.on_page(self.settings)
        return Deed(Did.DONE)

    def keep(self, state: walk.State | None) -> None:
        self.tick()
        if state is None:
            shelf.forget(self.folder)
        else:
            shelf.write(self.folder, walk.to_json(state))
        self.tick()

    def wait(self, seconds: float) -> bool:
        if self.stop_at is not None and self.now + seconds >= self.stop_at:
            return True
        self.now += seconds
        self.waited += seconds
        return False

    def process(self, wanted: str | None = None, *, tell: Teller | None = None, **options: Any) -> WalkRecord:
        """One run of the program. When it dies, the kernel lets its lock go."""
        acts: dict[str, Act] = dict(self.knobs)
        journal = FragileJournal(self.folder / FILE_NAME, self.tick)
        world = World(
            look=self.look,
            doer=Repairer(TableHands("linux", acts), journal, act_s=5.0),
            resolve=lambda step, diagnosis: None if step.on == "nobody knows" else Target(adapter="eth0"),
            open_page=self.open_page,
            keep=self.keep,
            wait=self.wait,
            tell=tell or Teller(),
            clock=lambda: self.now,
            **options,
        )
        course = Course(
            world=world,
            guide_for=lambda name: self.guides[name],
            entries=journal.entries,
            system="linux",
            wanted=wanted,
            left=shelf.read(self.folder),
        )
        try:
            return course.run()
        finally:
            journal.lock.release()

    def entries(self) -> list[tuple[str, str]]:
        return [(entry.verb, entry.state.value) for entry in Journal(self.folder / FILE_NAME).entries()]


def verdict(causes: list[str]) -> Verdict:
    """The first cause, and the others beside it."""
    others = tuple(OtherCause(cause=cause, certainty=Certainty.LIKELY) for cause in causes[1:])
    return Verdict(
        cause=causes[0] if causes else HEALTHY, certainty=Certainty.CONFIRMED, owner=Owner.USER, others=others
    )


def does(id: str, verb: str, **more: Any) -> Step:
    """A step that the app does."""
    known = {"minutes": 1, "text": SAID, "check": ("dns.system",), "settle_s": 10}
    return Step(id=id, who="app", verb=verb, **(known | more))


def asks(id: str, **more: Any) -> Step:
    """A step for a person."""
    return Step(id=id, who="you", minutes=1, text=SAID, **more)


def guide(cause: str, *steps: Step) -> Guide:
    return Guide(id=cause, cause=cause, version=3, title=SAID, minutes=2, owner="user", steps=steps, stop=SAID)


YES_NO = (Answer(id="yes", words=SAID), Answer(id="no", words=SAID, go="stop"))

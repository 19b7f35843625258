"""A guide of IT's in the real window before it is published: canned looks, deeds that are only named, nothing is kept.

The file is looked at every second; what is saved there shows at once, at the step that is on the screen.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.bridge.doors import Doors, real_doors
from app.bridge.errand import Errand
from app.bridge.place import Place
from app.bridge.session import Session
from app.guides import walk
from app.guides.hand import Deed, Did, Target
from app.guides.model import Guide
from app.presenters.ledger import Ledger
from app.presenters.path import CHECKS_OF
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.event import Event, Finished, RunStarted
from diagnostics.model.observation import CheckResult, CheckState
from diagnostics.model.verdict import HEALTHY

if TYPE_CHECKING:
    from app.desk.publish.finding import Finding

LOOK_MS = 1000
ENOUGH = "suppose.this"  # what fails as long as nothing has helped; no check has such a name


@dataclass(frozen=True)
class Read:
    """The file as it is now. `guide` None: it cannot be shown, and the findings say why."""

    mark: tuple[int, ...]
    guide: Guide | None
    findings: "tuple[Finding, ...]" = ()


class Rehearsed:
    """Stands for repairer, journal and lock: every deed succeeds, and nothing happens."""

    @property
    def repairer(self) -> "Rehearsed":
        """Itself."""
        return self

    def do(self, *_: Any, **__: Any) -> Deed:
        """As if it were done."""
        return Deed(Did.DONE)

    def settle(self, *_: Any, **__: Any) -> Deed:
        """As if it were kept, or put back."""
        return Deed(Did.DONE)

    def recover(self, *_: Any) -> tuple[()]:
        """Nothing was left."""
        return ()

    def owns_walk(self) -> bool:
        """Nobody else walks."""
        return True

    def changes(self) -> tuple[()]:
        """Nothing was changed."""
        return ()


class CannedRun:
    """A look that sees what it is told to see."""

    def __init__(self, diagnosis: Diagnosis, listener: Callable[[Event], None]) -> None:
        self._diagnosis, self._listener = diagnosis, listener
        self._thread = threading.Thread(target=self._work, name="unstuck-preview", daemon=True)

    def start(self) -> None:
        """Look."""
        self._thread.start()

    def cancel(self) -> None:
        """It is over at once anyway."""

    def join(self, timeout_s: float) -> bool:
        """Wait for the end."""
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _work(self) -> None:
        self._listener(RunStarted(()))
        self._listener(Finished("ok", self._diagnosis))


class Preview(QObject):
    """Lives in the window's thread; the file is read in another. `changed` says that another reading is here."""

    changed = Signal(object)  # the Preview

    def __init__(self, path: Path, diagnosis: Diagnosis, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self._diagnosis = diagnosis
        self._errand = Errand(self)
        self._errand.done.connect(self._came)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self.read = read(path)
        self.session: Session | None = None

    def doors(self, place: Place) -> Doors:
        """The program's own, with everything behind them that looks, acts, keeps or sends taken away."""
        return real_doors(place).but(
            runs=lambda listener, **_: CannedRun(self.ill(), listener),
            guide_for=lambda _: self.guide,
            guide_for_symptom=lambda _: self.guide,
            bench=lambda: cast("Any", Rehearsed()),
            target=lambda *_, **__: Target(),
            open_page=lambda *_: Deed(Did.DONE),
            has_left=lambda: False,
            kept_walk=lambda: None,
            keep_walk=lambda _: None,
            has_post=lambda: False,
            records=lambda: 0,
        )

    def attach(self, session: Session) -> None:
        """Show it in this session, as if a run had just named its cause."""
        self.session = session
        session.ledger = _ended(self.ill())
        session.helpers.append(self._errand)
        self._timer.start()

    @property
    def guide(self) -> Guide:
        """The guide, whose changes show at once or never."""
        guide = self.read.guide
        if guide is None:
            raise LookupError("the file cannot be shown")
        steps = tuple(msgspec.structs.replace(step, settle_s=0) for step in guide.steps)
        return msgspec.structs.replace(guide, steps=steps)

    @property
    def can_help(self) -> bool:
        """Whether one can suppose that it helped: a guide for a computer that looks well does not end so."""
        return self.read.guide is not None and self.read.guide.cause != HEALTHY

    def ill(self) -> Diagnosis:
        """The cause is still there."""
        guide = self.read.guide
        verdict = self._diagnosis.verdict
        if guide is not None and verdict is not None:
            verdict = msgspec.structs.replace(verdict, cause=guide.cause)
        looked = {check for step in guide.steps for check in step.check} if guide is not None else set()
        failing = tuple(_result(check, CheckState.PROBLEM) for check in sorted(looked or {ENOUGH}))
        return msgspec.structs.replace(self._diagnosis, verdict=verdict, checks=failing)

    def restart(self) -> None:
        """From the first step."""
        if self.session is not None and self.read.guide is not None:
            self.session.guided.begin_anew(self.guide)

    def help(self) -> None:
        """Suppose that the step on the screen has helped."""
        if self.session is None or not self.can_help:
            return
        verdict = self._diagnosis.verdict
        if verdict is not None:
            well = msgspec.structs.replace(verdict, cause=HEALTHY, reason=None, args={})
            self.session.adopt(_ended(msgspec.structs.replace(self._diagnosis, verdict=well), CheckState.OK))
        self.session.guided.tell(walk.Rechecked(HEALTHY, (), final=False, full=True))

    @Slot()
    def look(self) -> None:
        """Whether the file is another one."""
        before = self.read.mark
        self._errand.run(lambda: None if _mark(self.path) == before else read(self.path))

    @Slot(object)
    def _came(self, found: object) -> None:
        if not isinstance(found, Read):
            return
        self.read = found
        session = self.session
        if found.guide is not None and session is not None:
            state = session.guided.state
            step = state.steps[state.at] if state is not None and state.steps else ""
            session.ledger = _ended(self.ill())
            session.guided.begin_anew(self.guide, step)
        self.changed.emit(self)


def read(path: Path) -> Read:
    """The guide in the file, with everything that `unstuck desk lint` says of it. Blocking; never raises."""
    from app.desk.publish import guidelint  # noqa: PLC0415
    from app.desk.publish.finding import of_guide  # noqa: PLC0415
    from app.guides.library import read_file  # noqa: PLC0415
    from app.guides.source import GuideError  # noqa: PLC0415

    mark = _mark(path)
    try:
        guide = read_file(path)
        findings = tuple(guidelint.guide(path, path.read_bytes()))
    except GuideError as error:
        return Read(mark, None, (of_guide(error),))
    except OSError as error:
        problem = f"cannot be read (error {error.errno})"
        return Read(mark, None, (of_guide(GuideError(str(path), None, "", problem, "Check the rights of the file.")),))
    wrong = any(not finding.is_hint for finding in findings)
    return Read(mark, None if wrong else guide, findings)


def _mark(path: Path) -> tuple[int, ...]:
    """Changes whenever the file does; empty where there is none."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _ended(diagnosis: Diagnosis, state: CheckState | None = None) -> Ledger:
    """The book of a run that ended so. `state`: of all checks."""
    ledger = Ledger()
    ledger.take(Finished("ok", diagnosis))
    if state is not None:
        ledger.states = {check: str(state) for checks in CHECKS_OF.values() for check in checks}
    return ledger


def _result(check: str, state: CheckState) -> CheckResult:
    return CheckResult(id=check, state=state, duration_s=0.0)

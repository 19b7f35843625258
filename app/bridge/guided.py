"""Lead a person through a guide: carry out what the state machine asks for, and look again by ourselves."""

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.bridge.session import Session
from app.guides import walk
from app.presenters.ledger import Ledger
from diagnostics.model.event import Event, Finished
from diagnostics.model.observation import CheckState

if TYPE_CHECKING:
    from diagnostics.model.verdict import Verdict

PAUSE_MS = 3000  # between two looks while a person reads and acts: soon enough to feel watched, easy on the network
QUICK_MS = 400  # before the first look after "done": a setting needs a moment to take


class Guided(QObject):
    """One walk at a time. Lives in the window's thread."""

    moved = Signal(object)  # the State
    said = Signal(object)  # an id of the wording
    finished = Signal(object)  # the Outcome

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.guide: Any = None
        self.state: walk.State | None = None
        self.args: Mapping[str, str] = {}
        self.system = "linux"
        self._wanted: walk.Recheck | None = None
        self._until = 0.0
        self._ledger = Ledger()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        session.watch.arrived.connect(self._take)
        session.watch.failed.connect(self._again)

    @property
    def seconds_left(self) -> int:
        """How long the person may have to wait for a change to show; 0 while nobody waits."""
        is_final = self._wanted is not None and self._wanted.final
        return max(0, round(self._until - time.monotonic())) if is_final else 0

    def open(self, cause: str) -> None:
        """Begin the guide of a cause, or go on with the one that was left."""
        diagnosis = self._session.diagnosis
        self.guide = self._session.doors.guide_for(cause)
        verdict = diagnosis.verdict if diagnosis else None
        self.args = _args(verdict, cause)
        self.system = diagnosis.os.system if diagnosis and diagnosis.os else "linux"
        kept = self._session.doors.kept_walk()
        self.state = walk.restore(self.guide, kept) if kept else None
        if self.state is None or self.state.phase is walk.Phase.FINISHED:
            self.state = walk.start(self.guide, self.system, _problems(diagnosis), _reason(verdict, cause))
        self.tell(walk.Opened())

    def tell(self, event: walk.Event) -> None:
        """What the person did, or what a look showed."""
        if self.state is None:
            return
        self.state, effects = walk.advance(self.guide, self.state, event)
        self._session.tried = list(self.state.tried)
        for effect in effects:
            self._do(effect)
        asked = any(isinstance(effect, walk.Recheck) for effect in effects)
        if not asked and self.state.phase is walk.Phase.STEP:
            step = walk.step_of(self.guide, self.state)
            self._want(walk.Recheck(step.check, final=False) if step.check else None)
        over = self.state.phase is walk.Phase.FINISHED
        self._session.doors.keep_walk(None if over else walk.to_json(self.state))
        self.moved.emit(self.state)

    def leave(self) -> None:
        """The screen is left: stop looking."""
        self._want(None)
        self._session.watch.cancel()

    def _do(self, effect: walk.Effect) -> None:
        match effect:
            case walk.Recheck():
                self._want(effect)
            case walk.RunVerb(verb, page, _):
                self._session.doors.act(verb, page)
            case walk.Announce(id):
                self.said.emit(id)
            case walk.Finished(outcome, _):
                self._want(None)
                self.finished.emit(outcome)

    def _want(self, wanted: walk.Recheck | None) -> None:
        self._wanted = wanted
        self._timer.stop()
        if wanted is not None:
            self._until = time.monotonic() + wanted.within_s
            # A full look that follows a good partial one comes at once: the person is waiting for the good news.
            self._timer.start(QUICK_MS if wanted.final or not wanted.checks else PAUSE_MS)

    @Slot()
    def _look(self) -> None:
        if self._wanted is not None:
            self._ledger = Ledger()
            session = self._session
            session.watch.start(only=self._wanted.checks or None, symptom=session.symptom, address=session.address)

    @Slot(object)
    def _again(self, _: object = None) -> None:
        if self._wanted is not None:
            self._timer.start(PAUSE_MS)

    @Slot(object)
    def _take(self, event: Event) -> None:
        self._ledger.take(event)
        if not isinstance(event, Finished) or self._wanted is None or self.state is None:
            return
        verdict = event.diagnosis.verdict if event.diagnosis else None
        if event.diagnosis is None or verdict is None:
            self._again()
            return
        wanted = self._wanted
        if wanted.final and verdict.cause == self.state.cause and time.monotonic() < self._until:
            self._again()
            return
        if not wanted.checks:
            self._session.adopt(self._ledger)
        self.tell(walk.Rechecked(verdict.cause, _problems(event.diagnosis), wanted.final, not wanted.checks))


def _args(verdict: "Verdict | None", cause: str) -> Mapping[str, str]:
    """What fills the holes of a guide's sentences."""
    if verdict is None or verdict.cause == cause:
        return verdict.args if verdict else {}
    return next((other.args for other in verdict.others if other.cause == cause), {})


def _reason(verdict: "Verdict | None", cause: str) -> str | None:
    """Which of the steps of a guide fit: the reason of the cause, or what is behind it."""
    if verdict is None or verdict.cause == cause:
        return (verdict.reason or verdict.because) if verdict else None
    return next((other.reason for other in verdict.others if other.cause == cause), None)


def _problems(diagnosis: Any) -> tuple[str, ...]:
    checks = diagnosis.checks if diagnosis else ()
    return tuple(result.id for result in checks if result.state is CheckState.PROBLEM)

"""The looks of a guide: again and again while a person acts, and with patience once something was done."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.guides import walk
from app.presenters.ledger import Ledger
from diagnostics.model.event import Event, Finished
from diagnostics.model.observation import CheckState

if TYPE_CHECKING:
    from app.bridge.session import Session
    from diagnostics.model.diagnosis import Diagnosis

PAUSE_MS = 3000  # between two looks while a person reads and acts: soon enough to feel watched, easy on the network
QUICK_MS = 400  # before the first look after "done": a setting needs a moment to take
AGAIN_MS = 1000  # between two looks that decide: the person waits, and a network that comes back takes seconds


class Looks(QObject):
    """Carries out one `Recheck` at a time; `told` carries the `Rechecked`. Lives in the window's thread."""

    told = Signal(object)

    def __init__(
        self, session: "Session", is_conclusive: Callable[[walk.Rechecked], bool], parent: QObject | None = None
    ) -> None:
        """`is_conclusive`: whether a final look may be told although there is time left."""
        super().__init__(parent)
        self._session = session
        self._is_conclusive = is_conclusive
        self.wanted: walk.Recheck | None = None
        self.is_adopting = False  # the session is being given a look of ours
        self._until = 0.0
        self._is_looking = False  # what arrives is of the look that is wanted now
        self._ledger = Ledger()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)
        session.watch.arrived.connect(self._take)
        session.watch.failed.connect(self._again)

    @property
    def seconds_left(self) -> int:
        """How long the person may have to wait for a change to show; 0 while nobody waits."""
        is_final = self.wanted is not None and self.wanted.final
        return max(0, round(self._until - time.monotonic())) if is_final else 0

    def want(self, wanted: walk.Recheck | None) -> None:
        """Look like this from now on; None: not at all."""
        self.wanted = wanted
        self._timer.stop()
        if wanted is None:
            if self._is_looking:
                self._session.watch.cancel()
            self._is_looking = False
            return
        self._is_looking = False
        self._until = time.monotonic() + wanted.within_s
        # A full look that follows a good partial one comes at once: the person is waiting for the good news.
        self._timer.start(QUICK_MS if wanted.final or not wanted.checks else PAUSE_MS)

    @Slot()
    def _look(self) -> None:
        if self.wanted is not None:
            self._ledger = Ledger()
            self._is_looking = True
            session = self._session
            session.watch.start(only=self.wanted.checks or None, symptom=session.symptom, address=session.address)

    @Slot(object)
    def _again(self, _: object = None) -> None:
        self._is_looking = False
        if self.wanted is not None:
            self._timer.start(AGAIN_MS if self.wanted.final else PAUSE_MS)

    @Slot(object)
    def _take(self, event: Event) -> None:
        if not self._is_looking or self.wanted is None:
            return
        self._ledger.take(event)
        if not isinstance(event, Finished):
            return
        wanted = self.wanted
        looked = rechecked(event.diagnosis, wanted.final, not wanted.checks)
        if looked is None or (wanted.final and time.monotonic() < self._until and not self._is_conclusive(looked)):
            self._again()
            return
        self._is_looking = False
        if looked.full:
            self.is_adopting = True
            self._session.adopt(self._ledger)
            self.is_adopting = False
        self.told.emit(looked)


def rechecked(diagnosis: "Diagnosis | None", final: bool, full: bool) -> walk.Rechecked | None:
    """A look, as the walk is told of it; None when it was not judged."""
    verdict = diagnosis.verdict if diagnosis is not None else None
    if verdict is None:
        return None
    others = tuple(other.cause for other in verdict.others)
    return walk.Rechecked(verdict.cause, problems(diagnosis), final, full, others)


def problems(diagnosis: Any) -> tuple[str, ...]:
    """The checks that failed."""
    checks = diagnosis.checks if diagnosis else ()
    return tuple(result.id for result in checks if result.state is CheckState.PROBLEM)

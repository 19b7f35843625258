"""IT's drill: asked once, checked when the person agrees, answered with one line when they agree again."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.bridge.errand import Errand
from app.presenters.drill import ANSWER, ASKED, CHECKING, SENDING, SENT, STUCK

if TYPE_CHECKING:
    from app.bridge.bulletin import Latest
    from app.bridge.session import Session
    from app.content.drill import Drill
    from diagnostics.model.diagnosis import Diagnosis


class Exercise(QObject):
    """Lives in the window's thread. `stage` is one of `app.presenters.drill`, or empty: nothing is asked."""

    moved = Signal(object)  # the Exercise

    def __init__(self, session: "Session", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._errand = Errand(self)
        self._errand.done.connect(self._did)
        self._put_away: set[str] = set()  # ids of drills that need no card any more in this window
        self.stage = ""
        self.drill: Drill | None = None
        self.diagnosis: Diagnosis | None = None  # the look that answers
        session.ended.connect(self._ended)

    def follow(self, latest: "Latest") -> None:
        """What is asked now. A card that somebody is busy with stays until they are done."""
        if self.stage not in ("", ASKED):
            return
        drill = latest.news.drill
        now = max(latest.news.now, datetime.now(UTC))
        asked = drill is not None and not latest.is_answered and drill.is_open(now) and drill.id not in self._put_away
        asked = asked and bool(self._session.site.report.destination)  # else there is no way to answer
        before = (self.stage, self.drill)
        self.stage, self.drill = (ASKED, drill) if asked else ("", None)
        if before != (self.stage, self.drill):
            self.moved.emit(self)

    def begin(self) -> None:
        """The person agrees: look at everything."""
        self._reach(CHECKING)
        self._session.start()

    def take(self) -> None:
        """The filled button of the card, at whatever stage it is."""
        if self.stage == ASKED:
            self.begin()
        elif self.stage in (ANSWER, STUCK):
            self.send()

    def send(self) -> None:
        """The person agrees that the line leaves."""
        session, drill, diagnosis, office = self._session, self.drill, self.diagnosis, self._session.office
        self._reach(SENDING)
        self._errand.run(lambda: session.doors.answer(drill, diagnosis, office))

    def put_away(self) -> None:
        """Not now: the next start asks again, unless it was answered."""
        if self.drill is not None:
            self._put_away.add(self.drill.id)
        self.drill = self.diagnosis = None
        self._reach("")

    def close(self) -> bool:
        """End it; False when a thread did not end in time."""
        return self._errand.close()

    @Slot(object)
    def _ended(self, _: object) -> None:
        if self.stage != CHECKING:
            return
        self.diagnosis = self._session.ledger.diagnosis
        # A run that was stopped, or broke, answers nothing.
        self._reach(ANSWER if self.diagnosis is not None and self.diagnosis.verdict is not None else ASKED)

    @Slot(object)
    def _did(self, result: Any) -> None:
        self._reach(SENT if result is True else STUCK)
        if result is True:
            if self.drill is not None:
                self._put_away.add(self.drill.id)
            self._session.courier.hurry()

    def _reach(self, stage: str) -> None:
        self.stage = stage
        self.moved.emit(self)

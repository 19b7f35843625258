"""What this laptop tells IT without a name: the record of every run and walk is left behind them, in a thread."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.bridge.errand import Errand

if TYPE_CHECKING:
    from app.bridge.guided import Guided
    from app.bridge.session import Session
    from diagnostics.model.diagnosis import Diagnosis


class Tally(QObject):
    """Lives in the window's thread. Made only where the site file asks for records."""

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self._errand = Errand(self)
        self._errand.done.connect(self._did)
        session.ended.connect(self._ended)
        session.walked.connect(self._walked)
        self._ended()

    def close(self) -> bool:
        """End it; False when a thread did not end in time. What was not written yet is lost, and nobody misses it."""
        return self._errand.close()

    @Slot(object)
    def _ended(self, _: object = None) -> None:
        """A run has ended that was none of a guide's looks: those belong to the walk."""
        if not self._session.is_adopting:
            self._tell(self._session.ledger.diagnosis)

    @Slot(object)
    def _walked(self, guided: "Guided") -> None:
        """A walk has ended."""
        state = guided.state
        if state is not None and state.tried:
            self._tell(guided.diagnosis or self._session.ledger.diagnosis, tuple(state.tried), state.guide)

    def _tell(self, diagnosis: "Diagnosis | None", tried: tuple[object, ...] = (), guide: str | None = None) -> None:
        if diagnosis is None or diagnosis.verdict is None:
            return
        doors = self._session.doors

        def job() -> int:
            doors.tell(diagnosis, tried, guide)
            return doors.records()

        self._errand.add(job)

    @Slot(object)
    def _did(self, waiting: object) -> None:
        if isinstance(waiting, int) and waiting:
            self._session.courier.refresh()  # it sends what waits, and starts where it was not wanted before

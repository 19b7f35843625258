"""A watch of some minutes that goes on behind every screen: what it has seen, and the run that saw it best."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.bridge.relay import Relay
from diagnostics.watch.episode import WatchReport, worst
from diagnostics.watch.run import Ended, Moved

if TYPE_CHECKING:
    from app.bridge.contract import RunLike
    from app.bridge.session import Session
    from app.reports.sheet.look import Look
    from diagnostics.model.diagnosis import Diagnosis


class Vigil(QObject):
    """One watch at a time. Lives in the window's thread; the watch has a thread of its own."""

    moved = Signal(object)  # the Vigil: something is new, or it is over
    began = Signal(object)  # the Vigil: something has just gone wrong or come right

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self._minutes = 0.0
        self.report: WatchReport | None = None
        self.seconds_left = 0.0
        self.outcome: str | None = None
        self.stage = ""  # "running", "done", or empty before the first one
        self.evidence: Diagnosis | None = None  # of the episode that matters most, while it lasted
        self.looks: list[Look] = []  # the numbers of every run of it, for the provider
        self._last: Diagnosis | None = None
        self._relay = Relay(self._make, self)
        self._relay.arrived.connect(self._take)
        self._relay.failed.connect(self._break)

    def start(self, minutes: float) -> None:
        """Begin anew, for what the person complained of last."""
        self._minutes, self.seconds_left = minutes, minutes * 60
        self.report = self.outcome = self.evidence = self._last = None
        self.looks = []
        self._reach("running")
        self._relay.start(symptom=self._session.symptom, address=self._session.address)

    def stop(self) -> None:
        """End it early; what it saw until then stays."""
        self._relay.cancel()

    def close(self) -> bool:
        """End it for good; False when a thread did not end in time."""
        return self._relay.close()

    def _make(self, listener: Callable[[Any], None], **named: Any) -> "RunLike":
        """Starter thread."""
        return self._session.doors.watches(
            listener, minutes=self._minutes, symptom=named.get("symptom"), address=named.get("address")
        )

    @Slot(object)
    def _take(self, event: object) -> None:
        if isinstance(event, Moved):
            self.report, self.seconds_left = event.report, event.seconds_left
            self._keep(event)
            self.moved.emit(self)
            if event.changes:
                self.began.emit(self)
        elif isinstance(event, Ended):
            self.report, self.outcome = event.report, event.outcome
            self._reach("done")

    def _keep(self, event: Moved) -> None:
        """Of all runs only that of the worst episode is kept whole: what IT wants to see is what was seen meanwhile."""
        if event.diagnosis is not None:
            from app.reports.sheet.look import look_of  # noqa: PLC0415  # 0.1 ms a run, once somebody watches

            self.looks.append(look_of(event.diagnosis))
        first = worst(event.report.events)
        for run in (self._last, event.diagnosis):
            if first is not None and run is not None and run.id == first.diagnosis_id:
                self.evidence = run
        self._last = event.diagnosis

    @Slot(object)
    def _break(self, _: object) -> None:
        self.outcome = "error"
        self._reach("done")

    def _reach(self, stage: str) -> None:
        self.stage = stage
        self.moved.emit(self)
        self._session.watched.emit(stage)

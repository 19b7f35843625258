"""A run that sends observations as fast as a thread can, and then ends."""

import threading
from collections.abc import Callable

from diagnostics.checks import ALL_CHECKS
from diagnostics.model.answer import Purpose, TcpAnswer
from diagnostics.model.event import CheckFinished, CheckStarted, Event, Finished, RunStarted, Seen
from diagnostics.model.observation import CheckResult, CheckState, Observation


class Storm:
    """Stands in for `diagnostics.engine.run.Run`; waits for `go` before it begins."""

    def __init__(self, listener: Callable[[Event], None], events: int, go: threading.Event) -> None:
        self._listener = listener
        self._events = events
        self._go = go
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._blow, name="storm", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def cancel(self) -> None:
        self._stop.set()
        self._go.set()

    def join(self, timeout_s: float) -> bool:
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _blow(self) -> None:
        self._go.wait()
        checks = [check.id for check in ALL_CHECKS]
        self._listener(RunStarted(tuple(checks)))
        for check in checks:
            self._listener(CheckStarted(check))
        for number in range(self._events):
            if self._stop.is_set():
                break
            check = checks[number % len(checks)]
            fact = TcpAnswer(purpose=Purpose.INTERNET, subject="internet", address="192.0.2.1", port=443, ms=1.0)
            self._listener(Seen(Observation(id=f"{check}/{number}", check=check, start_s=0.0, end_s=0.1, fact=fact)))
        for check in checks:
            self._listener(CheckFinished(CheckResult(id=check, state=CheckState.OK, duration_s=0.1)))
        self._listener(Finished("ok", None))

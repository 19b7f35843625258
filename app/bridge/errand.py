"""Do blocking jobs (write a file, send a report) off the window's thread and hand their results back."""

import threading
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot


class Errand(QObject):
    """One job at a time. The result, or the exception that the job raised, arrives in the window's thread."""

    done = Signal(object)
    _came = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._waiting: deque[Callable[[], object]] = deque()
        self._lock = threading.Lock()
        self._is_closed = False
        self._came.connect(self._deliver)  # emitted in another thread, so it is queued

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way; `run` refuses a second one."""
        return self._thread is not None

    def run(self, job: Callable[[], object]) -> bool:
        """Start `job` in a daemon thread. False when another one is still under way."""
        if self.is_busy:
            return False

        def work() -> None:
            try:
                result = job()
            except Exception as error:  # noqa: BLE001  # handed to the screen, which says it in words
                result = error
            with self._lock:
                if not self._is_closed:  # else the window may be gone: it went while a slow server was waited for
                    self._came.emit(result)

        self._thread = threading.Thread(target=work, name="unstuck-errand", daemon=True)
        self._thread.start()
        return True

    def add(self, job: Callable[[], object]) -> None:
        """Do it after those that were added before; nothing once it is closed."""
        self._waiting.append(job)
        self._next()

    def close(self, timeout_s: float = 1.0) -> bool:
        """Wait a moment for the job; False when it is still there (it is a daemon: quitting does not wait).

        Nothing is handed back once this has returned.
        """
        self._waiting.clear()
        thread = self._thread
        if thread is not None:
            thread.join(timeout_s)
        with self._lock:
            self._is_closed = True
        return thread is None or not thread.is_alive()

    @Slot(object)
    def _deliver(self, result: object) -> None:
        if self._thread is not None:
            self._thread.join()  # it has nothing left to do
            self._thread = None
        self.done.emit(result)
        self._next()

    def _next(self) -> None:
        if self._waiting and not self.is_busy and not self._is_closed:
            self.run(self._waiting.popleft())

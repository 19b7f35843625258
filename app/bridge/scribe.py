"""Write small files off the window's thread: flushing a disk takes longer than a window may stand still."""

import threading
from collections import deque
from collections.abc import Callable


class Scribe:
    """Jobs are done one after the other, in their order. Its thread lives only while it works."""

    def __init__(self) -> None:
        self._jobs: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def give(self, job: Callable[[], None]) -> None:
        """Any thread. `job` must not raise: what it cannot write is not worth a broken window."""
        with self._lock:
            self._jobs.append(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="unstuck-scribe", daemon=True)
                self._thread.start()

    def close(self, timeout_s: float = 2.0) -> bool:
        """Wait until everything is written; False when the disk did not answer in time."""
        with self._lock:
            thread = self._thread
        if thread is None:
            return True
        thread.join(timeout_s)
        return not thread.is_alive()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._jobs:
                    self._thread = None
                    return
                job = self._jobs.popleft()
            job()

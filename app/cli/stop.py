"""Ctrl-C and a polite kill: asked for once, a walk ends at a moment that leaves nothing half done; twice, at once."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SLICE_S = 0.1  # how soon a wait sees that it is to end; a handler may not touch the locks of whoever waits
SIGNALS = (signal.SIGINT, signal.SIGTERM)
STATUS_OF_SIGNAL = 128  # a shell's way to tell of a signal


class Stop:
    """Whether somebody asked to stop. Asking is one assignment: safe in a signal handler."""

    def __init__(self) -> None:
        self.signal = 0
        self._never = threading.Event()

    @property
    def is_asked(self) -> bool:
        """Whether to stop."""
        return self.signal != 0

    @property
    def status(self) -> int:
        """The exit status that tells of the signal."""
        return STATUS_OF_SIGNAL + self.signal

    def wait(self, seconds: float) -> bool:
        """Wait, at most so long; True at once when somebody asked to stop."""
        until = time.monotonic() + seconds
        while not self.is_asked:
            left = until - time.monotonic()
            if left <= 0:
                return False
            self._never.wait(min(SLICE_S, left))
        return True

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take the two signals meanwhile; in the main thread only, which is where signals arrive."""
        before = {number: signal.signal(number, self._take) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _take(self, number: int, _frame: FrameType | None) -> None:
        if self.is_asked:
            raise KeyboardInterrupt
        self.signal = number

"""What one update may cost: seconds and bytes. A hostile server gets no more of either."""

import time
from collections.abc import Callable

MOST_BYTES = 1_000_000
"""Read in one update beside files whose length IT has signed: metadata of 1,000 guides is a third of it."""

OVERHEAD_BYTES = 4_096
"""Of an answer's head and of TLS, for each file of signed length."""


class Late(Exception):
    """The time is used up."""


class TooMuch(Exception):
    """The bytes are used up."""


class Allowance:
    """Counts down. One thread."""

    def __init__(
        self, deadline_s: float, most_bytes: int = MOST_BYTES, steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._steady = steady
        self._end_s = steady() + deadline_s
        self._left = most_bytes
        self.bytes_read = 0
        self.bytes_sent = 0
        self.requests = 0

    def left_s(self) -> float:
        """Seconds that are left. Raises Late where none is."""
        left = self._end_s - self._steady()
        if left <= 0:
            raise Late
        return left

    def room(self) -> int:
        """Bytes that may still be read. Raises TooMuch where none is."""
        if self._left <= 0:
            raise TooMuch
        return self._left

    def took(self, count: int) -> None:
        """So many bytes were read."""
        self.bytes_read += count
        self._left -= count

    def grant(self, length: int) -> None:
        """A file of a signed length comes next."""
        self._left += length + OVERHEAD_BYTES

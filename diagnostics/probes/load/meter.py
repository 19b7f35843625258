"""Rates from a running count of bytes, pure."""

from bisect import bisect_right

BITS_PER_BYTE = 8
MEGA = 1_000_000


class RateMeter:
    """Remembers how many bytes had passed at which moment (seconds of any monotonic clock)."""

    def __init__(self) -> None:
        self._at: list[float] = []
        self._bytes: list[int] = []

    def note(self, now_s: float, total_bytes: int) -> None:
        """Record the count so far. Moments and counts never go back: a smaller count is taken as no change."""
        if self._bytes:
            total_bytes = max(total_bytes, self._bytes[-1])
        self._at.append(now_s)
        self._bytes.append(total_bytes)

    @property
    def last_s(self) -> float:
        """The latest moment noted; 0.0 before the first."""
        return self._at[-1] if self._at else 0.0

    def steady(self, since_s: float | None) -> tuple[float, float]:
        """From the end of the warm-up to the latest note; from the first note when that leaves no time in between."""
        start = self._at[0] if self._at else 0.0
        if since_s is not None and self.window(since_s, self.last_s)[0] > 0:
            start = since_s
        return start, self.last_s

    def window(self, since_s: float, until_s: float) -> tuple[float, int]:
        """Seconds and bytes between the last notes at or before these two moments; (0.0, 0) when there are none."""
        first, last = bisect_right(self._at, since_s) - 1, bisect_right(self._at, until_s) - 1
        if first < 0 or last <= first:
            return 0.0, 0
        return self._at[last] - self._at[first], self._bytes[last] - self._bytes[first]

    def mbit(self, since_s: float, until_s: float) -> float | None:
        """Mean rate between two moments in Mbit/s (10^6 bits), None when no time passed between notes."""
        seconds, moved = self.window(since_s, until_s)
        return moved * BITS_PER_BYTE / MEGA / seconds if seconds > 0 else None

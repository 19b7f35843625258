"""What became of every probe of a series, and the numbers that follow from it. Touches no network."""

import asyncio
import math
import statistics
from collections.abc import Sequence
from itertools import pairwise

from diagnostics.model.failure import Failure
from diagnostics.probes.classify import ProbeFailed

_HIGH_SHARE = 0.95
_HERE = frozenset((Failure.NO_ROUTE, Failure.NO_ADDRESS, Failure.NOT_PERMITTED, Failure.NOT_SUPPORTED))
"""Said by this computer without a packet: the next probe will not fare better."""


class Tally:
    """Filled while probes come back. Belongs to the loop's thread."""

    def __init__(self, count: int, wait_s: float) -> None:
        self.sent = 0
        self.delays: dict[int, float] = {}  # seconds, by number of the probe
        self.refusals: list[ProbeFailed] = []
        self.settled = asyncio.Event()
        self._count, self._wait_s = count, wait_s
        self._over: set[int] = set()

    @property
    def hopeless(self) -> bool:
        """Whether this computer itself refuses to send and nothing was ever answered."""
        return not self.delays and any(refusal.failure in _HERE for refusal in self.refusals)

    def answered(self, number: int, seconds: float) -> None:
        """Probe `number` was answered after so long; too late is lost, and a second answer is none."""
        if number < self.sent and number not in self._over and seconds <= self._wait_s:
            self.delays[number] = seconds
        self._end(number)

    def refused(self, refusal: ProbeFailed, number: int | None = None) -> None:
        """Somebody, or this computer, said no; `number` where it is known which probe was meant."""
        self.refusals.append(refusal)
        if number is not None:
            self._end(number)

    def in_order(self) -> list[float | None]:
        """Milliseconds by probe, None for each that was lost."""
        return [self.delays[number] * 1000 if number in self.delays else None for number in range(self.sent)]

    def _end(self, number: int) -> None:
        self._over.add(number)
        if len(self._over) >= self._count:
            self.settled.set()


def numbers(delays: Sequence[float | None]) -> dict[str, object]:
    """The fields of a `SeriesAnswer` that follow from the delays in milliseconds, in order of sending.

    The 95th percentile is the nearest rank; jitter is the mean absolute difference of neighbours that were both
    answered (RFC 3550, section 6.4.1, without its smoothing), None without any such pair.
    """
    got = sorted(delay for delay in delays if delay is not None)
    steps = [abs(later - earlier) for earlier, later in pairwise(delays) if earlier is not None and later is not None]
    gap = longest = 0
    for delay in delays:
        gap = gap + 1 if delay is None else 0
        longest = max(longest, gap)
    found: dict[str, object] = {"sent": len(delays), "received": len(got), "longest_gap": longest}
    if got:
        found["rtt_ms"] = round(statistics.median(got), 3)
        found["rtt_least_ms"] = round(got[0], 3)
        found["rtt_p95_ms"] = round(got[math.ceil(_HIGH_SHARE * len(got)) - 1], 3)
    if steps:
        found["jitter_ms"] = round(statistics.fmean(steps), 3)
    return found

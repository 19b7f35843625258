"""One stretch of the way as its series show it: what it loses, how long it takes, how unsteady it is.

A router that answers ICMP late or seldom passes everything else on, so a stretch is only as bad as the better of the
methods says. A target that answers nothing by a method is shy, not lossy, and is left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from diagnostics.faults.chance import counts, passes_freely
from diagnostics.model.answer import SeriesAnswer

ENOUGH = 20
"""Fewer probes than that say nothing about a few per cent."""

CHANCE = 0.1
"""A difference between two methods on one way is believed if it is no more likely than that between two that are alike:
to cry loss over a box that seldom answers pings is the worse mistake."""

FAIR_CHANCE = 0.05
"""The same between two stretches, all their probes together."""

RARE_CHANCE = 0.01
"""The same between two stretches when the methods that look best speak for one of them: some always do."""

HALF = 0.5
PERCENT = 100.0


@dataclass(frozen=True)
class Stretch:
    """The answered series of one stretch: the longest look at each target, and every look there was."""

    series: tuple[SeriesAnswer, ...]
    looks: tuple[SeriesAnswer, ...] = ()

    @classmethod
    def over(cls, series: Iterable[SeriesAnswer]) -> "Stretch":
        """Only what was answered at all counts, and of two looks the longer one: a clean repeat refutes the first."""
        longest: dict[tuple[str, str, str], SeriesAnswer] = {}
        looks = tuple(item for item in series if item.received and item.sent)
        for item in looks:
            key = (item.purpose, item.method, item.address)
            if key not in longest or item.sent > longest[key].sent:
                longest[key] = item
        return cls(tuple(longest.values()), looks)

    def __bool__(self) -> bool:
        return bool(self.series)

    @cached_property
    def methods(self) -> dict[str, list[SeriesAnswer]]:
        """The series by method."""
        return _by_method(self.series)

    @cached_property
    def lost_percent(self) -> float:
        """What gets lost over all methods, 0 to 100."""
        return _lost(self.series) * PERCENT

    def loses_half_of(self, way: "Stretch") -> bool:
        """Whether at least half of the share that gets lost on that way is lost here, by every look there was."""
        return _lost(self.looks) >= _lost(way.looks) * HALF

    def passes_freely(self, way: "Stretch") -> bool:
        """Whether what gets lost on that way is not lost here: by all methods together, or by some beyond doubt.

        A box that seldom answers pings passes everything else on.
        """
        theirs = counts(way.looks)
        if passes_freely(counts(self.looks), theirs, FAIR_CHANCE):
            return True
        free = [items for items in _by_method(self.looks).values() if passes_freely(counts(items), theirs, 1.0)]
        return passes_freely(counts(item for items in free for item in items), theirs, RARE_CHANCE)

    def _has_free_method(self) -> bool:
        """Whether one method loses next to nothing of what the others lose."""
        methods = _by_method(self.looks)
        return any(
            passes_freely(counts(items), counts(item for item in self.looks if item.method != name), CHANCE)
            for name, items in methods.items()
        )

    def is_lossy(self, limit_percent: float) -> bool:
        """Whether more than the limit gets lost, to most targets, and no method passes freely."""
        share = _lost(self.series)
        if sum(item.sent for item in self.series) < ENOUGH or share * PERCENT <= limit_percent:
            return False
        if self._has_free_method():
            return False
        targets: dict[str, list[SeriesAnswer]] = {}
        for item in self.series:
            targets.setdefault(item.address, []).append(item)
        lossy = [items for items in targets.values() if _lost(items) * PERCENT > limit_percent * HALF]
        return len(lossy) >= len(targets) * HALF

    def only(self, method: str) -> "Stretch":
        """What one method says."""
        return Stretch(tuple(self.methods.get(method, ())), tuple(item for item in self.looks if item.method == method))

    @cached_property
    def targets(self) -> int:
        """How many addresses answered."""
        return len({item.address for item in self.series})

    @cached_property
    def rtt_ms(self) -> float | None:
        """Round trip by the quickest method; the median of its targets."""
        return self._best("rtt_ms")

    @cached_property
    def jitter_ms(self) -> float | None:
        """Mean difference of successive delays by the steadiest method; the median of its targets."""
        return self._best("jitter_ms")

    def _best(self, field: str) -> float | None:
        told = [
            [value for item in items if (value := getattr(item, field)) is not None] for items in self.methods.values()
        ]
        return min((median(values) for values in told if values), default=None)

    def witnesses(self) -> list[list[SeriesAnswer]]:
        """One group of evidence for each method."""
        return list(self.methods.values())


def _by_method(series: Iterable[SeriesAnswer]) -> dict[str, list[SeriesAnswer]]:
    found: dict[str, list[SeriesAnswer]] = {}
    for item in series:
        found.setdefault(item.method, []).append(item)
    return found


def _lost(items: Sequence[SeriesAnswer]) -> float:
    sent = sum(item.sent for item in items)
    return 1.0 - sum(item.received for item in items) / sent if sent else 0.0


def estimated_quality(rtt_ms: float, jitter_ms: float, lost_percent: float) -> float:
    """Mean opinion score, 1.0 to 4.5, from the delay, jitter and loss of a call's way (after ITU-T G.107).

    The rating is the short form of faults.md, section 4.3: jitter counts as delay of the buffer that evens it out.
    """
    delay = rtt_ms / 2 + 2 * jitter_ms + CODEC_MS
    rating = FULL_RATING - LOSS_WEIGHT * lost_percent
    rating -= delay / 40 if delay < KNEE_MS else (delay - 120) / 10
    rating = min(100.0, max(0.0, rating))
    return 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating)


CODEC_MS = 10.0
KNEE_MS = 160.0
FULL_RATING = 93.2
LOSS_WEIGHT = 2.5

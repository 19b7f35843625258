"""The numbers of a lab run: hits, the mistakes that count most, what a claim of certainty is worth, seconds."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence

from tests.lab.row import SURE, Row

HEALTHY = "healthy"
NO_CAUSE = (HEALTHY, "-", "(control)")


class Score:
    """Reads rows; a row is one diagnosis, so a scenario with a repair counts twice."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.skipped = [row for row in rows if row.skipped]
        self.rows = [row for row in rows if not row.skipped]

    @property
    def hits(self) -> int:
        """Diagnoses with nothing wrong at all: cause, others, reason, exit status."""
        return sum(row.ok for row in self.rows)

    @property
    def top1(self) -> int:
        """Diagnoses whose first cause is the true one."""
        return sum(row.right for row in self.rows)

    @property
    def alarms(self) -> list[Row]:
        """Something was named where nothing is wrong."""
        return [row for row in self.rows if row.expected == HEALTHY and (row.named not in NO_CAUSE or row.others)]

    @property
    def false_others(self) -> list[Row]:
        """A cause was named beside the first that is not there."""
        return [row for row in self.rows if row.expected != HEALTHY and row.false_others]

    @property
    def missed(self) -> list[Row]:
        """`healthy` was said of a broken laptop: the worst of all mistakes."""
        return [row for row in self.rows if row.expected != HEALTHY and row.named == HEALTHY]

    @property
    def sure_and_wrong(self) -> list[Row]:
        """`confirmed` was said of a wrong cause."""
        return [row for row in self.rows if row.certainty == "confirmed" and not row.right]

    @property
    def pairs(self) -> list[Row]:
        """Diagnoses of worlds with two faults, first looks and looks after a repair alike."""
        return [row for row in self.rows if row.pair]

    def by_certainty(self) -> dict[str, tuple[int, int]]:
        """For each word: how often the first cause was right, and how often wrong; only words that were used."""
        found = {}
        for word in reversed(SURE):
            said = [row.right for row in self.rows if row.certainty == word]
            if said:
                found[word] = (sum(said), len(said) - sum(said))
        return found

    def confusion(self) -> dict[str, Counter[str]]:
        """For each true cause, what was named and how often."""
        counts: dict[str, Counter[str]] = {}
        for row in self.rows:
            counts.setdefault(row.expected, Counter())[row.named] += 1
        return counts

    @property
    def timed(self) -> list[Row]:
        """Diagnoses whose seconds count: those that load the line on request are apart."""
        return [row for row in self.rows if row.seconds is not None and not row.loads_line]

    @property
    def median_s(self) -> float | None:
        """Median of the whole process, in seconds."""
        times = [row.seconds or 0.0 for row in self.timed]
        return statistics.median(times) if times else None

    def slowest(self, *, dark: bool = False) -> Row | None:
        """The diagnosis that took longest, of all or of those in which nothing at all got out."""
        rows = [row for row in self.timed if row.dark or not dark]
        return max(rows, key=lambda row: (row.seconds or 0.0, row.name), default=None)

"""What a lab run prints and keeps: the table, medians, the confusion matrix."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence

from tests.lab.run import Row

_HEAD = ("scenario", "expected", "named", "certainty", "seconds", "ok")


def line(row: Row, width: int) -> str:
    """One row of the table, with what is wrong below it."""
    seconds = "-" if row.seconds is None else f"{row.seconds:.2f}"
    verdict = f"{row.expected:<26} {row.named:<26} {row.certainty:<10} {seconds:>7}"
    text = f"{row.name:<{width}} {verdict} {'ok' if row.ok else 'MISS'}"
    return text if row.ok else f"{text}\n    {row.note}"


def head(width: int) -> str:
    """The first line."""
    name, expected, named, certainty, seconds, ok = _HEAD
    return f"{name:<{width}} {expected:<26} {named:<26} {certainty:<10} {seconds:>7} {ok}"


def summary(rows: Sequence[Row], wall_s: float) -> str:
    """Hits, seconds, and the two mistakes that count most."""
    timed = [row for row in rows if row.seconds is not None and not row.loads_line]
    times = [row.seconds for row in timed if row.seconds is not None]
    hits = sum(row.ok for row in rows)
    alarms = sum(row.expected == "healthy" and row.named not in ("healthy", "-", "(control)") for row in rows)
    missed = sum(row.expected != "healthy" and row.named == "healthy" for row in rows)
    text = f"{hits} of {len(rows)} right; causes named on a healthy one: {alarms}; "
    text += f"healthy said of a broken one: {missed}\n"
    if times:
        slowest = max(timed, key=lambda row: row.seconds or 0.0)
        text += f"seconds without load tests: median {statistics.median(times):.2f}, "
        text += f"worst {max(times):.2f} ({slowest.name}); "
    lab_s = [row.lab_s for row in rows]
    return text + f"lab itself: median {statistics.median(lab_s):.2f}, worst {max(lab_s):.2f}; wall {wall_s:.0f} s"


def confusion(rows: Sequence[Row]) -> str:
    """Expected causes down, named ones beside them with their counts; wrong ones are marked."""
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row.expected, Counter())[row.named] += 1
    width = max(map(len, counts), default=0)
    lines = []
    for expected in sorted(counts):
        named = ", ".join(
            f"{cause} x{count}" if cause == expected else f"!! {cause} x{count}"
            for cause, count in counts[expected].most_common()
        )
        lines.append(f"{expected:<{width}} -> {named}")
    return "\n".join(lines)

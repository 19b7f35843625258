"""What a lab run prints and keeps: the table, the numbers, the confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence

from tests.lab.row import Row
from tests.lab.score import Score

_CAUSES = 34


def line(row: Row, width: int) -> str:
    """One row of the table, with what is wrong below it."""
    name = "    and after its repair" if row.after else row.name
    if row.skipped:
        return f"{name:<{width}} {row.note}"
    seconds = "-" if row.seconds is None else f"{row.seconds:.2f}"
    expected = _causes(row.expected, row.expected_others or ())
    verdict = f"{expected:<{_CAUSES}} {_causes(row.named, row.others):<{_CAUSES}} {row.certainty:<10} {seconds:>7}"
    text = f"{name:<{width}} {verdict} {'ok' if row.ok else 'MISS'}"
    return text if row.ok and row.tries == 1 else f"{text}\n    {row.note}"


def _causes(first: str, others: Sequence[str]) -> str:
    return " + ".join([first, *sorted(others)])


def head(width: int) -> str:
    """The first line."""
    return f"{'scenario':<{width}} {'expected':<{_CAUSES}} {'named':<{_CAUSES}} {'certainty':<10} {'seconds':>7} ok"


def summary(rows: Sequence[Row], wall_s: float) -> str:
    """Hits, the mistakes that count most, certainty, seconds."""
    score = Score(rows)
    lines = [f"{score.hits} of {len(score.rows)} right ({score.top1} with the right first cause)"]
    if score.skipped:
        lines[0] += f"; skipped: {', '.join(row.name for row in score.skipped)}"
    lines.append(
        f"causes named on a healthy one: {len(score.alarms)}; named beside the first and not there: "
        f"{len(score.false_others)}; healthy said of a broken one: {len(score.missed)}"
    )
    claims = [f"{word} {right} right, {wrong} wrong" for word, (right, wrong) in score.by_certainty().items()]
    if claims:
        lines.append("; ".join(claims))
    lines += [f"  confirmed and wrong: {row.name} named {row.named}" for row in score.sure_and_wrong]
    if again := [row.name for row in rows if row.tries > 1]:
        lines.append(f"worlds that had to be built twice: {', '.join(again)}")
    if score.pairs:
        lines.append(f"two faults at once: {sum(row.ok for row in score.pairs)} of {len(score.pairs)} right")
    return "\n".join([*lines, _seconds(score, rows, wall_s)])


def _seconds(score: Score, rows: Sequence[Row], wall_s: float) -> str:
    text = ""
    slowest, dark = score.slowest(), score.slowest(dark=True)
    if slowest is not None:
        text = f"seconds without load tests: median {score.median_s:.2f}, worst {slowest.seconds:.2f} ({slowest.name})"
        text += f", worst dark {dark.seconds:.2f} ({dark.name}); " if dark is not None else "; "
    lab_s = max(row.lab_s for row in rows)
    return text + f"lab itself: worst {lab_s:.2f}; wall {wall_s:.0f} s"


def confusion(rows: Sequence[Row]) -> str:
    """Expected causes down, named ones beside them with their counts; wrong ones are marked."""
    counts = Score(rows).confusion()
    width = max(map(len, counts), default=0)
    lines = []
    for expected in sorted(counts):
        named = ", ".join(
            f"{cause} x{count}" if cause == expected else f"!! {cause} x{count}"
            for cause, count in counts[expected].most_common()
        )
        lines.append(f"{expected:<{width}} -> {named}")
    return "\n".join(lines)

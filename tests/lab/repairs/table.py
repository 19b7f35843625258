"""The tables of the repairs, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tests.lab.repairs.play import Row
from tests.lab.repairs.strike import Strike


def head(width: int) -> str:
    """The line above the rows."""
    return f"{'repair':<{width}}  {'named':<24} {'mended by':<24} {'afterwards':<12} {'look':>5} {'walk':>6} {'lab':>5}"


def line(row: Row, width: int) -> str:
    """One row."""
    word = "skipped" if row.skipped else row.after
    times = f"{_s(row.look_s):>5} {_s(row.walk_s):>6} {row.lab_s:>5.1f}"
    tried = f" (after {', '.join(row.tried)})" if row.tried else ""
    mark = "" if row.ok or row.skipped else "  <-- "
    said = f"{row.name:<{width}}  {row.named:<24} {row.fixed_by:<24} {word:<12} {times}{tried}{mark}"
    return f"{said} {row.note}".rstrip() if row.note else said.rstrip()


def _s(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def summary(rows: Sequence[Row], seconds: float) -> str:
    """The last line of this table."""
    played = [row for row in rows if not row.skipped]
    good = sum(row.ok for row in played)
    longest = max((row.walk_s or 0.0 for row in played), default=0.0)
    share = f"{100 * good / len(played):.0f} %" if played else "-"
    return (
        f"repairs: {good} of {len(played)} mended by their guide ({share}), "
        f"{len({row.fixed_by for row in played if row.ok})} verbs, longest walk {longest:.1f} s, "
        f"{len(rows) - len(played)} skipped, {seconds:.0f} s"
    )


def skipped(rows: Iterable[Row]) -> list[str]:
    """Why rows were skipped, each reason once."""
    return sorted({row.note for row in rows if row.skipped})


def strike_head() -> str:
    """The line above the strikes."""
    return f"{'verb and world':<46} {'way':<16} {'the deed':<14} {'equal':<6} {'after':>6} {'ran':>6}"


def strike_line(one: Strike) -> str:
    """One way of breaking one verb."""
    word = "skipped" if one.skipped else "yes" if one.equal else "NO"
    mark = "" if one.ok or one.skipped else "  <-- "
    said = (
        f"{one.name:<46} {one.way:<16} {one.did:<14} {word:<6} {_s(one.back_s):>6} {one.ran_s:>6.1f}{mark} {one.note}"
    )
    return said.rstrip()


def grid(strikes: Sequence[Strike]) -> str:
    """Verb by way: the seconds until the state was equal to the one before, NO, or - where there is no such way."""
    ways = list(dict.fromkeys(one.way for one in strikes))
    lines = [f"{'seconds until equal':<26} " + " ".join(f"{way:>16}" for way in ways)]
    for verb in dict.fromkeys(one.verb for one in strikes):
        cells = []
        for way in ways:
            found = [one for one in strikes if one.verb == verb and one.way == way]
            cells.append(f"{_cell(found):>16}")
        lines.append(f"{verb:<26} {' '.join(cells)}".rstrip())
    return "\n".join(lines)


def _cell(found: Sequence[Strike]) -> str:
    if not found:
        return "-"
    if all(one.skipped for one in found):
        return "skipped"
    if not all(one.ok for one in found):
        return "NO"
    return f"{max(one.back_s or 0.0 for one in found):.1f}"


def strike_summary(strikes: Sequence[Strike], seconds: float) -> str:
    """The last line of this table."""
    played = [one for one in strikes if not one.skipped]
    equal, good = sum(one.equal for one in played), sum(one.ok for one in played)
    share = f"{100 * equal / len(played):.0f} %" if played else "-"
    longest = max((one.back_s or 0.0 for one in played), default=0.0)
    return (
        f"way back: {equal} of {len(played)} states equal to the one before ({share}), longest after {longest:.1f} s, "
        f"{good} as expected in every respect, {len({one.verb for one in played})} verbs, "
        f"{len(strikes) - len(played)} skipped, {seconds:.0f} s"
    )

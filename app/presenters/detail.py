"""The plain list behind "Details": every check, how it ended, how long it took, what was seen."""

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from app.presenters.ledger import CHECKING, WAITING, Ledger
from app.presenters.phrase import Phrases

if TYPE_CHECKING:
    from app.presenters.words import Words
    from diagnostics.model.observation import CheckResult, Observation

LINES_PER_CHECK = 40  # a person reads no more; the report has them all

_MARKS = {"ok": "✓", "problem": "✕", CHECKING: "…", WAITING: "○"}
_OTHER_MARK = "–"


@dataclass(frozen=True)
class DetailRow:
    """One check."""

    id: str
    title: str
    mark: str
    state: str  # in words
    time: str
    lines: tuple[str, ...]


def detail_rows(ledger: Ledger, words: "Words", say: Phrases) -> tuple[DetailRow, ...]:
    """The rows in screen order."""
    seen: dict[str, list[Observation]] = {id: [] for id in ledger.states}
    for observation in ledger.observations:
        seen.setdefault(observation.check, []).append(observation)
    return tuple(_row(id, seen[id], ledger.results.get(id), ledger.states.get(id, WAITING), words, say) for id in seen)


def _row(
    id: str, seen: "list[Observation]", result: "CheckResult | None", state: str, words: "Words", say: Phrases
) -> DetailRow:
    lines = [words.describe(observation.fact) for observation in seen[:LINES_PER_CHECK]]
    if len(seen) > LINES_PER_CHECK:
        lines.append(say("detail.more", n=len(seen) - LINES_PER_CHECK))
    time = say("detail.seconds", s=say.decimal(result.duration_s, 1)) if result else ""
    return DetailRow(id, words.check(id), _MARKS.get(state, _OTHER_MARK), say(f"detail.{state}"), time, tuple(lines))


def as_text(rows: tuple[DetailRow, ...]) -> str:
    """For the clipboard: readable in any mail."""
    out = []
    for row in rows:
        out.append(" · ".join(part for part in (f"{row.mark} {row.title}", row.state, row.time) if part))
        out.extend(f"    {line}" for line in row.lines)
    return "\n".join(out) + "\n"


def as_html(rows: tuple[DetailRow, ...]) -> str:
    """For the screen; everything that came from outside is escaped."""
    out = []
    for row in rows:
        tail = " · ".join(part for part in (row.state, row.time) if part)
        out.append(f'<p class="check" id="{escape(row.id)}"><a name="{escape(row.id)}"></a>')
        out.append(f"{row.mark}&nbsp; <b>{escape(row.title)}</b> <span>· {escape(tail)}</span></p>")
        out.extend(f'<p class="seen">{escape(line)}</p>' for line in row.lines)
    return "".join(out)

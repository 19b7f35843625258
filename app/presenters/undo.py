"""The list of what Unstuck changed on this computer, and what came of undoing it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.guides.hand import Did
from app.guides.journal import Stage
from app.presenters.phrase import Phrases

if TYPE_CHECKING:
    from app.guides.hand import Deed
    from app.guides.journal import Entry
    from app.presenters.words import Words


@dataclass(frozen=True)
class ChangeRow:
    """One change: a heading and what is known of it."""

    title: str
    text: str


@dataclass(frozen=True)
class UndoView:
    """`None` for a button that is not offered."""

    title: str
    intro: str
    rows: tuple[ChangeRow, ...] = ()
    undo: str | None = None
    back: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader hears."""
        return " ".join([self.intro, *(part for row in self.rows for part in (row.title, row.text))])


def waiting_view(say: Phrases, *, is_undoing: bool) -> UndoView:
    """While the list is read, or while everything is put back."""
    return UndoView(say("undo.title"), say("undo.working" if is_undoing else "undo.reading"), back=say("button.back"))


def changes_view(entries: "Sequence[Entry]", words: "Words", say: Phrases, guide_for: Callable[[str], Any]) -> UndoView:
    """Before: everything that can be undone, newest first."""
    if not entries:
        return UndoView(say("undo.title"), say("undo.empty"), back=say("button.back"))
    rows = tuple(_row(entry, words, say, guide_for, _state(entry, words)) for entry in entries)
    return UndoView(say("undo.title"), say("undo.intro"), rows, say("undo.button"), say("button.back"))


def undone_view(
    undone: "Sequence[tuple[Entry, Deed]]", words: "Words", say: Phrases, guide_for: Callable[[str], Any]
) -> UndoView:
    """After: what came of each."""
    rows = tuple(_row(entry, words, say, guide_for, _outcome(deed, words)) for entry, deed in undone)
    stuck = any(deed.did not in (Did.DONE, Did.NOTHING_TO_DO) for _, deed in undone)
    intro = say("undo.some_stuck") if stuck else say("undo.done") if rows else say("undo.empty")
    return UndoView(say("undo.title"), intro, rows, say("undo.again") if stuck else None, say("button.back"))


def failed_view(say: Phrases) -> UndoView:
    """The list of changes cannot be read."""
    return UndoView(say("undo.title"), say("undo.failed"), back=say("button.back"))


def _row(entry: "Entry", words: "Words", say: Phrases, guide_for: Callable[[str], Any], outcome: str) -> ChangeRow:
    try:
        title = words.text(f"verb_done.{entry.verb}")
    except KeyError:  # a verb of a newer version
        title = words.text("undo.unknown")
    at = _local(entry.at)
    when = words.fill("{date}, {time}", {"date": at, "time": at})
    guide = guide_for(entry.guide) if entry.guide else None
    where = ""
    if guide is not None and guide.id == entry.guide:
        where = words.text("undo.guide", {"what": words.fill(guide.title.of(say.lang))})
    return ChangeRow(title, " · ".join(part for part in (when, where, outcome) if part))


def _local(moment: str) -> str:
    """The moment by this computer's clock, so that day and hour fit each other."""
    try:
        return datetime.fromisoformat(moment).astimezone().isoformat()
    except (ValueError, OverflowError, OSError):
        return moment


def _state(entry: "Entry", words: "Words") -> str:
    if entry.state is Stage.STUCK:
        return words.text("undo.stuck_before")
    return words.text("undo.open") if entry.is_open else ""


def _outcome(deed: "Deed", words: "Words") -> str:
    if deed.did is Did.DONE:
        return words.text("undo.back")
    return words.text("undo.gone" if deed.did is Did.NOTHING_TO_DO else "undo.stuck")

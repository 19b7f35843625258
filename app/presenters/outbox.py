"""What has ever left this laptop, and what still waits: one row for each report, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, Any, Protocol

from app.presenters.phrase import Phrases

if TYPE_CHECKING:
    from app.presenters.words import Words

WAITING = "waiting"
MOST_ROWS = 100  # a person reads no more; `unstuck outbox` lists them all
HOUR_S = 3600
DAY_S = 24 * HOUR_S


class About(Protocol):
    """What `app.reports.outbox.About` says of a report."""

    @property
    def cause(self) -> str:
        """The verdict's cause."""

    @property
    def code(self) -> str:
        """Its nine characters."""

    @property
    def created_at(self) -> str:
        """RFC 3339."""

    @property
    def to(self) -> str:
        """Where it goes, in words."""


class Entry(Protocol):
    """What this needs of `app.reports.outbox.Entry`."""

    @property
    def name(self) -> str:
        """The sealed file's name."""

    @property
    def about(self) -> About:
        """What it is about."""

    @property
    def state(self) -> str:
        """ "waiting", "sent", "gave_up", "cancelled" or "refused"."""

    @property
    def tries(self) -> int:
        """How often it was tried."""

    @property
    def last(self) -> Any:
        """The SendResult of the last attempt, or None."""

    @property
    def way(self) -> str:
        """A key of the wording's table "outbox": how it got out; empty while it has not."""

    @property
    def left_s(self) -> float:
        """How long it may still wait, in seconds."""

    @property
    def may_have_left(self) -> bool:
        """Whether it was tried without a certain end."""


@dataclass(frozen=True)
class Act:
    """A button of a row: its text, and what a screen reader hears, which names the row too."""

    id: str  # "read", "retry" or "cancel"
    text: str
    spoken: str


@dataclass(frozen=True)
class Row:
    """One report."""

    name: str
    title: str
    text: str
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True)
class OutboxView:
    """`now` None: nothing waits, so nothing can be hurried."""

    title: str
    intro: str
    rows: tuple[Row, ...] = ()
    more: str = ""
    records: str = ""  # what leaves without a name, in one line
    now: str | None = None
    back: str = ""


def outbox_view(
    entries: Sequence[Entry] | None,
    trouble: str,
    readable: frozenset[str],
    words: "Words",
    say: Phrases,
    records: int = 0,
) -> OutboxView:
    """`entries` None: they are still being read. `readable`: names of those of which a copy to read is here.
    `records`: how many records without a name wait."""
    title, back = say("outbox.title"), say("button.back")
    if trouble:
        return OutboxView(title, say("outbox.failed", why=trouble), back=back)
    if entries is None:
        return OutboxView(title, say("outbox.reading"), back=back)
    told = say("outbox.records", n=records) if records else ""
    if not entries:
        return OutboxView(title, say("outbox.empty"), records=told, back=back)
    rows = tuple(_row(entry, entry.name in readable, words, say) for entry in entries[:MOST_ROWS])
    more = say("outbox.more", n=len(entries) - MOST_ROWS) if len(entries) > MOST_ROWS else ""
    waits = any(entry.state == WAITING for entry in entries)
    intro = say("outbox.intro.waiting" if waits else "outbox.intro")
    return OutboxView(title, intro, rows, more, told, say("outbox.now") if waits else None, back)


def entry_sentence(entry: Entry, say: Phrases) -> str:
    """What has become of one report, in full sentences: for the screen that sent it."""
    last = entry.last.sentence(say.lang) if entry.last is not None else ""
    if entry.state == WAITING:
        return f"{last} {say('send.queued')}".strip()
    if entry.state == "sent":
        return last or say("outbox.sent")
    if entry.state == "cancelled":
        return say("outbox.cancelled.late" if entry.may_have_left else "outbox.cancelled")
    state = "outbox.gave_up" if entry.state == "gave_up" else "outbox.refused"
    return f"{say(state)} {last}".strip()


def left(seconds: float, say: Phrases) -> str:
    """How long a report may still wait."""
    if seconds >= 2 * DAY_S:
        return say("outbox.left.days", n=int(seconds // DAY_S))
    return say("outbox.left.hours", n=max(1, ceil(seconds / HOUR_S)))


def _row(entry: Entry, is_readable: bool, words: "Words", say: Phrases) -> Row:
    try:
        cause = words.cause(entry.about.cause or "unknown").title
    except KeyError:  # of a newer version
        cause = words.cause("unknown").title
    title = f"{cause} · {entry.about.code}" if entry.about.code else cause
    at = _local(entry.about.created_at)
    when = words.fill("{date}, {time}", {"date": at, "time": at}) if at else ""
    to = say("outbox.to", to=entry.about.to) if entry.about.to else ""
    head = " · ".join(part for part in (when, to) if part)
    text = f"{head}\n{_state(entry, words, say)}".strip()
    return Row(entry.name, title, text, _acts(entry, is_readable, title, say))


def _state(entry: Entry, words: "Words", say: Phrases) -> str:
    if entry.state == WAITING:
        tried = say("outbox.tried", n=entry.tries) if entry.tries else ""
        last = entry.last.sentence(say.lang) if entry.last is not None else ""
        return " ".join(part for part in (say("outbox.waiting"), left(entry.left_s, say), tried, last) if part)
    told = entry_sentence(entry, say)
    if entry.state != "sent" or not entry.way:
        return told
    try:
        return f"{told} {words.text(f'outbox.{entry.way}')}"
    except KeyError:  # a way of a newer version
        return told


def _acts(entry: Entry, is_readable: bool, title: str, say: Phrases) -> tuple[Act, ...]:
    ids = {"read": "outbox.read"} if is_readable else {}
    if entry.state == WAITING:
        ids |= {"cancel": "outbox.cancel"}
    elif entry.state in {"gave_up", "refused"}:
        ids |= {"retry": "outbox.retry"}
    return tuple(Act(id, say(text), f"{say(text)}: {title}") for id, text in ids.items())


def _local(moment: str) -> str:
    """The moment by this computer's clock, so that day and hour fit each other; empty for one that is none."""
    try:
        return datetime.fromisoformat(moment).astimezone().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""

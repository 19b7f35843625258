"""One report of the outbox, as windows and terminals show it."""

from dataclasses import dataclass
from enum import StrEnum

from app.reports.outcome import SendResult


class State(StrEnum):
    """Where a report stands. Only SENT has left; all others but CANCELLED still lie here, whole."""

    WAITING = "waiting"
    SENT = "sent"
    GAVE_UP = "gave_up"  # after 14 days of trying; `Outbox.retry` starts anew
    CANCELLED = "cancelled"  # the person took it back: its bytes are gone, the line stays
    REFUSED = "refused"  # more tries change nothing: too large for IT's drop, or damaged on this disk


@dataclass(frozen=True)
class About:
    """What a line of the list says of a report that nobody here can open. Ids and places, nothing personal."""

    cause: str  # id of the catalogue, "healthy" or "unknown"; empty when it is not known any more
    code: str  # the nine characters, "6X7-1YC-NQ6"
    created_at: str  # RFC 3339, by the clock of this laptop
    to: str  # the host or folder it goes to, in one word


@dataclass(frozen=True)
class Entry:
    """A report that waits or has ever left. Times are seconds."""

    name: str  # the sealed file's
    about: About
    state: State
    tries: int = 0
    last: SendResult | None = None  # how the latest try ended
    way: str = ""  # how it got out; a key of the wording table "outbox", such as "way_folder"; "" while it has not
    waited_s: float = 0.0
    left_s: float = 0.0  # of the 14 days, while it waits
    size: int = 0  # bytes
    ended_at: str = ""  # RFC 3339, by the clock of this laptop; "" while it waits
    may_have_left: bool = False  # some try had no certain end: also a cancelled one may then have reached IT

"""What a helpdesk is asked to do, and how it can fail: the same for every product."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True)
class Ticket:
    """One report as a ticket. `text` is plain text that holds no markup, headers or mail commands of a stranger."""

    key: str  # lower case letters, digits, hyphens: what `find` looks for
    subject: str  # one line, our own words only
    text: str
    file_name: str
    data: bytes  # the sealed report, attached as it is


@dataclass(frozen=True)
class Ref:
    """A ticket in the helpdesk."""

    id: str
    url: str = ""


class Helpdesk(Protocol):
    """One helpdesk. Every call ends by its deadline and raises HelpdeskError only. One thread at a time."""

    def check(self) -> None:
        """Whether it can be used as it is configured: asked once before the first ticket. Raises HelpdeskError."""

    def find(self, report_id: str) -> Ref | None:
        """The complete ticket of this report; None when there is none, or one whose file is still missing."""

    def create(self, ticket: Ticket) -> Ref:
        """Make the ticket with its file, or complete the one that a crash left without. Not idempotent by itself."""


class Trouble(StrEnum):
    """Why a helpdesk did not do it; each has a sentence in the table "ticket" of the wording."""

    NO_CONNECTION = "no_connection"
    NO_ANSWER = "no_answer"
    UNTRUSTED = "untrusted"
    NO_CA = "no_ca"
    BUSY = "busy"
    DENIED = "denied"
    REJECTED = "rejected"
    MISSING = "missing"
    NOT_A_HELPDESK = "not_a_helpdesk"


_NOTHING_DONE = (
    Trouble.NO_CONNECTION,
    Trouble.UNTRUSTED,
    Trouble.NO_CA,
    Trouble.DENIED,
    Trouble.REJECTED,
    Trouble.MISSING,
)
_ONE_TICKET = (Trouble.REJECTED,)


class HelpdeskError(Exception):
    """One call failed. `str()` is the English sentence, `sentence("fr")` the French one."""

    def __init__(self, trouble: Trouble, host: str, *, status: int | None = None, what: str = "", detail: str = ""):
        self.trouble = trouble
        self.host = host
        self.status = status  # of HTTP or SMTP
        self.what = what  # the queue, field or file that is not there
        self.detail = detail  # the original error, for the log; never parsed
        super().__init__(trouble, host, status, what, detail)

    def __str__(self) -> str:
        return self.sentence("en")

    @property
    def nothing_done(self) -> bool:
        """Whether the helpdesk certainly made no ticket; else it may have, and only looking tells."""
        return self.trouble in _NOTHING_DONE

    @property
    def is_about_one(self) -> bool:
        """Whether another ticket may still succeed."""
        return self.trouble in _ONE_TICKET

    def sentence(self, lang: str) -> str:
        """What is wrong and how to mend it; English where the language is not spoken here."""
        from diagnostics.wording import Wording  # noqa: PLC0415  # only who reads the sentence pays for the words

        status = str(self.status) if self.status else "–"
        args = {"host": self.host, "status": status, "what": self.what or "–"}
        return Wording.load(lang).text(f"ticket.{self.trouble}", args)

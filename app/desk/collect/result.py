"""What became of the files of the drop, as one line each."""

from dataclasses import dataclass, field
from enum import StrEnum


class End(StrEnum):
    """What became of one file."""

    TICKET = "ticket"  # made now
    KNOWN = "known"  # its ticket was there already
    UNSURE = "unsure"  # asked for, and nobody knows: it is looked for later
    REFUSED = "refused"  # the helpdesk does not take this one: tried again later
    ASIDE = "aside"  # not a report
    STUCK = "stuck"  # not a report, and it cannot be moved
    RECORDS = "records"  # anonymous records, all of one pass: moved to their folder, or why not


@dataclass(frozen=True)
class Line:
    """One file. `name` is fit for a terminal."""

    end: End
    name: str
    cause: str = ""
    ticket: str = ""
    why: str = ""  # one sentence

    def __str__(self) -> str:
        return "  ".join(part for part in (self.end.value, self.name, self.cause, self.ticket, self.why) if part)


@dataclass
class Pass:
    """One look at the whole drop."""

    lines: list[Line] = field(default_factory=list)
    waiting: int = 0  # files still in the drop of which more is to come: reports, what was not looked at, what is young
    due_in_s: float | None = None  # when the first of them may be looked for again
    trouble: str = ""  # the sentence that ended it early

    def count(self, *ends: End) -> int:
        """How many files ended so."""
        return sum(line.end in ends for line in self.lines)

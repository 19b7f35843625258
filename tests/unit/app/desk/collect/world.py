"""A drop, a shelf and a helpdesk in memory that dies where a test wants it to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from app.desk.collect.collector import Collector, Rules
from app.desk.collect.records import Records
from app.desk.collect.result import Pass
from app.desk.collect.shelf import Shelf
from app.desk.helpdesk.ticket import HelpdeskError, Ref, Ticket, Trouble
from app.reports.seal import Sealed
from diagnostics.wording import Wording
from tests.chaos.desk.sealed import Key, diagnoses, sealed

SETTLE_S = 60.0
KEY = Key.made()
"""IT's, in all worlds: a report that was sealed for one can be put into the next."""


@cache
def usual(number: int) -> Sealed:
    """Reports of one run, each with an id of its own. Sealing takes longer than collecting."""
    return sealed(diagnoses(8)[3], KEY)


class Died(BaseException):
    """kill -9."""


@dataclass
class FakeDesk:
    """Tickets by key. `fails` ends the next creations; `late` makes their tickets all the same."""

    tickets: list[Ticket] = field(default_factory=list)
    fails: list[BaseException] = field(default_factory=list)
    late: bool = False
    looked: list[str] = field(default_factory=list)

    def check(self) -> None:
        """Always well."""

    def find(self, report_id: str) -> Ref | None:
        self.looked.append(report_id)
        found = [number for number, ticket in enumerate(self.tickets, 1) if ticket.key == report_id]
        return Ref(str(found[0])) if found else None

    def create(self, ticket: Ticket) -> Ref:
        if self.fails:
            if self.late:
                self.tickets.append(ticket)
            raise self.fails.pop(0)
        self.tickets.append(ticket)
        return Ref(str(len(self.tickets)))


class World:
    """One IT department."""

    def __init__(self, folder: Path, *, identities: bool = True, per_hour: int = 100, language: str = "en") -> None:
        self.folder, self.drop, self.state = folder, folder / "drop", folder / "state"
        self.drop.mkdir()
        self.now = 1_800_000_000.0
        self.key = KEY
        self.desk, self.put_so_far = FakeDesk(), 0
        self.language, self.per_hour = language, per_hour
        self.identities = (self.key.secret,) if identities else ()
        self.records: Path | None = None  # the folder of [records]

    def put(self, **named: object) -> Sealed:
        made = sealed(diagnoses(8)[3], self.key, **named) if named else usual(self.put_so_far)  # type: ignore[arg-type]
        self.put_so_far += 1
        (self.drop / str(made.name)).write_bytes(made.data)
        return made

    def collect(self, stopped: Callable[[], bool] = lambda: False) -> Pass:
        """A fresh process looks once."""
        rules = Rules(SETTLE_S, self.per_hour, 30)
        shelf = Shelf(self.state, lambda: self.now)
        say = Wording.load(self.language)
        kept = None if self.records is None else Records(self.records, 60, lambda: self.now)
        made = Collector(self.drop, shelf, self.desk, say, rules, self.identities, lambda: self.now, stopped, kept)
        return made.once()

    @property
    def aside(self) -> list[str]:
        return sorted(path.name for path in (self.state / "quarantine").iterdir())

    @property
    def left(self) -> list[str]:
        return sorted(path.name for path in self.drop.iterdir())


def unsure() -> HelpdeskError:
    return HelpdeskError(Trouble.NO_ANSWER, "desk.example")

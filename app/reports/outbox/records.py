"""The drawer of anonymous records: they leave as reports do, and nobody needs to hear of them.

It lies beside the reports, has locks of its own and is emptied by a thread of its own, so that no heap of records
delays a report. What has left, is too old or too much is gone without a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.reports.carrier.carrier import Carrier
from app.reports.outbox import pace
from app.reports.outbox.box import Outbox
from app.reports.outbox.clock import Clock
from app.reports.outbox.entry import About, Entry, State
from app.reports.recordname import RecordName

FOLDER = "records"  # below the outbox
MOST_WAITING = 200  # some weeks without a network; the newest say most
MOST_AT_ONCE = 5  # an office behind one address must keep its turn for reports at IT's drop
BETWEEN_S = 30.0  # between two such handfuls: the oldest laptop's 200 are gone in 20 minutes
NOBODY = About("", "", "", "")


@dataclass(frozen=True)
class Sheet:
    """Lines of records as one file."""

    name: RecordName
    data: bytes


class Records:
    """Any thread, and any number of processes of one person on one folder."""

    def __init__(self, outbox: Path, clock: Clock | None = None) -> None:
        """`outbox`: the folder of the outbox; nothing is made before the first record comes."""
        self._clock = clock or Clock()
        self._box = Outbox(outbox / FOLDER, self._clock, RecordName.parse)
        self._not_before_s = 0.0  # by the steady clock
        self._in_vain = 0  # passes in a row in which nothing left

    def put(self, data: bytes) -> None:
        """Keep these lines until they have left; nothing for none. Raises StoreError."""
        if not data:
            return
        self._box.put(Sheet(RecordName.of(data), data), NOBODY)
        for entry in self._entries()[MOST_WAITING:]:
            self._box.forget(entry.name)

    def waiting(self) -> int:
        """How many files wait. Never raises."""
        return len(self._entries())

    def deliver(self, carriers: Sequence[Carrier], *, force: bool = False) -> int:
        """One pass over a handful, if it is time or with `force`; how many have left. Never raises. Blocks."""
        if not force and self.due_in_s() != 0.0:
            return 0
        changed = self._box.deliver(carriers, force=True, most=MOST_AT_ONCE)
        for entry in self._box.entries():
            if entry.state is not State.WAITING:
                self._box.forget(entry.name)
        left = sum(entry.state is State.SENT for entry in changed)
        stuck = any(entry.state is not State.SENT for entry in changed) or not changed
        self._in_vain = self._in_vain + 1 if stuck else 0
        pause_s = pace.pause_s(self._in_vain) if stuck else BETWEEN_S
        self._not_before_s = self._clock.steady_s() + pause_s
        return left

    def due_in_s(self) -> float | None:
        """Seconds until the next pass; None while nothing waits."""
        return max(0.0, self._not_before_s - self._clock.steady_s()) if self.waiting() else None

    def _entries(self) -> list[Entry]:
        return [entry for entry in self._box.entries() if entry.state is State.WAITING]

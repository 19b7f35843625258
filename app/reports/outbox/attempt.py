"""One try of one report, and what is written down before and after it."""

from collections.abc import Sequence

import msgspec

from app.reports.carrier.carrier import Carrier, tries
from app.reports.outbox import pace
from app.reports.outbox.clock import Clock
from app.reports.outbox.drawer import FRESH, PENDING_MARKS, SENT, TRIED, Drawer
from app.reports.outbox.entry import State
from app.reports.outbox.note import Note
from app.reports.outcome import Outcome, SendResult
from app.store.error import StoreError

DEADLINE_S = 40.0  # for all ways together on a line that stands: 20 s a server, and as much for a second way
SLOWEST_BYTES_S = 12_500.0  # 0.1 Mbit/s: a report of 2 MiB then takes 168 s, and may
FINAL_REFUSALS = 5
"""So often in a row "too large" must be the answer: a hotel's sign-in page may say it once, IT's drop keeps to it."""


class Attempt:
    """Made for one `run`."""

    def __init__(self, drawer: Drawer, clock: Clock, name: str, *, fresh_start: bool) -> None:
        """`fresh_start`: something changed (the network, a person's wish), so the pauses begin with short ones."""
        self._drawer = drawer
        self._clock = clock
        self._name = name
        self._fresh_start = fresh_start
        self.pause_s = pace.SHORTEST_S  # until the next one

    def run(self, carriers: Sequence[Carrier]) -> SendResult | None:
        """Try until a way is found. None: it is not here any more. NO_DISK: it cannot be noted, so it was not tried."""
        try:
            with self._drawer.locked():
                data, mark = self._drawer.data(self._name), self._drawer.mark(self._name)
                if data is None or mark not in (FRESH, TRIED):
                    return None
                if not self._drawer.is_whole(self._name, data):
                    damaged = SendResult(Outcome.DAMAGED)
                    self._keep(self._drawer.note(self._name, mark), mark, damaged)
                    return damaged
                if mark == FRESH:
                    self._drawer.move(self._name, FRESH, TRIED)
        except StoreError as error:
            return SendResult(Outcome.NO_DISK, detail=str(error))
        result, absent = self._sent(carriers, data, again=mark == TRIED)
        try:
            with self._drawer.locked():
                self._remember(result, TRIED if mark == TRIED or not absent else FRESH)
        except StoreError:  # the next try finds it there already
            pass
        return result

    def _sent(self, carriers: Sequence[Carrier], data: bytes, *, again: bool) -> tuple[SendResult, bool]:
        """How it ended, and whether it is certain that nothing arrived. The first way's trouble is the one to tell."""
        deadline_s = DEADLINE_S + 2 * len(data) / SLOWEST_BYTES_S
        results = list(tries(carriers, self._name, data, again=again, deadline_s=deadline_s))
        if not results:
            return SendResult(Outcome.NO_CONNECTION), True
        absent = all(result.surely_absent for result in results)
        return (results[-1] if results[-1].delivered else results[0]), absent

    def _remember(self, result: SendResult, waiting: str) -> None:
        mark = self._drawer.mark(self._name)
        if mark is None or mark == SENT:
            return
        note = self._drawer.note(self._name, mark)
        if result.delivered:  # also when it was cancelled in the meantime: IT has it, and the line must say so
            self._drawer.move(self._name, mark, SENT)
            over = self._counted(note, result, ended="", ended_at=self._clock.moment())
            self._drawer.describe(self._name, SENT, over)
            self._drawer.clear(self._name)
            return
        if mark not in PENDING_MARKS:  # cancelled in the meantime
            self._drawer.describe(self._name, mark, note.after(result, tries=note.tries + 1))
            return
        if mark != waiting:
            self._drawer.move(self._name, mark, waiting)
        self._keep(note, waiting, result)

    def _keep(self, note: Note, mark: str, result: SendResult) -> None:
        """It stays here: when it is tried again, and whether at all."""
        since_wake = 1 if self._fresh_start else note.since_wake + 1
        refusals = note.refusals + 1 if result.outcome is Outcome.TOO_LARGE else 0
        self.pause_s = pace.pause_s(since_wake)
        kept = self._counted(note, result, since_wake=since_wake, refusals=refusals, pause_s=self.pause_s)
        if result.outcome is Outcome.DAMAGED or refusals >= FINAL_REFUSALS:
            kept = msgspec.structs.replace(kept, ended=State.REFUSED.value)
        elif kept.waited.is_over:
            kept = msgspec.structs.replace(kept, ended=State.GAVE_UP.value)
        if kept.ended:
            kept = msgspec.structs.replace(kept, ended_at=self._clock.moment())
        self._drawer.describe(self._name, mark, kept)

    def _counted(self, note: Note, result: SendResult, **changes: object) -> Note:
        return note.after(result, tries=note.tries + 1, waited=note.waited.at(self._clock.look()), **changes)

"""The threads that empty the outbox while the window is open: one for reports, one for anonymous records."""

import threading
import time
from collections.abc import Callable, Sequence

from app.reports.carrier.carrier import Carrier
from app.reports.outbox.box import Outbox
from app.reports.outbox.clock import Clock
from app.reports.outbox.entry import Entry
from app.reports.outbox.pace import LONGEST_S
from app.reports.outbox.records import Records

FLOOR_S = 5.0
"""Between two passes that nobody asked for, and between two that a change of the network asked for: it may flap."""

RECORDS_LOOK_S = 60.0
"""Nobody says that there is a new record: its drawer is looked into, which costs a listing of a folder."""

Carriers = Callable[[], Sequence[Carrier]]


class Post:
    """Starts nothing before `start`. `carriers` is asked anew for every pass, in the thread of that pass."""

    def __init__(
        self,
        outbox: Outbox,
        carriers: Carriers,
        listener: Callable[[list[Entry]], object] | None = None,
        clock: Clock | None = None,
        records: Records | None = None,
    ) -> None:
        """`listener` gets the reports that a pass changed, in the post's thread; none of them when records have left.

        `records` leave in a thread of their own: they never make a report wait.
        """
        clock = clock or Clock()
        ended = threading.Event()

        def tell(changed: list[Entry]) -> None:
            if listener is not None and not ended.is_set():
                listener(changed)

        def reports(ways: Sequence[Carrier], force: bool) -> None:
            changed = outbox.deliver(ways, force=force)
            if changed:
                tell(changed)

        def others(ways: Sequence[Carrier], force: bool) -> None:
            if records is not None and records.deliver(ways, force=force):
                tell([])

        self._ended = ended
        self._rounds = [_Round("unstuck-post", carriers, reports, outbox.due_in_s, LONGEST_S, clock, ended)]
        if records is not None:
            name = "unstuck-post-records"
            self._rounds.append(_Round(name, carriers, others, records.due_in_s, RECORDS_LOOK_S, clock, ended))

    def start(self) -> None:
        """Send what is due, then wait for the next; a second call changes nothing."""
        for each in self._rounds:
            each.start()

    def wake(self) -> None:
        """Something changed (a new report, another network): try everything now. Any thread; returns at once."""
        for each in self._rounds:
            each.woken.set()

    def stop(self, timeout_s: float) -> bool:
        """Begin nothing more, and wait so long for what is under way. True when the threads have ended.

        What is cut off by the end of the program is sent again by the next one; nothing is lost or doubled.
        """
        self._ended.set()
        self.wake()
        until = time.monotonic() + timeout_s
        return all([each.join(max(0.0, until - time.monotonic())) for each in self._rounds])


class _Round:
    """One thread: pass after pass, as soon as something is due or somebody wakes it."""

    def __init__(
        self,
        name: str,
        carriers: Carriers,
        deliver: Callable[[Sequence[Carrier], bool], None],
        due_in_s: Callable[[], float | None],
        longest_s: float,
        clock: Clock,
        ended: threading.Event,
    ) -> None:
        self._name = name
        self._carriers = carriers
        self._deliver = deliver
        self._due_in_s = due_in_s
        self._longest_s = longest_s
        self._clock = clock
        self._ended = ended
        self.woken = threading.Event()
        self._forced_s: float | None = None  # when the last pass over everything began, by the steady clock
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()

    def join(self, timeout_s: float) -> bool:
        if self._thread is None:
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _work(self) -> None:
        pause_s = 0.0
        owed = False  # somebody woke us too soon after the last pass over everything
        while True:
            owed = self.woken.wait(pause_s) or owed
            self.woken.clear()
            if self._ended.is_set():
                return
            wait_s = self._floor_s() if owed else 0.0
            force, owed = owed and not wait_s, owed and bool(wait_s)
            if force:
                self._forced_s = self._clock.steady_s()
            self._deliver(self._ways(), force)
            pause_s = min(self._pause_s(), wait_s) if owed else self._pause_s()

    def _ways(self) -> Sequence[Carrier]:
        try:
            return self._carriers()
        except Exception:  # noqa: BLE001  # a laptop that cannot be asked for its adapters right now: later again
            return ()

    def _floor_s(self) -> float:
        """In how many seconds the next pass over everything may begin; 0: now."""
        return 0.0 if self._forced_s is None else max(0.0, self._forced_s + FLOOR_S - self._clock.steady_s())

    def _pause_s(self) -> float:
        due_s = self._due_in_s()
        return self._longest_s if due_s is None else max(FLOOR_S, min(due_s, self._longest_s))

"""The thread that empties the outbox while the window is open."""

import threading
from collections.abc import Callable, Sequence

from app.reports.carrier.carrier import Carrier
from app.reports.outbox.box import Outbox
from app.reports.outbox.clock import Clock
from app.reports.outbox.entry import Entry
from app.reports.outbox.pace import LONGEST_S

FLOOR_S = 5.0
"""Between two passes that nobody asked for, and between two that a change of the network asked for: it may flap."""


class Post:
    """Starts nothing before `start`. `carriers` is asked anew for every pass, in the post's thread."""

    def __init__(
        self,
        outbox: Outbox,
        carriers: Callable[[], Sequence[Carrier]],
        listener: Callable[[list[Entry]], object] | None = None,
        clock: Clock | None = None,
    ) -> None:
        """`listener` gets the entries that a pass changed, in the post's thread."""
        self._outbox = outbox
        self._carriers = carriers
        self._listener = listener
        self._clock = clock or Clock()
        self._woken = threading.Event()
        self._ended = threading.Event()
        self._forced_s: float | None = None  # when the last pass over everything began, by the steady clock
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Send what is due, then wait for the next; a second call changes nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="unstuck-post", daemon=True)
            self._thread.start()

    def wake(self) -> None:
        """Something changed (a new report, another network): try everything now. Any thread; returns at once."""
        self._woken.set()

    def stop(self, timeout_s: float) -> bool:
        """Begin nothing more, and wait so long for what is under way. True when the thread has ended.

        What is cut off by the end of the program is sent again by the next one; nothing is lost or doubled.
        """
        self._ended.set()
        self._woken.set()
        if self._thread is None:
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _work(self) -> None:
        pause_s = 0.0
        owed = False  # somebody woke us too soon after the last pass over everything
        while True:
            owed = self._woken.wait(pause_s) or owed
            self._woken.clear()
            if self._ended.is_set():
                return
            wait_s = self._floor_s() if owed else 0.0
            force, owed = owed and not wait_s, owed and bool(wait_s)
            if force:
                self._forced_s = self._clock.steady_s()
            changed = self._outbox.deliver(self._ways(), force=force)
            if changed and self._listener is not None and not self._ended.is_set():
                self._listener(changed)
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
        due_s = self._outbox.due_in_s()
        return LONGEST_S if due_s is None else max(FLOOR_S, min(due_s, LONGEST_S))

"""The thread that keeps IT's content fresh while the window is open."""

import random
import threading
import time
from collections.abc import Callable
from typing import Protocol

from app.content.result import Kind, Refreshed, Why

HOUR_S = 3600.0
SPREAD = 0.5
"""Of an hour, to both sides: 10,000 laptops that were switched on together do not stay together."""

AFTER_NETWORK_S = 120.0
"""A provider's repair brings all its customers back in one second; their questions come within two minutes."""

AT_START_S = 5.0
"""A person who opens the window should see a notice at once; people do not all click in the same second."""

AFTER_BUSY_S = 60.0


class Refreshes(Protocol):
    """The part of a ContentStore that is needed here."""

    def refresh(self) -> Refreshed:
        """Blocks for at most its deadline; never raises."""
        ...


Chance = Callable[[float, float], float]


class Poll:
    """Starts nothing before `start`. Hourly ± 50 %, soon after `start`, and after `wake`."""

    def __init__(
        self,
        store: Refreshes,
        listener: Callable[[Refreshed], object] | None = None,
        *,
        chance: Chance = random.uniform,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """`listener` gets the end of every update, in the poll's thread. `chance` draws between two numbers."""
        self._store = store
        self._listener = listener
        self._chance = chance
        self._steady = steady
        self._changed = threading.Condition()
        self._due_s: float | None = None
        self._ended = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; a second call changes nothing."""
        with self._changed:
            if self._thread is not None or self._ended:
                return
            self._sooner(self._chance(0.0, AT_START_S))
            self._thread = threading.Thread(target=self._work, name="unstuck-content", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """The network came up: ask within two minutes. Any thread; returns at once; twice is the same as once."""
        self._sooner(self._chance(0.0, AFTER_NETWORK_S))

    def now(self) -> None:
        """A person wants to know: ask at once. Any thread; returns at once."""
        self._sooner(0.0)

    def stop(self, timeout_s: float) -> bool:
        """Begin nothing more, and wait so long for what is under way. True when the thread has ended."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        if self._thread is None:
            return True
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _sooner(self, wait_s: float) -> None:
        with self._changed:
            due_s = self._steady() + wait_s
            if self._due_s is None or due_s < self._due_s:
                self._due_s = due_s
                self._changed.notify_all()

    def _work(self) -> None:
        while self._wait():
            try:
                found = self._store.refresh()
            except Exception as error:  # noqa: BLE001  # a poll that dies would leave old notices without a word
                found = Refreshed(Kind.UNTRUSTED, Why.MALFORMED, detail=repr(error)[:500])
            self._sooner(self._pause_s(found))
            if self._listener is not None and not self._ended:
                self._listener(found)

    def _wait(self) -> bool:
        """Until it is time; False when it is over."""
        with self._changed:
            while not self._ended:
                left_s = 0.0 if self._due_s is None else self._due_s - self._steady()
                if left_s <= 0:
                    self._due_s = None
                    return True
                self._changed.wait(left_s)
            return False

    def _pause_s(self, found: Refreshed) -> float:
        if found.kind is Kind.BUSY:
            return self._chance(AFTER_BUSY_S * (1 - SPREAD), AFTER_BUSY_S * (1 + SPREAD))
        return self._chance(HOUR_S * (1 - SPREAD), HOUR_S * (1 + SPREAD))

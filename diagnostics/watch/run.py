"""A watch that runs: look after look in one daemon thread, until the time is over or somebody stops it."""

import datetime
import queue
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import msgspec

from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.event import Event, Finished
from diagnostics.model.verdict import UNKNOWN, Certainty, Owner, Verdict
from diagnostics.watch.episode import Change, WatchReport, worst
from diagnostics.watch.reading import light_sample, whole_sample
from diagnostics.watch.watcher import Watcher

LONGEST_LOOK_S = 120.0
"""No run lasts nearly as long; a watch must not hang on one that does."""

NOTHING_SEEN = Verdict(cause=UNKNOWN, certainty=Certainty.POSSIBLE, owner=Owner.NOBODY)


class Looking(Protocol):
    """What a watch needs of `diagnostics.engine.run.Run`."""

    def start(self) -> None:
        """Begin in a thread of its own."""

    def cancel(self) -> None:
        """Ask it to end soon; it still tells its `Finished`."""

    def join(self, timeout_s: float) -> bool:
        """Wait for the end."""


MakeRun = Callable[[Callable[[Event], None], tuple[str, ...] | None], Looking]
"""Makes one run that tells a listener what happens; the second argument narrows it to these checks."""


class Moved(msgspec.Struct, frozen=True):
    """After every look: all there is so far, and what this look changed."""

    report: WatchReport
    seconds_left: float
    changes: tuple[Change, ...] = ()
    diagnosis: Diagnosis | None = None  # the look itself


class Ended(msgspec.Struct, frozen=True):
    """The last event, exactly one. `outcome`: "ok", "cancelled", "error"."""

    outcome: str
    report: WatchReport
    detail: str = ""


Listener = Callable[[Moved | Ended], None]


@dataclass(frozen=True)
class Pace:
    """How long, how often, and by which clock; a test brings its own clock."""

    minutes: float
    every_s: float = 10.0
    clock: Callable[[], float] = time.monotonic
    wait: Callable[[threading.Event, float], bool] = threading.Event.wait


class Watch:
    """`listener` is called in the watch's thread. `start` once; `cancel` and `join` from any thread, at any time."""

    def __init__(self, make: MakeRun, listener: Listener, pace: Pace, *, light: tuple[str, ...]) -> None:
        """`light`: the checks of a light look, with everything that they need."""
        self._make = make
        self._listener = listener
        self._pace = pace
        self._light = light
        self._watcher = Watcher()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._look_now: Looking | None = None
        self._thread = threading.Thread(target=self._main, name="watch", daemon=True)
        self._began = 0.0
        self._started_at = ""

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def cancel(self) -> None:
        """End soon, with the result so far."""
        self._stop.set()
        with self._lock:
            look = self._look_now
        if look is not None:
            look.cancel()

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait for the end; True when the thread is gone."""
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _main(self) -> None:
        self._began = self._pace.clock()
        now = datetime.datetime.now(datetime.UTC)
        self._started_at = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        detail = ""
        try:
            self._go()
            outcome = "cancelled" if self._stop.is_set() else "ok"
        except Exception as error:  # noqa: BLE001  # the last line of defence: whoever listens must learn that it is over
            outcome, detail = "error", "".join(traceback.format_exception(error))
        self._listener(Ended(outcome, self._report(), detail))

    def _go(self) -> None:
        total_s = self._pace.minutes * 60
        while (now_s := self._now()) < total_s or self._watcher.is_urgent:
            whole = self._watcher.wants_whole(now_s)
            diagnosis = self._look(None if whole else self._light)
            if diagnosis is None:
                return
            sample = whole_sample(now_s, diagnosis, frozenset(self._light)) if whole else light_sample(now_s, diagnosis)
            changes = self._watcher.take(sample)
            self._listener(Moved(self._report(), max(0.0, total_s - self._now()), changes, diagnosis))
            due_s = min(now_s + self._pace.every_s, total_s)
            pause_s = 0.0 if self._watcher.is_urgent else max(0.0, due_s - self._now())
            if self._pace.wait(self._stop, pause_s):
                return

    def _look(self, only: tuple[str, ...] | None) -> Diagnosis | None:
        """One run, waited for; None when the watch was stopped meanwhile."""
        events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        look = self._make(events.put, only)
        with self._lock:
            self._look_now = look
        look.start()
        if self._stop.is_set():
            look.cancel()
        try:
            finished = _last(events)
        finally:
            look.cancel()  # harmless after its end
            look.join(1.0)
            with self._lock:
                self._look_now = None
        if finished.diagnosis is None and finished.outcome == "cancelled":
            return None
        if finished.diagnosis is None:
            raise RuntimeError(f"a look ended as {finished.outcome}: {finished.detail.strip()}")
        return finished.diagnosis

    def _now(self) -> float:
        return self._pace.clock() - self._began

    def _report(self) -> WatchReport:
        events = self._watcher.episodes(self._now())
        first = worst(events)
        return WatchReport(
            started_at=self._started_at,
            minutes=round(min(self._pace.minutes, self._now() / 60), 2),
            samples=self._watcher.samples,
            events=events,
            left_out=self._watcher.left_out,
            verdict=first.verdict if first else self._watcher.last_whole or NOTHING_SEEN,
        )


def _last(events: "queue.SimpleQueue[Event]") -> Finished:
    while True:
        try:
            event = events.get(timeout=LONGEST_LOOK_S)
        except queue.Empty:
            return Finished("error", None, "the run did not end")
        if isinstance(event, Finished):
            return event

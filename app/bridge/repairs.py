"""Everything that touches the computer or the walk's file: one job after the other, never in the window's thread.

The order of the jobs is the order in which they were asked for. So a walk's state is on the disk before its deed
begins, and a change is put back before the next one. Before the very first job stands the recovery: what a crash left
half done is put back before anything else is done.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from app.bridge.bench import Bench
    from app.bridge.doors import Doors
    from app.guides.event import State
    from app.guides.repair import Undone

CLOSE_S = 1.0  # quitting waits no longer: the journal ends at the next start what a deed leaves open now

Job = Callable[["Bench | None"], Any]
Then = Callable[[Any], None]


@dataclass(frozen=True)
class Recovered:
    """What an earlier start left: the walk in the middle, if it still makes sense, and what was put back."""

    guide: Any = None  # a Guide
    state: "State | None" = None
    undone: "Sequence[Undone]" = ()


class Repairs(QObject):
    """Lives in the window's thread; its jobs do not. Its thread lives only while there is something to do."""

    opened = Signal(object)  # Recovered, once, before the result of the first job
    _came = Signal(object)

    def __init__(self, doors: "Doors", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._jobs: deque[tuple[Job, Then | None]] = deque()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._is_closed = False
        self._was_asked = False
        self._is_open = False  # of the worker
        self._bench: Bench | None = None
        self.recovered: Recovered | None = None
        self._came.connect(self._deliver)  # emitted in another thread, so it is queued

    @property
    def is_opening(self) -> bool:
        """Whether the recovery is under way: then it is not known yet what was left."""
        return self._was_asked and self.recovered is None

    def ask(self, job: Job, then: Then | None = None) -> None:
        """Have a job done; `then` gets its result, or the exception it raised, in the window's thread.

        The job gets None instead of the bench where that could not be put together: our mistake.
        """
        with self._lock:
            if self._is_closed:
                return
            self._was_asked = True
            self._jobs.append((job, then))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="unstuck-repairs", daemon=True)
                self._thread.start()

    def wake(self) -> None:
        """Recover, if that has not been done; `opened` follows."""
        if not self._was_asked:
            self.ask(lambda _: None)

    def close(self, timeout_s: float = CLOSE_S) -> bool:
        """Begin nothing new and wait a moment for what is under way; False when it goes on (it is a daemon)."""
        with self._lock:
            self._is_closed = True
            thread = self._thread
        if thread is not None:
            thread.join(timeout_s)
            return not thread.is_alive()
        return True

    def _work(self) -> None:
        """Worker thread. What was asked for before `close` is still done: the walk's file above all."""
        if not self._is_open:
            self._is_open = True
            try:
                self._bench = self._doors.bench()
                found = _recover(self._bench, self._doors)
            except Exception:  # noqa: BLE001  # our mistake; the guides still help whoever acts by hand
                found = Recovered()
            self._send((self._set_open, found))
        while True:
            with self._lock:
                if not self._jobs:
                    self._thread = None
                    return
                job, then = self._jobs.popleft()
            try:
                result = job(self._bench)
            except Exception as error:  # noqa: BLE001  # handed to whoever asked
                result = error
            if then is not None:
                self._send((then, result))

    def _send(self, item: object) -> None:
        """Worker thread. Nothing is sent once `close` has returned: this object may be gone then."""
        with self._lock:
            if not self._is_closed:
                self._came.emit(item)

    @Slot(object)
    def _deliver(self, item: tuple[Then, Any]) -> None:
        then, result = item
        if not self._is_closed:
            then(result)

    def _set_open(self, found: Recovered) -> None:
        self.recovered = found
        self.opened.emit(found)


def _recover(bench: "Bench", doors: "Doors") -> Recovered:
    """Worker thread: what the last start left. A change that is being looked at stays, for the walk to judge."""
    from msgspec.structs import replace  # noqa: PLC0415

    from app.guides import walk  # noqa: PLC0415

    guide, state = _left(doors) if bench.owns_walk() else (None, None)
    step = walk.pending_step(state) if state is not None else None
    undone = bench.repairer.recover(state.guide if state is not None and step else None, step)
    if state is not None and any((one.entry.guide, one.entry.step) == (state.guide, step) for one in undone):
        # It was being put back when the last start ended: the step is begun anew, as after a crash in the middle.
        state = replace(state, phase=walk.Phase.ACTING, did=None, pending=False)
        doors.keep_walk(walk.to_json(state))
    return Recovered(guide, state, undone)


def _left(doors: "Doors") -> "tuple[Any, State | None]":
    """The walk that was left in the middle, with its guide; (None, None) when there is none that fits."""
    import msgspec  # noqa: PLC0415

    from app.guides import walk  # noqa: PLC0415

    data = doors.kept_walk()
    if data is None:
        return None, None
    try:
        told = msgspec.json.decode(data, type=walk.State)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None, None
    guide = doors.guide_for(told.guide)
    state = walk.restore(guide, data)
    if state is None or state.phase is walk.Phase.FINISHED:
        return None, None
    return guide, state

"""The outbox as the window sees it: reports are put in, leave by themselves in a thread, and are listed."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.bridge.errand import Errand

if TYPE_CHECKING:
    from app.bridge.session import Session

LOOK_MS = 5000
"""Between two looks at the way to the internet, and only while a report waits: microseconds each, nothing is sent."""

CLOSE_S = 1.0  # quitting waits no longer: what is cut off is sent again by the next start


class Courier(QObject):
    """Lives in the window's thread; the disk and the network are looked at in others. `put` may be called from any."""

    changed = Signal(object)  # the Courier: `entries` is new, or `trouble`
    _came = Signal(object)

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self._lock = threading.Lock()
        self._is_closed = False
        self._box: Any = None
        self._post: Any = None
        self._origin: object = None
        self._errand = Errand(self)
        self._errand.done.connect(self._did)
        self._pulse = QTimer(self)
        self._pulse.setInterval(LOOK_MS)
        self._pulse.timeout.connect(self._look)
        self._came.connect(self._told)  # emitted in the post's thread, so it is queued
        session.ended.connect(self.wake)
        self.entries: tuple[Any, ...] | None = None  # newest first; None: not read yet
        self.trouble: Exception | None = None  # why they cannot be read
        self.records = 0  # files of records without a name that wait
        self.readable: frozenset[str] = frozenset()  # names of reports of which a page to read is here

    def start(self) -> None:
        """Read the list, and send what waits."""
        self.refresh()

    def refresh(self) -> None:
        """Read the list anew; `changed` follows."""
        self._ask(lambda: None)

    def put(self, sealed: Any, **about: str) -> Any:
        """Keep a report until it has left; raises StoreError. Any thread but the window's: it waits for the disk."""
        return self._session.doors.put(self._outbox(), sealed, **about)

    @Slot()
    def wake(self, _: object = None) -> None:
        """Something may be better now: try at once what waits."""
        if self._post is not None:
            self._post.wake()

    def hurry(self) -> None:
        """Try at once what waits: a report was put in, or the person asks. `changed` follows."""
        self._ask(lambda: None, wake=True)

    def cancel(self, name: str) -> None:
        """Take a report back; `changed` follows."""
        self._ask(lambda: self._outbox().cancel(name))

    def retry(self, name: str) -> None:
        """Try one again that was given up; `changed` follows."""
        self._ask(lambda: self._outbox().retry(name), wake=True)

    def entry(self, name: str) -> Any:
        """The line of one report; None where there is none."""
        return next((entry for entry in self.entries or () if entry.name == name), None)

    def close(self) -> bool:
        """Begin nothing more; False when a thread did not end in time (it is a daemon: nothing is lost)."""
        self._pulse.stop()
        with self._lock:
            self._is_closed = True
            post = self._post
        ended = post.stop(CLOSE_S) if post is not None else True
        return self._errand.close() and bool(ended)

    def _ask(self, job: Callable[[], object], *, wake: bool = False) -> None:
        """Do it, then read the list: what a person did shows at once. `wake`: and try at once what waits."""

        def work() -> tuple[tuple[Any, ...], frozenset[str], int]:
            job()
            entries, records = tuple(self._outbox().entries()), self._session.doors.records()
            waits = records or any(entry.state == "waiting" for entry in entries)
            if waits and not self._begin() and wake:
                self.wake()
            return entries, self._readable(entries), records

        self._errand.add(work)

    @Slot(object)
    def _did(self, result: object) -> None:
        if isinstance(result, tuple):
            (self.entries, self.readable, self.records), self.trouble = result, None
        elif isinstance(result, Exception):
            self.trouble = result
        waits = bool(self.records) or any(entry.state == "waiting" for entry in self.entries or ())
        if waits and not self._pulse.isActive():
            self._origin = self._session.doors.origin()
            self._pulse.start()
        elif not waits:
            self._pulse.stop()
        self.changed.emit(self)

    @Slot()
    def _look(self) -> None:
        """Another network may let through what this one did not."""
        before, self._origin = self._origin, self._session.doors.origin()
        if before != self._origin:
            self.wake()

    def _outbox(self) -> Any:
        with self._lock:
            if self._box is None:
                self._box = self._session.doors.outbox()
            return self._box

    def _begin(self) -> bool:
        """Errand's thread: the post's thread runs from the first report that waits to the end of the program.

        True when it has begun now: then it tries everything without being woken.
        """
        session, box = self._session, self._outbox()
        with self._lock:
            if self._post is not None or self._is_closed:
                return False
            self._post = session.doors.post(box, session.site, self._tell)
            self._post.start()
            return True

    def _tell(self, _: object) -> None:
        """Post's thread. Nothing is emitted once `close` has returned: this object may be gone then."""
        with self._lock:
            if not self._is_closed:
                self._came.emit(None)

    @Slot(object)
    def _told(self, _: object) -> None:
        self.refresh()

    def _readable(self, entries: tuple[Any, ...]) -> frozenset[str]:
        doors = self._session.doors
        copies = doors.copies(doors.folder())
        return frozenset(entry.name for entry in entries if entry.name.partition("-")[0] in copies)

"""IT's news as the window sees it: what is here is shown at once, also offline; what is new arrives by itself."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.bridge.errand import Errand
from app.presenters.news import NOTHING, READ, NewsView, news_view

if TYPE_CHECKING:
    from app.bridge.bulletin import Latest
    from app.bridge.exercise import Exercise
    from app.bridge.session import Session
    from app.content.peers import Rate

LOOK_MS = 5000
"""Between two looks at the way to the internet and at the clock: notices end by themselves. Nothing is sent."""

CLOSE_S = 1.0  # quitting waits no longer: what is cut off is fetched by the next start

SAYS_SOMETHING = ("new", "same", "expired", "clock")
"""Ends of an update (`app.content.result.Kind`) that tell about what is here; after all others it is as it was."""


class News(QObject):
    """Lives in the window's thread; disk and network are in others. Made only where the site file names [content]."""

    _came = Signal(object)  # Refreshed, Latest, and whether IT's site file is another one

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self._lock = threading.Lock()
        self._is_closed = False
        self._store: Any = None
        self._poll: Any = None
        self._origin: object = None
        self._shown: object = NOTHING
        self._exercise: Exercise | None = None
        self._errand = Errand(self)
        self._errand.done.connect(self._did)
        self._pulse = QTimer(self)
        self._pulse.setInterval(LOOK_MS)
        self._pulse.timeout.connect(self._look)
        session.ended.connect(self._forget)
        self._came.connect(self._take)  # emitted in the poll's thread, so it is queued
        self._heard: set[str] = set()  # ids of notices that were announced
        self.latest: Latest | None = None  # None: not read yet
        self.ended: Any = None  # the Refreshed that told last about what is here
        self._here: Any = None  # why nothing of IT can be read, where nothing can
        self._imported: Any = None  # how reading IT's instructions from a file ended, until the next run

    def start(self) -> None:
        """Read what is here, then begin to ask for more; `Session.informed` follows."""
        self._errand.add(self._open)

    @property
    def told(self) -> str:
        """One sentence: how reading IT's instructions from a file ended."""
        return self._imported.sentence(self._session.say.lang) if self._imported is not None else ""

    @property
    def trouble(self) -> str:
        """One sentence: why nothing of IT can be read."""
        return self._here.sentence(self._session.say.lang) if self._here is not None else ""

    @property
    def exercise(self) -> "Exercise":
        """IT's drill; made when it is first wanted."""
        if self._exercise is None:
            from app.bridge.exercise import Exercise  # noqa: PLC0415  # most days there is none

            self._exercise = Exercise(self._session, self)
            self._exercise.moved.connect(lambda _: self._session.informed.emit(self))
        return self._exercise

    @property
    def asks(self) -> bool:
        """Whether there is a card of a drill to show."""
        return self._exercise is not None and bool(self._exercise.stage)

    def view(self) -> NewsView:
        """What is to be told at this moment; nothing is read for it."""
        latest, session = self.latest, self._session
        if latest is None:
            return NOTHING
        diagnosis = session.ledger.diagnosis
        verdict = diagnosis.verdict if diagnosis is not None else None
        now = max(latest.news.now, datetime.now(UTC))  # see `app.content.here.moment`
        news = replace(latest.news, now=now)
        notices = news.notices_for(
            diagnosis,
            system=session.system,
            vpns=tuple(vpn.name for vpn in session.site.vpn),
            office=session.office,
            share_key=latest.share_key,
        )
        words: Any = session.words
        return news_view(
            notices, words, now,
            company=news.company(diagnosis) if diagnosis is not None else None,
            release=news.release, version=latest.version, age_days=news.age_days, ended=self.ended,
            cause=verdict.cause if verdict is not None else None, read=self.told,
        )  # fmt: skip

    def unheard(self) -> str:
        """The words of what nobody has been told yet; from now on it counts as told."""
        view = self.view()
        spoken = view.spoken(self._heard)
        self._heard |= {id for id, _ in view.told}
        return spoken

    def known(self, cause: str) -> tuple[str, ...]:
        """What IT tells about a cause, for who is led through its guide all the same."""
        return self.view().of(cause)

    def rate(self, guide: str, step: str) -> "Rate | None":
        """How often a step of a guide helped colleagues."""
        peers = self.latest.news.peers if self.latest is not None else None
        return peers.rate(guide, step) if peers is not None else None

    def order(self, guide: str) -> Mapping[str, float]:
        """Of how many in ten each step of a guide helped."""
        peers = self.latest.news.peers if self.latest is not None else None
        return peers.order(guide) if peers is not None else {}

    def offices(self) -> tuple[str, ...]:
        """The offices that IT's notices name."""
        if self.latest is None:
            return ()
        from app.content.notice import offices  # noqa: PLC0415  # for the menu only

        return offices(self.latest.news.notices)

    def read_file(self, path: Path) -> None:
        """Take IT's instructions from a file that somebody was given; `told` and `Session.informed` follow."""
        if self._store is not None:
            self._errand.add(lambda: self._import(path))

    def now(self) -> None:
        """Ask at once."""
        if self._poll is not None:
            self._poll.now()

    def close(self) -> bool:
        """Begin nothing more; False when a thread did not end in time (it is a daemon: nothing is lost)."""
        self._pulse.stop()
        with self._lock:
            self._is_closed = True
            poll = self._poll
        ended = poll.stop(CLOSE_S) if poll is not None else True
        exercise = self._exercise.close() if self._exercise is not None else True
        return self._errand.close() and bool(ended) and exercise

    # --- in other threads --------------------------------------------------------------------------------------

    def _open(self) -> "Latest | None":
        session = self._session
        doors, site = session.doors, session.site
        found = doors.content(site)
        if found.store is None:
            self._here = found
            return None
        doors.words(session.say.lang)  # a window that waits for its words stands still
        latest: Latest = doors.latest(found.store)
        with self._lock:
            if not self._is_closed:
                self._store = found.store
                self._poll = doors.poll(found.store, self._tell)
                self._poll.start()
        return latest

    def _import(self, path: Path) -> object:
        session = self._session
        found = self._store.import_package(path)
        latest = session.doors.latest(self._store)
        is_moved = found.changed and session.place.reload()
        return found, latest, is_moved

    def _tell(self, found: Any) -> None:
        """Poll's thread. Nothing is emitted once `close` has returned: this object may be gone then."""
        latest = self._session.doors.latest(self._store)
        is_moved = found.changed and self._session.place.reload()
        with self._lock:
            if not self._is_closed:
                self._came.emit((found, latest, is_moved))

    # --- in the window's thread --------------------------------------------------------------------------------

    @Slot(object)
    def _did(self, result: object) -> None:
        if isinstance(result, tuple):
            self._imported = result[0]
            self._heard.discard(READ)
            self._take(result)
        elif result is None:
            self._session.informed.emit(self)
        elif not isinstance(result, Exception):  # else our mistake: the window does without the news
            self._origin = self._session.doors.origin()
            self._pulse.start()
            self._set(result)

    @Slot(object)
    def _take(self, came: tuple[Any, "Latest", bool]) -> None:
        found, latest, is_moved = came
        if found.kind.value in SAYS_SOMETHING:
            self.ended = found
        self._set(latest)
        if is_moved:  # another site file: what was begun ends with the one it began with
            self._session.placed.emit(self._session.place)

    @Slot(object)
    def _forget(self, _: object) -> None:
        self._imported = None

    def _set(self, latest: Any) -> None:
        self.latest = latest
        self._session.doors.stock(latest.guides)
        self._shown = None
        self._look_at_time()

    @Slot()
    def _look(self) -> None:
        """Another network may have a way to IT; and what has ended goes."""
        before, self._origin = self._origin, self._session.doors.origin()
        if before != self._origin and self._poll is not None:
            self._poll.wake()
        self._look_at_time()

    def _look_at_time(self) -> None:
        exercise = self.exercise if self._has_drill() else self._exercise
        if exercise is not None and self.latest is not None:
            exercise.follow(self.latest)
        before, self._shown = self._shown, self.view()
        if before != self._shown:
            self._session.informed.emit(self)

    def _has_drill(self) -> bool:
        return self.latest is not None and self.latest.news.drill is not None

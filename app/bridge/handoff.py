"""The code of a run, made off the window's thread; remote help; sheets to print. Needs no network and no disk."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.bridge.errand import Errand
from app.presenters.handoff import Handed

if TYPE_CHECKING:
    from app.bridge.doors import Doors
    from app.bridge.session import Session
    from diagnostics.model.diagnosis import Diagnosis
    from diagnostics.model.site import Site


class Handoff(QObject):
    """Lives in the window's thread. The latest wish wins."""

    ready = Signal(object)  # Handed
    opened = Signal(object)  # a sentence: what came of opening remote help
    saved = Signal(object)  # the Path, or the exception
    _NONE: tuple[object, ...] = ()

    def __init__(self, session: "Session", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._making, self._opening, self._saving = Errand(self), Errand(self), Errand(self)
        self._wanted: Diagnosis | None = None
        self._basis = self._NONE
        self.now: Handed | None = None
        self._making.done.connect(self._made)
        self._opening.done.connect(self._open_ended)
        self._saving.done.connect(lambda result: self.saved.emit(result))
        session.helpers += [self._making, self._opening, self._saving]

    @property
    def is_making(self) -> bool:
        """Whether a code is under way."""
        return self._wanted is not None or self._making.is_busy

    def make(self, diagnosis: "Diagnosis | None") -> None:
        """Make the code of that run; `ready` follows unless it is there already. None: there is none any more."""
        basis = (id(diagnosis), len(self._session.tried))
        if diagnosis is None:
            self.now, self._wanted, self._basis = None, None, self._NONE
        elif basis != self._basis:
            self._basis, self._wanted = basis, diagnosis
            self.now = None
            self._next()

    @property
    def remote(self) -> Any:
        """How IT helps from afar, in the window's language: an `app.guides.remote.RemoteHelp`, or None."""
        session = self._session
        return session.doors.remote_help(session.site, session.words)

    def open_remote(self) -> None:
        """Open what the site file names; the person has agreed. `opened` follows."""
        help_, door = self.remote, self._session.doors.open_remote
        if help_ is not None:
            self._opening.run(lambda: help_.told(help_.open(door)))

    def save_handin(self, path: Path) -> None:
        """Write the sheet for a laptop that is handed in, for printing (.pdf) or as a page; `saved` follows."""
        session, handed = self._session, self.now
        if handed is not None:
            doors, site, lang, tried = session.doors, session.site, session.say.lang, tuple(session.tried)
            self._write(path, lambda: doors.handin(handed, site, lang, tried))

    def save_provider(self, path: Path) -> None:
        """Write the sheet for the internet provider, of the last run and watch; `saved` follows."""
        session = self._session
        doors, lang, report = session.doors, session.say.lang, session.watch_report
        latest = tuple(item for item in (session.diagnosis, report) if item is not None)
        runs = (*session.watch_looks, *latest)
        self._write(path, lambda: doors.provider(runs, lang))

    def _write(self, path: Path, make: Callable[[], str]) -> None:
        doors = self._session.doors

        def job() -> Path:
            html = make()
            if path.suffix.lower() == ".pdf":
                from app.bridge.sheet import pdf  # noqa: PLC0415

                doors.write_file(path, pdf(html))
            else:
                doors.write_file(path, html.encode())
            return path

        self._saving.run(job)

    def _next(self) -> None:
        if self._wanted is None or self._making.is_busy:
            return
        session, diagnosis, self._wanted = self._session, self._wanted, None
        doors, site, tried = session.doors, session.site, tuple(session.tried)
        self._making.run(lambda: _handed(doors, site, diagnosis, tried))

    @Slot(object)
    def _made(self, result: object) -> None:
        if self._wanted is not None:  # another run ended meanwhile
            self._next()
        elif self._basis != self._NONE and isinstance(result, Handed):
            self.now = result
            self.ready.emit(result)

    @Slot(object)
    def _open_ended(self, result: object) -> None:
        self.opened.emit(result if isinstance(result, str) else type(result).__name__)


def _handed(doors: "Doors", site: "Site", diagnosis: "Diagnosis", tried: tuple[Any, ...]) -> Handed:
    """Whatever fails, the rest is handed out: a code without its picture can still be read out."""
    code = _or_none(lambda: doors.code(diagnosis, bool(tried)))
    if code is None:
        return Handed(diagnosis, None)
    return Handed(diagnosis, code, _or_none(lambda: doors.qr(diagnosis, code, site, tried)))


def _or_none(make: Callable[[], Any]) -> Any:
    try:
        return make()
    except Exception:  # noqa: BLE001  # our mistake; the screen says what is missing
        return None

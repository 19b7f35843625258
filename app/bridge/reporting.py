"""Make a report, keep it, send it: off the window's thread, the latest wish first."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.bridge.doors import Doors
from app.bridge.errand import Errand
from app.bridge.session import Session
from app.presenters.send import Ended

if TYPE_CHECKING:
    from diagnostics.model.diagnosis import Diagnosis


@dataclass(frozen=True)
class Wish:
    """What the person typed and struck out."""

    words: str = ""
    contact: str = ""
    struck: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Drafted:
    """`full` is everything that could leave, `draft` what leaves."""

    full: Any
    draft: Any
    wish: Wish


class Reporting(QObject):
    """Lives in the window's thread. What was last handed out by `drafted` is what `send` and `save` use."""

    drafted = Signal(object)  # Drafted
    failed = Signal(object)  # the exception: our mistake
    ended = Signal(object)  # Ended

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._key = token_bytes(32)  # one for all drafts of this window, so that names do not flicker in the preview
        self._composing = Errand(self)
        self._sending = Errand(self)
        self._wish: Wish | None = None
        self._then: Callable[[], object] | None = None
        self.now: Drafted | None = None
        self.about: Diagnosis | None = None  # None: the latest run
        self._composing.done.connect(self._composed)
        self._sending.done.connect(self._sent)
        session.helpers += [self._composing, self._sending]

    @property
    def is_sending(self) -> bool:
        """Whether a report is on its way."""
        return self._sending.is_busy

    def draft(self, wish: Wish) -> bool:
        """Make a draft; `drafted` follows. False while there is no finished run."""
        if self._subject() is None:
            return False
        self._wish = wish
        self._next()
        return True

    def send(self) -> None:
        """Keep the draft on this laptop, then send it where the site file says; `ended` follows."""
        self._after_draft(lambda: self._sending.run(self._job_send()))

    def save(self, path: Path) -> None:
        """Write the draft to a file: .json the bytes that leave, .txt text, everything else a page to read."""
        self._after_draft(lambda: self._sending.run(self._job_save(path)))

    def _subject(self) -> "Diagnosis | None":
        return self.about or self._session.diagnosis

    def _after_draft(self, job: Callable[[], object]) -> None:
        """What was just typed must be in what leaves."""
        if self._wish is None and not self._composing.is_busy and self.now is not None:
            job()
        else:
            self._then = job

    def _next(self) -> None:
        wish, diagnosis = self._wish, self._subject()
        if wish is None or diagnosis is None or self._composing.is_busy:
            return
        self._wish = None
        session = self._session
        doors, site, lang, tried, key = session.doors, session.site, session.say.lang, tuple(session.tried), self._key

        def compose() -> Drafted:
            full = doors.compose(
                diagnosis, words=wish.words, contact=wish.contact, tried=tried, site=site, lang=lang, key=key
            )
            known = {line.ref for line in full.lines(lang)}
            return Drafted(full, full.without(*(wish.struck & known)), wish)

        self._composing.run(compose)

    @Slot(object)
    def _composed(self, result: object) -> None:
        if self._wish is not None:  # somebody typed on: that is the draft to show
            self._next()
            return
        if not isinstance(result, Drafted):
            self.failed.emit(result)
            return
        self.now = result
        self.drafted.emit(result)
        then, self._then = self._then, None
        if then is not None:
            then()

    def _job_send(self) -> Callable[[], Ended]:
        session, now = self._session, self.now
        doors, report, proxy, lang = session.doors, session.site.report, session.site.proxy.server, session.say.lang

        def job() -> Ended:
            path, sentence = _kept(now, doors, lang)
            if not report.drop:
                return Ended("kept", path) if path else Ended("failed", sentence=sentence)
            # A disk that takes nothing is no reason not to send.
            result = doors.send_report(_draft(now), report.drop, proxy)
            kind = "sent" if result.delivered else "waits" if path else "failed"
            return Ended(kind, path, result.sentence(lang))

        return job

    def _job_save(self, path: Path) -> Callable[[], Ended]:
        now, doors, lang = self.now, self._session.doors, self._session.say.lang

        def job() -> Ended:
            from app.store.error import StoreError  # noqa: PLC0415

            draft = _draft(now)
            make: dict[str, Callable[[], bytes]] = {
                ".json": draft.json_bytes,
                ".txt": lambda: bytes(draft.text(lang), "utf-8"),
            }
            data = make.get(path.suffix.lower(), lambda: bytes(draft.html(lang), "utf-8"))()
            try:
                doors.write_file(path, data)
            except StoreError as error:
                return Ended("failed", sentence=error.sentence(lang))
            return Ended("saved", path)

        return job

    @Slot(object)
    def _sent(self, result: object) -> None:
        if isinstance(result, Ended):
            self.ended.emit(result)
        else:
            self.ended.emit(Ended("failed", sentence=f"{type(result).__name__}: {result}"))


def _draft(now: Drafted | None) -> Any:
    if now is None:
        raise LookupError("nothing has been drafted")
    return now.draft


def _kept(now: Drafted | None, doors: Doors, lang: str) -> tuple[Path | None, str]:
    """Where the draft is kept on this laptop, or the sentence that says why it is not."""
    from app.store.error import StoreError  # noqa: PLC0415

    try:
        return doors.keep_report(_draft(now), doors.folder()), ""
    except StoreError as error:
        return None, error.sentence(lang)

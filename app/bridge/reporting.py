"""Make a report, seal it, have it leave: off the window's thread, the latest wish first.

A report is sealed once: pressing "send" again for the same draft sends the same bytes under the same name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.bridge.doors import Doors
from app.bridge.errand import Errand
from app.bridge.session import Session
from app.presenters.send import Ended, mail_text

if TYPE_CHECKING:
    from app.reports.refusal import Refusal
    from diagnostics.model.diagnosis import Diagnosis

SEALED = ".age"
PERSONAL = "personal"  # of app.reports.refusal.Obstacle


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
        self._basis: tuple[object, ...] = ()  # what the latest draft was made of
        self._sealed: tuple[str, Any] | None = None  # the hash of a draft, and its sealed bytes
        self._direct: set[str] = set()  # names that were sent without the outbox
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
        subject = self._subject()
        if subject is None:
            return False
        session = self._session
        basis = (id(subject), wish, session.say.lang, len(session.tried))
        if basis == self._basis and self.now is not None and not self._composing.is_busy:
            self.drafted.emit(self.now)  # the same draft: sending it twice must not make two reports of it
            return True
        self._basis, self._wish = basis, wish
        self._next()
        return True

    def send(self) -> None:
        """Seal the draft and put it into the outbox, where the site file allows it, else keep it; `ended` follows."""
        self._after_draft(lambda: self._sending.run(self._job_send()))

    def save(self, path: Path) -> None:
        """Write the draft to a file: .json the bytes that leave, .txt text, .age sealed, all else a page to read.

        A sealed file always gets the name by which IT's side knows it, in the folder of `path`.
        """
        self._after_draft(lambda: self._sending.run(self._job_save(path)))

    def mail(self, made: Any) -> None:
        """Write a mail with the sealed draft in it; `ended` follows, and whoever shows it opens it. `made`: the
        run's code, for the subject, or None."""
        self._after_draft(lambda: self._sending.run(self._job_mail(made)))

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
        session, now, subject = self._session, self.now, self._subject()
        doors, site, lang, courier = session.doors, session.site, session.say.lang, session.courier
        report, tried = site.report, bool(session.tried)

        def job() -> Ended:
            from app.reports.refusal import Refusal  # noqa: PLC0415
            from app.store.error import StoreError  # noqa: PLC0415

            if not report.recipients or not (report.drop or report.folder):
                path, sentence = _kept(now, doors, lang)
                return Ended("kept", path) if path else Ended("failed", sentence=sentence)
            made = doors.code(subject, tried)
            try:
                sealed = self._seal(now, made, report)
            except Refusal as error:
                return _unsealed(error, now, doors, lang)
            verdict = subject.verdict if subject is not None else None
            about = {
                "cause": verdict.cause if verdict is not None else "",
                "code": made.chars,
                "created_at": _draft(now).report.created_at,
                "to": report.destination,
            }
            try:
                courier.put(sealed, **about)
            except StoreError as error:  # a disk that takes nothing is no reason not to send
                result = doors.direct(sealed, site, str(sealed.name) in self._direct)
                self._direct.add(str(sealed.name))
                if result is not None and result.delivered:
                    return Ended("sent", sentence=result.sentence(lang))
                tail = f" {result.sentence(lang)}" if result is not None else ""
                return Ended("stuck", sentence=error.sentence(lang) + tail)
            path, _ = _kept(now, doors, lang)  # to read later what left; a full disk costs only that
            return Ended("queued", path, name=str(sealed.name))

        return job

    def _job_save(self, path: Path) -> Callable[[], Ended]:
        session, now, subject = self._session, self.now, self._subject()
        doors, report, lang, tried = session.doors, session.site.report, session.say.lang, bool(session.tried)

        def job() -> Ended:
            from app.reports.refusal import Refusal  # noqa: PLC0415
            from app.store.error import StoreError  # noqa: PLC0415

            draft, target = _draft(now), path
            make: dict[str, Callable[[], bytes]] = {
                ".json": draft.json_bytes,
                ".txt": lambda: bytes(draft.text(lang), "utf-8"),
            }
            try:
                if path.suffix.lower() == SEALED:
                    sealed = self._seal(now, doors.code(subject, tried), report)
                    target, data = path.parent / str(sealed.name), bytes(sealed.data)
                else:
                    data = make.get(path.suffix.lower(), lambda: bytes(draft.html(lang), "utf-8"))()
                doors.write_file(target, data)
            except StoreError as error:
                return Ended("failed", sentence=error.sentence(lang))
            except Refusal as error:
                return _unsealed(error, None, doors, lang)
            return Ended("saved", target)

        return job

    def _job_mail(self, made: Any) -> Callable[[], Ended]:
        session, now, subject = self._session, self.now, self._subject()
        doors, site, say, tried = session.doors, session.site, session.say, bool(session.tried)

        def job() -> Ended:
            from app.reports.refusal import Refusal  # noqa: PLC0415
            from app.store.error import StoreError  # noqa: PLC0415

            code = made if made is not None else doors.code(subject, tried)
            try:
                sealed = self._seal(now, code, site.report)
                text = mail_text(code, say)
                data = doors.mail(sealed, site.report.email or site.organisation.email, text.subject, text.body)
                path = doors.folder() / f"{sealed.name.report_id}.eml"
                doors.write_file(path, data)
            except StoreError as error:
                return Ended("failed", sentence=error.sentence(say.lang))
            except Refusal as error:
                return _unsealed(error, now, doors, say.lang)
            return Ended("mail", path)

        return job

    def _seal(self, now: Drafted | None, made: Any, report: Any) -> Any:
        """The errand's thread, one at a time. Raises SealError."""
        draft = _draft(now)
        if self._sealed is None or self._sealed[0] != draft.sha256:
            self._sealed = draft.sha256, self._session.doors.seal(draft, made, report)
        return self._sealed[1]

    @Slot(object)
    def _sent(self, result: object) -> None:
        if isinstance(result, Ended):
            if result.kind == "queued":
                self._session.courier.hurry()
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


def _unsealed(error: "Refusal", now: Drafted | None, doors: Doors, lang: str) -> Ended:
    """It could not be sealed: never send it open. It stays here, unless it holds what the person must strike out."""
    sentence = error.sentence(lang)
    if now is None or error.obstacle == PERSONAL:
        return Ended("refused", sentence=sentence)
    path, _ = _kept(now, doors, lang)
    return Ended("refused", path, sentence)

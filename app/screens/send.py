"""Send to IT: the person's sentence, exactly what leaves, one button."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QFileDialog, QLineEdit, QTabWidget, QTextBrowser, QWidget

from app.bridge.reporting import SEALED, Drafted, Reporting, Wish
from app.bridge.session import Session
from app.presenters.outbox import WAITING, entry_sentence
from app.presenters.phrase import Phrases
from app.presenters.send import Ended, Evidence, ended_view, send_view
from app.widgets.button import PLAIN, PRIMARY, Button
from app.widgets.flow import Flow
from app.widgets.page import Page, Text, announce
from app.widgets.readout import ONLY_CODE, Readout
from app.widgets.strike import StrikeList
from app.widgets.theme import theme_of

TYPING_MS = 300  # after the last key: the preview follows without a stutter while somebody types
PREVIEW_LINES = 14


class SendScreen(Page):
    """Shows the draft of `Reporting`; what is shown is what is sent."""

    home_wanted = Signal(object)
    outbox_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._reporting = Reporting(session, self)
        self._build()
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._compose)
        self._words.textChanged.connect(self._typed)
        self._contact.textChanged.connect(self._typed)
        self._lines.changed.connect(self._compose)
        self._reporting.drafted.connect(self._show)
        self._reporting.failed.connect(self._fail)
        self._reporting.ended.connect(self._end)
        self._sent = ""  # the name of the report whose way out is told here
        self._told = ""  # what was told of it last
        session.courier.changed.connect(self._follow)
        session.ended.connect(self._compose_if_shown)
        session.translated.connect(self._translate)
        self._translate(session.say)

    def open(self, subject: object = None) -> None:
        """A new draft from what is known now, or about what a watch saw."""
        self._outcome.setText("")
        self._sent = self._told = ""
        evidence = subject if isinstance(subject, Evidence) else None
        self._reporting.about = evidence.diagnosis if evidence else None
        if evidence and not self._words.text():
            self._words.setText(evidence.words)
        self._lines.clear_strikes()
        self._compose()

    def first_focus(self) -> QWidget:
        """Where the keyboard starts."""
        return self._words

    def _build(self) -> None:
        self._title, self._where = Text(role="title"), Text(role="lead")
        self._words_label, self._contact_label = Text(role="strong"), Text(role="strong")
        self._words, self._contact = QLineEdit(), QLineEdit()
        self._words_label.setBuddy(self._words)
        self._contact_label.setBuddy(self._contact)
        self._preview_label, self._hint = Text(role="strong"), Text(role="muted")
        self._print, self._outcome = Text(role="small"), Text(role="strong")
        self._bytes = QTextBrowser()
        self._bytes_shown = ""
        self._bytes.setOpenLinks(False)
        self._bytes.setTabChangesFocus(True)
        self._bytes.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._lines = StrikeList()
        self._tabs = QTabWidget()
        self._tabs.addTab(self._lines, "")
        self._tabs.addTab(self._bytes, "")
        self._tabs.setMinimumHeight(PREVIEW_LINES * self.fontMetrics().lineSpacing())
        self._readout = Readout(self._session, ONLY_CODE, self)
        self._readout.revealed.connect(self.reveal)
        row = QWidget()
        flow = Flow(theme_of(self).size("unit"), row)
        self._buttons: dict[str, Button] = {}
        for name, act in self._actions().items():
            self._buttons[name] = Button(variant=PRIMARY if name == "send" else PLAIN)
            self._buttons[name].clicked.connect(act)
            flow.addWidget(self._buttons[name])
        for item in (
            self._title, self._where, self._words_label, self._words, self._contact_label, self._contact,
            self._preview_label, self._hint, self._tabs, self._print, self._outcome, row,
            self._readout,
        ):  # fmt: skip
            if item in {self._words_label, self._contact_label, self._preview_label}:
                self.column.addSpacing(theme_of(self).size("unit") // 2)
            self.column.addWidget(item)

    def _actions(self) -> dict[str, Callable[[], None]]:
        return {
            "send": self._send,
            "mail": self._mail,
            "save": self._save,
            "list": lambda: self.outbox_wanted.emit(None),
            "back": lambda: self.home_wanted.emit(None),
        }

    @Slot()
    def _typed(self) -> None:
        self._typing.start()

    @Slot()
    def _compose(self, _: object = None) -> None:
        self._typing.stop()
        self._readout.about(self._reporting.about or self._session.diagnosis)
        ready = self._reporting.draft(Wish(self._words.text(), self._contact.text(), self._lines.struck()))
        self._enable(ready and not self._reporting.is_sending)
        self._buttons["mail"].setVisible(bool(self._session.site.report.recipients))
        if not ready:
            self._where.setText(self._session.say("send.nothing"))

    @Slot(object)
    def _compose_if_shown(self, _: object) -> None:
        if self.isVisible():
            self._compose()

    @Slot(object)
    def _show(self, drafted: Drafted) -> None:
        session = self._session
        folder = session.doors.folder()
        view = send_view(drafted.full, drafted.draft, drafted.wish.struck, session.say, session.site, folder)
        self._where.setText(view.where)
        self._print.setText(view.fingerprint)
        self._lines.show_lines(view.lines)
        bar = self._bytes.verticalScrollBar()
        at = bar.value()  # typing must not make the preview jump
        self._bytes_shown = view.bytes_text  # Qt gives a no-break space back as a plain one
        self._bytes.setPlainText(view.bytes_text)
        bar.setValue(at)
        self._buttons["send"].setText(view.send)

    def _enable(self, enabled: bool) -> None:
        for name in ("send", "mail", "save"):
            self._buttons[name].setEnabled(enabled)

    @Slot()
    def _send(self) -> None:
        self._begin("send.sending")
        self._reporting.send()

    @Slot()
    def _mail(self) -> None:
        self._begin("send.mailing")
        handed = self._readout.handoff.now
        self._reporting.mail(handed.code if handed is not None else None)

    def _begin(self, told: str) -> None:
        self._compose()
        self._enable(False)
        self._sent = self._told = ""
        self._outcome.setText(self._session.say(told))

    @Slot()
    def _save(self) -> None:
        say = self._session.say
        now = self._reporting.now
        proposed = str(Path(now.draft.name).with_suffix(".html")) if now is not None else ""
        kinds = say("save.filter")
        if self._session.site.report.recipients:
            kinds += f";;{say('save.filter.sealed')}"
        name, kind = QFileDialog.getSaveFileName(self, say("save.dialog"), proposed, kinds)
        if name:
            path = Path(name)
            self.save_to(path.with_suffix(SEALED) if f"*{SEALED}" in kind else path)

    def save_to(self, path: Path) -> None:
        """Save what is shown into a file."""
        self._compose()
        self._reporting.save(path)

    @Slot(object)
    def _fail(self, error: object) -> None:
        self._end(Ended("failed", sentence=f"{type(error).__name__}: {error}"))

    @Slot(object)
    def _end(self, ended: Ended) -> None:
        if ended.kind == "mail" and ended.path is not None:
            opened = self._session.doors.show_file(ended.path)
            ended = Ended("mailed" if opened else "mail_kept", ended.path)
        self._enable(True)
        self._sent = ended.name
        self._tell(ended_view(ended, self._session.say))
        self._follow()
        self.reveal(self._readout if ended.kind == "stuck" else self._buttons["send"])

    def _tell(self, text: str) -> None:
        if text == self._told:
            return
        self._told = text
        self._outcome.setText(text)
        if self.isVisible():
            announce(self, text)

    @Slot(object)
    def _follow(self, _: object = None) -> None:
        """The report that was sent from here has left, or could not: say so without being asked."""
        entry = self._session.courier.entry(self._sent) if self._sent else None
        if entry is not None and (entry.state != WAITING or entry.last is not None):
            self._tell(entry_sentence(entry, self._session.say))

    @Slot(object)
    def _translate(self, say: Phrases) -> None:
        texts = {
            self._title: "send.title", self._words_label: "send.words", self._contact_label: "send.contact",
            self._preview_label: "send.leaves", self._hint: "send.parts",
        }  # fmt: skip
        for label, id in texts.items():
            label.setText(say(id))
        self._words.setPlaceholderText(say("send.words.hint"))
        self._contact.setPlaceholderText(say("send.contact.hint"))
        for place, id in enumerate(("send.lines", "send.bytes")):
            self._tabs.setTabText(place, say(id))
        for field, id in (
            (self._words, "send.words"), (self._contact, "send.contact"), (self._bytes, "send.bytes"),
            (self._lines, "send.lines"), (self._tabs, "send.leaves"),
        ):  # fmt: skip
            field.setAccessibleName(say(id))
        for name, id in (
            ("send", "send.button"), ("mail", "send.mail"), ("save", "button.save"), ("list", "send.list"),
            ("back", "button.back"),
        ):  # fmt: skip
            self._buttons[name].setText(say(id))
        if self._sent:
            self._follow()
        self._compose_if_shown(None)

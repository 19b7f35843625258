"""The page of a preview: a strip that says so, and below it the guide's own screen, or what is wrong with the file."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.bridge.session import Session
from app.widgets.button import PLAIN, Button
from app.widgets.flow import Flow
from app.widgets.page import Page, Text, announce
from app.widgets.theme import theme_of

if TYPE_CHECKING:
    from app.bridge.preview import Preview

MOST_HINTS = 3  # the rest is for `unstuck desk lint`


class RehearsalPage(QWidget):
    """Behaves like a screen of the window. `inner` is the screen of guides."""

    def __init__(self, preview: "Preview", session: Session, inner: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview, self._session, self._inner = preview, session, inner
        theme = theme_of(self)
        unit, margin = theme.size("unit"), theme.size("margin")
        strip = QFrame()
        strip.setProperty("role", "strip")
        inside = QVBoxLayout(strip)
        inside.setContentsMargins(margin, unit, margin, unit)
        inside.setSpacing(unit // 2)
        self._says, self._told, self._hints = Text(role="strong"), Text(), Text(role="small")
        row = QWidget()
        flow = Flow(unit, row)
        self._buttons = {"again": Button(variant=PLAIN), "helps": Button(variant=PLAIN)}
        self._buttons["again"].clicked.connect(self._restart)
        self._buttons["helps"].clicked.connect(preview.help)
        for button in self._buttons.values():
            flow.addWidget(button)
        for widget in (self._says, self._told, row, self._hints):
            inside.addWidget(widget)
        self._wrong = Page()
        self._title, self._findings = Text(role="title"), Text(role="lead")
        for text in (self._title, self._findings):
            self._wrong.column.addWidget(text)
        self._wrong.column.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for widget in (strip, self._wrong):
            box.addWidget(widget)
        box.addWidget(inner, 1)
        inner.home_wanted.connect(self._restart)
        inner.send_wanted.connect(self._reported)
        preview.changed.connect(self._reread)
        session.translated.connect(self._show)
        self._show()

    def open(self, _: object = None) -> None:
        """Begin the walk."""
        if self._preview.read.guide is not None:
            self._inner.open(self._preview.read.guide.id)

    def first_focus(self) -> QWidget:
        """Where the keyboard starts."""
        if self._preview.read.guide is None:
            return self._buttons["again"]
        found: QWidget = self._inner.first_focus()
        return found

    def load(self) -> None:
        """Nothing comes later."""

    def complete(self) -> None:
        """After the first paint."""
        self.first_focus().setFocus()

    @Slot(object)
    def _restart(self, _: object = None) -> None:
        self._told.setText("")
        if self._preview.read.guide is None:
            self._preview.look()
        self._preview.restart()

    @Slot(object)
    def _reported(self, _: object = None) -> None:
        self._tell(self._session.say("preview.report"))

    @Slot(object)
    def _reread(self, _: object = None) -> None:
        focused = self.window().focusWidget()
        held = focused is None or self.isAncestorOf(focused)
        self._show()
        if held:
            self.first_focus().setFocus()
        broken = self._preview.read.guide is None
        self._tell("" if broken else self._session.say("preview.anew"))
        announce(self, self._findings.text() if broken else "")

    def _tell(self, text: str) -> None:
        self._told.setText(text)
        announce(self, text)

    @Slot(object)
    def _show(self, _: object = None) -> None:
        say, read = self._session.say, self._preview.read
        broken = read.guide is None
        self._says.setText(say("preview.says", file=self._preview.path.name))
        hints = [] if broken else [str(finding) for finding in read.findings]
        more = [say("preview.more", n=len(hints) - MOST_HINTS)] if len(hints) > MOST_HINTS else []
        self._hints.setText("\n".join([*hints[:MOST_HINTS], *more]))
        self._title.setText(say("preview.broken") if broken else "")
        self._findings.setText("\n".join(str(one) for one in read.findings if not one.is_hint) if broken else "")
        self._wrong.setVisible(broken)
        self._inner.setVisible(not broken)
        for name, text in (("again", "preview.again"), ("helps", "preview.helps")):
            self._buttons[name].setText(say(text))
        self._buttons["helps"].setVisible(self._preview.can_help)

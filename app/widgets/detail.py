"""The list behind "Details": to be read, searched by a screen reader, and copied."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QTextBrowser, QVBoxLayout, QWidget

from app.presenters.detail import DetailRow, as_html, as_text
from app.presenters.phrase import Phrases
from app.widgets.button import PLAIN, Button
from app.widgets.theme import theme_of

_SHEET = "p { margin: 0 } p.check { margin-top: 6px } p.seen { margin-left: 26px } p.seen, span { color: %s }"


class DetailList(QWidget):
    """Grows with its content; the page around it scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_of(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.size("unit"), 0, 0)
        box.setSpacing(theme.size("unit"))
        self._text = QTextBrowser()
        self._text.setProperty("role", "plain")
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setOpenLinks(False)
        self._text.setTabChangesFocus(True)
        self._copy = Button(variant=PLAIN)
        self._copy.clicked.connect(self._copy_all)
        box.addWidget(self._text)
        box.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)
        self._rows: tuple[DetailRow, ...] = ()
        self._copied = ""

    def show_rows(self, rows: tuple[DetailRow, ...], say: Phrases) -> None:
        """Show these checks."""
        self._text.setAccessibleName(say("detail.name"))
        self._copy.setText(say("button.copy"))
        self._copied = say("button.copied")
        if rows == self._rows:
            return
        self._rows = rows
        self._text.document().setDefaultStyleSheet(_SHEET % theme_of(self).colours["muted"])
        self._text.setHtml(as_html(rows))
        self._fit()

    def go_to(self, checks: tuple[str, ...]) -> None:
        """Move to the first of these checks that is listed."""
        for row in self._rows:
            if row.id in checks:
                self._text.scrollToAnchor(row.id)
                break
        self._text.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        theme = theme_of(self)
        lines = self._text.document().size().height() + 4 * theme.size("unit")
        self._text.setMinimumHeight(min(round(lines), theme.size("mark") * 16))

    @Slot()
    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(as_text(self._rows))
        self._copy.setText(self._copied)

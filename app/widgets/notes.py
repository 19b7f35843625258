"""A framed panel of short headed paragraphs."""

from typing import Protocol

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.widgets.page import Text
from app.widgets.theme import theme_of


class HeadedText(Protocol):
    """What one entry shows."""

    @property
    def title(self) -> str:
        """The heading."""

    @property
    def text(self) -> str:
        """The paragraph."""


class Notes(QFrame):
    """Reads top to bottom; `spoken` is the whole of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        theme = theme_of(self)
        gap = theme.size("gap")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(gap, gap, gap, gap)
        self._box.setSpacing(theme.size("unit") // 2)
        self.spoken = ""

    def show_notes(self, name: str, notes: tuple[HeadedText, ...]) -> None:
        """Replace everything that is shown."""
        while self._box.count():
            item = self._box.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        self.setAccessibleName(name)
        for place, note in enumerate(notes):
            if place and note.title:
                self._box.addSpacing(theme_of(self).size("unit"))
            for text, role in ((note.title, "strong"), (note.text, "body")):
                if text:
                    self._box.addWidget(Text(text, role, self))
        self.spoken = " ".join(part for note in notes for part in (note.title, note.text) if part)

"""A framed list of reports, each with its own few buttons. It follows changes without losing the keyboard's place."""

from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.widgets.button import PLAIN, Button
from app.widgets.flow import Flow
from app.widgets.page import Text
from app.widgets.theme import theme_of


class Act(Protocol):
    """A button of a row."""

    @property
    def id(self) -> str:
        """What it does."""

    @property
    def text(self) -> str:
        """What stands on it."""

    @property
    def spoken(self) -> str:
        """What a screen reader hears: it names the row too."""


class Row(Protocol):
    """One report."""

    @property
    def name(self) -> str:
        """Which one."""

    @property
    def title(self) -> str:
        """The heading."""

    @property
    def text(self) -> str:
        """What has become of it."""

    @property
    def acts(self) -> tuple[Act, ...]:
        """Its buttons."""


class Letters(QFrame):
    """`wanted` carries (what, which) of the button that was pressed."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        gap = theme_of(self).size("gap")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(gap, gap, gap, gap)
        self._box.setSpacing(theme_of(self).size("unit") // 2)
        self._shown: tuple[Row, ...] | None = None
        self.buttons: dict[tuple[str, str], Button] = {}

    def show_rows(self, label: str, rows: tuple[Row, ...]) -> bool:
        """Replace what is shown. False when the keyboard was on a button that is gone."""
        self.setAccessibleName(label)
        if rows == self._shown:
            return True
        held = next((key for key, button in self.buttons.items() if button.hasFocus()), None)
        self._clear()
        for place, row in enumerate(rows):
            if place:
                self._box.addSpacing(theme_of(self).size("gap"))
            for text, role in ((row.title, "strong"), (row.text, "body")):
                self._box.addWidget(Text(text, role, self))
            if row.acts:
                self._box.addWidget(self._acts(row))
        self._shown = rows
        if held in self.buttons:
            self.buttons[held].setFocus()
        return held is None or held in self.buttons

    def _acts(self, row: Row) -> QWidget:
        line = QWidget(self)
        flow = Flow(theme_of(self).size("unit"), line)
        for act in row.acts:
            key = (act.id, row.name)
            button = Button(act.text, PLAIN, line)
            button.setAccessibleName(act.spoken)
            button.clicked.connect(lambda _=False, key=key: self.wanted.emit(key))
            flow.addWidget(button)
            self.buttons[key] = button
        return line

    def _clear(self) -> None:
        self.buttons = {}
        while self._box.count():
            item = self._box.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

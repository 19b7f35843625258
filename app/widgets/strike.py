"""A list of lines that can be struck out one by one."""

from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from app.widgets.theme import theme_of

_REF = Qt.ItemDataRole.UserRole


class StrikeLine(Protocol):
    """One line. `ref` None: it cannot be struck out."""

    @property
    def text(self) -> str:
        """What it says."""

    @property
    def ref(self) -> str | None:
        """What striking it out is called."""

    @property
    def is_heading(self) -> bool:
        """Whether it is one."""

    @property
    def is_kept(self) -> bool:
        """Whether it is in."""


class StrikeList(QListWidget):
    """Space or a click takes a line out and puts it back; `changed` carries the refs that are out."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setTabKeyNavigation(False)
        self._struck: set[str] = set()
        self._filling = False
        self.itemChanged.connect(self._toggled)

    def struck(self) -> frozenset[str]:
        """The refs that are out."""
        return frozenset(self._struck)

    def clear_strikes(self) -> None:
        """Everything is in again."""
        self._struck.clear()

    def show_lines(self, lines: tuple[StrikeLine, ...]) -> None:
        """Show these lines; the place in the list is kept."""
        self._filling = True
        row, bar = self.currentRow(), self.verticalScrollBar().value()
        while self.count() > len(lines):
            self.takeItem(self.count() - 1)
        for place, line in enumerate(lines):
            item = self.item(place)
            if item is None:
                item = QListWidgetItem()
                self.addItem(item)
            self._fill(item, line)
        self.setCurrentRow(row)
        self.verticalScrollBar().setValue(bar)
        self._filling = False

    def _fill(self, item: QListWidgetItem, line: StrikeLine) -> None:
        theme = theme_of(self)
        item.setText(line.text)
        item.setData(_REF, line.ref)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if line.is_heading else QFont.Weight.Normal)
        font.setStrikeOut(not line.is_kept)
        item.setFont(font)
        item.setForeground(theme.colour("text" if line.is_kept else "muted"))
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if line.ref is None:
            item.setFlags(flags)
            item.setData(Qt.ItemDataRole.CheckStateRole, None)
        else:
            item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if line.is_kept else Qt.CheckState.Unchecked)

    def _toggled(self, item: QListWidgetItem) -> None:
        ref = item.data(_REF)
        if self._filling or ref is None:
            return
        if item.checkState() == Qt.CheckState.Checked:
            # A line that goes with its check comes back with it.
            self._struck -= {ref, ref.rpartition("/")[0]}
        else:
            self._struck.add(ref)
        self.changed.emit(self.struck())

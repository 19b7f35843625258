"""A question with a grid of answers, in two columns where there is room."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.presenters.tile import TileView
from app.widgets.button import TILE, Button
from app.widgets.page import Text
from app.widgets.theme import theme_of

TWO_COLUMNS_EM = 56  # width in letters from which two answers fit side by side


class TileGrid(QWidget):
    """`chosen` carries the tile that was pressed."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_of(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, theme.size("gap"), 0, 0)
        box.setSpacing(theme.size("unit") + theme.size("unit") // 2)
        self._question = Text(role="strong", parent=self)
        box.addWidget(self._question)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.size("unit"))
        box.addLayout(self._grid)
        self._tiles: list[Button] = []
        self._columns = 0

    def show_tiles(self, question: str, tiles: tuple[TileView, ...], name: str) -> None:
        """Show these answers."""
        self.setAccessibleName(name)
        self._question.setText(question)
        if len(self._tiles) != len(tiles):
            for button in self._tiles:
                button.deleteLater()
            self._tiles = [self._make(tile) for tile in tiles]
            self._columns = 0
        for button, tile in zip(self._tiles, tiles, strict=True):
            button.setText(tile.text)
        self._arrange()

    @property
    def buttons(self) -> tuple[Button, ...]:
        """The answers in their order."""
        return tuple(self._tiles)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt."""
        super().resizeEvent(event)
        self._arrange()

    def _make(self, tile: TileView) -> Button:
        button = Button(tile.text, TILE, self)
        button.set_picture(tile.icon)
        button.clicked.connect(lambda _=False, tile=tile: self.chosen.emit(tile))
        return button

    def _arrange(self) -> None:
        columns = 2 if self.width() >= TWO_COLUMNS_EM * self.fontMetrics().averageCharWidth() else 1
        if columns == self._columns:
            return
        self._columns = columns
        for place, button in enumerate(self._tiles):
            self._grid.addWidget(button, place // columns, place % columns)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

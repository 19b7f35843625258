"""The question what still hurts: ten tiles, and for some of them which app or website it is about."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.bridge.session import Session
from app.presenters.tile import TileView, tile_views
from app.widgets.theme import theme_of
from app.widgets.tiles import TileGrid
from app.widgets.which import WhichQuestion


class Asks(QWidget):
    """Starts the run for what was chosen. `revealed` carries what should be scrolled to."""

    revealed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.tiles = TileGrid(self)
        self.tiles.chosen.connect(self._choose)
        self.which: WhichQuestion | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme_of(self).size("unit"))
        self._box.addWidget(self.tiles)

    def show_asks(self, asks: str) -> None:
        """`asks`: the question; empty: none."""
        say = self._session.say
        self.setVisible(bool(asks))
        if self.which is not None:
            if not asks:
                self.which.hide()
            self.which.translate(self._session.site, say)
        if asks:
            self.tiles.show_tiles(asks, tile_views(say), say("tiles.name"))

    def follow(self, before: QWidget) -> None:
        """The keyboard comes here from `before`."""
        for button in self.tiles.buttons:
            QWidget.setTabOrder(before, button)
            before = button

    @Slot(object)
    def _choose(self, tile: TileView) -> None:
        session = self._session
        if not tile.asks_which:
            session.start(tile.id)
            return
        if self.which is None:
            self.which = WhichQuestion(session.site, session.say, self)
            self.which.answered.connect(lambda symptom, address: session.start(symptom, address))
            self.which.refused.connect(self.revealed.emit)
            self._box.addWidget(self.which)
        self.which.open(tile.id)
        self.revealed.emit(self.which)

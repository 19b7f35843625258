"""The panel "Read this to IT": the code in words, in characters and as a picture, and what else helps by voice."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from app.presenters.handoff import HandoffView
from app.widgets.button import PLAIN, Button
from app.widgets.flow import Flow
from app.widgets.page import Text
from app.widgets.qr import QrPicture
from app.widgets.theme import theme_of

TEXT_EM = 24  # widths of an "m": the four words in two lines at most, beside the picture


class HandoffPanel(QFrame):
    """`wanted` carries the id of a button that was pressed. The picture stands beside the words where there is room."""

    wanted = Signal(object)

    def __init__(self, buttons: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        theme = theme_of(self)
        gap, unit = theme.size("gap"), theme.size("unit")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(gap, gap, gap, gap)
        self._box.setSpacing(unit)
        self._title, self._whom = Text(role="strong", parent=self), Text(role="lead", parent=self)
        self._words_label, self._words = Text(role="muted", parent=self), Text(role="title", parent=self)
        self._chars_label, self._chars = Text(role="muted", parent=self), Text(role="code", parent=self)
        self._spelled, self._what = Text(role="small", parent=self), Text(role="body", parent=self)
        self._picture = QrPicture(self)
        self._hint, self._told = Text(role="small", parent=self), Text(role="strong", parent=self)
        texts = QVBoxLayout()
        texts.setSpacing(unit // 2)
        for text in (self._words_label, self._words, self._chars_label, self._chars, self._spelled, self._what):
            texts.addWidget(text)
        texts.addStretch(1)
        picture = QVBoxLayout()
        picture.setSpacing(unit // 2)
        picture.addWidget(self._picture)
        picture.addWidget(self._hint)
        picture.addStretch(1)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(2 * gap)
        self._sides.addLayout(texts, 1)
        self._sides.addLayout(picture)
        row = QWidget(self)
        flow = Flow(unit, row)
        self.buttons = {name: Button(variant=PLAIN, parent=row) for name in buttons}
        for name, button in self.buttons.items():
            button.clicked.connect(lambda _=False, name=name: self.wanted.emit(name))
            button.hide()
            flow.addWidget(button)
        self._box.addWidget(self._title)
        self._box.addWidget(self._whom)
        self._box.addLayout(self._sides)
        self._box.addWidget(self._told)
        self._box.addWidget(row)
        self.row = row

    def show_view(self, view: HandoffView, texts: dict[str, str | None]) -> None:
        """`texts`: of the buttons; None for one that is not offered."""
        self.setAccessibleName(view.title)
        for label, text in (
            (self._title, view.title), (self._whom, view.whom), (self._words_label, view.words_label),
            (self._words, view.words), (self._chars_label, view.chars_label), (self._chars, view.chars),
            (self._spelled, view.spelled), (self._what, view.what), (self._hint, view.picture_hint),
        ):  # fmt: skip
            label.setText(text)
        self._words.setAccessibleName(view.words_spoken)
        self._chars.setAccessibleName(view.spelled)
        self._picture.setAccessibleName(view.picture_name)
        self._picture.show_matrix(view.matrix)
        self._hint.setVisible(bool(view.picture_hint) and view.matrix is not None)
        for name, button in self.buttons.items():
            words = texts.get(name)
            button.setText(words or "")
            button.setVisible(words is not None)
        self._turn()

    def tell(self, text: str) -> None:
        """What came of a button."""
        self._told.setText(text)

    @property
    def told(self) -> str:
        """What was told last."""
        return self._told.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt."""
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        margins = self._box.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        picture = self._picture.width() if not self._picture.isHidden() else 0
        wanted = TEXT_EM * self.fontMetrics().horizontalAdvance("m") + self._sides.spacing() + picture
        across = picture == 0 or room >= wanted
        self._hint.setMaximumWidth(picture if across and picture else 16_777_215)  # QWIDGETSIZE_MAX
        direction = QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom
        if self._sides.direction() != direction:
            self._sides.setDirection(direction)

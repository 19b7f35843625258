"""A framed sentence with one thing to do about it, and a way to put it away."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.widgets.button import PLAIN, PRIMARY, Button
from app.widgets.flow import Flow
from app.widgets.page import Text
from app.widgets.theme import theme_of


class Offer(QFrame):
    """`taken` and `declined` say what was pressed."""

    taken = Signal(object)
    declined = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        theme = theme_of(self)
        gap = theme.size("gap")
        box = QVBoxLayout(self)
        box.setContentsMargins(gap, gap, gap, gap)
        box.setSpacing(theme.size("unit"))
        self.text = Text(role="strong", parent=self)
        box.addWidget(self.text)
        row = QWidget(self)
        flow = Flow(theme.size("unit"), row)
        self.take, self.decline = Button(variant=PRIMARY, parent=row), Button(variant=PLAIN, parent=row)
        self.take.clicked.connect(lambda: self.taken.emit(None))
        self.decline.clicked.connect(lambda: self.declined.emit(None))
        for button in (self.take, self.decline):
            flow.addWidget(button)
        box.addWidget(row)
        QWidget.setTabOrder(self.take, self.decline)

    def show_offer(self, text: str, take: str | None, decline: str | None) -> None:
        """None for a button that is not offered."""
        self.setAccessibleName(text)
        self.text.setText(text)
        for button, words in ((self.take, take), (self.decline, decline)):
            button.setText(words or "")
            button.setVisible(words is not None)

    def first(self) -> Button:
        """Where the keyboard starts."""
        return self.take if self.take.isVisibleTo(self) else self.decline

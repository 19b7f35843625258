"""A question with ready answers, one button each."""

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.widgets.button import PLAIN, Button
from app.widgets.flow import Flow
from app.widgets.page import Text
from app.widgets.theme import theme_of


class Answers(QWidget):
    """`picked` carries the id of the answer. Hidden as long as there are none."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        unit = theme_of(self).size("unit")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(unit)
        self._question = Text(role="strong", parent=self)
        box.addWidget(self._question)
        row = QWidget(self)
        self._flow = Flow(unit, row)
        box.addWidget(row)
        self._shown: tuple[tuple[str, str], ...] = ()
        self.buttons: list[Button] = []
        self.hide()

    def ask(self, question: str, answers: tuple[tuple[str, str], ...]) -> None:
        """Show a question, or only answers; `answers`: pairs of an id and what stands on the button."""
        self._question.setText(question)
        if answers != self._shown:
            self._shown = answers
            self._fill(answers)
        self.setVisible(bool(answers))

    def first(self) -> Button | None:
        """Where the keyboard starts; None when there is nothing to press."""
        return self.buttons[0] if self.buttons and not self.isHidden() else None

    def _fill(self, answers: tuple[tuple[str, str], ...]) -> None:
        for button in self.buttons:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        for id, text in answers:
            button = Button(text.replace("&", "&&"), PLAIN, self)
            button.clicked.connect(lambda _=False, id=id: self.picked.emit(id))
            self._flow.addWidget(button)
            button.show()
            self.buttons.append(button)
        for before, after in pairwise(self.buttons):
            QWidget.setTabOrder(before, after)

"""A question with a few ready answers, and a field for any other one."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from app.widgets.button import PLAIN, PRIMARY, Button
from app.widgets.flow import Flow
from app.widgets.page import Text, announce
from app.widgets.theme import theme_of


class ChoiceOrText(QFrame):
    """`picked` carries the value of a ready answer, `typed` what was written; who listens says whether it will do."""

    picked = Signal(object)
    typed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        theme = theme_of(self)
        gap, unit = theme.size("gap"), theme.size("unit")
        box = QVBoxLayout(self)
        box.setContentsMargins(gap, gap, gap, gap)
        box.setSpacing(unit)
        self._title, self._label = Text(role="strong", parent=self), Text(role="body", parent=self)
        self._problem = Text(role="trouble", parent=self)
        self._answers = QWidget(self)
        self._flow = Flow(unit, self._answers)
        self._field = QLineEdit(self)
        self._field.setMinimumHeight(theme.size("target"))
        self._label.setBuddy(self._field)
        self._go = Button(variant=PRIMARY, parent=self)
        self._go.clicked.connect(self._send)
        self._field.returnPressed.connect(self._send)
        for widget in (self._title, self._answers, self._label, self._field, self._problem):
            box.addWidget(widget)
        box.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)
        self._buttons: list[Button] = []

    def ask(self, title: str, answers: tuple[tuple[str, str], ...], label: str, hint: str, go: str) -> None:
        """Show the question. `answers`: pairs of what is shown and the value that `picked` carries."""
        self.setAccessibleName(title)
        self._title.setText(title)
        self._label.setText(label)
        self._field.setPlaceholderText(hint)
        self._field.setAccessibleName(label)
        self._field.setAccessibleDescription(hint)
        self._go.setText(go)
        if [button.text() for button in self._buttons] != [shown for shown, _ in answers]:
            self._fill(answers)
        self._answers.setVisible(bool(answers))

    def show_problem(self, text: str) -> None:
        """Say why what was typed will not do, and let it be mended."""
        self._problem.setText(text)
        announce(self, text)
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._field.selectAll()

    def clear_problem(self) -> None:
        """Nothing is wrong any more."""
        self._problem.setText("")

    def first_focus(self) -> QWidget:
        """Where the keyboard starts."""
        return self._buttons[0] if self._buttons else self._field

    def _fill(self, answers: tuple[tuple[str, str], ...]) -> None:
        for button in self._buttons:
            self._flow.removeWidget(button)
            button.deleteLater()
        self._buttons = []
        before: QWidget = self._answers
        for shown, value in answers:
            button = Button(shown.replace("&", "&&"), PLAIN, self._answers)
            button.clicked.connect(lambda _=False, value=value: self.picked.emit(value))
            self._flow.addWidget(button)
            self._buttons.append(button)
            QWidget.setTabOrder(before, button)
            before = button
        QWidget.setTabOrder(before, self._field)
        QWidget.setTabOrder(self._field, self._go)

    @Slot()
    def _send(self) -> None:
        self.typed.emit(self._field.text())

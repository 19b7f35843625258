"""A row of buttons under a verdict: the main one stands first, a quiet one at the end opens what lies below."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from PySide6.QtWidgets import QWidget

from app.widgets.button import PLAIN, PRIMARY, QUIET, Button
from app.widgets.flow import Flow
from app.widgets.theme import theme_of


class ButtonRow(QWidget):
    """`buttons` by name, hidden until there are words for them; `details` stays last."""

    def __init__(self, acts: Mapping[str, Callable[[], None]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        unit = theme_of(self).size("unit")
        self._flow = Flow(unit + unit // 2, self)
        self._order: list[str] = []
        self.buttons: dict[str, Button] = {}
        for name, act in acts.items():
            button = Button(variant=PLAIN)
            button.clicked.connect(act)
            button.hide()
            self.buttons[name] = button
            self._flow.addWidget(button)
        self.details = Button(variant=QUIET)
        self._flow.addWidget(self.details)

    def show_buttons(self, texts: Mapping[str, str | None], main: str) -> None:
        """Show those that have a text. `main`: the filled one; empty: none."""
        for name, button in self.buttons.items():
            text = texts[name]
            button.setText(text or "")
            button.setVisible(text is not None)
            button.set_variant(PRIMARY if name == main else PLAIN)
        self._put_first(main)

    def first(self) -> Button | None:
        """The first one that can be pressed; None as long as there is none."""
        ordered = (self.buttons[name] for name in self._order)
        return next((button for button in ordered if button.isVisibleTo(self)), None)

    def follow(self, *before: QWidget) -> None:
        """The keyboard goes through `before`, then comes here."""
        widgets = [*before, *(self.buttons[name] for name in self._order), self.details]
        for one, other in pairwise(widgets):
            QWidget.setTabOrder(one, other)

    def _put_first(self, main: str) -> None:
        """The main button is the first one, for the eye and for the keyboard."""
        names = sorted(self.buttons, key=lambda name: name != main)
        if names == self._order:
            return
        self._order = names
        widgets = [*(self.buttons[name] for name in names), self.details]
        self._flow.arrange(widgets)
        for before, after in pairwise(widgets):
            QWidget.setTabOrder(before, after)

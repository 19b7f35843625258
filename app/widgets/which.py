"""Which app or website it is about: asked when a tile was pressed that is about one thing."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.presenters.address import checked_address, which_view
from app.presenters.phrase import Phrases
from app.widgets.choice import ChoiceOrText

if TYPE_CHECKING:
    from diagnostics.model.site import Site


class WhichQuestion(ChoiceOrText):
    """Hidden until it is opened, and again when it is answered."""

    answered = Signal(object, object)  # the symptom, and the address as it was typed
    refused = Signal(object)  # this widget: what was typed is no address, and it says why

    def __init__(self, site: "Site", say: Phrases, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._site, self._say = site, say
        self._symptom = ""
        self.hide()
        self.picked.connect(self._check)
        self.typed.connect(self._check)

    def open(self, symptom: str) -> None:
        """Ask anew. `symptom`: the tile that was pressed."""
        self._symptom = symptom
        self.clear_problem()
        self.show()
        self.translate(self._site, self._say)
        self.first_focus().setFocus()

    def translate(self, site: "Site", say: Phrases) -> None:
        """The question in the language of the moment."""
        self._site, self._say = site, say
        if not self.isHidden():
            view = which_view(site, say)
            self.ask(view.title, view.choices, view.field, view.hint, view.go)

    @Slot(object)
    def _check(self, text: str) -> None:
        checked = checked_address(self._site, text, self._say)
        if checked.problem:
            self.show_problem(checked.problem)
            self.refused.emit(self)
        else:
            self.hide()
            self.answered.emit(self._symptom, checked.address)

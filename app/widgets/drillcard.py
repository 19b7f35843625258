"""The card with which IT asks whether this laptop is ready, from the question to the answer that has left."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.bridge.session import Session
from app.presenters.drill import ANSWER, CHECKING, STUCK, DrillView, drill_view
from app.widgets.button import PLAIN, PRIMARY
from app.widgets.offer import Offer
from app.widgets.page import announce

if TYPE_CHECKING:
    from app.bridge.exercise import Exercise


class DrillCard(Offer):
    """Follows the exercise; hidden while nothing is asked, and until the first `show_card`."""

    def __init__(self, exercise: "Exercise", session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exercise, self._session = exercise, session
        self._view: DrillView | None = None
        self._stage = ""
        self.taken.connect(exercise.take)
        self.declined.connect(exercise.put_away)
        exercise.moved.connect(self.show_card)
        session.translated.connect(self.show_card)
        self.hide()

    @property
    def is_main(self) -> bool:
        """Whether what the person began here waits for them: then nothing else is the first thing to press."""
        return self._exercise.stage in (ANSWER, STUCK)

    @property
    def is_waiting(self) -> bool:
        """Whether a button can be pressed here."""
        return self._view is not None and (self._view.take or self._view.decline) is not None

    @Slot(object)
    def show_card(self, _: object = None) -> None:
        """The stage that the exercise has reached."""
        exercise, session = self._exercise, self._session
        if exercise.drill is None:
            self._view, self._stage = None, ""
            self._let_go()
            self.hide()
            return
        before, self._stage = self._stage, exercise.stage
        self._view = drill_view(
            exercise.drill, exercise.stage, exercise.diagnosis, session.office, session.words, session.say
        )
        self.take.set_variant(PRIMARY if self.is_main else PLAIN)
        held = self.take.hasFocus() or self.decline.hasFocus()
        self.show_offer(self._view.text, self._view.take, self._view.decline)
        self.show()
        if held and self.is_waiting:
            self.first().setFocus()
        elif held:
            self._let_go()
        if before != self._stage:
            announce(self, self._view.text)
            if before == CHECKING:  # the person waits for this
                self.first().setFocus()

    def _let_go(self) -> None:
        """The keyboard goes on from a card without buttons."""
        if self.take.hasFocus() or self.decline.hasFocus():
            self.focusNextChild()

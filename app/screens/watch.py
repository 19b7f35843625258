"""Watch for some minutes: what came and went, as a list that grows while the person works."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.bridge.session import Session
from app.bridge.vigil import Vigil
from app.presenters.phrase import Phrases
from app.presenters.send import Evidence
from app.presenters.watch import MINUTES, WatchView, told, watch_view
from app.widgets.button import PLAIN, PRIMARY, Button
from app.widgets.flow import Flow
from app.widgets.notes import Notes
from app.widgets.page import Page, Text, announce
from app.widgets.theme import theme_of


class WatchScreen(Page):
    """Leaving the screen does not end the watch; the main screen leads back to it."""

    home_wanted = Signal(object)
    send_wanted = Signal(object)  # Evidence

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._vigil: Vigil = session.vigil
        self._view: WatchView | None = None
        self._title, self._state = Text(role="title"), Text(role="lead")
        self._events = Notes(self)
        self._events.hide()
        row = QWidget()
        flow = Flow(theme_of(self).size("unit"), row)
        self._buttons: dict[str, Button] = {}
        for name, act in (("send", self._send), ("again", self._start), ("stop", self._stop), ("back", self._back)):
            self._buttons[name] = Button(variant=PLAIN)
            self._buttons[name].clicked.connect(act)
            flow.addWidget(self._buttons[name])
        for widget in (self._title, self._state, self._events, row):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self._vigil.moved.connect(self._show)
        self._vigil.began.connect(self._tell)
        session.translated.connect(self._translate)

    def open(self, _: object = None) -> None:
        """Begin the first watch; later ones begin when the person asks for them."""
        if not self._vigil.stage:
            self._start()
        self._show()

    def first_focus(self) -> QWidget:
        """Where the keyboard starts."""
        return next(button for button in self._buttons.values() if button.isVisibleTo(self))

    @Slot()
    def _start(self) -> None:
        self._vigil.start(MINUTES)

    @Slot()
    def _stop(self) -> None:
        self._vigil.stop()

    @Slot()
    def _back(self) -> None:
        self.home_wanted.emit(None)

    @Slot()
    def _send(self) -> None:
        vigil, session = self._vigil, self._session
        seen = vigil.evidence or session.diagnosis
        if vigil.report is not None and seen is not None:
            self.send_wanted.emit(Evidence(seen, told(vigil.report, session.words)))

    @Slot(object)
    def _show(self, _: object = None) -> None:
        vigil, say = self._vigil, self._session.say
        view = watch_view(vigil.report, vigil.seconds_left, vigil.outcome, self._session.words, say)
        before, self._view = self._view, view
        self._title.setText(view.title)
        self._state.setText(view.state)
        if before is None or before.events != view.events:
            self._events.show_notes(say("watch.events"), view.events)
        self._events.setVisible(bool(view.events))
        self._show_buttons(view)
        if self.isVisible() and before is not None and before.stop is not None and view.stop is None:
            announce(self, " ".join(part for part in (view.state, view.spoken) if part))

    def _show_buttons(self, view: WatchView) -> None:
        texts = {"send": view.send, "again": view.again, "stop": view.stop, "back": view.back}
        held = next((name for name, button in self._buttons.items() if button.hasFocus()), None)
        for name, button in self._buttons.items():
            button.setText(texts[name] or "")
            button.setVisible(texts[name] is not None)
            button.set_variant(PRIMARY if name == "send" and view.stop is None else PLAIN)
        if held is not None and texts[held] is None:
            self.first_focus().setFocus()

    @Slot(object)
    def _tell(self, _: object) -> None:
        if self.isVisible() and self._view is not None:
            announce(self, self._view.spoken)

    @Slot(object)
    def _translate(self, _: Phrases) -> None:
        if self._vigil.stage:
            self._view = None
            self._show()

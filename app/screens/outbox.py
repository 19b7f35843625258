"""What has ever left this laptop: every report, its state, and what can be done about one that waits."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.bridge.session import Session
from app.presenters.outbox import OutboxView, outbox_view
from app.widgets.button import PLAIN, PRIMARY, Button
from app.widgets.flow import Flow
from app.widgets.letters import Letters
from app.widgets.page import Page, Text, announce
from app.widgets.theme import theme_of


class OutboxScreen(Page):
    """Follows the outbox while it is shown."""

    home_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._courier = session.courier
        self._title, self._intro, self._more = Text(role="title"), Text(role="lead"), Text(role="muted")
        self._records = Text(role="muted")
        self._rows = Letters(self)
        self._rows.hide()
        self._rows.wanted.connect(self._act)
        self._note = Text(role="strong")
        row = QWidget()
        flow = Flow(theme_of(self).size("unit"), row)
        self._buttons = {"now": Button(variant=PRIMARY), "back": Button(variant=PLAIN)}
        self._buttons["now"].clicked.connect(self._courier.hurry)
        self._buttons["back"].clicked.connect(lambda: self.home_wanted.emit(None))
        for button in self._buttons.values():
            flow.addWidget(button)
        for widget in (self._title, self._intro, row, self._note, self._rows, self._more, self._records):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self._spoken = ""
        self._courier.changed.connect(self._show)
        session.translated.connect(self._show)

    def open(self, _: object = None) -> None:
        """Read the list anew."""
        self._spoken = ""
        self._note.setText("")
        self._show()
        self._courier.refresh()

    def first_focus(self) -> QWidget:
        """Where the keyboard starts."""
        return next(button for button in self._buttons.values() if button.isVisibleTo(self))

    def view(self) -> OutboxView:
        """What is to be shown now."""
        session, courier = self._session, self._courier
        error = courier.trouble
        sentence = getattr(error, "sentence", None)  # of a StoreError
        trouble = "" if error is None else sentence(session.say.lang) if sentence else type(error).__name__
        return outbox_view(courier.entries, trouble, courier.readable, session.words, session.say, courier.records)

    @Slot(object)
    def _act(self, wanted: tuple[str, str]) -> None:
        what, name = wanted
        self._note.setText("")
        if what == "cancel":
            self._courier.cancel(name)
        elif what == "retry":
            self._courier.retry(name)
        else:
            self._read(name)

    def _read(self, name: str) -> None:
        doors = self._session.doors
        path = doors.copies(doors.folder()).get(name.partition("-")[0])
        if path is None or not doors.show_file(path):
            say = self._session.say
            self._note.setText(say("outbox.read.here", path=path) if path else say("outbox.read.gone"))
            announce(self, self._note.text())

    @Slot(object)
    def _show(self, _: object = None) -> None:
        view = self.view()
        focused = self.window().focusWidget()
        held = focused in self._buttons.values() and focused is not None
        self._title.setText(view.title)
        self._intro.setText(view.intro)
        is_kept = self._rows.show_rows(view.title, view.rows)
        self._rows.setVisible(bool(view.rows))
        self._more.setText(view.more)
        self._records.setText(view.records)
        for name, text in (("now", view.now), ("back", view.back)):
            self._buttons[name].setText(text or "")
            self._buttons[name].setVisible(text is not None)
        if not self.isVisible():
            return
        if not is_kept or (held and focused is not None and not focused.isVisible()):
            self.first_focus().setFocus()
        spoken = " ".join(part for row in view.rows[:1] for part in (row.title, row.text)) or view.intro
        if spoken != self._spoken:
            self._spoken = spoken
            announce(self, spoken)

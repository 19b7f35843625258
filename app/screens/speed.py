"""Test the speed: asks first, says what it costs, shows how far it is, can be stopped."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from app.bridge.session import Session
from app.presenters.ledger import Ledger
from app.presenters.phrase import Phrases
from app.presenters.speed import SpeedView, load_answer, progress_view, question, result_view
from app.widgets.button import PLAIN, PRIMARY, Button
from app.widgets.flow import Flow
from app.widgets.page import Page, Text, announce
from app.widgets.theme import theme_of
from diagnostics.model.event import Finished, LoadProgress

CHECK = "internet.load"
STEPS = 1000  # of the bar


class SpeedScreen(Page):
    """One test at a time; leaving the screen stops it."""

    home_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._ledger = Ledger()
        self._is_running = False
        self._result: SpeedView | None = None
        self._title, self._what = Text(role="title"), Text(role="lead")
        self._where, self._warning = Text(role="muted"), Text(role="muted")
        self._head, self._lines = Text(role="strong"), Text(role="lead")
        self._bar = QProgressBar()
        self._bar.setRange(0, STEPS)
        self._bar.setFormat("")
        self._bar.setTextVisible(False)
        self._bar.hide()
        row = QWidget()
        flow = Flow(theme_of(self).size("unit"), row)
        self._start, self._stop, self._back = Button(variant=PRIMARY), Button(variant=PLAIN), Button(variant=PLAIN)
        self._start.clicked.connect(self._begin)
        self._stop.clicked.connect(self._cancel)
        self._back.clicked.connect(lambda: self.home_wanted.emit(None))
        for button in (self._start, self._stop, self._back):
            flow.addWidget(button)
        widgets = (self._title, self._what, self._where, self._warning, self._head, self._bar, self._lines, row)
        for widget in widgets:
            self.column.addWidget(widget)
        self.column.addStretch(1)
        session.load.arrived.connect(self._take)
        session.load.failed.connect(self._fail)
        session.translated.connect(self._translate)
        self._translate(session.say)

    def first_focus(self) -> QWidget:
        """Where the keyboard starts."""
        return self._stop if self._is_running else self._start

    def open(self, _: object = None) -> None:
        """Ask anew: a result that was read is not kept on the screen."""
        if not self._is_running:
            self._result = None
            self._show(SpeedView(""))
            self._start.set_variant(PRIMARY)
            self._translate(self._session.say)

    def leave(self) -> None:
        """The person goes elsewhere: nothing may load the line unseen."""
        self._session.load.cancel()

    @Slot()
    def _begin(self) -> None:
        self._ledger = Ledger()
        self._result = None
        self._set_running(True)
        self._show(progress_view(self._session.say, None))
        self._stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self._session.load.start(full=True, only=(CHECK,))

    @Slot()
    def _cancel(self) -> None:
        self._session.load.cancel()

    @Slot(object)
    def _take(self, event: object) -> None:
        self._ledger.take(event)  # type: ignore[arg-type]  # signals carry objects
        say = self._session.say
        if isinstance(event, LoadProgress):
            self._show(progress_view(say, self._ledger.progress))
        elif isinstance(event, Finished):
            self._finish(event)

    def _finish(self, event: Finished) -> None:
        say = self._session.say
        if event.outcome == "cancelled":
            self._end(SpeedView(say("speed.cancelled")))
            return
        skipped = self._ledger.states.get(CHECK) == "skipped"
        if skipped:
            self._end(SpeedView(say("speed.no_line")))
            return
        answer = load_answer(self._ledger.observations)
        why = self._session.words.failure(answer.failure) if answer is not None and answer.failure else ""
        self._end(result_view(say, answer, why))

    @Slot(object)
    def _fail(self, _: object) -> None:
        self._end(SpeedView(self._session.say("speed.failed.plain")))

    def _end(self, view: SpeedView) -> None:
        self._result = view
        self._set_running(False)
        self._show(view)
        self._start.setText(self._session.say("speed.again"))
        self._start.set_variant(PLAIN)
        announce(self, " ".join((view.title, *view.lines)))
        self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_running(self, running: bool) -> None:
        self._is_running = running
        self._bar.setVisible(running)
        self._stop.setVisible(running)
        self._start.setVisible(not running)
        for text in (self._what, self._where, self._warning):
            text.setVisible(not running and self._result is None)

    def _show(self, view: SpeedView) -> None:
        self._head.setText(view.title)
        self._lines.setText("\n".join(view.lines))
        if view.fraction is not None:
            self._bar.setValue(round(view.fraction * STEPS))

    @Slot(object)
    def _translate(self, say: Phrases) -> None:
        targets = self._session.site.internet.load
        asked = question(say, self._session.doors.megabytes(targets), own_server=targets is not None)
        self._title.setText(say("speed.title"))
        self._what.setText(asked.text)
        self._where.setText(asked.where)
        self._warning.setText(asked.warning)
        self._start.setText(say("speed.again" if self._result else "speed.start"))
        self._stop.setText(say("button.cancel"))
        self._back.setText(say("button.back"))
        self._bar.setAccessibleName(say("speed.progress"))
        self._set_running(self._is_running)

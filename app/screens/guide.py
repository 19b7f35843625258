"""Fix it with me: one step at a time. The app looks by itself; nobody is asked whether it helped."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.bridge.guided import Guided
from app.bridge.session import Session
from app.guides import walk
from app.presenters.guide import GuideView, guide_view
from app.presenters.path import path_view
from app.widgets.button import PLAIN, PRIMARY, QUIET, Button
from app.widgets.flow import Flow
from app.widgets.page import Page, Text, announce
from app.widgets.path import PathRow
from app.widgets.theme import theme_of

SECOND_MS = 1000


class GuideScreen(Page):
    """Shows one walk."""

    home_wanted = Signal(object)
    send_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._guided = Guided(session, self)
        self._said = ""
        self._shown: GuideView | None = None
        self._build()
        self._second = QTimer(self)
        self._second.setInterval(SECOND_MS)
        self._second.timeout.connect(self._tick)
        self._guided.said.connect(self._hear)
        self._guided.moved.connect(self._show)
        session.translated.connect(self._show)

    def open(self, cause: str) -> None:
        """Begin."""
        self._said = ""
        self._guided.open(cause)
        self._second.start()

    def leave(self) -> None:
        """The person goes elsewhere; the walk is kept."""
        self._second.stop()
        self._guided.leave()

    def first_focus(self) -> QWidget:
        """Where the keyboard starts."""
        order = ("act", "done", "send", "skip")
        return next((self._buttons[name] for name in order if self._buttons[name].isVisibleTo(self)), self)

    def _build(self) -> None:
        theme = theme_of(self)
        self._title, self._progress = Text(role="muted"), Text(role="muted")
        self._heard = Text(role="strong")
        self._path = PathRow()
        self._path.hide()
        panel = QFrame()
        panel.setProperty("role", "panel")
        inside = QVBoxLayout(panel)
        gap = theme.size("gap")
        inside.setContentsMargins(gap, gap, gap, gap)
        inside.setSpacing(theme.size("unit"))
        self._who, self._text = Text(role="small"), Text(role="title")
        self._undo, self._watching = Text(role="muted"), Text(role="muted")
        for text in (self._who, self._text, self._undo):
            inside.addWidget(text)
        self._panel = panel
        row = QWidget()
        flow = Flow(theme.size("unit"), row)
        self._buttons: dict[str, Button] = {}
        for name, act in self._actions().items():
            self._buttons[name] = Button(variant=QUIET if name == "back" else PLAIN)
            self._buttons[name].clicked.connect(act)
            flow.addWidget(self._buttons[name])
        self._reasons = QWidget()
        self._reasons_row = Flow(theme.size("unit"), self._reasons)
        self._reasons.hide()
        self._ask = Text(role="strong")
        for widget in (
            self._title, self._heard, self._path, self._progress, panel, self._watching, row, self._ask, self._reasons,
        ):  # fmt: skip
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def _actions(self) -> dict[str, Callable[[], None]]:
        tell = self._guided.tell
        return {
            "act": lambda: tell(walk.Acted()),
            "link": self._open_link,
            "done": self._done,
            "skip": self._ask_why,
            "send": self._send,
            "back": lambda: tell(walk.Back()),
        }

    @Slot(object)
    def _show(self, _: object = None) -> None:
        state = self._guided.state
        if state is None:
            return
        view = self._make_view(state)
        fresh = self._shown is None or (view.text, view.said, view.act) != (
            self._shown.text, self._shown.said, self._shown.act,
        )  # fmt: skip
        held = self._buttons_have_focus()
        self._shown = view
        self._fill(view)
        if fresh:
            self._ask.setText("")
            self._reasons.hide()
            announce(self, view.spoken)
            if held or self.focusWidget() is None:
                self.first_focus().setFocus()

    def _make_view(self, state: walk.State) -> GuideView:
        session, guided = self._session, self._guided
        words = session.doors.words(session.say.lang)
        return guide_view(
            guided.guide, state, words, session.say,
            args=guided.args, system=guided.system, said=self._said, seconds_left=guided.seconds_left,
        )  # fmt: skip

    def _fill(self, view: GuideView) -> None:
        say = self._session.say
        self._title.setText(view.title)
        self._heard.setText(view.said)
        self._heard.setProperty("role", "title" if view.finished else "strong")
        self._heard.style().polish(self._heard)
        self._progress.setText(view.progress)
        self._who.setText(view.who)
        self._text.setProperty("role", "lead" if view.finished else "title")
        self._text.style().polish(self._text)
        self._text.setText(view.text)
        self._undo.setText(view.undo)
        self._watching.setText(view.watching)
        texts = {
            "act": view.act, "done": view.done, "skip": view.skip, "send": view.send, "back": view.back,
            "link": say("guide.link") if view.link else None,
        }  # fmt: skip
        main = "send" if view.send_first and view.finished else "act" if view.act else "done"
        for name, button in self._buttons.items():
            button.setText(texts[name] or "")
            button.setVisible(texts[name] is not None)
            if name != "back":
                button.set_variant(PRIMARY if name == main else PLAIN)
        if view.finished == "fixed":
            self._buttons["send"].hide()
        self._path.setVisible(view.finished is not None)
        if view.finished:
            sight = self._session.ledger.sight()
            self._path.show_view(path_view(sight, say, has_vpn=self._session.place.has_vpn), "")

    def _buttons_have_focus(self) -> bool:
        return any(button.hasFocus() for button in self._buttons.values()) or self._reasons.isAncestorOf(
            self.focusWidget() or self
        )

    @Slot(object)
    def _hear(self, id: str) -> None:
        self._said = id

    @Slot()
    def _tick(self) -> None:
        state = self._guided.state
        if state is not None and state.phase is walk.Phase.CHECKING:
            self._watching.setText(self._make_view(state).watching)

    def _done(self) -> None:
        if self._shown is not None and self._shown.finished:
            self.home_wanted.emit(None)
            return
        self._guided.tell(walk.Acted())

    def _send(self) -> None:
        self._guided.tell(walk.GaveUp())
        self.send_wanted.emit(None)

    def _open_link(self) -> None:
        if self._shown is not None and self._shown.link:
            QDesktopServices.openUrl(QUrl(self._shown.link))

    def _ask_why(self) -> None:
        if self._shown is None:
            return
        while self._reasons_row.count():
            item = self._reasons_row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        self._ask.setText(self._session.say("guide.skip.ask"))
        for id, text in self._shown.reasons:
            button = Button(text)
            button.clicked.connect(lambda _=False, id=id: self._guided.tell(walk.Skipped(id)))
            self._reasons_row.addWidget(button)
        self._reasons.show()
        first = self._reasons_row.itemAt(0)
        widget = first.widget() if first is not None else None
        if widget is not None:
            widget.setFocus()
        announce(self, self._ask.text())

"""Fix it with me: one step at a time. The app looks by itself; nobody is asked whether it helped."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout, QWidget

from app.bridge.session import Session
from app.guides import walk
from app.presenters.guide import GuideView, Moment, guide_view
from app.presenters.path import path_view
from app.widgets.answers import Answers
from app.widgets.button import PLAIN, PRIMARY, QUIET, Button
from app.widgets.flow import Flow
from app.widgets.page import Page, Text, announce
from app.widgets.path import PathRow
from app.widgets.theme import theme_of

SECOND_MS = 1000
QUIET_ONES = ("back", "save")


class GuideScreen(Page):
    """Shows one walk."""

    home_wanted = Signal(object)
    send_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._guided = session.guided
        self._said = ""
        self._shown: GuideView | None = None
        self._moment: tuple[object, ...] = ()
        self._buttons: dict[str, Button] = {}
        self._build()
        self._second = QTimer(self)
        self._second.setInterval(SECOND_MS)
        self._second.timeout.connect(self._tick)
        self._guided.said.connect(self._hear)
        self._guided.moved.connect(self._show)
        session.translated.connect(self._show)
        session.informed.connect(self._show)

    def open(self, cause: str) -> None:
        """Begin, or go on."""
        self._said, self._shown = "", None
        self._guided.open(cause)
        self._second.start()

    def leave(self) -> None:
        """The person goes elsewhere; the walk is kept."""
        self._second.stop()
        self._guided.leave()

    def first_focus(self) -> QWidget:
        """Where the keyboard starts."""
        main = self._shown.main if self._shown is not None else ""
        there = (self._buttons[name] for name in (main, "open_again") if name)
        # Never a button that sends or skips: somebody may press Enter once more than they meant.
        return self._answers.first() or next((button for button in there if button.isVisibleTo(self)), self)

    def _build(self) -> None:
        theme = theme_of(self)
        self._title, self._progress = Text(role="muted"), Text(role="muted")
        self._known, self._heard = Text(role="lead"), Text(role="strong")
        self._path = PathRow()
        self._path.hide()
        self._panel = QFrame()
        self._panel.setProperty("role", "panel")
        inside = QVBoxLayout(self._panel)
        gap = theme.size("gap")
        inside.setContentsMargins(gap, gap, gap, gap)
        inside.setSpacing(theme.size("unit"))
        self._who, self._text = Text(role="small"), Text(role="title")
        self._helped, self._notes = Text(role="fine"), Text()
        self._undo, self._watching = Text(role="muted"), Text(role="muted")
        for text in (self._who, self._text, self._helped, self._notes, self._undo):
            inside.addWidget(text)
        self._saved = Text(role="muted")
        self._answers, self._reasons = Answers(self), Answers(self)
        self._answers.picked.connect(lambda id: self._tell(walk.Answered(id)))
        self._reasons.picked.connect(lambda id: self._tell(walk.Skipped(id)))
        row = QWidget()
        flow = Flow(theme.size("unit"), row)
        for name, act in self._actions().items():
            self._buttons[name] = Button(variant=QUIET if name in QUIET_ONES else PLAIN)
            self._buttons[name].clicked.connect(act)
            flow.addWidget(self._buttons[name])
        for widget in (
            self._title, self._known, self._heard, self._path, self._progress, self._panel, self._watching,
            self._answers, row, self._reasons, self._saved,
        ):  # fmt: skip
            self.column.addWidget(widget)
        self.column.addStretch(1)

    def _actions(self) -> dict[str, Callable[[], None]]:
        """What each button does, in the order in which they stand."""
        return {
            "act": lambda: self._tell(walk.Acted()),
            "resume": lambda: self._tell(walk.Resumed()),
            "link": self._open_link,
            "done": self._done,
            "by_hand": self._do_by_hand,
            "open_again": lambda: self._guided.open_again(),
            "skip": self._ask_why,
            "pause": lambda: self._tell(walk.Paused()),
            "send": self._send,
            "back": lambda: self._tell(walk.Back()),
            "save": self._save,
        }

    def _tell(self, event: walk.Event) -> None:
        self._said = ""  # what was said about the step before does not stay for ever
        self._guided.tell(event)

    @Slot(object)
    def _show(self, _: object = None) -> None:
        state = self._guided.state
        if state is None or not self._guided.is_shown:
            return
        view = self._make_view(state)
        is_other = self._shown is None or _step(view) != _step(self._shown)
        moment = (state.phase, self._guided.doing)
        fresh = is_other or moment != self._moment or _matter(view) != _matter(self._shown)
        held = self._holds_focus()
        self._shown, self._moment = view, moment
        self._fill(view)
        if fresh:
            self._reasons.ask("", ())
            self._saved.setText("")
            announce(self, view.spoken if is_other else " ".join((view.said, view.watching)).strip())
            if held:
                self.first_focus().setFocus()
            self.reveal(self._title)  # a new step is read from its beginning

    def _make_view(self, state: walk.State) -> GuideView:
        session, guided = self._session, self._guided
        now = Moment(
            said=self._said, seconds_left=guided.seconds_left, doing=guided.doing,
            seconds_acting=guided.seconds_acting, is_putting_back=guided.is_putting_back, is_stuck=guided.is_stuck,
            cannot_open=guided.cannot_open, rate=guided.rate, known=guided.known,
        )  # fmt: skip
        return guide_view(
            guided.guide, state, session.words, session.say, args=guided.args, system=guided.system, now=now
        )

    def _fill(self, view: GuideView) -> None:
        say = self._session.say
        self._title.setText(view.title)
        self._known.setText(view.known)
        self._heard.setText(view.said)
        self._heard.setProperty("role", "title" if view.finished else "strong")
        self._heard.style().polish(self._heard)
        self._progress.setText(view.progress)
        self._who.setText(view.who)
        self._text.setProperty("role", "lead" if view.finished else "title")
        self._text.style().polish(self._text)
        self._text.setText(view.text)
        self._helped.setText(view.helped)
        self._notes.setText("\n".join(view.notes))
        self._undo.setText(view.undo)
        self._watching.setProperty("role", "lead" if self._guided.doing else "muted")
        self._watching.style().polish(self._watching)
        self._watching.setText(view.watching)
        self._answers.ask("", view.answers)
        self._answers.setAccessibleName(view.text)
        self._fill_buttons(view)
        self._path.setVisible(view.finished is not None)
        if view.finished:
            sight = self._session.ledger.sight()
            self._path.show_view(path_view(sight, say, has_vpn=self._session.place.has_vpn), "")

    def _fill_buttons(self, view: GuideView) -> None:
        texts = {name: getattr(view, name, None) for name in self._buttons}
        is_resting = view.skip is not None or view.resume is not None
        texts |= {
            "link": view.link_text if view.link else None,
            "send": None if view.finished == "fixed" else view.send,
            "save": self._session.say("guide.save") if is_resting else None,
        }
        for name, button in self._buttons.items():
            button.setText(texts[name] or "")
            button.setVisible(texts[name] is not None)
            if name not in QUIET_ONES:
                button.set_variant(PRIMARY if name == view.main else PLAIN)

    def _holds_focus(self) -> bool:
        """Whether the keyboard is on something of this screen that may go away, or nowhere."""
        focused = self.window().focusWidget()
        return focused is None or focused is self or self.isAncestorOf(focused) or not focused.isVisible()

    @Slot(object)
    def _hear(self, id: str) -> None:
        self._said = id

    @Slot()
    def _tick(self) -> None:
        state = self._guided.state
        if state is not None and (self._guided.doing or state.phase is walk.Phase.CHECKING):
            view = self._make_view(state)
            self._watching.setText(view.watching)
            self._buttons["skip"].setVisible(view.skip is not None)

    def _done(self) -> None:
        if self._shown is not None and self._shown.finished:
            self.home_wanted.emit(None)
            return
        self._tell(walk.Acted())

    def _do_by_hand(self) -> None:
        self._said = ""
        self._guided.do_by_hand()

    def _send(self) -> None:
        self._tell(walk.GaveUp())
        self.send_wanted.emit(None)

    def _open_link(self) -> None:
        if self._shown is not None and self._shown.link:
            QDesktopServices.openUrl(QUrl(self._shown.link))

    def _ask_why(self) -> None:
        if self._shown is None:
            return
        question = self._session.say("guide.skip.ask")
        self._reasons.ask(question, self._shown.reasons)
        first = self._reasons.first()
        if first is not None:
            first.setFocus()
        self.reveal(self._reasons)
        announce(self, question)

    def _save(self) -> None:
        say, guide = self._session.say, self._guided.guide
        name, _ = QFileDialog.getSaveFileName(self, say("guide.save"), f"{guide.id}.pdf", say("guide.save.filter"))
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the guide into a file to read or print, before the network is cut."""
        from app.bridge.paper import Paper  # noqa: PLC0415  # most guides are never printed

        paper = Paper(self._session, self)
        paper.ended.connect(self._hear_saved)
        paper.save(self._guided.guide, path, self._guided.args, self._guided.system)

    @Slot(object)
    def _hear_saved(self, sentence: str) -> None:
        self._saved.setText(sentence)
        announce(self, sentence)
        self.reveal(self._saved)


def _step(view: GuideView) -> tuple[object, ...]:
    """What is read out as a whole: another step, the same one in other words, the end."""
    return (view.text, view.progress, view.answers, view.finished)


def _matter(view: GuideView | None) -> tuple[object, ...]:
    """What makes the same step new to the person; seconds that pass do not."""
    if view is None:
        return ()
    return (view.said, view.act, view.done, view.resume, view.by_hand, bool(view.skip))

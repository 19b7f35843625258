"""The main screen: the path, the verdict in three parts, what to do now."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from app.bridge.session import Session
from app.presenters.ledger import Ledger
from app.presenters.path import path_view
from app.presenters.phrase import Phrases
from app.widgets.page import Page, Text, announce
from app.widgets.path import PathRow
from app.widgets.theme import theme_of

if TYPE_CHECKING:
    from app.bridge.news import News
    from app.presenters.left import Left
    from app.presenters.news import NewsView
    from app.presenters.view import VerdictView
    from app.widgets.asks import Asks
    from app.widgets.board import Board
    from app.widgets.button import Button
    from app.widgets.buttons import ButtonRow
    from app.widgets.detail import DetailList
    from app.widgets.drillcard import DrillCard
    from app.widgets.notes import Notes
    from app.widgets.offer import Offer
    from app.widgets.readout import Readout

DETAIL_MS = 250  # the list is long and nobody reads it faster than this


class HomeScreen(Page):
    """Shows the session; the buttons only ask for what the window then does."""

    fix_wanted = Signal(object)  # a cause id
    send_wanted = Signal(object)
    speed_wanted = Signal(object)
    watch_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._view: VerdictView | None = None
        self._detail: DetailList | None = None
        self._keep: Notes | None = None
        self._asks: Asks | None = None
        self._left: Left | None = None
        self._offer: Offer | None = None
        self._readout: Readout | None = None
        self._board: Board | None = None
        self._drill: DrillCard | None = None
        self._build()
        self._detail_timer = QTimer(self)
        self._detail_timer.setSingleShot(True)
        self._detail_timer.setInterval(DETAIL_MS)
        self._detail_timer.timeout.connect(self._fill_detail)
        session.changed.connect(self._show_progress)
        session.ended.connect(self._show_outcome)
        session.watched.connect(self._name_watch)
        session.recalled.connect(self._show_left)
        session.informed.connect(self._show_news)
        session.translated.connect(self._translate)
        self._translate(session.say)

    def open(self, subject: object = None) -> None:
        """`subject` "code": with the panel that is read to IT."""
        if subject == "code":
            self._show_code()

    def first_focus(self) -> QWidget:
        """Where the keyboard starts: the main button, once there is one."""
        if self._is_offering() and self._offer is not None:
            return self._offer.take
        return (self._row.first() if self._row is not None else None) or self._path

    def _build(self) -> None:
        theme = theme_of(self)
        self._path = PathRow()
        self._path.chosen.connect(self._show_stop)
        self._says = Text(role="title")
        self._fine, self._next = Text(role="lead"), Text(role="lead")
        self._also, self._note = Text(role="lead"), Text(role="muted")
        self._notes = Text(role="small")
        self._buttons: dict[str, Button] = {}
        self._details: Button | None = None
        self._wants_details = False
        self._row: ButtonRow | None = None
        self.column.addWidget(self._path)
        self.column.addSpacing(theme.size("gap"))
        for text in (self._says, self._fine, self._next, self._also, self._note, self._notes):
            self.column.addWidget(text)
        self.column.addSpacing(theme.size("unit"))
        self._below = self.column.count()
        self.column.addStretch(1)

    def load(self) -> None:
        """Import what `complete` needs, in a turn of the event loop of its own."""
        from app.presenters import view  # noqa: F401, PLC0415
        from app.widgets import buttons  # noqa: F401, PLC0415

    def complete(self) -> None:
        """After the first paint, which has nothing to press yet: make the buttons, and follow the run."""
        if self._details is None:
            self._build_buttons()
        if self._session.is_running:
            self._show_progress(self._session.ledger)

    def _build_buttons(self) -> None:
        from app.widgets.buttons import ButtonRow  # noqa: PLC0415

        self._row = ButtonRow(self._actions())
        self._buttons, self._details = self._row.buttons, self._row.details
        self._details.clicked.connect(lambda: self._open_details(not self._wants_details))
        self.column.insertWidget(self._below, self._row)
        self._row.show()
        self._below += 1
        self._name_details()

    def _actions(self) -> dict[str, Callable[[], None]]:
        return {
            "fix": lambda: self.fix_wanted.emit(self._view.cause if self._view else None),
            "keep": self._toggle_keep,
            "watch": lambda: self.watch_wanted.emit(None),
            "speed": lambda: self.speed_wanted.emit(None),
            "send": lambda: self.send_wanted.emit(None),
            "code": self._toggle_code,
            "again": self._session.again,
            "anyway": lambda: self.fix_wanted.emit(self._view.cause if self._view else None),
        }

    @Slot(object)
    def _show_progress(self, ledger: Ledger) -> None:
        self._show_path(ledger)
        if self._details is None:  # before and right after the first paint
            self._says.setText(self._session.say("checking.says"))
            self._fine.setText(self._session.say("checking.start"))
            return
        from app.presenters.view import checking_view  # noqa: PLC0415

        ended = sum(1 for state in ledger.states.values() if state not in {"waiting", "checking"})
        self._show_view(checking_view(self._session.say, ended, len(ledger.states)))
        if self._wants_details and not self._detail_timer.isActive():
            self._detail_timer.start()

    @Slot(object)
    def _show_outcome(self, ledger: Ledger) -> None:
        self._show_path(ledger)
        if self._details is None:
            self._build_buttons()
        view = self._outcome(ledger)
        self._show_view(view)
        announce(self, " ".join(part for part in (view.spoken, self._unheard()) if part))
        if self._wants_details:
            self._fill_detail()
        focused = self.window().focusWidget()
        if focused is None or not focused.isVisible() or not isinstance(focused, QPushButton | QLineEdit):
            self.first_focus().setFocus()  # nobody has moved it: the main button is one key away

    def _outcome(self, ledger: Ledger) -> "VerdictView":
        from app.presenters.outcome import outcome_view  # noqa: PLC0415  # not before the first paint

        session = self._session
        view = outcome_view(
            ledger, session.doors.words, session.doors.guide_for, session.doors.guide_for_symptom, session.say,
            session.site, session.symptom, session.watching,
        )  # fmt: skip
        if (news := self._news()) is None:
            return view
        from app.presenters.news import with_news  # noqa: PLC0415

        return with_news(view, news, session.say)

    def _news(self) -> "NewsView | None":
        return self._session.news.view() if self._session.news is not None else None

    def _unheard(self) -> str:
        """The words of notices that nobody has been told yet; from now on they have."""
        return self._session.news.unheard() if self._session.news is not None else ""

    def _show_path(self, ledger: Ledger) -> None:
        say, news = self._session.say, self._news()
        known = news.causes if news is not None else ()
        view = path_view(ledger.sight(), say, has_vpn=self._session.place.has_vpn, known=known)
        self._path.show_view(view, say("path.hint"))

    @Slot(object)
    def _show_news(self, news: "News") -> None:
        """IT has told something, or what it told is over: everything that hangs on it is shown anew."""
        if self._drill is None and news.asks:
            from app.widgets.drillcard import DrillCard  # noqa: PLC0415  # most days there is none

            self._drill = DrillCard(news.exercise, self._session, self)
            self._put_above(self._drill)
            self._chain()
        if self._drill is not None:
            self._drill.show_card()
        held = any(self._buttons[name].hasFocus() for name in ("fix", "anyway") if name in self._buttons)
        ledger = self._session.ledger
        self._show_path(ledger)
        if ledger.outcome is not None:
            self._show_view(self._outcome(ledger))
        elif self._view is not None:
            self._show_view(self._view)
        if held:
            self.first_focus().setFocus()
        announce(self.window(), self._unheard())  # also while another screen is shown

    def _chain(self) -> None:
        """The keyboard goes down the page, whatever was made first."""
        cards = [card for card in (self._offer, self._drill) if card is not None]
        if self._row is not None and cards:
            self._row.follow(*(button for card in cards for button in (card.take, card.decline)))
            if self._asks is not None:
                self._asks.follow(self._row.details)

    def _put_above(self, widget: QWidget) -> None:
        """Into the page above the buttons."""
        self.column.insertWidget(self._below - 1 if self._row is not None else self._below, widget)
        self._below += 1

    def _show_view(self, view: "VerdictView") -> None:
        self._view = view
        self._says.setText(view.says)
        self._fine.setText(view.fine)
        self._next.setText(view.next)
        say = self._session.say
        self._also.setText(say("also.title", what="; ".join(view.also)) if view.also else "")
        self._note.setText(" ".join(part for part in (view.note, self._session.notices) if part))
        self._notes.setText("\n".join(view.notes))
        if self._row is not None:
            texts = {name: getattr(view, name) for name in self._buttons}
            if self._is_offering():  # "go on" is the same as "fix it": two filled buttons are a question too many
                self._row.show_buttons(texts | {"fix": None, "anyway": None}, "")
            else:
                is_drill = self._drill is not None and self._drill.is_main
                self._row.show_buttons(texts, "" if is_drill else view.main)
        if view.keep is None and self._keep is not None:
            self._keep.hide()
        if self._readout is not None and not self._readout.isHidden():
            self._readout.about(self._session.diagnosis)
        self._show_asks(view.asks)
        self._show_board()

    def _show_board(self) -> None:
        if (news := self._news()) is None:
            return
        if self._board is None:
            from app.widgets.board import Board  # noqa: PLC0415  # where IT publishes nothing, there is none

            self._board = Board(self)
            self.column.insertWidget(self.column.indexOf(self._next) + 1, self._board)
            self._below += 1
        self._board.show_news(news)

    def _show_asks(self, asks: str) -> None:
        if self._asks is None:
            if not asks:
                return
            from app.widgets.asks import Asks  # noqa: PLC0415  # not before the first paint

            self._asks = Asks(self._session, self)
            self._asks.revealed.connect(self.reveal)
            self.column.insertWidget(self._below, self._asks)
        self._asks.show_asks(asks)

    def _open_details(self, wanted: bool) -> None:
        self._wants_details = wanted
        if self._detail is None:
            from app.widgets.detail import DetailList  # noqa: PLC0415

            self._detail = DetailList(self)
            self.column.insertWidget(self.column.count() - 1, self._detail)
        self._detail.setVisible(wanted)
        self._name_details()
        if wanted:
            self._fill_detail()
            self.reveal(self._detail)

    @Slot()
    def _fill_detail(self) -> None:
        if self._detail is None or not self._detail.isVisibleTo(self):
            return
        from app.presenters.detail import detail_rows  # noqa: PLC0415

        say = self._session.say
        self._detail.show_rows(detail_rows(self._session.ledger, self._session.words, say), say)

    @Slot(object)
    def _show_stop(self, id: str) -> None:
        from app.presenters.path import CHECKS_OF  # noqa: PLC0415

        self._open_details(True)
        if self._detail is not None:
            self._fill_detail()
            self._detail.go_to(CHECKS_OF[id])

    @Slot()
    def _toggle_keep(self) -> None:
        from app.presenters.keep import keep_notes  # noqa: PLC0415
        from app.widgets.notes import Notes  # noqa: PLC0415

        if self._keep is None:
            self._keep = Notes(self)
            self._keep.hide()
            self.column.insertWidget(self._below, self._keep)
        say = self._session.say
        guide = self._session.doors.guide_for((self._view.cause if self._view else None) or "unknown")
        words, organisation = self._session.words, self._session.site.organisation
        self._keep.show_notes(say("keep.title"), keep_notes(guide.keep_working, organisation, words, say))
        self._keep.setVisible(self._keep.isHidden())
        if not self._keep.isHidden():
            announce(self, self._keep.spoken)
            self.reveal(self._keep)

    @Slot()
    def _toggle_code(self) -> None:
        if self._readout is not None and not self._readout.isHidden():
            self._readout.hide()
        else:
            self._show_code()

    def _show_code(self) -> None:
        from app.widgets.readout import Readout  # noqa: PLC0415

        if self._readout is None:
            self._readout = Readout(self._session, parent=self)
            self._readout.revealed.connect(self.reveal)
            self.column.insertWidget(self._below, self._readout)
            if self._details is not None:
                self._readout.follow(self._details)
        self._readout.show()
        self._readout.about(self._session.diagnosis, speak=True)
        self.reveal(self._readout)

    @Slot(object)
    def _name_watch(self, stage: str) -> None:
        from app.presenters.verdict import watch_button  # noqa: PLC0415

        if "watch" in self._buttons:
            self._buttons["watch"].setText(watch_button(self._session.say, stage))

    @Slot(object)
    def _show_left(self, left: "Left | None") -> None:
        """A guide that was left in the middle is offered above the buttons, or said to be over."""
        is_new, self._left = left != self._left, left
        if left is None:
            if self._offer is not None:
                self._offer.hide()
            if is_new and self._view is not None:
                self._show_view(self._view)
            return
        from app.presenters.left import left_view  # noqa: PLC0415
        from app.widgets.offer import Offer  # noqa: PLC0415

        if self._offer is None:
            self._offer = Offer(self)
            self._offer.taken.connect(self._go_on)
            self._offer.declined.connect(lambda: self._session.guided.aside.forget())
            self._put_above(self._offer)
        view = left_view(left, self._session.words, self._session.say)
        self._offer.show_offer(view.text, view.go_on, view.forget)
        self._offer.show()
        held = "fix" in self._buttons and self._buttons["fix"].hasFocus()
        if self._view is not None:
            self._show_view(self._view)
        self._chain()
        if held:
            self.first_focus().setFocus()
        if is_new and self.isVisible():
            announce(self, view.text)

    def _is_offering(self) -> bool:
        return self._left is not None and self._left.kind == "offer"

    @Slot()
    def _go_on(self) -> None:
        if self._left is not None and self._left.guide is not None:
            self.fix_wanted.emit(self._left.guide.id)

    def _name_details(self) -> None:
        if self._details is not None:
            text = self._session.say("button.details")
            self._details.setText(f"{text} {'▴' if self._wants_details else '▾'}")
            self._details.setAccessibleName(text)

    @Slot(object)
    def _translate(self, _: Phrases) -> None:
        self._name_details()
        if self._left is not None:
            self._show_left(self._left)
        ledger = self._session.ledger
        if ledger.outcome is None:
            self._show_progress(ledger)
        else:
            self._show_outcome(ledger)

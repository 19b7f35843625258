"""Undo everything Unstuck changed: the list, one button, what came of each."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from app.bridge.session import Session
from app.presenters.undo import UndoView, changes_view, failed_view, undone_view, waiting_view
from app.widgets.button import PLAIN, PRIMARY, Button
from app.widgets.flow import Flow
from app.widgets.notes import Notes
from app.widgets.page import Page, Text, announce
from app.widgets.theme import theme_of


class UndoScreen(Page):
    """Reads and undoes off the window's thread."""

    home_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._make: Callable[[], UndoView] = lambda: waiting_view(session.say, is_undoing=False)
        self._title, self._intro = Text(role="title"), Text(role="lead")
        self._rows = Notes(self)
        self._rows.hide()
        row = QWidget()
        flow = Flow(theme_of(self).size("unit"), row)
        self._buttons = {"undo": Button(variant=PRIMARY), "back": Button(variant=PLAIN)}
        self._buttons["undo"].clicked.connect(self._undo)
        self._buttons["back"].clicked.connect(lambda: self.home_wanted.emit(None))
        for button in self._buttons.values():
            flow.addWidget(button)
        for widget in (self._title, self._intro, self._rows, row):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        session.translated.connect(self._show)

    def open(self, _: object = None) -> None:
        """Read the list anew."""
        self._wait(is_undoing=False)
        self._session.repairs.ask(lambda bench: bench.changes() if bench else None, self._list)

    def first_focus(self) -> QWidget:
        """Where the keyboard starts."""
        return next(button for button in self._buttons.values() if button.isVisibleTo(self))

    @Slot()
    def _undo(self) -> None:
        self._wait(is_undoing=True)
        self._session.repairs.ask(lambda bench: bench.repairer.undo_all() if bench else None, self._tell)

    def _wait(self, *, is_undoing: bool) -> None:
        self._become(lambda: waiting_view(self._session.say, is_undoing=is_undoing))

    def _list(self, found: Any) -> None:
        session = self._session
        if isinstance(found, tuple):
            self._become(lambda: changes_view(found, session.words, session.say, session.doors.guide_for))
        else:
            self._become(lambda: failed_view(session.say))

    def _tell(self, result: Any) -> None:
        session = self._session
        if isinstance(result, tuple):
            ended = [(one.entry, one.deed) for one in result]
            self._become(lambda: undone_view(ended, session.words, session.say, session.doors.guide_for))
            self._session.again()  # what is shown elsewhere may have been seen before
        else:
            self._become(lambda: failed_view(session.say))

    def _become(self, make: Callable[[], UndoView]) -> None:
        self._make = make
        self._show()
        if self.isVisible():
            announce(self, self._make().spoken)

    @Slot(object)
    def _show(self, _: object = None) -> None:
        view = self._make()
        focused = self.window().focusWidget()
        held = focused is None or self.isAncestorOf(focused)
        self._title.setText(view.title)
        self._intro.setText(view.intro)
        self._rows.show_notes(view.title, view.rows)
        self._rows.setVisible(bool(view.rows))
        for name, text in (("undo", view.undo), ("back", view.back)):
            self._buttons[name].setText(text or "")
            self._buttons[name].setVisible(text is not None)
        if held:
            self.first_focus().setFocus()

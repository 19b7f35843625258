"""The window: header, menu, keys, and the screens one behind the other."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.bridge.session import Session
from app.presenters.phrase import Phrases
from app.widgets import flag
from app.widgets.header import Header

if TYPE_CHECKING:
    Menu = Callable[["Window", QWidget], None]
    """Opens under a button; built when it is first wanted."""

HOME = "home"
LEAST = (720, 560)  # the smallest window in which nothing is clipped
FIRST = (920, 640)
LATER_MS = 80  # the engine is loaded meanwhile: what the person waits for comes before buttons that have no use yet
TURN_MS = 1  # a timer of 0 ms is a posted event, and those are all done in one turn
NAMES = {"en": "English", "fr": "Français"}


def _load_qt() -> None:
    """All enums of the `Qt` namespace: see app.widgets.flag."""
    from PySide6.QtCore import Qt  # noqa: F401, PLC0415


class Window(QMainWindow):
    """Knows its screens by name only; `make` builds one when it is first wanted."""

    painted = Signal(object)  # once, after the first paint
    completed = Signal(object)  # once, when everything that the first paint did without is there
    closing = Signal(object)  # [width, height]

    def __init__(
        self,
        session: Session,
        make: Callable[[str], QWidget],
        menu: "Menu",
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__()
        self.session = session
        self._make = make
        self._menu = menu
        self._screens: dict[str, QWidget] = {}
        self._is_painted = False
        self._turns: list[Callable[[], object]] = []
        self.setWindowTitle(session.say("app.name"))
        QApplication.setApplicationName(session.say("app.name"))  # what a screen reader calls the program
        self.setMinimumSize(*LEAST)
        self.resize(*(size or FIRST))
        middle = self._build()
        session.translated.connect(self._translate)
        session.placed.connect(lambda _: self._translate(session.say))
        self._translate(session.say)
        for keys, act in (("F5", self.again), ("Esc", self.go_home), ("Ctrl+Q", self.close)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.go(HOME)
        # Until there is something to press, the focus rests where no frame is drawn around it.
        middle.setProperty("focusPolicy", flag.STRONG_FOCUS)
        middle.setFocus()

    def _build(self) -> QWidget:
        middle = QWidget()
        box = QVBoxLayout(middle)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._header = Header()
        self._header.language_chosen.connect(self.session.speak)
        self._header.menu_wanted.connect(self._open_menu)
        self._header.back_wanted.connect(self.go_home)
        self._stack = QStackedWidget()
        box.addWidget(self._header)
        box.addWidget(self._stack, 1)
        self.setCentralWidget(middle)
        return middle

    def go(self, name: str, subject: object = None) -> QWidget:
        """Show a screen; `subject` is what it is about, for instance a cause."""
        before = self._stack.currentWidget()
        screen = self._screen(name)
        if before is not None and before is not screen and hasattr(before, "leave"):
            before.leave()
        self._stack.setCurrentWidget(screen)
        self._header.offer_back(name != HOME)
        if hasattr(screen, "open"):
            screen.open(subject)
        if self._is_painted and hasattr(screen, "first_focus"):
            screen.first_focus().setFocus()
        return screen

    @Slot()
    def go_home(self) -> None:
        """Back to the main screen."""
        if self._stack.currentWidget() is not self._screens.get(HOME):
            self.go(HOME)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt. After the first one the checks may start: a window that is there comes first."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self._tell_painted)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Qt."""
        self.closing.emit([self.width(), self.height()])
        super().closeEvent(event)

    def _screen(self, name: str) -> QWidget:
        if name not in self._screens:
            screen = self._make(name)
            for signal, act in (
                ("home_wanted", self.go_home),
                ("fix_wanted", lambda cause: self.go("guide", cause)),
                ("send_wanted", lambda subject: self.go("send", subject)),
                ("speed_wanted", lambda _: self.go("speed")),
                ("watch_wanted", lambda _: self.go("watch")),
                ("outbox_wanted", lambda _: self.go("outbox")),
            ):
                if hasattr(screen, signal):
                    getattr(screen, signal).connect(act)
            self._screens[name] = screen
            self._stack.addWidget(screen)
        return self._screens[name]

    @Slot()
    def _tell_painted(self) -> None:
        _load_qt()  # 14 ms now, 40 once the engine's threads want the interpreter too
        self.painted.emit(None)
        self._turns = [self._header.load, self._complete_header]
        self._turns += [getattr(self._screens[HOME], name) for name in ("load", "complete")]
        QTimer.singleShot(LATER_MS, self._next_turn)

    @Slot()
    def _next_turn(self) -> None:
        """What the first paint did without, piece by piece: input and painting come between."""
        self._turns.pop(0)()
        if self._turns:
            QTimer.singleShot(TURN_MS, self._next_turn)
        else:
            self.completed.emit(None)

    def _complete_header(self) -> None:
        self._header.fill()
        self._header.offer_back(self._stack.currentWidget() is not self._screens.get(HOME))
        self._translate(self.session.say)

    @Slot()
    def again(self) -> None:
        """Check again, and show it."""
        self.go_home()
        self.session.again()

    @Slot(object)
    def _open_menu(self, under: QWidget) -> None:
        self._menu(self, under)

    @Slot(object)
    def _translate(self, say: Phrases) -> None:
        name = self.session.place.name
        title = say("header.title", name=name) if name else say("header.plain")
        self._header.show_header(title, say, NAMES)
        if self._is_painted:
            from app.widgets.standard import speak  # noqa: PLC0415  # not before the first paint

            speak(say.lang)

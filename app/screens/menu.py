"""The menu behind "⋯": speed, watch, report, code, outbox, undo, office, IT's instructions, appearance, size."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QMenu, QMessageBox, QWidget

from app.bridge.choices import Choices
from app.bridge.session import Session
from app.widgets.theme import SCALES, SCHEMES, dress

VERSION = "0.1.0"


class Goer(Protocol):
    """What the menu needs of the window."""

    def go(self, name: str, subject: object = None) -> QWidget:
        """Show a screen."""

    def close(self) -> bool:
        """Qt."""

    def again(self) -> None:
        """Check again."""


def open_menu(app: QApplication, window: Goer, under: QWidget, session: Session, choices: Choices) -> QMenu:
    """Build the menu in the language of the moment and open it under a button. Does not block."""

    say = session.say
    menu = QMenu(under)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(say("header.menu"))
    _add(menu, say("menu.again"), window.again)
    _add(menu, say("menu.speed"), lambda: window.go("speed"))
    _add(menu, say("menu.watch"), lambda: window.go("watch"))
    _add(menu, say("menu.save"), lambda: window.go("send"))
    _add(menu, say("menu.code"), lambda: window.go("home", "code"))
    _add(menu, say("menu.outbox"), lambda: window.go("outbox"))
    _add(menu, say("menu.undo"), lambda: window.go("undo"))
    if session.news is not None:
        menu.addSeparator()
        _offices(menu, under.window(), session, choices)
        _add(menu, say("menu.news"), lambda: read_news(window, under.window(), session))
    menu.addSeparator()
    _looks(menu, app, session, choices)
    menu.addSeparator()
    _add(menu, say("menu.about"), lambda: about(under.window(), session).show())
    _add(menu, say("menu.quit"), lambda: window.close())
    return _popped_up(menu, under)


def open_looks(app: QApplication, window: Goer, under: QWidget, session: Session, choices: Choices) -> QMenu:
    """The menu of a preview: how it looks, and out. Does not block."""
    menu = QMenu(under)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(session.say("header.menu"))
    _looks(menu, app, session, choices)
    menu.addSeparator()
    _add(menu, session.say("menu.quit"), lambda: window.close())
    return _popped_up(menu, under)


def _looks(menu: QMenu, app: QApplication, session: Session, choices: Choices) -> None:
    """Appearance and text size."""

    def choose_scheme(scheme: str) -> None:
        choices.choose(scheme=scheme)
        dress(app, scheme, choices.scale)

    def choose_scale(scale: float) -> None:
        choices.remember(scale=scale)
        dress(app, choices.scheme, scale)

    say = session.say
    theme = menu.addMenu(say("menu.theme"))
    for name in SCHEMES:
        _choice(theme, say(f"menu.theme.{name}"), name == choices.scheme, partial(choose_scheme, name))
    size = menu.addMenu(say("menu.size"))
    for scale in SCALES:
        _choice(size, f"{round(scale * 100)} %", scale == choices.scale, partial(choose_scale, scale))


def _popped_up(menu: QMenu, under: QWidget) -> QMenu:
    corner = under.mapToGlobal(QPoint(under.width(), under.height()))
    menu.popup(corner - QPoint(menu.sizeHint().width(), 0))
    menu.setActiveAction(menu.actions()[0])
    return menu


def read_news(window: Goer, parent: QWidget, session: Session) -> None:
    """Ask for the file with IT's instructions; what comes of it is told on the main screen."""
    say = session.say
    name, _ = QFileDialog.getOpenFileName(parent, say("menu.news"), "", say("news.file.filter"))
    if name and session.news is not None:
        window.go("home")
        session.news.read_file(Path(name))


def _offices(menu: QMenu, parent: QWidget, session: Session, choices: Choices) -> None:
    """The offices that IT names, the one that was typed, none, and another one."""
    say, news = session.say, session.news
    named = list(news.offices()) if news is not None else []
    if session.office and session.office not in named:
        named.append(session.office)

    def move(office: str) -> None:
        choices.choose(office=office)
        session.move(office)

    def ask() -> None:
        ask_office(parent, session, move).open()

    offices = menu.addMenu(say("menu.office"))
    for office in named:
        _choice(offices, office.replace("&", "&&"), office == session.office, partial(move, office))
    _choice(offices, say("menu.office.none"), not session.office, partial(move, ""))
    offices.addSeparator()
    _add(offices, say("menu.office.other"), ask)


def about(parent: QWidget, session: Session) -> QMessageBox:
    """The box that says what this program is; shown by the caller, does not block."""
    say, organisation = session.say, session.site.organisation
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(say("menu.about"))
    box.setText(say("about.text", version=VERSION))
    it = " · ".join(part for part in (organisation.it_name, organisation.phone, organisation.email) if part)
    if it:
        box.setInformativeText(say("about.help", it=it))
    close = box.addButton(QMessageBox.StandardButton.Close)
    close.setText(say("button.close"))
    return box


def ask_office(parent: QWidget, session: Session, move: Callable[[str], object]) -> QInputDialog:
    """The box in which an office is typed that IT has not named yet; shown by the caller, does not block."""
    from app.store.settings import office_name  # noqa: PLC0415

    say = session.say
    box = QInputDialog(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(say("office.title"))
    box.setLabelText(session.words.fill(say("office.ask"), {}))
    box.setTextValue(session.office)
    box.setOkButtonText(say("button.ok"))
    box.setCancelButtonText(say("button.cancel"))
    box.textValueSelected.connect(lambda text: move(office_name(text)))
    return box


def _add(menu: QMenu, text: str, act: Callable[[], object]) -> None:
    action = QAction(text, menu)
    action.triggered.connect(lambda _=False: act())
    menu.addAction(action)


def _choice(menu: QMenu, text: str, is_chosen: bool, act: Callable[[], None]) -> None:
    group = menu.findChild(QActionGroup) or QActionGroup(menu)
    action = QAction(text, menu)
    action.setCheckable(True)
    action.setChecked(is_chosen)
    action.triggered.connect(lambda _=False: act())
    group.addAction(action)
    menu.addAction(action)

"""The menu behind "⋯": speed, watch, report, code, outbox, undo, appearance, text size, about."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox, QWidget

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

    def choose_scheme(scheme: str) -> None:
        choices.choose(scheme=scheme)
        dress(app, scheme, choices.scale)

    def choose_scale(scale: float) -> None:
        choices.remember(scale=scale)
        dress(app, choices.scheme, scale)

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
    menu.addSeparator()
    theme = menu.addMenu(say("menu.theme"))
    for name in SCHEMES:
        _choice(theme, say(f"menu.theme.{name}"), name == choices.scheme, partial(choose_scheme, name))
    size = menu.addMenu(say("menu.size"))
    for scale in SCALES:
        _choice(size, f"{round(scale * 100)} %", scale == choices.scale, partial(choose_scale, scale))
    menu.addSeparator()
    _add(menu, say("menu.about"), lambda: about(under.window(), session).show())
    _add(menu, say("menu.quit"), lambda: window.close())
    corner = under.mapToGlobal(QPoint(under.width(), under.height()))
    menu.popup(corner - QPoint(menu.sizeHint().width(), 0))
    menu.setActiveAction(menu.actions()[0])
    return menu


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

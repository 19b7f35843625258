"""The line on top of the window: whose it is, the two languages, the menu."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.presenters.phrase import LANGUAGES, Phrases
from app.widgets.page import Text
from app.widgets.theme import theme_of

if TYPE_CHECKING:
    from app.widgets.button import Button


class Header(QWidget):
    """`language_chosen` carries "en" or "fr"; `menu_wanted` the button under which the menu opens."""

    language_chosen = Signal(object)
    menu_wanted = Signal(object)
    back_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        theme = theme_of(self)
        unit = theme.size("unit")
        self._box = QHBoxLayout(self)
        self._box.setContentsMargins(theme.size("margin"), unit, theme.size("margin") - unit, unit)
        self._box.setSpacing(0)
        self._title = Text(role="strong", parent=self)
        self._title.setMinimumHeight(theme.size("target"))
        self._box.addWidget(self._title, 1)
        self._languages: dict[str, Button] = {}
        self._back: Button | None = None
        self._menu: Button | None = None

    def load(self) -> None:
        """Import what `fill` needs, in a turn of the event loop of its own."""
        from app.widgets import button, flow  # noqa: F401, PLC0415

    def fill(self) -> None:
        """Add the buttons: after the first paint, which nobody can press yet."""
        from app.widgets.button import QUIET, Button  # noqa: PLC0415

        if self._menu is not None:
            return
        self._back = Button(variant=QUIET, parent=self)
        self._back.clicked.connect(lambda: self.back_wanted.emit(None))
        self._back.hide()
        self._box.insertWidget(0, self._back)
        for lang in sorted(LANGUAGES, reverse=True):  # FR | EN, as people are used to
            button = Button(lang.upper(), QUIET, self)
            button.mark_choice(False)
            button.clicked.connect(lambda _=False, lang=lang: self.language_chosen.emit(lang))
            self._languages[lang] = button
            if lang != max(LANGUAGES):
                self._box.addWidget(Text("|", "muted", self))
            self._box.addWidget(button)
        menu = Button("⋯", QUIET, self)
        menu.clicked.connect(lambda: self.menu_wanted.emit(menu))
        self._box.addWidget(menu)
        self._menu = menu

    def show_header(self, title: str, say: Phrases, names: dict[str, str]) -> None:
        """`names`: the languages, each in its own words, for a screen reader."""
        self._title.setText(title)
        for lang, button in self._languages.items():
            button.mark_choice(lang == say.lang)
            button.setAccessibleName(names[lang])
            button.setAccessibleDescription(say("header.chosen" if lang == say.lang else "header.language"))
        if self._menu is not None:
            self._menu.setAccessibleName(say("header.menu"))
            self._menu.setToolTip(say("header.menu"))
        if self._back is not None:
            self._back.setText(f"‹ {say('button.back')}")
            self._back.setAccessibleName(say("button.back"))

    def offer_back(self, offered: bool) -> None:
        """Whether there is a screen to go back to."""
        if self._back is not None:
            self._back.setVisible(offered)

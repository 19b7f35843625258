"""`unstuck desk preview`: from the arguments to a window that is closed again."""

import sys
from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from app.bridge.choices import Choices
from app.bridge.kept import system
from app.bridge.place import Place
from app.bridge.preview import Preview
from app.bridge.session import Session
from app.cli.desk.preview import Wanted, parsed, wanted
from app.presenters.phrase import Phrases, choose_language
from diagnostics import command

if TYPE_CHECKING:
    from app.screens.window import Window


def show(arguments: list[str], window_of: "Callable[[QApplication, Wanted, str], Window]") -> int:
    """Exit status 0 when the window was closed; 2 with one sentence, and no window, when there is nothing to show."""

    def run(options: Namespace, _: object) -> int:
        found = wanted(options, system())
        lang = choose_language(found.lang, None, found.site.organisation.languages, QLocale.system().name())
        app = QApplication(sys.argv[:1])
        window = window_of(app, found, lang)
        window.show()
        status = app.exec()
        window.session.close()
        return status

    return command.guarded(run, parsed(arguments), "unstuck")


def preview_session(app: QApplication, wanted: Wanted, lang: str) -> tuple[Preview, Session, Choices]:
    """What stands behind the window: canned looks and deeds that are only named. Nothing is kept."""
    preview = Preview(wanted.path, wanted.diagnosis, app)
    place = Place.of(wanted.site)
    session = Session(place, Phrases.load(lang), preview.doors(place), app)
    preview.attach(session)
    return preview, session, Choices(keeps=False)

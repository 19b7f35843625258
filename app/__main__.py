"""The program `unstuck`: with a sub-command it works in the terminal, without one it opens its window."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from app.bridge.choices import Choices
    from app.bridge.session import Session
    from app.cli.desk.preview import Wanted
    from app.screens.window import Window

REFUSED = 2
TERMINAL = ("--version", "--record-fixture")  # need no window
PREVIEW = ["desk", "preview"]  # the one sub-command that opens a window


def main(argv: list[str] | None = None) -> int:
    """Exit status of a sub-command, or 0 when the window was closed; 2 when the program could not run."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[: len(PREVIEW)] == PREVIEW and _has_display():
        from app.bridge.previewing import show  # noqa: PLC0415

        return show(arguments[len(PREVIEW) :], preview_window)
    named = bool(arguments) and (arguments[0] in TERMINAL or not arguments[0].startswith("-"))
    if named or not _has_display():
        from app.cli import main as command  # noqa: PLC0415  # the terminal does without Qt

        return command(arguments if named else ["diagnose", *arguments])
    if not arguments:
        return _window(None, None)
    from app.arguments import window_arguments  # noqa: PLC0415  # 6 ms that most starts do without

    return _window(*window_arguments(arguments))


def _has_display() -> bool:
    """Qt aborts the process where it finds no screen, so it must be known before."""
    if any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        return True
    from PySide6.QtCore import QSysInfo  # noqa: PLC0415

    return QSysInfo.kernelType() in {"winnt", "darwin"}


def _window(site: Path | None, lang: str | None) -> int:
    from PySide6.QtCore import QLocale  # noqa: PLC0415
    from app.bridge.feature import leave_sources_unread  # noqa: PLC0415  # isort: skip

    leave_sources_unread()  # before anything else is imported
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from app.bridge.choices import Choices  # noqa: PLC0415
    from app.bridge.doors import real_doors  # noqa: PLC0415
    from app.bridge.place import Place, named  # noqa: PLC0415
    from app.bridge.session import Session  # noqa: PLC0415
    from app.presenters.phrase import Phrases, choose_language  # noqa: PLC0415

    choices = Choices.read()
    try:
        place = Place.usual(choices.place) if site is None else named(site)
    except Exception as error:
        if type(error).__name__ != "SiteError":  # its module is only loaded where there is a file
            raise
        sys.stderr.write(f"unstuck: {error}\n")
        return REFUSED
    sys.setswitchinterval(0.001)  # the window waits no longer for its turn; with the usual 5 ms it stood still for 60
    app = QApplication(sys.argv[:1])
    say = Phrases.load(choose_language(lang, choices.language, place.languages, QLocale.system().name()))
    session = Session(place, say, real_doors(place), app)
    window = compose(app, session, choices)
    window.painted.connect(lambda _: session.start())
    window.completed.connect(lambda _: session.recall())
    window.show()
    status = app.exec()
    session.close()
    choices.close()
    return status


def preview_window(app: "QApplication", wanted: "Wanted", lang: str) -> "Window":
    """The window of `unstuck desk preview`; nothing of the person's own is read or kept."""
    from app.bridge.previewing import preview_session  # noqa: PLC0415
    from app.screens.guide import GuideScreen  # noqa: PLC0415
    from app.widgets.rehearsal import RehearsalPage  # noqa: PLC0415

    preview, session, choices = preview_session(app, wanted, lang)
    return compose(app, session, choices, lambda _: RehearsalPage(preview, session, GuideScreen(session)))


def compose(
    app: "QApplication", session: "Session", choices: "Choices", screen: "Callable[[str], QWidget] | None" = None
) -> "Window":
    """Create and join everything that the window consists of. `screen` makes what a preview shows instead."""
    from app.screens import make  # noqa: PLC0415
    from app.screens.window import Window  # noqa: PLC0415
    from app.widgets.theme import dress, follow_system  # noqa: PLC0415

    session.notice, session.office = choices.notice, choices.office
    dress(app, choices.scheme, choices.scale)

    def menu(window: "Window", under: "QWidget") -> None:
        from app.screens.menu import open_looks, open_menu  # noqa: PLC0415

        (open_menu if screen is None else open_looks)(app, window, under, session, choices)

    window = Window(session, screen or (lambda name: make(name, session)), menu, choices.size)
    window.closing.connect(lambda size: choices.remember(size=size, place=session.place.glance()))
    session.translated.connect(lambda say: choices.choose(language=say.lang))
    follow_system(app, lambda: dress(app, choices.scheme, choices.scale))
    return window


if __name__ == "__main__":
    sys.exit(main())

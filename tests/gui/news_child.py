"""The whole real window in a process of its own, until IT's notice for its verdict stands on it.

Run as `python -m tests.gui.news_child SITE OUT.json GO`: checks, names a cause, says so in OUT, waits for the file GO,
asks for news as a poll does, and writes how long it took until a person could read them.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QApplication, QLabel

from app.__main__ import compose
from app.bridge.choices import Choices
from app.bridge.doors import real_doors
from app.bridge.place import named
from app.bridge.session import Session
from app.presenters.phrase import Phrases
from tests.gui.dark_child import until


def main(site: Path, out: Path, go: Path) -> None:
    app = QApplication([])
    place = named(site)
    session = Session(place, Phrases.load("en"), real_doors(place))
    choices = Choices()
    window = compose(app, session, choices)
    window.painted.connect(lambda _: session.start())
    window.completed.connect(lambda _: session.recall())
    window.show()
    until(app, lambda: session.ledger.diagnosis is not None, "a verdict")
    until(app, lambda: session.news is not None and session.news.ended is not None, "a first poll")
    home = window._screens["home"]

    def read() -> str:
        return "\n".join(label.text() for label in home.findChildren(QLabel) if label.isVisible())

    told = {"cause": session.ledger.diagnosis.verdict.cause}
    out.write_text(json.dumps(told))
    until(app, go.exists, "the word to ask for news")
    wanted = go.read_text()
    told["before"] = read()  # it is public now, and nobody has asked yet
    clock = QElapsedTimer()
    clock.start()
    session.news.now()
    until(app, lambda: wanted in read(), "the notice")
    told |= {
        "shown_ms": clock.elapsed(),
        "after": read(),
        "buttons": sorted(name for name, button in home._buttons.items() if button.isVisible()),
    }
    window.close()
    told["ended"] = session.close()
    choices.close()
    out.write_text(json.dumps(told))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

"""The whole real window in a process of its own: checks, verdict, first step of the guide, report on disk.

Run as `python -m tests.gui.dark_child OUT.json FOLDER` where no network is; writes what a person would have seen.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer, QEventLoop
from PySide6.QtWidgets import QApplication

from app.__main__ import compose
from app.bridge.choices import Choices
from app.bridge.doors import real_doors
from app.bridge.place import Place
from app.bridge.session import Session
from app.presenters.phrase import Phrases
from diagnostics.model.site import Site

PATIENCE_MS = 15_000


def until(app: QApplication, seen: Callable[[], Any], what: str) -> None:
    clock = QElapsedTimer()
    clock.start()
    while not seen():
        if clock.elapsed() > PATIENCE_MS:
            raise SystemExit(f"waited in vain for {what}")
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def main(out: Path, folder: Path) -> None:
    app = QApplication([])
    place = Place.of(Site())
    session = Session(place, Phrases.load("fr"), real_doors(place).but(folder=lambda: folder))
    choices = Choices()
    window = compose(app, session, choices)
    window.painted.connect(lambda _: session.start())
    clock = QElapsedTimer()
    clock.start()
    window.show()
    until(app, lambda: session.ledger.diagnosis is not None, "a verdict")
    verdict_ms = clock.elapsed()
    home = window._screens["home"]
    home._buttons["fix"].click()
    until(app, lambda: "guide" in window._screens and window._screens["guide"]._text.text(), "the first step")
    guide = window._screens["guide"]
    step = guide._text.text()
    guide._buttons["send"].click()
    until(app, lambda: "send" in window._screens and window._screens["send"]._reporting.now is not None, "a draft")
    send = window._screens["send"]
    kept: list[Any] = []
    send._reporting.ended.connect(kept.append)
    send._buttons["send"].click()
    until(app, lambda: kept, "the report")
    verdict = session.ledger.diagnosis.verdict
    told = {
        "cause": verdict.cause,
        "verdict_ms": verdict_ms,
        "step": step,
        "kind": kept[0].kind,
        "path": str(kept[0].path),
    }
    window.close()
    told["ended"] = session.close()
    choices.close()
    out.write_text(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

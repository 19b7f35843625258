"""The measured programs: an empty window, the app's own window, the window under a flood of events.

Each prints one line of JSON: milliseconds since the process was started, memory in MiB. The app is started by its own
`main`; only the event loop's start is wrapped, to see the first paint.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

GIVE_UP_MS = 30_000
SETTLE_MS = 300  # after the verdict, the window paints it
TICK_MS = 5
EVENTS = 20_000

found: dict[str, float] = {}


def since_start_ms() -> float:
    return (time.monotonic_ns() - int(os.environ["UNSTUCK_BENCH_BEGAN_NS"])) / 1e6


def memory_mib() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError("VmRSS")


class FirstPaint(QObject):
    """Calls back after the first paint of any widget is complete."""

    def __init__(self, after: Callable[[], None]) -> None:
        super().__init__()
        self._after = after

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QApplication.instance().removeEventFilter(self)
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        found["paint_ms"] = since_start_ms()
        self._after()


def end() -> None:
    found["rss_mib"] = memory_mib()
    print(json.dumps(found), flush=True)
    QApplication.instance().exit(0)


def watch(after_paint: Callable[[], None]) -> Callable[..., int]:
    """An event loop that reports its first paint, and then does `after_paint`."""
    original = QApplication.exec

    def run(*_: object) -> int:
        application = QApplication.instance()
        first = FirstPaint(after_paint)
        application.installEventFilter(first)
        QTimer.singleShot(GIVE_UP_MS, end)
        status: int = original()
        application.removeEventFilter(first)
        return status

    return run


def empty() -> None:
    application = QApplication(["empty"])
    window = QWidget()
    window.resize(960, 640)
    window.show()
    run = watch(end)
    run(application)


def app_window() -> None:
    """The app as a person starts it, until its first run has ended and is painted."""
    from app.__main__ import main
    from app.bridge.session import Session
    from app.presenters.ledger import Ledger

    build = Session.__init__

    def remember(self: Session, *arguments: object, **named: object) -> None:
        build(self, *arguments, **named)

        def changed(ledger: Ledger) -> None:
            if ledger.observations and "observation_ms" not in found:
                QTimer.singleShot(0, lambda: found.setdefault("observation_ms", since_start_ms()))

        def ended(_: Ledger) -> None:
            found.setdefault("verdict_ms", since_start_ms())
            QTimer.singleShot(SETTLE_MS, end)

        self.changed.connect(changed)
        self.ended.connect(ended)

    Session.__init__ = remember
    QApplication.exec = watch(lambda: None)
    sys.argv = ["unstuck"]
    main()


def flood() -> None:
    """20,000 observations arrive as fast as a thread can send them, while the home screen is shown."""
    from app.__main__ import main
    from app.bridge import doors
    from tests.bench.storm import Storm

    gaps: list[float] = []
    last = time.perf_counter()
    timer: list[QTimer] = []

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append((now - last) * 1000)
        last = now

    def storm_over() -> None:
        found["worst_gap_ms"] = max(gaps)
        found["ticks"] = len(gaps)
        end()

    def start() -> None:
        nonlocal last
        timer.append(QTimer())
        timer[0].setInterval(TICK_MS)
        timer[0].timeout.connect(tick)
        timer[0].start()
        last = time.perf_counter()
        go.set()

    go = threading.Event()
    real = doors.real_doors

    def stormy(*arguments: object) -> doors.Doors:
        return real(*arguments).but(runs=lambda listener, **_: Storm(listener, EVENTS, go))

    from app.bridge.session import Session

    build = Session.__init__

    def remember(self: Session, *arguments: object, **named: object) -> None:
        build(self, *arguments, **named)
        self.ended.connect(lambda _: QTimer.singleShot(SETTLE_MS, storm_over))

    Session.__init__ = remember
    doors.real_doors = stormy
    QApplication.exec = watch(start)
    sys.argv = ["unstuck"]
    main()


if __name__ == "__main__":
    {"empty": empty, "app": app_window, "flood": flood}[sys.argv[1]]()

"""QUIRK(PySide6 6.12.0): every emit drops a reference to True, and Python 3.11 dies after some 550 of them."""

import gc
import sys
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

EMITS = 2000
TOLERATED = EMITS / 4
"""The fault takes one reference with every emit. What windows of earlier tests let go of meanwhile is some hundred."""


class Bell(QObject):
    rung = Signal(object)


def test_emitting_and_timing_lose_no_references(qtbot: Any) -> None:
    bell = Bell()
    heard: list[object] = []
    bell.rung.connect(heard.append)
    gc.collect()
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(EMITS):
        bell.rung.emit(None)
        QTimer.singleShot(0, bell, lambda: None)
    qtbot.waitUntil(lambda: len(heard) == EMITS)
    heard.clear()
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert before[0] - after[0] < TOLERATED, "this PySide6 loses references to True"
    assert before[1] - after[1] < TOLERATED, "this PySide6 loses references to None"

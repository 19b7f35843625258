"""The window under test: no display, one world per test, closed with all its threads."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt: without a display Qt aborts the run

from tests.fakes.engine import FakeRuns
from tests.gui.world import Maker, World


@pytest.fixture
def world(qapp: Any, qtbot: Any, tmp_path: Path) -> Iterator[Maker]:
    """Make a window; `started=True` shows it and waits until its checks may start."""
    made: list[World] = []

    def make(*scripts: Any, held: bool = False, pace_s: float = 0.0, show: bool = True, **named: Any) -> World:
        engine = FakeRuns(*scripts, held=held, pace_s=pace_s)
        one = World(engine, tmp_path / "reports", **named)
        made.append(one)
        if show:
            with qtbot.waitSignal(one.window.painted, timeout=5000):
                one.window.show()
            qtbot.waitUntil(lambda: not one.window._turns)  # what the first paint did without is there
        return one

    yield make
    for one in made:
        assert one.close(), "a thread of the window did not end"

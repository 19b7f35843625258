"""The speed test asks first, says what it costs, shows how far it is, and can be stopped."""

from typing import Any

from PySide6.QtCore import Qt

from diagnostics.model.event import LoadProgress, RunStarted
from tests.fakes import story
from tests.gui.world import Maker, World


def opened(world: Maker, qtbot: Any, *scripts: Any, **named: Any) -> World:
    one = world(*scripts, **named)
    one.window.go("speed")
    return one


def test_it_asks_first_and_says_the_volume(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, story.load_run())
    speed = one.screen("speed")
    assert "400 MB" in speed._what.text()
    assert "public" in speed._where.text()
    assert not speed._bar.isVisible()
    assert one.runs.asked == []


def test_it_runs_only_the_load_test_and_says_the_result(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, story.load_run())
    speed = one.screen("speed")
    speed._start.click()
    qtbot.waitUntil(lambda: speed._result is not None, timeout=5000)
    assert one.runs.asked == [{"full": True, "only": ("internet.load",), "symptom": None, "address": None}]
    assert "94 Mbit/s" in speed._lines.text()
    assert "182 MB" in speed._lines.text()
    assert not speed._bar.isVisible()


def test_progress_moves_and_cancel_stops(world: Maker, qtbot: Any) -> None:
    endless = [RunStarted(("internet.load",)), *[LoadProgress("down", 0.5, 90.0)] * 400_000]
    one = opened(world, qtbot, endless, pace_s=0.001)
    speed = one.screen("speed")
    speed._start.click()
    qtbot.waitUntil(lambda: speed._bar.value() > 0, timeout=5000)
    assert "90 Mbit/s" in speed._lines.text()
    speed._stop.click()
    qtbot.waitUntil(lambda: speed._result is not None, timeout=5000)
    assert speed._head.text() == one.session.say("speed.cancelled")


def test_leaving_the_screen_stops_the_test(world: Maker, qtbot: Any) -> None:
    endless = [RunStarted(("internet.load",)), *[LoadProgress("down", 0.5, 90.0)] * 400_000]
    one = opened(world, qtbot, endless, pace_s=0.001)
    speed = one.screen("speed")
    speed._start.click()
    qtbot.waitUntil(lambda: speed._bar.value() > 0, timeout=5000)
    qtbot.keyClick(one.window, Qt.Key.Key_Escape)
    assert one.window._stack.currentWidget() is one.screen("home")
    qtbot.waitUntil(lambda: not speed._is_running, timeout=5000)


def test_without_a_line_it_says_so(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, story.story("isp.down", only=("internet.load",), skipped=("internet.load",)))
    speed = one.screen("speed")
    speed._start.click()
    qtbot.waitUntil(lambda: speed._result is not None, timeout=5000)
    assert speed._head.text() == one.session.say("speed.no_line")


def test_a_failure_is_said_in_words(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, story.healthy())  # ends without any load answer
    speed = one.screen("speed")
    speed._start.click()
    qtbot.waitUntil(lambda: speed._result is not None, timeout=5000)
    assert speed._head.text() == one.session.say("speed.failed.plain")
    one.window.go_home()
    one.window.go("speed")
    assert speed._what.isVisible(), "the next visit asks anew"

"""Fix it with me: the app looks by itself and moves on; nobody is asked whether it helped."""

from typing import Any

import pytest

from app.bridge import looks
from app.guides import walk
from diagnostics.model.event import Event
from tests.fakes import story
from tests.gui.world import Maker, World


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks follow each other without the pauses that a person needs."""
    monkeypatch.setattr(looks, "PAUSE_MS", 5)
    monkeypatch.setattr(looks, "QUICK_MS", 5)


def begin(world: Maker, qtbot: Any, *scripts: list[Event], **named: Any) -> World:
    one = world(story.port_blocked(), *scripts, **named)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    one.screen("home")._buttons["fix"].click()
    return one


def guide(one: World) -> Any:
    return one.screen("guide")


def test_one_step_with_who_how_long_and_how_to_undo(world: Maker, qtbot: Any) -> None:
    one = begin(world, qtbot, story.port_blocked())
    screen = guide(one)
    assert "Step 1 of" in screen._progress.text()
    assert screen._who.text()
    assert screen._text.text()
    assert screen._undo.text()
    assert screen._watching.text()


def test_it_looks_by_itself_and_says_when_all_is_well(world: Maker, qtbot: Any) -> None:
    one = begin(world, qtbot, story.port_blocked(), story.healthy())
    qtbot.waitUntil(lambda: guide(one)._shown.finished == "fixed", timeout=10_000)
    assert guide(one)._heard.text() == one.session.say("guide.fixed.title")
    assert guide(one)._path.isVisible()
    assert not guide(one)._buttons["send"].isVisible()
    partial = [asked["only"] for asked in one.runs.asked[1:]]
    assert partial[0], "first it looks at what the step could change"
    assert partial[-1] is None, "only a look at everything says that all is well"
    guide(one)._buttons["done"].click()
    assert one.window._stack.currentWidget() is one.screen("home")
    assert "Everything" in one.screen("home")._says.text()


def test_done_without_effect_moves_to_the_next_step(world: Maker, qtbot: Any) -> None:
    one = begin(world, qtbot, story.port_blocked())
    monotonic = guide(one)._guided
    first = guide(one)._text.text()
    guide(one)._buttons["done"].click()
    assert monotonic.state.phase is walk.Phase.CHECKING
    monotonic.looks._until = 0.0  # the time in which a change may show is over
    qtbot.waitUntil(lambda: guide(one)._text.text() != first, timeout=10_000)
    assert "Step 2 of" in guide(one)._progress.text()
    assert guide(one)._heard.text()


def test_skip_asks_why_and_back_returns(world: Maker, qtbot: Any) -> None:
    one = begin(world, qtbot, story.port_blocked())
    screen = guide(one)
    first = screen._text.text()
    screen._buttons["skip"].click()
    assert screen._reasons.isVisible()
    screen._reasons.buttons[0].click()
    assert screen._text.text() != first
    assert one.session.tried[-1].result == "skipped"
    assert one.session.tried[-1].reason == "cannot"
    screen._buttons["back"].click()
    assert screen._text.text() == first


def test_another_cause_is_said_and_shown(world: Maker, qtbot: Any) -> None:
    one = begin(world, qtbot, story.port_blocked(), story.story("service.down", problems=("service.reachable",)))
    qtbot.waitUntil(lambda: guide(one)._shown.finished == "other_cause", timeout=10_000)
    guide(one)._buttons["done"].click()
    assert one.screen("home")._view.cause == "service.down"


def test_send_takes_along_what_was_tried(world: Maker, qtbot: Any) -> None:
    one = begin(world, qtbot, story.port_blocked())
    screen = guide(one)
    screen._buttons["skip"].click()
    screen._reasons.buttons[0].click()
    screen._buttons["send"].click()
    send = one.screen("send")
    qtbot.waitUntil(lambda: send._reporting.now is not None, timeout=5000)
    assert b'"skipped"' in send._reporting.now.draft.json_bytes().replace(b" ", b"")


def test_leaving_stops_the_looking_and_coming_back_goes_on(world: Maker, qtbot: Any) -> None:
    one = begin(world, qtbot, story.port_blocked())
    guide(one)._buttons["skip"].click()
    guide(one)._reasons.buttons[0].click()
    at = guide(one)._guided.state.at
    one.window.go_home()
    assert not guide(one)._guided.looks._timer.isActive()
    one.screen("home")._buttons["fix"].click()
    assert guide(one)._guided.state.at == at, "the same step as before"


def test_a_step_that_the_app_does_itself_calls_the_named_action(world: Maker, qtbot: Any) -> None:
    one = world(story.story("internet.captive_portal", problems=("internet.portal",)))
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    one.screen("home")._buttons["fix"].click()
    while not guide(one)._buttons["act"].isVisible():
        guide(one)._buttons["skip"].click()
        guide(one)._reasons.buttons[0].click()
    guide(one)._buttons["act"].click()
    qtbot.waitUntil(lambda: bool(one.opened))
    assert one.opened[0][0] == "captive.open_portal"


def test_the_kept_walk_is_forgotten_when_it_is_over(world: Maker, qtbot: Any) -> None:
    one = begin(world, qtbot, story.port_blocked(), story.healthy())
    qtbot.waitUntil(lambda: bool(one.walk) and one.walk[-1] is not None)
    qtbot.waitUntil(lambda: guide(one)._shown.finished == "fixed", timeout=10_000)
    qtbot.waitUntil(lambda: one.walk[-1] is None)

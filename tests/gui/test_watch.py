"""Watch for ten minutes: begun on the main screen, goes on behind it, says what happened, and can be sent."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.fakes import story
from tests.gui import watches
from tests.gui.watches import Watches
from tests.gui.world import Maker, World


def at_home(world: Maker, qtbot: Any, events: list[Any], *scripts: Any, **named: Any) -> World:
    one = world(events, watches=Watches(*scripts), **named)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start(named.get("symptom"))
    return one


def watched(world: Maker, qtbot: Any, *scripts: Any, over: bool = True, **named: Any) -> World:
    one = at_home(world, qtbot, story.healthy(), *scripts, **named)
    one.screen("home")._buttons["watch"].click()
    if over:
        qtbot.waitUntil(lambda: one.session.watching == "done", timeout=5000)
    else:
        vigil = one.session.vigil
        qtbot.waitUntil(lambda: vigil.report is not None and len(vigil.report.events) == 2, timeout=5000)
    return one


def offered(one: World) -> list[str]:
    return [name for name, button in one.screen("watch")._buttons.items() if button.isVisible()]


@pytest.mark.parametrize("events", [story.healthy(), story.story("unknown", problems=("tls.public",))])
def test_healthy_and_unknown_offer_it(world: Maker, qtbot: Any, events: list[Any]) -> None:
    one = at_home(world, qtbot, events)
    button = one.screen("home")._buttons["watch"]
    assert button.isVisible()
    assert button.text() == "Watch for 10 minutes"


def test_a_named_cause_does_not(world: Maker, qtbot: Any) -> None:
    assert not at_home(world, qtbot, story.port_blocked()).screen("home")._buttons["watch"].isVisible()


@pytest.mark.parametrize("events", [story.healthy(), story.port_blocked()])
def test_what_keeps_cutting_out_offers_it_whatever_was_found(world: Maker, qtbot: Any, events: list[Any]) -> None:
    one = at_home(world, qtbot, events)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start("cuts")
    assert one.screen("home")._buttons["watch"].isVisible()


def test_where_it_cuts_out_and_all_is_well_now_it_is_the_main_button(world: Maker, qtbot: Any) -> None:
    one = at_home(world, qtbot, story.healthy())
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start("cuts")
    one.window.activateWindow()
    assert one.screen("home").first_focus() is one.screen("home")._buttons["watch"]
    one.screen("home")._buttons["watch"].click()
    assert one.session.doors.watches.asked == [{"minutes": 10, "symptom": "cuts", "address": None}]


def test_nothing_happens(world: Maker, qtbot: Any) -> None:
    one = watched(world, qtbot, watches.calm())
    screen = one.screen("watch")
    assert screen._state.text() == one.session.words.text("watch.quiet")
    assert not screen._events.isVisible()
    assert offered(one) == ["again", "back"]


def test_what_happened_is_listed_latest_first_and_gone_is_said(world: Maker, qtbot: Any) -> None:
    one = watched(world, qtbot, watches.eventful())
    shown = one.screen("watch")._events.spoken
    assert "gone now" in shown
    assert "(40\u00a0s)" in shown
    assert "still there" in shown
    assert shown.index("still there") < shown.index("gone now")
    assert offered(one) == ["send", "again", "back"]


def test_it_goes_on_behind_the_main_screen_which_leads_back_to_it(world: Maker, qtbot: Any) -> None:
    one = watched(world, qtbot, watches.eventful(over=False), over=False)
    assert offered(one) == ["send", "stop", "back"]
    assert "5 min left" in one.screen("watch")._state.text()
    one.screen("watch")._buttons["back"].click()
    assert one.session.watching == "running"
    button = one.screen("home")._buttons["watch"]
    assert button.text() == "See what we watch"
    button.click()
    assert len(one.session.doors.watches.asked) == 1, "not a second one"
    one.screen("watch")._buttons["stop"].click()
    qtbot.waitUntil(lambda: one.session.watching == "done", timeout=5000)
    assert "gone now" in one.screen("watch")._events.spoken, "what was seen stays"
    assert button.text() == "See what we saw"
    one.window.go_home()
    button.click()
    assert "gone now" in one.screen("watch")._events.spoken


def test_the_report_holds_what_was_seen_while_it_lasted(world: Maker, qtbot: Any) -> None:
    one = watched(world, qtbot, watches.eventful())
    one.screen("watch")._buttons["send"].click()
    send = one.screen("send")
    qtbot.waitUntil(lambda: send._reporting.now is not None and not send._typing.isActive(), timeout=5000)
    draft = send._reporting.now.draft.report
    assert draft.diagnosis.verdict.cause == "isp.down"
    assert "gone now" in send._words.text()
    one.window.go_home()
    one.screen("home")._buttons["send"].click()
    qtbot.waitUntil(lambda: send._reporting.now.draft.report.diagnosis.verdict.cause == "healthy", timeout=5000)


def test_the_numbers_of_every_run_are_kept_for_the_provider(world: Maker, qtbot: Any) -> None:
    one = watched(world, qtbot, watches.eventful(), watches.calm())
    seen = watches.seen_while_it_lasted()
    assert [look.cause for look in one.session.watch_looks] == [seen.verdict.cause]
    one.screen("watch")._buttons["again"].click()
    qtbot.waitUntil(lambda: one.session.watching == "done", timeout=5000)
    assert one.session.watch_looks == ()


def test_it_can_be_watched_again(world: Maker, qtbot: Any) -> None:
    one = watched(world, qtbot, watches.eventful(), watches.calm())
    one.screen("watch")._buttons["again"].click()
    qtbot.waitUntil(lambda: one.session.watching == "done", timeout=5000)
    qtbot.waitUntil(lambda: not one.screen("watch")._events.isVisible(), timeout=5000)
    assert len(one.session.doors.watches.asked) == 2


def test_not_everything_could_be_checked(world: Maker, qtbot: Any) -> None:
    one = watched(world, qtbot, watches.unsure())
    assert "not everything could be checked" in one.screen("watch")._state.text()


def test_an_engine_that_cannot_be_loaded_is_said_so(world: Maker, qtbot: Any) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ImportError("x")

    one = world(story.healthy(), watches=broken)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    one.screen("home")._buttons["watch"].click()
    qtbot.waitUntil(lambda: one.session.watching == "done", timeout=5000)
    assert one.screen("watch")._state.text() == one.session.say("watch.failed")


def test_the_language_changes_while_it_goes_on(world: Maker, qtbot: Any) -> None:
    one = watched(world, qtbot, watches.eventful(over=False), over=False)
    one.session.speak("fr")
    screen = one.screen("watch")
    assert screen._title.text() == "Surveillance de votre connexion"
    assert "passé maintenant" in screen._events.spoken
    assert "Encore 5 min" in screen._state.text()


def test_with_the_keyboard_alone(world: Maker, qtbot: Any) -> None:
    one = at_home(world, qtbot, story.healthy(), watches.eventful())
    one.window.activateWindow()
    one.screen("home")._buttons["watch"].setFocus()
    qtbot.keyClick(one.screen("home")._buttons["watch"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: one.session.watching == "done", timeout=5000)
    screen = one.screen("watch")
    assert QApplication.focusWidget() in screen._buttons.values(), "the keyboard is not lost when a button goes"
    screen.first_focus().setFocus()
    qtbot.keyClick(screen.first_focus(), Qt.Key.Key_Space)
    assert one.window._stack.currentWidget() is one.screen("send")


def test_what_happens_is_announced(world: Maker, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("app.screens.watch.announce", lambda _, text: said.append(text))
    watched(world, qtbot, watches.eventful())
    qtbot.waitUntil(lambda: any("still there" in text for text in said), timeout=5000)
    assert any("gone now" in text for text in said)

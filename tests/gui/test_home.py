"""The main screen, from the first paint to the verdict, and what its buttons do."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from app.presenters.path import StopState
from diagnostics.model.event import Event
from tests.fakes import story
from tests.gui.world import Maker, World


def run(world: Maker, qtbot: Any, *scripts: list[Event], **named: Any) -> World:
    one = world(*scripts, **named)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    return one


def offered(one: World, screen: str = "home") -> list[str]:
    return [name for name, button in one.screen(screen)._buttons.items() if button.isVisible()]


def stops(one: World) -> dict[str, StopState]:
    view = one.screen("home")._path._view
    return {stop.id: stop.state for stop in view.stops}


def test_before_any_event_it_says_that_it_is_checking(world: Maker) -> None:
    one = world(story.healthy(), held=True)
    home = one.screen("home")
    assert home._says.text() == one.session.say("checking.says")
    assert set(stops(one).values()) == {StopState.WAITING}


def test_the_path_moves_while_events_arrive(world: Maker, qtbot: Any) -> None:
    one = world(story.story("healthy", until=8))
    one.session.start()
    qtbot.waitUntil(lambda: stops(one)["box"] is StopState.FINE, timeout=5000)
    assert stops(one)["work"] is StopState.WAITING
    assert "of 21" in one.screen("home")._fine.text()


def test_the_verdict_in_three_parts_with_its_buttons(world: Maker, qtbot: Any) -> None:
    one = run(world, qtbot, story.port_blocked())
    home = one.screen("home")
    assert "Company VPN" in home._says.text()
    assert home._fine.text()
    assert home._next.text()
    assert offered(one) == ["fix", "keep", "send", "code", "again"]
    assert stops(one)["vpn"] is StopState.TROUBLE
    assert stops(one)["work"] is StopState.AFFECTED


def test_the_main_button_has_the_focus_when_the_verdict_is_there(world: Maker, qtbot: Any) -> None:
    one = run(world, qtbot, story.port_blocked())
    one.window.activateWindow()
    assert one.window.focusWidget() is one.screen("home")._buttons["fix"]


def test_unknown_offers_the_report_first(world: Maker, qtbot: Any) -> None:
    one = run(world, qtbot, story.story("unknown", problems=("tls.public",)))
    assert one.window.focusWidget() is one.screen("home")._buttons["send"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_healthy_asks_with_ten_tiles(world: Maker, qtbot: Any, lang: str) -> None:
    one = run(world, qtbot, story.healthy(), lang=lang)
    tiles = one.screen("home")._asks.tiles
    assert tiles.isVisible()
    assert len(tiles.findChildren(QPushButton)) == 10


def test_a_tile_starts_a_run_with_its_symptom(world: Maker, qtbot: Any) -> None:
    one = run(world, qtbot, story.healthy())
    tile = one.screen("home")._asks.tiles.findChildren(QPushButton)[3]
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        tile.click()
    assert one.runs.asked[-1]["symptom"] == "slow"
    assert "Everything is slow" in one.screen("home")._says.text()
    assert "speed" in offered(one)


def test_check_again_by_button_and_key(world: Maker, qtbot: Any) -> None:
    one = run(world, qtbot, story.port_blocked(), story.healthy())
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.screen("home")._buttons["again"].click()
    assert stops(one)["work"] is StopState.FINE
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        qtbot.keyClick(one.window, Qt.Key.Key_F5)
    assert len(one.runs.asked) == 3


def test_details_open_list_and_copy(world: Maker, qtbot: Any) -> None:
    one = run(world, qtbot, story.port_blocked())
    home = one.screen("home")
    home._details.click()
    shown = home._detail._text.toPlainText()
    for check in story.CHECKS:
        assert one.session.words.check(check) in shown
    home._detail._copy.click()
    assert "vpn.example.org" in QGuiApplication.clipboard().text()
    home._details.click()
    assert not home._detail.isVisible()


def test_details_fill_while_the_run_is_under_way(world: Maker, qtbot: Any) -> None:
    one = world(story.story("healthy", until=8))
    one.session.start()
    home = one.screen("home")
    qtbot.waitUntil(lambda: home._details is not None, timeout=5000)
    home._details.click()
    qtbot.waitUntil(lambda: "192.0.2.23" in home._detail._text.toPlainText(), timeout=5000)


def test_a_stop_of_the_path_opens_its_details(world: Maker, qtbot: Any) -> None:
    one = run(world, qtbot, story.port_blocked())
    home = one.screen("home")
    home._path._marks["vpn"].click()
    assert home._detail.isVisible()
    assert home._detail._text.hasFocus()


def test_keep_working_opens_and_closes(world: Maker, qtbot: Any) -> None:
    one = run(world, qtbot, story.port_blocked())
    home = one.screen("home")
    home._buttons["keep"].click()
    assert home._keep.isVisible()
    assert "+230 000 0000" in home._keep.spoken
    home._buttons["keep"].click()
    assert not home._keep.isVisible()


def test_the_language_changes_at_once_everywhere(world: Maker, qtbot: Any) -> None:
    one = run(world, qtbot, story.port_blocked())
    english = one.screen("home")._says.text()
    one.window._header._languages["fr"].click()
    assert one.session.say.lang == "fr"
    assert one.screen("home")._says.text() != english
    assert "assistance" in one.screen("home")._buttons["send"].text()
    assert one.choices.language == "fr"


def test_a_broken_engine_is_our_fault_and_said_so(world: Maker, qtbot: Any) -> None:
    one = run(world, qtbot, story.broken())
    assert one.screen("home")._says.text() == one.session.say("failed.says")
    assert offered(one) == ["send", "code", "again"]


def test_an_engine_that_cannot_be_loaded_is_said_so(world: Maker, qtbot: Any) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ImportError("x")

    one = run(world, qtbot, story.healthy(), engine=broken)
    assert one.screen("home")._says.text() == one.session.say("failed.says")


def test_text_from_outside_is_never_markup(world: Maker, qtbot: Any) -> None:
    one = run(world, qtbot, story.story("vpn.port_blocked", args={"vpn": "<img src=x><b>Company</b>"}))
    says = one.screen("home")._says
    assert "<b>" in says.text() or "Company" in says.text()
    assert says.textFormat() == Qt.TextFormat.PlainText or "<" not in says.text()


def test_files_that_could_not_be_used_are_named_under_the_verdict(world: Maker, qtbot: Any) -> None:
    class Notice:
        def sentence(self, lang: str) -> str:
            return f"settings ({lang})"

    one = world(story.port_blocked())
    one.session.notice = Notice()
    one.session.place.trouble = "site.toml, line 3: no such key"
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    assert one.screen("home")._note.text() == "site.toml, line 3: no such key settings (en)"


def test_the_window_remembers_its_size_and_place(world: Maker, qtbot: Any) -> None:
    one = world(story.healthy())
    one.window.resize(1000, 700)
    one.window.close()
    assert one.choices.size == (1000, 700)
    assert one.choices.place["name"] == "Example"


def test_everything_dark_still_gives_verdict_guide_and_report(world: Maker, qtbot: Any, tmp_path: Any) -> None:
    one = run(world, qtbot, story.everything_dark())
    assert stops(one)["link"] is StopState.TROUBLE
    one.screen("home")._buttons["fix"].click()
    assert one.screen("guide")._text.text()
    one.screen("guide")._buttons["send"].click()
    send = one.screen("send")
    qtbot.waitUntil(lambda: send._reporting.now is not None, timeout=5000)
    with qtbot.waitSignal(send._reporting.ended, timeout=5000) as ended:
        send._buttons["send"].click()
    assert ended.args[0].kind == "kept"
    assert ended.args[0].path.read_bytes() == send._reporting.now.draft.json_bytes()

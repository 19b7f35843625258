"""IT's drill: asked once, checked and answered after two consents, never where it cannot be answered."""

import threading
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt

from app.content.result import Kind
from diagnostics.model.site import Report
from tests.fakes import story
from tests.gui.news import FakeStore, come, informed, publishing
from tests.gui.test_keyboard import press
from tests.gui.world import Maker


def asked(world: Maker, qtbot: Any, store: FakeStore, *scripts: Any, **named: Any) -> Any:
    one = informed(world, qtbot, store.drill(), *(scripts or (story.healthy(),)), **named)
    qtbot.waitUntil(lambda: one.screen("home")._drill is not None, timeout=5000)
    return one, one.screen("home")._drill


@pytest.mark.parametrize(
    ("script", "answer", "cause"),
    [
        (story.healthy(), "ready, everything works", "healthy"),
        (story.port_blocked(), "not ready", "vpn.port_blocked"),
    ],
)
def test_a_drill_is_answered_after_two_consents(world: Maker, qtbot: Any, script: Any, answer: str, cause: str) -> None:
    store = FakeStore()
    one, card = asked(world, qtbot, store, script)
    one.session.move("Port-Louis")
    assert card.isVisible()
    assert "Are you ready to work from home?" in card.text.text()
    runs = len(one.runs.asked)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        card.take.click()
        assert "We are checking" in card.text.text()
    assert len(one.runs.asked) == runs + 1
    assert answer in card.text.text()
    assert "Port-Louis" in card.text.text()
    assert store.answered == []
    assert one.window.focusWidget() is card.take
    card.take.click()
    qtbot.waitUntil(lambda: "Thank you" in card.text.text(), timeout=5000)
    assert store.answered == [("d711", cause, "Port-Louis")]
    assert threading.get_ident() not in store.threads
    card.decline.click()
    assert not card.isVisible()
    come(one, qtbot, store)
    assert not card.isVisible()


def test_a_drill_can_wait_or_be_declined(world: Maker, qtbot: Any) -> None:
    store = FakeStore()
    one, card = asked(world, qtbot, store)
    card.decline.click()
    assert not card.isVisible()
    come(one, qtbot, store, Kind.SAME)
    assert not card.isVisible()
    assert store.answered == []


def test_a_full_disk_keeps_the_answer_on_the_card(world: Maker, qtbot: Any) -> None:
    store = FakeStore()
    store.takes_answers = False
    _, card = asked(world, qtbot, store)
    card.take.click()
    qtbot.waitUntil(lambda: card._stage == "answer", timeout=5000)
    card.take.click()
    qtbot.waitUntil(lambda: card._stage == "stuck", timeout=5000)
    store.takes_answers = True
    card.take.click()
    qtbot.waitUntil(lambda: card._stage == "sent", timeout=5000)
    assert len(store.answered) == 1


def test_a_run_that_breaks_answers_nothing(world: Maker, qtbot: Any) -> None:
    store = FakeStore()
    _, card = asked(world, qtbot, store, story.healthy(), story.broken())
    card.take.click()
    qtbot.waitUntil(lambda: card._stage == "asked", timeout=5000)
    assert card.take.isVisible()
    assert store.answered == []


def test_the_keyboard_goes_down_the_page(world: Maker, qtbot: Any) -> None:
    one, card = asked(world, qtbot, FakeStore())
    one.window.activateWindow()
    home = one.screen("home")
    card.take.setFocus()
    way = [card.decline]
    way += [home._buttons[name] for name in home._row._order if home._buttons[name].isVisible()]
    way += [home._details, *home._asks.tiles.buttons]
    for wanted in way:
        press(qtbot, Qt.Key.Key_Tab)
        assert one.window.focusWidget() is wanted, wanted.text()


def test_a_drill_that_cannot_be_answered_is_not_asked(world: Maker, qtbot: Any) -> None:
    site = msgspec.structs.replace(publishing(), report=Report())
    one = informed(world, qtbot, FakeStore().drill(), story.healthy(), site=site)
    assert one.screen("home")._drill is None

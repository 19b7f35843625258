"""One app or website: which one is asked, what is typed is read, and the run follows it."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from app.presenters.tile import TILES
from diagnostics.model.site import Site
from tests.fakes import story
from tests.gui.world import Maker, World

PLACE = [tile.id for tile in TILES].index("one_app")


def asked(world: Maker, qtbot: Any, *scripts: Any, **named: Any) -> World:
    one = world(*(scripts or (story.healthy(),)), **named)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    one.screen("home")._asks.tiles.findChildren(QPushButton)[PLACE].click()
    return one


def test_the_tile_asks_which_one_and_starts_nothing_yet(world: Maker, qtbot: Any) -> None:
    one = asked(world, qtbot)
    which = one.screen("home")._asks.which
    assert which.isVisible()
    assert which._title.text() == "Which one is it?"
    assert [button.text() for button in which._buttons] == ["Intranet"]
    assert len(one.runs.asked) == 1


def test_a_service_is_picked(world: Maker, qtbot: Any) -> None:
    one = asked(world, qtbot)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.screen("home")._asks.which._buttons[0].click()
    assert one.runs.asked[-1]["symptom"] == "one_app"
    assert one.runs.asked[-1]["address"] == "https://intranet.corp.example/"
    assert not one.screen("home")._asks.which.isVisible()


def test_an_address_is_typed(world: Maker, qtbot: Any) -> None:
    one = asked(world, qtbot)
    which = one.screen("home")._asks.which
    which._field.setFocus()
    qtbot.keyClicks(which._field, " clinic.example:8080/x ")
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        qtbot.keyClick(which._field, Qt.Key.Key_Return)
    assert one.runs.asked[-1]["address"] == "clinic.example:8080/x"


@pytest.mark.parametrize(
    ("lang", "typed", "says"),
    [
        ("en", "", "Type an address first"),
        ("en", "my mail", "“my mail” has spaces in it."),
        ("fr", "site:99999", "«\u00a099999\u00a0» n’est pas un port."),
        ("fr", "<b>x</b>", "n’est pas le nom d’un site"),
    ],
)
def test_what_is_no_address_is_said_and_can_be_mended(
    world: Maker, qtbot: Any, lang: str, typed: str, says: str
) -> None:
    one = asked(world, qtbot, lang=lang)
    one.window.activateWindow()
    which = one.screen("home")._asks.which
    which._field.setText(typed)
    which._go.click()
    assert says in which._problem.text()
    assert which._problem.isVisible()
    assert len(one.runs.asked) == 1
    assert QApplication.focusWidget() is which._field
    which._field.setText("www.example.org")
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        which._go.click()
    assert one.runs.asked[-1]["address"] == "www.example.org"


def test_without_services_there_is_only_the_field(world: Maker, qtbot: Any) -> None:
    one = asked(world, qtbot, site=Site())
    which = one.screen("home")._asks.which
    assert not which._answers.isVisible()
    assert which.first_focus() is which._field
    assert which._field.accessibleName() == "Type its address"


def test_the_question_changes_its_language(world: Maker, qtbot: Any) -> None:
    one = asked(world, qtbot)
    one.session.speak("fr")
    assert one.screen("home")._asks.which._title.text() == "Lequel est-ce\u00a0?"


def test_check_again_looks_there_again_while_it_fails(world: Maker, qtbot: Any) -> None:
    one = asked(world, qtbot, story.healthy(), story.story("service.down", args={"service": "x"}), story.healthy())
    one.screen("home")._asks.which._field.setText("www.example.org")
    for expected in ("www.example.org", "www.example.org", None):
        button = (
            one.screen("home")._asks.which._go if len(one.runs.asked) == 1 else one.screen("home")._buttons["again"]
        )
        with qtbot.waitSignal(one.session.ended, timeout=5000):
            button.click()
        assert one.runs.asked[-1]["address"] == expected


def test_a_guide_looks_there_too(world: Maker, qtbot: Any) -> None:
    broken = story.story("service.down", problems=("service.reachable",), args={"service": "www.example.org"})
    one = asked(world, qtbot, story.healthy(), broken)
    one.screen("home")._asks.which._field.setText("www.example.org")
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.screen("home")._asks.which._go.click()
    one.screen("home")._buttons["fix"].click()
    one.screen("guide")._buttons["done"].click()
    qtbot.waitUntil(lambda: len(one.runs.asked) > 2, timeout=5000)
    assert one.runs.asked[-1]["address"] == "www.example.org"
    assert one.runs.asked[-1]["symptom"] == "one_app"

"""IT's news by hand: the office that was chosen, and instructions from a file."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from app.bridge.choices import Choices
from app.screens.menu import ask_office, open_menu
from tests.fakes import story
from tests.gui.news import FakeStore, informed, notice, texts
from tests.gui.test_accessible import heard
from tests.gui.world import Maker


@pytest.mark.parametrize(
    ("name", "lang", "told"),
    [
        ("news.zip", "en", "have arrived"),
        ("news.zip", "fr", "sont arrivées"),
        ("news.txt", "en", ""),
    ],
)
def test_instructions_from_a_file(
    world: Maker, qtbot: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, name: str, lang: str, told: str
) -> None:
    one = informed(world, qtbot, FakeStore(), lang=lang)
    said = heard(monkeypatch)
    one.session.news.read_file(tmp_path / name)
    qtbot.waitUntil(lambda: bool(one.session.news.told), timeout=5000)
    assert one.session.news.told in said[-1]
    assert told in one.session.news.told
    assert one.session.news.told in texts(one)
    assert ("vpn.port_blocked" in one.session.news.view().hides) is bool(told)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menu_knows_the_offices_and_keeps_the_choice(
    world: Maker, qtbot: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path))
    here = notice("a4", "Power cut.", "Coupure.", "vpn.port_blocked", offices=["Port-Louis", "Ébène & Co"])
    one = informed(world, qtbot, FakeStore().notices(here))
    menu = open_menu(QApplication.instance(), one.window, one.window._header, one.session, one.choices)
    office = next(action.menu() for action in menu.actions() if action.text() == "Your office")
    names = [action.text() for action in office.actions() if action.text()]
    assert names == ["Ébène && Co", "Port-Louis", "Not chosen", "Another one…"]
    assert next(action for action in office.actions() if action.isChecked()).text() == "Not chosen"
    office.actions()[1].trigger()
    assert (one.session.office, one.choices.office) == ("Port-Louis", "Port-Louis")
    assert "Power cut" in texts(one)
    menu.close()
    box = ask_office(one.window, one.session, lambda name: one.session.move(name))
    box.setTextValue("  Curepipe\u202e \n")
    box.accept()
    assert one.session.office == "Curepipe"
    assert one.choices.close()
    assert Choices.read().office == "Port-Louis"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_menu_reads_a_file(world: Maker, qtbot: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    store = FakeStore()
    one = informed(world, qtbot, store)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "it.zip"), ""))
    one.window.go("undo")
    menu = open_menu(QApplication.instance(), one.window, one.window._header, one.session, one.choices)
    next(action for action in menu.actions() if "from a file" in action.text()).trigger()
    menu.close()
    qtbot.waitUntil(lambda: bool(one.session.news.told), timeout=5000)
    assert one.window._stack.currentWidget() is one.screen("home")
    assert store.imported == [tmp_path / "it.zip"]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_without_content_the_menu_says_nothing_of_it(world: Maker, qtbot: Any) -> None:
    one = world(story.healthy())
    menu = open_menu(QApplication.instance(), one.window, one.window._header, one.session, one.choices)
    assert not [action for action in menu.actions() if "office" in action.text() or "file" in action.text()]
    menu.close()

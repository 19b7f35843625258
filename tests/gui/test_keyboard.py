"""From start to a sent report with the keyboard alone."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from app.bridge import looks
from app.widgets.button import Button
from tests.fakes import story
from tests.gui.hand import FakeHand
from tests.gui.states import BROKEN, WITH_PAGE, impatient
from tests.gui.world import Maker, World

MOST_TABS = 60

# The offscreen platform says so whenever a menu or a box opens; a real one does not.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def press(qtbot: Any, key: Qt.Key) -> None:
    target = QApplication.focusWidget()
    assert target is not None, "the keyboard is lost"
    qtbot.keyClick(target, key)


def walk_to(qtbot: Any, wanted: QWidget) -> None:
    """Tab until `wanted` has the focus."""
    for _ in range(MOST_TABS):
        if QApplication.focusWidget() is wanted:
            return
        press(qtbot, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never reaches {wanted.accessibleName() or wanted}")


@pytest.fixture
def one(world: Maker, qtbot: Any) -> World:
    made = world(story.port_blocked())
    made.window.activateWindow()
    with qtbot.waitSignal(made.session.ended, timeout=5000):
        made.session.start()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return made


def test_from_the_verdict_through_the_guide_to_a_kept_report(one: World, qtbot: Any) -> None:
    assert QApplication.focusWidget() is one.screen("home")._buttons["fix"]
    press(qtbot, Qt.Key.Key_Return)
    guide = one.screen("guide")
    assert QApplication.focusWidget() is guide.first_focus()
    walk_to(qtbot, guide._buttons["skip"])
    press(qtbot, Qt.Key.Key_Space)
    assert isinstance(QApplication.focusWidget(), Button), "the reasons take over"
    press(qtbot, Qt.Key.Key_Return)
    assert "Step 2 of" in guide._progress.text()
    walk_to(qtbot, guide._buttons["send"])
    press(qtbot, Qt.Key.Key_Return)
    send = one.screen("send")
    assert QApplication.focusWidget() is send._words
    qtbot.keyClicks(send._words, "nothing opens")
    qtbot.waitUntil(lambda: "nothing opens" in send._bytes_shown, timeout=5000)
    walk_to(qtbot, send._buttons["send"])
    with qtbot.waitSignal(send._reporting.ended, timeout=5000) as ended:
        press(qtbot, Qt.Key.Key_Return)
    assert "nothing opens" in ended.args[0].path.read_text("utf-8")
    press(qtbot, Qt.Key.Key_Escape)
    assert one.window._stack.currentWidget() is one.screen("home")


def test_the_code_is_reached_copied_and_help_asked_for_by_keys(world: Maker, qtbot: Any) -> None:
    one = world(story.port_blocked(), site=WITH_PAGE)
    one.window.activateWindow()
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    home = one.screen("home")
    walk_to(qtbot, home._buttons["code"])
    press(qtbot, Qt.Key.Key_Return)
    panel = home._readout.panel
    qtbot.waitUntil(lambda: panel.buttons["copy"].isVisible(), timeout=5000)
    walk_to(qtbot, home._details)
    press(qtbot, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is panel.buttons["copy"], "the panel comes next"
    press(qtbot, Qt.Key.Key_Return)
    assert panel.told == one.session.say("code.copied")
    walk_to(qtbot, panel.buttons["remote"])
    press(qtbot, Qt.Key.Key_Return)
    press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_Space)
    assert QApplication.focusWidget() is panel.buttons["remote"], "not now"
    assert one.remote == []


@pytest.fixture
def repairable(world: Maker, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    for name in ("PAUSE_MS", "QUICK_MS", "AGAIN_MS"):
        monkeypatch.setattr(looks, name, 5)
    made = world(BROKEN, hand=FakeHand(), guide_for=impatient)
    made.window.activateWindow()
    with qtbot.waitSignal(made.session.ended, timeout=5000):
        made.session.start()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return made


def test_a_repair_by_the_app_with_the_keyboard_alone(repairable: World, qtbot: Any) -> None:
    press(qtbot, Qt.Key.Key_Return)
    guide = repairable.screen("guide")
    assert QApplication.focusWidget() is guide._buttons["act"]
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Step 2 of" in guide._progress.text(), timeout=5000)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is guide._buttons["act"])  # it comes back by itself
    walk_to(qtbot, guide._buttons["by_hand"])
    press(qtbot, Qt.Key.Key_Space)
    assert QApplication.focusWidget() is guide._buttons["done"]
    walk_to(qtbot, guide._buttons["pause"])
    press(qtbot, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is guide._buttons["resume"]
    press(qtbot, Qt.Key.Key_Escape)
    offer = repairable.screen("home")._offer
    walk_to(qtbot, offer.take)
    press(qtbot, Qt.Key.Key_Return)
    assert repairable.window._stack.currentWidget() is guide


def test_a_question_is_answered_by_keys(repairable: World, qtbot: Any) -> None:
    repairable.window.go("guide", "symptom.slow")
    guide = repairable.screen("guide")
    answers = guide._answers.buttons
    assert QApplication.focusWidget() is answers[0]
    press(qtbot, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is answers[1]
    press(qtbot, Qt.Key.Key_Space)
    assert "Step 2 of" in guide._progress.text()
    assert QApplication.focusWidget() is guide._buttons["done"]


def test_tab_goes_round_and_reaches_everything_that_is_shown(one: World, qtbot: Any) -> None:
    one.screen("home")._details.click()
    wanted = {
        widget
        for widget in one.window.findChildren(QPushButton) + one.window.findChildren(QLineEdit)
        if widget.isVisible() and widget.isEnabled()
    }
    reached = set()
    for _ in range(MOST_TABS):
        press(qtbot, Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    missing = [widget.accessibleName() or widget.text() for widget in wanted - reached]
    assert missing == []


def test_the_focus_can_be_seen(one: World, qtbot: Any) -> None:
    for name in ("fix", "keep"):
        button = one.screen("home")._buttons[name]
        one.screen("home")._details.setFocus()
        qtbot.wait(10)
        without = button.grab().toImage()
        button.setFocus()
        qtbot.wait(10)
        assert button.grab().toImage() != without
    mark = one.screen("home")._path._marks["vpn"]
    without = mark.grab().toImage()
    mark.setFocus()
    assert mark.grab().toImage() != without


def test_the_menu_is_opened_and_used_by_keys(one: World, qtbot: Any) -> None:
    header = one.window._header
    walk_to(qtbot, header._menu)
    press(qtbot, Qt.Key.Key_Return)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    texts = [action.text() for action in menu.actions() if action.text()]
    assert one.session.say("menu.theme") in texts
    assert one.session.say("menu.about") in texts
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert one.window._stack.currentWidget() is one.screen("speed")


def test_theme_and_text_size_are_chosen_in_the_menu_and_kept(one: World, qtbot: Any) -> None:
    one.window._header._menu.click()
    menu = QApplication.activePopupWidget()
    for submenu, wanted in (("menu.theme", one.session.say("menu.theme.dark")), ("menu.size", "150 %")):
        action = next(action for action in menu.actions() if action.text() == one.session.say(submenu))
        next(choice for choice in action.menu().actions() if choice.text() == wanted).trigger()
    assert one.choices.scheme == "dark"
    assert one.choices.scale == 1.5
    menu.close()
    app = QApplication.instance()
    from app.widgets.theme import dress

    dress(app, "light", 1.0)


def test_the_about_box_names_who_helps(one: World, qtbot: Any) -> None:
    from app.screens.menu import about

    box = about(one.window, one.session)
    assert "the help desk" in box.informativeText()
    box.show()
    box.close()

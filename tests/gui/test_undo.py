"""Undo everything Unstuck changed: the list, one button, and what came of each entry."""

from pathlib import Path
from typing import Any

from app.guides.hand import Did, Target
from app.guides.journal import Journal, Stage
from app.store.error import Obstacle, StoreError
from tests.fakes import story
from tests.gui.hand import FakeHand
from tests.gui.world import Maker, World


def changed(folder: Path, *verbs: str) -> None:
    """What earlier guides changed and kept, oldest first."""
    journal = Journal(folder / "journal.jsonl")
    for verb in verbs:
        entry = journal.begin(verb, Target(adapter="wlan0"), {"was": "old"}, guide="dns.no_server", step="one")
        journal.mark(entry.entry, Stage.KEPT)


def opened(world: Maker, qtbot: Any, hand: FakeHand, **named: Any) -> World:
    one = world(story.healthy(), hand=hand, **named)
    one.window.go("undo")
    qtbot.waitUntil(lambda: screen(one)._intro.text() != one.session.say("undo.reading"), timeout=5000)
    return one


def screen(one: World) -> Any:
    return one.screen("undo")


def test_the_list_says_what_when_and_by_which_guide(world: Maker, qtbot: Any, tmp_path: Path) -> None:
    changed(tmp_path / "reports", "dns.use_automatic", "proxy.reset_user")
    one = opened(world, qtbot, FakeHand())
    rows = screen(one)._make().rows
    assert [row.title for row in rows] == [
        one.session.words.text("verb_done.proxy.reset_user"), one.session.words.text("verb_done.dns.use_automatic"),
    ]  # fmt: skip
    assert one.session.doors.guide_for("dns.no_server").title.en in rows[0].text
    assert rows[0].title in screen(one)._rows.spoken
    assert screen(one)._buttons["undo"].isVisible()


def test_one_button_puts_everything_back_and_says_so(world: Maker, qtbot: Any, tmp_path: Path) -> None:
    changed(tmp_path / "reports", "dns.use_automatic", "proxy.reset_user")
    hand = FakeHand(held=True)
    one = opened(world, qtbot, hand)
    screen(one)._buttons["undo"].click()
    assert screen(one)._intro.text() == one.session.say("undo.working")
    assert not screen(one)._buttons["undo"].isVisible()
    hand.gate.set()
    qtbot.waitUntil(lambda: screen(one)._intro.text() == one.session.say("undo.done"), timeout=5000)
    assert hand.log == ["restore", "restore"]
    assert all(one.session.words.text("undo.back") in row.text for row in screen(one)._make().rows)
    assert {entry.state for entry in one.journal.entries()} == {Stage.TAKEN_BACK}
    qtbot.waitUntil(lambda: not one.session.is_running, timeout=5000)
    assert one.runs.asked, "what was seen before is looked at again"


def test_what_cannot_be_put_back_is_said_and_may_be_tried_again(world: Maker, qtbot: Any, tmp_path: Path) -> None:
    changed(tmp_path / "reports", "dns.use_automatic")
    hand = FakeHand(back=Did.DENIED)
    one = opened(world, qtbot, hand)
    screen(one)._buttons["undo"].click()
    qtbot.waitUntil(lambda: screen(one)._intro.text() == one.session.say("undo.some_stuck"), timeout=5000)
    assert one.session.words.text("undo.stuck") in screen(one)._make().rows[0].text
    hand.back = Did.DONE
    screen(one)._buttons["undo"].click()
    qtbot.waitUntil(lambda: screen(one)._intro.text() == one.session.say("undo.done"), timeout=5000)


def test_nothing_changed_is_said_in_a_sentence(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, FakeHand())
    assert screen(one)._intro.text() == one.session.say("undo.empty")
    assert not screen(one)._buttons["undo"].isVisible()
    assert screen(one).first_focus() is screen(one)._buttons["back"]
    screen(one)._buttons["back"].click()
    assert one.window._stack.currentWidget() is one.screen("home")


def test_a_journal_that_cannot_be_read_is_said(world: Maker, qtbot: Any) -> None:
    def refuse() -> Any:
        raise StoreError(Path("journal.jsonl"), Obstacle.DENIED)

    one = opened(world, qtbot, FakeHand(), bench=refuse)
    assert screen(one)._intro.text() == one.session.say("undo.failed")


def test_a_folder_in_the_journals_place_is_no_journal(world: Maker, qtbot: Any, tmp_path: Path) -> None:
    (tmp_path / "reports" / "journal.jsonl").mkdir(parents=True)
    one = opened(world, qtbot, FakeHand())
    assert screen(one)._intro.text() == one.session.say("undo.failed")


def test_the_menu_leads_there(world: Maker, qtbot: Any, monkeypatch: Any) -> None:
    from PySide6.QtWidgets import QApplication, QMenu

    one = world(story.healthy())
    shown: list[QMenu] = []
    monkeypatch.setattr(QMenu, "popup", lambda self, _: shown.append(self))
    one.window._header._menu.click()
    action = next(each for each in shown[0].actions() if each.text() == one.session.say("menu.undo"))
    action.trigger()
    assert one.window._stack.currentWidget() is screen(one)
    shown[0].close()
    QApplication.processEvents()

"""The list of what has ever left: every state in words, what a person can do, and the keyboard's place."""

from pathlib import Path
from typing import Any

import pytest

from app.reports.outbox.entry import State
from app.reports.outcome import Outcome
from tests.fakes import story
from tests.gui.outbox import FakeOutbox, sent
from tests.gui.states import entries
from tests.gui.world import Maker, World

WAITS, SENT, REFUSED, CANCELLED, GAVE_UP = (entry.name for entry in reversed(entries()))


def opened(world: Maker, qtbot: Any, **named: Any) -> World:
    one = world(story.healthy(), **({"box": FakeOutbox(*entries())} | named))
    one.window.go("outbox")
    qtbot.waitUntil(lambda: bool(one.session.courier.entries is not None or one.session.courier.trouble), timeout=5000)
    return one


def row(one: World, name: str) -> Any:
    return next(row for row in one.screen("outbox").view().rows if row.name == name)


@pytest.mark.parametrize(("lang", "days"), [("en", "11 more days"), ("fr", "encore 11 jours")])
def test_every_report_is_told_newest_first(world: Maker, qtbot: Any, lang: str, days: str) -> None:
    one = opened(world, qtbot, lang=lang)
    rows = one.screen("outbox").view().rows
    assert [each.name for each in rows] == [WAITS, SENT, REFUSED, CANCELLED, GAVE_UP]
    assert days in row(one, WAITS).text
    assert "6X7-1YC-NQ6" in row(one, SENT).title
    assert len({each.text for each in rows}) == 5


def test_a_report_is_taken_back_and_stays_as_a_line(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot)
    letters = one.screen("outbox")._rows
    letters.buttons["cancel", WAITS].click()
    qtbot.waitUntil(lambda: one.session.courier.entry(WAITS).state is State.CANCELLED, timeout=5000)
    assert "took it back" in row(one, WAITS).text
    assert ("cancel", WAITS) not in letters.buttons
    assert not one.screen("outbox")._buttons["now"].isVisible(), "nothing waits any more"


def test_one_that_gave_up_is_tried_again(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, results=[None, sent(Outcome.DELIVERED, 201)])
    qtbot.waitUntil(lambda: bool(one.posts), timeout=5000)
    one.screen("outbox")._rows.buttons["retry", GAVE_UP].click()
    qtbot.waitUntil(lambda: one.session.courier.entry(GAVE_UP).state is State.SENT, timeout=5000)
    assert "has arrived" in row(one, GAVE_UP).text


def test_now_wakes_the_post(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, results=[None, sent(Outcome.DELIVERED, 201)])
    qtbot.waitUntil(lambda: bool(one.posts), timeout=5000)
    one.screen("outbox")._buttons["now"].click()
    qtbot.waitUntil(lambda: one.session.courier.entry(WAITS).state is State.SENT, timeout=5000)


def test_a_copy_to_read_is_opened(world: Maker, qtbot: Any, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    page = tmp_path / "reports" / f"unstuck-2026-11-22-{SENT.partition('-')[0]}.html"
    page.write_text("<!DOCTYPE html>", "utf-8")
    one = opened(world, qtbot)
    letters = one.screen("outbox")._rows
    assert [key for key in letters.buttons if key[0] == "read"] == [("read", SENT)]
    letters.buttons["read", SENT].click()
    assert one.shown == [page]
    page.unlink()
    letters.buttons["read", SENT].click()
    assert one.screen("outbox")._note.text() == one.session.say("outbox.read.gone")


def test_a_list_that_cannot_be_read_says_so(world: Maker, qtbot: Any) -> None:
    def boom() -> None:
        raise OSError("gone")

    one = opened(world, qtbot, outbox=boom)
    qtbot.waitUntil(lambda: "OSError" in one.screen("outbox")._intro.text(), timeout=5000)


def test_nothing_has_ever_left(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot, box=FakeOutbox())
    screen = one.screen("outbox")
    qtbot.waitUntil(lambda: screen._intro.text() == one.session.say("outbox.empty"), timeout=5000)
    assert one.posts == [], "no thread for an empty outbox"


def test_the_keyboard_keeps_its_place_while_the_list_changes(world: Maker, qtbot: Any) -> None:
    one = opened(world, qtbot)
    one.window.activateWindow()
    letters = one.screen("outbox")._rows
    letters.buttons["retry", GAVE_UP].setFocus()
    one.session.courier.cancel(WAITS)
    qtbot.waitUntil(lambda: ("cancel", WAITS) not in letters.buttons, timeout=5000)
    assert one.window.focusWidget() is letters.buttons["retry", GAVE_UP]
    letters.buttons["retry", GAVE_UP].click()
    qtbot.waitUntil(lambda: ("cancel", GAVE_UP) in letters.buttons, timeout=5000)
    assert one.window.focusWidget() is one.screen("outbox")._buttons["now"]


def test_what_waits_leaves_after_the_first_paint_without_being_asked(world: Maker, qtbot: Any) -> None:
    one = world(story.healthy(), box=FakeOutbox(*entries()), results=[sent(Outcome.DELIVERED, 201)])
    one.session.recall()
    qtbot.waitUntil(
        lambda: one.session.courier.entry(WAITS) is not None and one.session.courier.entry(WAITS).state is State.SENT,
        timeout=5000,
    )


def test_a_run_that_ends_wakes_the_post(world: Maker, qtbot: Any) -> None:
    one = world(story.healthy(), box=FakeOutbox(*entries()))
    one.session.recall()
    qtbot.waitUntil(lambda: bool(one.posts), timeout=5000)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    assert one.posts[0].wakes == 1

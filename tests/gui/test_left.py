"""What an earlier start left: a guide in the middle, a change that nobody has proved, one that a crash interrupted."""

from pathlib import Path
from typing import Any

import pytest

from app.bridge import looks
from app.guides import walk
from app.guides.hand import Did, Target
from app.guides.journal import Journal, Stage
from app.presenters.left import Left
from diagnostics.model.event import Event
from tests.fakes import story
from tests.gui.hand import FakeHand
from tests.gui.states import BROKEN, CAUSE, impatient
from tests.gui.world import Maker, World

WORTH = Target(adapter="wlan0")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PAUSE_MS", "QUICK_MS", "AGAIN_MS"):
        monkeypatch.setattr(looks, name, 5)


def walked(*events: walk.Event) -> walk.State:
    """How far the walk had come."""
    guide = impatient(CAUSE)
    state = walk.start(guide, "linux", ("dns.configured", "dns.system"))
    for event in (walk.Opened(), *events):
        state, _ = walk.advance(guide, state, event)
    return state


SKIPPED = walked(walk.Skipped("cannot"))
IN_THE_ACT = walked(walk.Acted())
UNPROVED = walked(walk.Acted(), walk.Performed(Did.DONE))
PAUSED = walked(walk.Paused())


def entry(folder: Path, stage: Stage) -> None:
    """What the journal of the earlier start says of the first step."""
    journal = Journal(folder / "journal.jsonl")
    begun = journal.begin("dns.use_automatic", WORTH, {"was": "old"}, guide=CAUSE, step=UNPROVED.steps[0])
    if stage is not Stage.BEGUN:
        journal.mark(begun.entry, stage)


def start(
    world: Maker, qtbot: Any, state: walk.State | None, *scripts: list[Event], hand: FakeHand | None = None
) -> World:
    """The program is started again, and its first look is over."""
    one = world(*scripts, hand=hand or FakeHand(), guide_for=impatient)
    if state is not None:
        one.walk.append(walk.to_json(state))
    one.session.recall()
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    qtbot.waitUntil(lambda: not one.session.repairs.is_opening)
    return one


def home(one: World) -> Any:
    return one.screen("home")


def offered(qtbot: Any, one: World) -> Any:
    qtbot.waitUntil(lambda: home(one)._offer is not None and home(one)._offer.isVisible(), timeout=5000)
    return home(one)._offer


def guide(one: World) -> Any:
    return one.screen("guide")


@pytest.mark.parametrize("state", [SKIPPED, PAUSED], ids=["second step", "paused"])
def test_a_guide_that_was_left_is_offered_and_goes_on_there(world: Maker, qtbot: Any, state: walk.State) -> None:
    one = start(world, qtbot, state, BROKEN)
    offer = offered(qtbot, one)
    assert impatient(CAUSE).title.en in offer.text.text()
    offer.take.click()
    assert guide(one)._guided.state.at == state.at
    assert guide(one)._heard.text() == one.session.words.text("guide.resumed")
    one.window.go_home()
    assert offer.isVisible(), "it can be left once more"


def test_what_is_forgotten_begins_anew(world: Maker, qtbot: Any) -> None:
    one = start(world, qtbot, SKIPPED, BROKEN)
    offer = offered(qtbot, one)
    offer.decline.click()
    qtbot.waitUntil(lambda: not offer.isVisible())
    qtbot.waitUntil(lambda: one.walk[-1] is None)
    home(one)._buttons["fix"].click()
    assert guide(one)._guided.state.at == 0


def test_nothing_is_offered_where_nothing_was_left(world: Maker, qtbot: Any) -> None:
    one = start(world, qtbot, None, BROKEN)
    assert home(one)._offer is None
    assert one.session._repairs is None or not one.session._repairs._is_open


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b'{"guide": "../../etc"}', b"[" * 2000])
def test_a_damaged_file_is_as_good_as_none(world: Maker, qtbot: Any, data: bytes) -> None:
    one = world(BROKEN, hand=FakeHand(), guide_for=impatient)
    one.walk.append(data)
    one.session.recall()
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    qtbot.waitUntil(lambda: not one.session.repairs.is_opening)
    assert home(one)._offer is None
    home(one)._buttons["fix"].click()
    assert guide(one)._guided.state.at == 0


def test_good_news_is_told_warmly_and_the_guide_forgotten(world: Maker, qtbot: Any) -> None:
    one = start(world, qtbot, SKIPPED, story.healthy())
    offer = offered(qtbot, one)
    assert "it works again" in offer.text.text()
    assert not offer.take.isVisible()
    qtbot.waitUntil(lambda: one.walk[-1] is None)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    assert not offer.isVisible(), "it is said once"


def test_another_trouble_is_said_to_be_another(world: Maker, qtbot: Any) -> None:
    one = start(world, qtbot, SKIPPED, story.story("vpn.port_blocked", problems=("vpn.gateway",)))
    assert "Something else" in offered(qtbot, one).text.text()


def test_a_change_that_helped_after_all_is_kept(world: Maker, qtbot: Any, tmp_path: Path) -> None:
    entry(tmp_path / "reports", Stage.DONE)
    hand = FakeHand()
    hand.setting = "new"
    one = start(world, qtbot, UNPROVED, story.healthy(), hand=hand)
    qtbot.waitUntil(lambda: [each.state for each in one.journal.entries()] == [Stage.KEPT], timeout=5000)
    assert hand.setting == "new"
    assert "it works again" in offered(qtbot, one).text.text()


def test_a_change_that_did_not_help_is_put_back_when_the_guide_goes_on(
    world: Maker, qtbot: Any, tmp_path: Path
) -> None:
    entry(tmp_path / "reports", Stage.DONE)
    hand = FakeHand()
    hand.setting = "new"
    one = start(world, qtbot, UNPROVED, BROKEN, hand=hand)
    offer = offered(qtbot, one)
    assert [each.state for each in one.journal.entries()] == [Stage.DONE], "it is still being looked at"
    offer.take.click()
    qtbot.waitUntil(lambda: guide(one)._guided.state.at == 1, timeout=5000)
    assert hand.setting == "old"


def test_who_forgets_the_guide_gets_the_change_put_back(world: Maker, qtbot: Any, tmp_path: Path) -> None:
    entry(tmp_path / "reports", Stage.DONE)
    hand = FakeHand()
    hand.setting = "new"
    one = start(world, qtbot, UNPROVED, BROKEN, hand=hand)
    offered(qtbot, one).decline.click()
    qtbot.waitUntil(lambda: [each.state for each in one.journal.entries()] == [Stage.TAKEN_BACK], timeout=5000)
    assert hand.setting == "old"


@pytest.mark.parametrize(("back", "told"), [(Did.DONE, "back as it was"), (Did.FAILED, "could not be put back")])
def test_what_a_crash_interrupted_is_put_back_said_and_looked_at_again(
    world: Maker, qtbot: Any, tmp_path: Path, back: Did, told: str
) -> None:
    entry(tmp_path / "reports", Stage.BEGUN)
    hand = FakeHand(back=back)
    hand.setting = "new"
    one = start(world, qtbot, IN_THE_ACT, BROKEN, hand=hand)
    offer = offered(qtbot, one)
    assert told in offer.text.text()
    qtbot.waitUntil(lambda: not one.session.is_running)
    assert hand.setting == ("old" if back is Did.DONE else "new")
    assert len(one.runs.asked) == (2 if back is Did.DONE else 1), "what was seen before does not count any more"
    qtbot.waitUntil(lambda: offer.take.isVisible())
    offer.take.click()
    assert guide(one)._guided.state.phase is walk.Phase.STEP
    assert guide(one)._buttons["act"].isVisible(), "the step begins again"


def test_a_change_that_was_being_put_back_is_begun_anew(world: Maker, qtbot: Any, tmp_path: Path) -> None:
    """The last start ended while it put back what was unproved: the walk's file still says that it is in place."""
    entry(tmp_path / "reports", Stage.BEGUN)
    hand = FakeHand()
    hand.setting = "new"
    one = start(world, qtbot, UNPROVED, BROKEN, hand=hand)
    offer = offered(qtbot, one)
    qtbot.waitUntil(lambda: offer.take.isVisible() and not one.session.is_running)
    offer.take.click()
    assert guide(one)._buttons["act"].isVisible()


def test_a_slow_recovery_keeps_nobody_waiting(world: Maker, qtbot: Any, tmp_path: Path) -> None:
    entry(tmp_path / "reports", Stage.BEGUN)
    hand = FakeHand(held=True)
    one = world(BROKEN, hand=hand, guide_for=impatient)
    one.walk.append(walk.to_json(IN_THE_ACT))
    one.session.recall()
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    assert one.session.repairs.is_opening
    home(one)._buttons["fix"].click()
    assert one.window._stack.currentWidget() is guide(one)
    assert guide(one)._guided.state is None, "what was left is not known yet"
    hand.gate.set()
    qtbot.waitUntil(lambda: guide(one)._buttons["act"].isVisible(), timeout=5000)


def test_the_panel_speaks_the_language_of_the_window(world: Maker, qtbot: Any) -> None:
    one = start(world, qtbot, SKIPPED, BROKEN)
    offer = offered(qtbot, one)
    one.session.speak("fr")
    assert impatient(CAUSE).title.fr in offer.text.text()
    one.session.recalled.emit(Left("", put_back="done"))
    assert offer.text.text() == one.session.say("left.put_back.done")
    assert not offer.take.isVisible()

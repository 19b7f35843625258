"""A step that the app does itself: it acts, looks, keeps or puts back; the window never waits and loses nothing."""

import threading
import time
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLabel

from app.bridge import looks
from app.guides import walk
from app.guides.hand import Did
from app.guides.journal import Stage
from app.guides.library import guide_for
from app.guides.model import Answer, Guide, Words
from app.widgets.page import Text
from diagnostics.model.event import Event
from tests.fakes import story
from tests.gui.hand import FakeHand
from tests.gui.states import BROKEN, CAUSE, PROBLEMS, impatient
from tests.gui.world import Maker, World

WORST_GAP_S = 0.25  # a busy machine with two cores; the bench holds the 50 ms of the budget


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks follow each other without the pauses that a person and a network need."""
    for name in ("PAUSE_MS", "QUICK_MS", "AGAIN_MS"):
        monkeypatch.setattr(looks, name, 5)


def begin(world: Maker, qtbot: Any, hand: FakeHand, *scripts: list[Event], **named: Any) -> World:
    """The guide is open, its first step is one that the app does; `scripts` are what each later look sees."""
    named.setdefault("guide_for", impatient)
    one = world(*(scripts or (BROKEN,)), hand=hand, **named)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    one.screen("home")._buttons["fix"].click()
    assert button(one, "act").isVisible()
    return one


def screen(one: World) -> Any:
    return one.screen("guide")


def button(one: World, name: str) -> Any:
    return screen(one)._buttons[name]


def say(one: World, id: str) -> str:
    return one.session.say(id)


def stages(one: World) -> list[Stage]:
    return [entry.state for entry in one.journal.entries()]


def test_before_it_acts_it_says_what_why_and_that_it_can_be_put_back(world: Maker, qtbot: Any) -> None:
    one = begin(world, qtbot, FakeHand())
    step = guide_for(CAUSE).steps[0]
    assert screen(one)._text.text() == step.text.en
    assert screen(one)._notes.text().startswith("Why: ")
    assert say(one, "guide.returns") in screen(one)._notes.text()
    assert button(one, "act").text() == say(one, "guide.do")
    assert button(one, "by_hand").isVisible()
    assert not button(one, "done").isVisible()


def test_it_acts_looks_and_says_that_it_works_again(world: Maker, qtbot: Any) -> None:
    hand = FakeHand()
    one = begin(world, qtbot, hand, BROKEN, story.healthy())
    button(one, "act").click()
    qtbot.waitUntil(lambda: screen(one)._shown.finished == "fixed", timeout=5000)
    assert screen(one)._heard.text() == say(one, "guide.fixed.title")
    assert screen(one)._path.isVisible()
    assert hand.setting == "new"
    assert stages(one) == [Stage.KEPT], "what helped stays"
    qtbot.waitUntil(lambda: one.walk[-1] is None)
    assert threading.get_ident() not in hand.threads


def test_what_did_not_help_is_put_back_before_the_next_step(world: Maker, qtbot: Any) -> None:
    hand = FakeHand()
    one = begin(world, qtbot, hand)
    button(one, "act").click()
    qtbot.waitUntil(lambda: screen(one)._guided.state.at == 1, timeout=5000)
    assert hand.setting == "old"
    assert stages(one) == [Stage.TAKEN_BACK]
    heard = screen(one)._heard.text()
    assert one.session.words.text("guide.no_change") in heard
    assert say(one, "guide.taken_back") in heard
    assert "Step 2 of" in screen(one)._progress.text()
    assert one.session.tried[-1].taken_back


def test_while_it_is_put_back_the_step_stays_and_says_so(world: Maker, qtbot: Any) -> None:
    hand = FakeHand(slow_back=True)
    one = begin(world, qtbot, hand)
    button(one, "act").click()
    qtbot.waitUntil(lambda: "restore" in hand.log, timeout=5000)
    assert "Step 1 of" in screen(one)._progress.text()
    assert screen(one)._watching.text() == one.session.say("guide.putting_back", s=0)
    assert [name for name in screen(one)._buttons if button(one, name).isVisible()] == []
    kept = walk.restore(impatient(CAUSE), one.walk[-1] or b"")
    assert kept is not None
    assert kept.pending, "the file says so until it is back"
    screen(one)._guided.tell(walk.Skipped("cannot"))  # from a button that was pressed a moment ago
    hand.gate.set()
    qtbot.waitUntil(lambda: screen(one)._guided.state.at == 2, timeout=5000)
    assert [entry.result for entry in one.session.tried] == ["no_change", "skipped"]


def test_what_made_it_worse_is_put_back_and_the_guide_stops(world: Maker, qtbot: Any) -> None:
    hand = FakeHand()
    one = begin(world, qtbot, hand, BROKEN, story.story("link.disabled", problems=("link.adapters", *PROBLEMS)))
    button(one, "act").click()
    qtbot.waitUntil(lambda: screen(one)._shown.finished == "sent_to_it", timeout=5000)
    assert hand.setting == "old"
    assert screen(one)._notes.text() == say(one, "guide.worse_back")
    assert button(one, "send").isVisible()


def test_what_cannot_be_put_back_is_said(world: Maker, qtbot: Any) -> None:
    hand = FakeHand(back=Did.FAILED)
    one = begin(world, qtbot, hand)
    button(one, "act").click()
    qtbot.waitUntil(lambda: screen(one)._guided.state.at == 1, timeout=5000)
    assert say(one, "guide.stuck") in screen(one)._heard.text()
    assert say(one, "guide.taken_back") not in screen(one)._heard.text()
    assert stages(one) == [Stage.STUCK]
    button(one, "skip").click()
    screen(one)._reasons.buttons[0].click()
    assert screen(one)._heard.text() == "", "it is said once"


@pytest.mark.parametrize("did", [Did.DENIED, Did.UNSUPPORTED, Did.FAILED, Did.TIMED_OUT])
def test_what_the_app_may_not_do_the_person_does_by_hand(world: Maker, qtbot: Any, did: Did) -> None:
    hand = FakeHand(did)
    one = begin(world, qtbot, hand)
    button(one, "act").click()
    qtbot.waitUntil(lambda: button(one, "done").isVisible(), timeout=5000)
    step = guide_for(CAUSE).steps[0]
    assert step.by_hand is not None
    assert screen(one)._text.text() == step.by_hand.en
    assert one.session.words.text(f"did.{did}") in screen(one)._heard.text()
    assert screen(one)._who.text() == one.session.words.text("guide.who_you")
    assert hand.setting == "old"
    button(one, "done").click()
    qtbot.waitUntil(lambda: screen(one)._guided.state.at == 1, timeout=5000)
    assert one.session.tried[-1].did is did


def test_somebody_may_rather_do_it_themselves(world: Maker, qtbot: Any) -> None:
    hand = FakeHand()
    one = begin(world, qtbot, hand)
    button(one, "by_hand").click()
    step = guide_for(CAUSE).steps[0]
    assert step.by_hand is not None
    assert screen(one)._text.text() == step.by_hand.en
    assert screen(one)._heard.text() == say(one, "guide.declined")
    assert not button(one, "act").isVisible()
    button(one, "done").click()
    qtbot.waitUntil(lambda: screen(one)._guided.state.at == 1, timeout=5000)
    assert hand.log == []
    assert one.session.tried[-1].did is Did.DECLINED


def test_the_window_never_waits_for_a_slow_hand(world: Maker, qtbot: Any) -> None:
    hand = FakeHand(held=True)
    one = begin(world, qtbot, hand)
    qtbot.waitUntil(lambda: len(one.runs.asked) > 1)  # the step is being watched
    ticks = [time.monotonic()]
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start(5)
    button(one, "act").click()
    qtbot.waitUntil(lambda: hand.log == ["act"])
    looked = len(one.runs.asked)
    assert "0 s" in screen(one)._watching.text()
    qtbot.wait(150)
    assert len(one.runs.asked) == looked, "nothing is looked at while the app acts"
    screen(one)._guided._since -= 4
    screen(one)._tick()
    assert "4 s" in screen(one)._watching.text()
    one.runs._scripts = [story.healthy()]
    hand.gate.set()
    qtbot.waitUntil(lambda: screen(one)._shown.finished == "fixed", timeout=5000)
    timer.stop()
    assert max(later - sooner for sooner, later in pairwise(ticks)) < WORST_GAP_S


def test_while_it_acts_nothing_can_be_pressed_that_would_disturb_it(world: Maker, qtbot: Any) -> None:
    hand = FakeHand(held=True)
    one = begin(world, qtbot, hand)
    button(one, "act").click()
    qtbot.waitUntil(lambda: hand.log == ["act"])
    assert [name for name in screen(one)._buttons if button(one, name).isVisible()] == []
    hand.gate.set()
    qtbot.waitUntil(lambda: screen(one)._guided.state.at == 1, timeout=5000)


def test_the_state_is_on_the_disk_before_the_hand_begins(world: Maker, qtbot: Any) -> None:
    hand = FakeHand(held=True)
    one = begin(world, qtbot, hand)
    button(one, "act").click()
    qtbot.waitUntil(lambda: hand.log == ["act"])
    kept = walk.restore(impatient(CAUSE), one.walk[-1] or b"")
    assert kept is not None
    assert kept.phase is walk.Phase.ACTING
    assert stages(one) == [Stage.BEGUN]
    hand.gate.set()
    qtbot.waitUntil(lambda: screen(one)._guided.state.at == 1, timeout=5000)


def test_who_leaves_while_it_acts_finds_it_proved(world: Maker, qtbot: Any) -> None:
    hand = FakeHand(held=True)
    one = begin(world, qtbot, hand)
    button(one, "act").click()
    qtbot.waitUntil(lambda: hand.log == ["act"])
    one.window.go_home()
    hand.gate.set()
    qtbot.waitUntil(lambda: stages(one) == [Stage.TAKEN_BACK], timeout=5000)
    qtbot.waitUntil(lambda: screen(one)._guided.state.at == 1)
    offer = one.screen("home")._offer
    assert offer.isVisible()
    offer.take.click()
    assert "Step 2 of" in screen(one)._progress.text()


def test_another_guide_puts_back_what_the_first_one_was_doing(world: Maker, qtbot: Any) -> None:
    hand = FakeHand(held=True)
    one = begin(world, qtbot, hand)
    button(one, "act").click()
    qtbot.waitUntil(lambda: hand.log == ["act"])
    one.window.go_home()
    one.window.go("guide", "isp.down")
    assert screen(one)._guided.state.guide == "isp.down"
    hand.gate.set()
    qtbot.waitUntil(lambda: stages(one) == [Stage.TAKEN_BACK], timeout=5000)
    assert hand.setting == "old"
    assert screen(one)._guided.state.guide == "isp.down"
    assert not screen(one)._guided.doing


def test_closing_the_window_does_not_wait_for_the_hand(world: Maker, qtbot: Any) -> None:
    hand = FakeHand(held=True)
    one = begin(world, qtbot, hand)
    button(one, "act").click()
    qtbot.waitUntil(lambda: hand.log == ["act"])
    began = time.monotonic()
    assert not one.session.repairs.close(), "the deed goes on"
    assert time.monotonic() - began < 1.5
    assert stages(one) == [Stage.BEGUN], "the next start finishes it"
    hand.gate.set()
    qtbot.waitUntil(lambda: one.session.repairs.close())


def question() -> Guide:
    guide = impatient(CAUSE)
    answers = (
        Answer(id="yes", words=Words("Yes & more", "Oui"), go="next"),
        Answer(id="no", words=Words("<b>No</b>", "Non"), go="restart"),
    )
    first = msgspec.structs.replace(
        guide.steps[0], verb="none", who="you", by_hand=None, answers=answers, text=Words("<b>Does it?</b>", "Alors ?")
    )
    return msgspec.structs.replace(guide, steps=(first, *guide.steps[1:]))


def ask(world: Maker, qtbot: Any) -> World:
    one = world(BROKEN, guide_for=lambda _: question())
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    one.screen("home")._buttons["fix"].click()
    return one


def test_a_question_is_answered_and_leads_on(world: Maker, qtbot: Any) -> None:
    one = ask(world, qtbot)
    shown = screen(one)._answers.buttons
    assert [each.text() for each in shown] == ["Yes && more", "<b>No</b>"]
    assert not button(one, "done").isVisible()
    shown[1].click()
    assert screen(one)._guided.state.steps[screen(one)._guided.state.at] == "restart"
    assert screen(one)._progress.text().startswith("Step 2 of 2 "), "what was left out is not counted"
    assert not screen(one)._answers.isVisible()
    button(one, "back").click()
    assert len(screen(one)._answers.buttons) == 2


def test_the_texts_of_a_guide_are_never_markup(world: Maker, qtbot: Any) -> None:
    """A guide that says "<b>" shows "<b>"."""
    one = ask(world, qtbot)
    text = screen(one)._text
    assert text.text() == "<b>Does it?</b>"
    assert text.textFormat() is Qt.TextFormat.PlainText
    for sly in ("a &lt;b&gt; c", "<i>x</i>", "&amp;", "a\n<b>c"):
        assert Text(sly).textFormat() is Qt.TextFormat.PlainText, sly
    for label in screen(one).findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText or not set(label.text()) & {"<", "&"}


def test_it_is_put_aside_for_a_call_and_taken_up_again(world: Maker, qtbot: Any) -> None:
    one = begin(world, qtbot, FakeHand(), guide_for=lambda _: later_first())
    assert button(one, "pause").text() == say(one, "guide.pause_call")
    assert say(one, "guide.drops") in screen(one)._notes.text()
    button(one, "pause").click()
    assert screen(one)._text.text() == one.session.words.text("guide.paused")
    assert not screen(one)._guided.looks._timer.isActive()
    assert button(one, "resume").isVisible()
    button(one, "resume").click()
    assert button(one, "act").isVisible()


def later_first() -> Guide:
    """A guide whose first step cuts the connection."""
    guide = impatient(CAUSE)
    return msgspec.structs.replace(guide, steps=guide.steps[1:])


def portal(world: Maker, qtbot: Any, *later: list[Event], **named: Any) -> World:
    first = story.story("internet.captive_portal", problems=("internet.portal",))
    one = world(first, *later, **named)
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start()
    one.screen("home")._buttons["fix"].click()
    return one


def test_the_sign_in_page_is_opened_and_success_is_seen_by_itself(world: Maker, qtbot: Any) -> None:
    still = story.story("internet.captive_portal", problems=("internet.portal",))
    one = portal(world, qtbot, still, still, still, story.healthy())
    assert button(one, "act").text() == say(one, "guide.open_portal")
    button(one, "act").click()
    qtbot.waitUntil(lambda: bool(one.opened))
    assert one.opened[0][0] == "captive.open_portal"
    assert str(one.opened[0][1]).startswith("http://")
    assert "more seconds" in screen(one)._watching.text()
    assert button(one, "open_again").isVisible()
    assert button(one, "skip").isVisible()
    qtbot.waitUntil(lambda: screen(one)._shown.finished == "fixed", timeout=5000)


def test_a_page_that_does_not_open_is_described_instead(world: Maker, qtbot: Any) -> None:
    from app.guides.hand import Deed

    one = portal(world, qtbot, open_page=lambda verb, target: Deed(Did.UNSUPPORTED))
    button(one, "act").click()
    step = guide_for("internet.captive_portal").steps[0]
    assert step.by_hand is not None
    qtbot.waitUntil(lambda: screen(one)._text.text() == step.by_hand.en)
    assert screen(one)._heard.text() == say(one, "guide.cannot_open")


def test_the_guide_of_a_tile_opens_when_all_is_well_and_it_still_hurts(world: Maker, qtbot: Any) -> None:
    one = world(story.healthy())
    with qtbot.waitSignal(one.session.ended, timeout=5000):
        one.session.start("slow")
    fix = one.screen("home")._buttons["fix"]
    assert fix.isVisible()
    fix.click()
    assert screen(one)._guided.state.guide == "symptom.slow"
    assert screen(one)._answers.buttons


def test_the_guide_is_saved_to_print_or_to_read(world: Maker, qtbot: Any, tmp_path: Any) -> None:
    one = begin(world, qtbot, FakeHand())
    for name in ("guide.txt", "guide.pdf"):
        screen(one).save_to(tmp_path / name)
        qtbot.waitUntil(lambda name=name: name in screen(one)._saved.text(), timeout=5000)
    text = (tmp_path / "guide.txt").read_text("utf-8")
    assert guide_for(CAUSE).title.en in text
    assert (tmp_path / "guide.pdf").read_bytes().startswith(b"%PDF")
    screen(one).save_to(tmp_path / "guide.txt" / "under a file.txt")
    qtbot.waitUntil(lambda: "could not be saved" in screen(one)._saved.text(), timeout=5000)

"""A step as it is shown: what the app will do and what it costs, what it is doing, and how it ended."""

from dataclasses import fields
from typing import Any

import msgspec
import pytest

from app.content.peers import Rate
from app.guides import walk
from app.guides.hand import Did
from app.guides.library import guide_for
from app.guides.model import Answer, Guide, Words
from app.guides.verb import TABLE, Right, changes
from app.presenters import deed
from app.presenters.guide import GuideView, Moment, guide_view
from app.presenters.phrase import Phrases
from diagnostics.wording import Wording

EN = Phrases.load("en")
WORDS = Wording.load("en")
GUIDE = guide_for("dns.no_server")
PROBLEMS = ("dns.configured", "dns.system")
BUTTONS = ("act", "by_hand", "resume", "done", "open_again", "skip", "pause", "back")


def walked(*events: walk.Event, guide: Guide = GUIDE) -> walk.State:
    state = walk.start(guide, "linux", PROBLEMS)
    for event in (walk.Opened(), *events):
        state, _ = walk.advance(guide, state, event)
    return state


def view(state: walk.State, *, guide: Guide = GUIDE, system: str = "linux", **now: Any) -> GuideView:
    return guide_view(guide, state, WORDS, EN, args={}, system=system, now=Moment(**now))


def offered(shown: GuideView) -> set[str]:
    return {name for name in BUTTONS if getattr(shown, name) is not None}


STILL = walk.Rechecked(GUIDE.cause, PROBLEMS)
WORSE = walk.Rechecked("link.disabled", (*PROBLEMS, "link.adapters"))
DONE = (walk.Acted(), walk.Performed(Did.DONE))

CASES = {
    "before": ((), {"act", "by_hand", "skip", "pause"}),
    "acting": ((walk.Acted(),), set()),
    "checking": (DONE, set()),
    "no change": ((*DONE, STILL), {"act", "by_hand", "skip", "pause", "back"}),
    "denied": ((walk.Acted(), walk.Performed(Did.DENIED)), {"done", "skip", "pause"}),
    "declined": ((walk.Acted(), walk.Performed(Did.DECLINED)), {"done", "skip", "pause"}),
    "paused": ((walk.Paused(),), {"resume"}),
    "worse": ((*DONE, WORSE), {"done", "back"}),
    "fixed": ((*DONE, walk.Rechecked("healthy")), {"done"}),
}  # fmt: skip


@pytest.mark.parametrize(("events", "buttons"), CASES.values(), ids=CASES)
def test_what_can_be_pressed(events: tuple[walk.Event, ...], buttons: set[str]) -> None:
    assert offered(view(walked(*events))) == buttons


def test_before_a_deed_it_is_said_why_what_is_cut_and_that_it_can_be_put_back() -> None:
    notes = view(walked()).notes
    assert notes == (EN("guide.why", why=WORDS.cause(GUIDE.cause).says), EN("guide.returns"))
    renew = view(walked(walk.Skipped("cannot")))
    assert EN("guide.drops") in renew.notes
    assert EN("guide.returns") not in renew.notes, "nothing of it stays"
    assert renew.pause == EN("guide.pause_call")


@pytest.mark.parametrize("verb", [id for id in TABLE if changes(id)])
@pytest.mark.parametrize("system", ["linux", "darwin", "windows"])
def test_a_password_is_announced_where_the_system_asks_for_one(verb: str, system: str) -> None:
    step = msgspec.structs.replace(GUIDE.steps[0], verb=verb)
    notes = deed.before(GUIDE, step, WORDS, EN, {}, system)
    asks = TABLE[verb].rights.get(system) is Right.ADMIN
    assert (EN("guide.asks_right") in notes) is asks
    assert (EN("guide.drops") in notes) is TABLE[verb].drops
    assert (EN("guide.returns") in notes) is TABLE[verb].lasting


def test_while_it_acts_the_seconds_are_told() -> None:
    assert view(walked(walk.Acted()), doing="acting", seconds_acting=7).watching == EN("guide.acting", s=7)
    back = view(walked(*DONE), doing="settling", is_putting_back=True, seconds_acting=3)
    assert back.watching == EN("guide.putting_back", s=3)
    assert view(walked(*DONE), doing="settling").watching == EN("guide.looking")


@pytest.mark.parametrize("did", [did for did in Did if did not in (Did.DONE, Did.NOTHING_TO_DO)])
def test_where_the_app_does_not_do_it_the_person_is_told_why_and_how(did: Did) -> None:
    shown = view(walked(walk.Acted(), walk.Performed(did)), said="guide.by_hand")
    by_hand = GUIDE.steps[0].by_hand
    assert by_hand is not None
    assert shown.text == by_hand.en
    assert shown.who == WORDS.text("guide.who_you")
    told = EN("guide.declined") if did is Did.DECLINED else f"{WORDS.text(f'did.{did}')} {EN('guide.here_is_how')}"
    assert shown.said == told


def test_what_was_put_back_is_said_with_what_the_step_brought() -> None:
    state = walked(*DONE, STILL)
    told = WORDS.text("guide.no_change")
    assert view(state, said="guide.no_change").said == f"{told} {EN('guide.taken_back')}"
    assert view(state, said="guide.no_change", is_stuck=True).said == f"{told} {EN('guide.stuck')}"
    assert view(state).said == "", "it is said once"
    kept = walked(*DONE, walk.Rechecked(GUIDE.cause, PROBLEMS[:1]))
    assert view(kept, said="guide.better").said == WORDS.text("guide.better")


def test_the_end_says_what_was_put_back() -> None:
    assert view(walked(*DONE, WORSE)).notes == (EN("guide.worse_back"),)
    assert view(walked(*DONE, WORSE), is_stuck=True).notes == (EN("guide.stuck"),)
    by_person = walked(walk.Acted(), walk.Performed(Did.DENIED), walk.Acted(), WORSE)
    assert view(by_person).notes == (WORDS.text("guide.worse"),)


def asking() -> Guide:
    answers = (Answer(id="yes", words=Words("Yes", "Oui")), Answer(id="no", words=Words("No", "Non"), go="restart"))
    first = msgspec.structs.replace(GUIDE.steps[0], verb="none", who="you", by_hand=None, answers=answers)
    return msgspec.structs.replace(GUIDE, steps=(first, *GUIDE.steps[1:]))


def test_a_question_offers_its_answers_and_no_done() -> None:
    shown = view(walked(guide=asking()), guide=asking())
    assert shown.answers == (("yes", "Yes"), ("no", "No"))
    assert shown.who == WORDS.text("guide.who_ask")
    assert offered(shown) == {"skip", "pause"}
    assert shown.watching == ""


def test_steps_that_an_answer_left_out_are_not_counted() -> None:
    guide = asking()
    state = walked(walk.Answered("no"), guide=guide)
    assert view(state, guide=guide).progress.startswith("Step 2 of 2 ")
    assert f"{guide.steps[-1].minutes} min" in view(state, guide=guide).progress
    assert view(walked(walk.Answered("yes"), guide=guide), guide=guide).progress.startswith(
        f"Step 2 of {len(state.steps)} "
    )


def test_the_sign_in_page_is_waited_for_with_the_seconds_that_are_left() -> None:
    guide = guide_for("internet.captive_portal")
    before = view(walked(guide=guide), guide=guide)
    assert before.act == EN("guide.open_portal")
    waiting = view(walked(walk.Acted(), guide=guide), guide=guide, seconds_left=250)
    assert waiting.watching == EN("guide.waiting_for", s=250)
    assert offered(waiting) == {"open_again", "skip"}
    by_hand = guide.steps[0].by_hand
    assert by_hand is not None
    assert view(walked(walk.Acted(), guide=guide), guide=guide, cannot_open=True).text == by_hand.en


def test_whoever_has_to_wait_long_may_go_on() -> None:
    state = walked(walk.Acted(), walk.Performed(Did.DENIED), walk.Acted())
    assert view(state, seconds_left=200).skip is not None
    assert view(state, seconds_left=3).skip is None


def test_a_guide_without_a_step_for_this_system_ends_in_words() -> None:
    steps = tuple(msgspec.structs.replace(step, only_on=("windows",)) for step in GUIDE.steps)
    guide = msgspec.structs.replace(GUIDE, steps=steps)
    shown = view(walked(guide=guide), guide=guide)
    assert shown.finished == "sent_to_it"
    assert shown.back is None


def test_the_filled_button_exists() -> None:
    names = {field.name for field in fields(GuideView)}
    for events, _ in CASES.values():
        shown = view(walked(*events))
        assert not shown.main or (shown.main in names and getattr(shown, shown.main) is not None)


@pytest.mark.parametrize(
    ("rate", "told"),
    [
        (None, ""),
        (Rate(8, 45), "This helped 8 of 10 colleagues."),
        (Rate(10, 45), "This helped 10 of 10 colleagues."),
        (Rate(0, 45), ""),
    ],
)
def test_a_step_says_how_many_it_helped(rate: Rate | None, told: str) -> None:
    shown = view(walked(), rate=rate)
    assert shown.helped == told
    assert told in shown.spoken


def test_what_it_tells_of_the_trouble_stands_above_the_step() -> None:
    assert view(walked(), known=("Known since 9:40: down.", "They are on it.")).known == (
        "Known since 9:40: down. They are on it."
    )

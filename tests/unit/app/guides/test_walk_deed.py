"""Stories of a change that the app makes: it is looked at, and kept or put back before the walk goes on."""

import pytest
from msgspec.structs import replace

from app.guides import walk
from app.guides.hand import Did
from app.guides.model import Guide, Step, Words
from app.guides.walk import (
    Acted,
    Announce,
    Back,
    Effect,
    Event,
    GaveUp,
    Opened,
    Paused,
    Performed,
    Phase,
    Recheck,
    Rechecked,
    Result,
    Resumed,
    RunVerb,
    Settle,
    Skipped,
    State,
)

SAID = Words("Do it.", "Faites-le.")
NAMES = ("dns.answers",)
DNS = Guide(
    id="dns.server_failing",
    cause="dns.server_failing",
    version=1,
    title=SAID,
    minutes=5,
    owner="user",
    stop=SAID,
    steps=(
        Step(id="automatic", who="app", minutes=1, text=SAID, verb="dns.use_automatic", check=NAMES, settle_s=10),
        Step(id="office", who="app", minutes=1, text=SAID, verb="vpn.reconnect", on="Head office"),
        Step(id="restart", who="you", minutes=4, text=SAID, check=NAMES),
    ),
)
BROKEN = ("dns.answers", "dns.second", "service.reachable")

DONE, TRIED_IN_VAIN = Performed(Did.DONE), Performed(Did.FAILED)
NOTHING_TO_DO = Performed(Did.NOTHING_TO_DO)
GOOD = Rechecked("healthy")
SAME = Rechecked("dns.server_failing", BROKEN)
BETTER = Rechecked("dns.server_failing", BROKEN[:1])
WORSE = Rechecked("dns.server_failing", (*BROKEN, "internet.addresses"))
NO_LINE = Rechecked("isp.down", BROKEN)
FEWER = Rechecked("service.down", ("service.reachable",))
NO_FEWER = Rechecked("vpn.not_connected", ("vpn.client", "vpn.inside", "service.reachable"))
BESIDE_ANOTHER = Rechecked("laptop.disk_full", BROKEN, others=("dns.server_failing",))
NOBODY_KNOWS = Rechecked("unknown", ("dns.second", "service.reachable", "proxy.reachable"))
FEWER_UNNAMED = Rechecked("unknown", ("dns.second",))


def play(*events: Event, guide: Guide = DNS) -> tuple[State, tuple[Effect, ...]]:
    state = walk.start(guide, "linux", BROKEN)
    effects: tuple[Effect, ...] = ()
    for event in events:
        state, effects = walk.advance(guide, state, event)
    return state, effects


STORIES: dict[str, tuple[list[Event], str]] = {  # what happens; then: step phase outcome; what was tried
    "the app begins": ([Acted()], "0 acting -"),
    "and again does nothing": ([Acted(), Acted()], "0 acting -"),
    "it is done": ([Acted(), DONE], "0 checking - pending"),
    "done and fixed": ([Acted(), DONE, GOOD], "0 finished fixed; automatic fixed done"),
    "done and better": ([Acted(), DONE, BETTER], "1 step -; automatic better done"),
    "done and no change": ([Acted(), DONE, SAME], "1 step -; automatic no_change done back"),
    "done and worse": ([Acted(), DONE, WORSE], "0 finished sent_to_it; automatic worse done back"),
    "done, and the line is gone": ([Acted(), DONE, NO_LINE], "0 finished sent_to_it; automatic worse done back"),
    "further, fewer checks fail": ([Acted(), DONE, FEWER], "0 finished other_cause; automatic fixed done"),
    "another cause, no fewer": ([Acted(), DONE, NO_FEWER], "1 step -; automatic no_change done back"),
    "another cause, ours beside it": ([Acted(), DONE, BESIDE_ANOTHER], "1 step -; automatic no_change done back"),
    "nobody can say": ([Acted(), DONE, NOBODY_KNOWS], "1 step -; automatic no_change done back"),
    "nobody can say, but less fails": ([Acted(), DONE, FEWER_UNNAMED], "1 step -; automatic better done"),
    "a look from before does not count": (
        [Acted(), DONE, replace(GOOD, final=False), replace(NO_LINE, final=False)],
        "0 checking - pending",
    ),
    "no look counts while the app acts": ([Acted(), GOOD, SAME, NO_LINE], "0 acting -"),
    "nobody leaves while the app acts": ([Acted(), Skipped("cannot"), Back(), GaveUp()], "0 acting -"),
    "skipped before it is proved": ([Acted(), DONE, Skipped("not_now")], "1 step -; automatic skipped done back"),
    "back before it is proved": ([Acted(), DONE, Back()], "0 step -; automatic skipped done back"),
    "given up before it is proved": ([Acted(), DONE, GaveUp()], "0 finished sent_to_it; automatic skipped done back"),
    "it was so already": ([Acted(), NOTHING_TO_DO], "0 checking -"),
    "it was so already: no change": ([Acted(), NOTHING_TO_DO, SAME], "1 step -; automatic no_change nothing_to_do"),
    "it was so already, and is well": ([Acted(), NOTHING_TO_DO, GOOD],
        "0 finished fixed; automatic fixed nothing_to_do"),
    "it could not be done": ([Acted(), TRIED_IN_VAIN], "0 step -"),
    "by hand instead": ([Acted(), TRIED_IN_VAIN, Acted()], "0 checking -"),
    "by hand, fixed": ([Acted(), TRIED_IN_VAIN, Acted(), GOOD], "0 finished fixed; automatic fixed failed"),
    "by hand, no change": ([Acted(), TRIED_IN_VAIN, Acted(), SAME], "1 step -; automatic no_change failed"),
    "left out because it could not be done": ([Acted(), TRIED_IN_VAIN, Skipped("failed")],
        "1 step -; automatic skipped failed"),
    "fixed by itself meanwhile": ([Acted(), TRIED_IN_VAIN, GOOD], "0 finished fixed; automatic fixed failed"),
    "it is told twice": ([Acted(), DONE, DONE, TRIED_IN_VAIN], "0 checking - pending"),
    "it is told too late": ([Acted(), Opened(), DONE], "0 step -"),
    "it is told though nobody asked": ([DONE, TRIED_IN_VAIN], "0 step -"),
    "put aside while the app acts": ([Acted(), Paused()], "0 paused -"),
    "put aside, then it is done": ([Acted(), Paused(), DONE], "0 paused - pending"),
    "taken up while the app still acts": ([Acted(), Paused(), Resumed()], "0 acting -"),
    "taken up when it is done": ([Acted(), Paused(), DONE, Resumed()], "0 checking - pending"),
    "taken up when there was nothing to do": ([Acted(), Paused(), NOTHING_TO_DO, Resumed()], "0 checking -"),
    "taken up when it failed": ([Acted(), Paused(), TRIED_IN_VAIN, Resumed()], "0 step -"),
    "put aside while it is looked at": ([Acted(), DONE, Paused(), Resumed()], "0 checking - pending"),
    "put aside: only good news counts": ([Acted(), DONE, Paused(), SAME, NO_LINE, FEWER], "0 paused - pending"),
    "put aside, and it is well": ([Acted(), DONE, Paused(), GOOD], "0 finished fixed; automatic fixed done"),
    "put aside, then left out": ([Acted(), DONE, Paused(), Skipped()], "1 step -; automatic skipped done back"),
    "good news while it acts come later": ([Acted(), Paused(), GOOD, DONE], "0 paused - pending"),
    "nothing to look at: everything is": ([Skipped(), Acted(), DONE, SAME],
        "2 step -; automatic skipped; office no_change done back"),
}  # fmt: skip


@pytest.mark.parametrize(("events", "stands"), STORIES.values(), ids=STORIES.keys())
def test_story(events: list[Event], stands: str) -> None:
    state, _ = play(*events)
    head = [str(state.at), state.phase.value, state.outcome.value if state.outcome else "-"]
    tried = [
        " ".join([entry.step, entry.result.value, *([entry.did] if entry.did else []), *["back"] * entry.taken_back])
        for entry in state.tried
    ]
    assert "; ".join([" ".join([*head, *["pending"] * state.pending]), *tried]) == stands


@pytest.mark.parametrize(
    ("event", "keep"),
    [
        (GOOD, True),
        (BETTER, True),
        (FEWER, True),
        (FEWER_UNNAMED, True),
        (SAME, False),
        (WORSE, False),
        (NO_LINE, False),
        (NO_FEWER, False),
        (BESIDE_ANOTHER, False),
        (NOBODY_KNOWS, False),
        (Skipped(), False),
        (Back(), False),
        (GaveUp(), False),
    ],
)
def test_a_change_is_settled_before_anything_else(event: Event, keep: bool) -> None:
    state, effects = play(Acted(), DONE, event)
    assert effects[0] == Settle("automatic", keep)
    assert [type(effect) for effect in effects].count(Settle) == 1
    assert not state.pending
    assert state.tried[-1].taken_back is not keep


@pytest.mark.parametrize("did", [did for did in Did if did not in (Did.DONE, Did.NOTHING_TO_DO)])
def test_what_the_app_cannot_do_the_person_does(did: Did) -> None:
    state, effects = play(Acted(), Performed(did))
    assert (state.phase, state.acted, state.did, state.pending) == (Phase.STEP, True, did, False)
    assert effects == (Announce("guide.by_hand"), Recheck(NAMES, final=False))
    assert walk.needs_hand(DNS, state)
    _, effects = walk.advance(DNS, state, Acted())
    assert effects == (Announce("guide.checking"), Recheck(NAMES, final=True, within_s=10))


def test_the_app_acts_and_then_looks_as_long_as_it_may_take_to_show() -> None:
    state, effects = play(Acted())
    assert effects == (RunVerb("dns.use_automatic", None, "automatic"),)
    assert not walk.needs_hand(DNS, state)
    state, effects = walk.advance(DNS, state, DONE)
    assert effects == (Announce("guide.checking"), Recheck(NAMES, final=True, within_s=10))
    assert walk.pending_step(state) == "automatic"


def test_where_nothing_was_changed_one_look_is_enough() -> None:
    state, effects = play(Acted(), NOTHING_TO_DO)
    assert effects[-1] == Recheck(NAMES, final=True, within_s=0)
    assert walk.pending_step(state) is None
    assert not walk.needs_hand(DNS, state)


def test_a_verb_is_told_on_what_it_acts() -> None:
    _, effects = play(Skipped(), Acted())
    assert effects == (RunVerb("vpn.reconnect", None, "office", "Head office"),)


def test_a_change_without_a_check_is_proved_by_a_look_at_everything() -> None:
    _, effects = play(Skipped(), Acted(), DONE)
    assert effects[-1] == Recheck((), final=True)


@pytest.mark.parametrize(
    ("event", "asks"),
    [
        (replace(GOOD, full=False), True),
        (Rechecked("dns.server_failing", (), full=False), True),
        (replace(FEWER, full=False), True),
        (replace(NO_LINE, full=False), True),
        (replace(SAME, full=False), False),
        (replace(WORSE, full=False), False),
    ],
)
def test_a_part_that_looks_good_does_not_prove_a_change(event: Rechecked, asks: bool) -> None:
    state, effects = play(Acted(), DONE, event)
    assert (effects == (Recheck((), final=True, within_s=10),)) is asks
    assert state.pending is asks


def test_what_is_put_back_leaves_the_old_trouble_to_compare_with() -> None:
    assert play(Acted(), DONE, NO_FEWER)[0].problems == BROKEN
    assert play(Acted(), DONE, BETTER)[0].problems == BROKEN[:1]


def test_after_a_crash_in_the_deed_the_step_begins_again() -> None:
    for before in ([Acted()], [Acted(), Paused()]):
        state, _ = play(*before)
        state, effects = walk.advance(DNS, walk.restore(DNS, walk.to_json(state)) or state, Opened())
        assert (state.phase, state.acted, state.did) == (Phase.STEP, False, None)
        assert effects == (Announce("guide.resumed"), Recheck(NAMES, final=False))
        assert walk.advance(DNS, state, Acted())[0].phase is Phase.ACTING


@pytest.mark.parametrize("before", [[Acted(), DONE], [Acted(), DONE, Paused()]], ids=["checking", "put aside"])
def test_after_a_crash_in_the_look_it_is_looked_at_again(before: list[Event]) -> None:
    state, _ = play(*before)
    state, effects = walk.advance(DNS, walk.restore(DNS, walk.to_json(state)) or state, Opened())
    assert (state.phase, state.pending) == (Phase.CHECKING, True)
    assert effects == (Announce("guide.resumed"), Recheck(NAMES, final=True, within_s=10))
    assert walk.advance(DNS, state, GOOD)[1][0] == Settle("automatic", keep=True)


def test_when_everything_works_a_change_stays_and_trouble_takes_it_back() -> None:
    """In a guide for a tile nothing was wrong before: only what breaks something is put back."""
    guide = replace(DNS, id="symptom.slow", cause="healthy")
    part = Rechecked("healthy", full=False)
    state = walk.start(guide, "linux")
    for event in (Acted(), DONE):
        state, _ = walk.advance(guide, state, event)
    assert walk.advance(guide, state, part)[1] == (Recheck((), final=True, within_s=10),)
    well, effects = walk.advance(guide, state, GOOD)
    assert (well.at, well.tried[-1].result, effects[0]) == (1, Result.DONE, Settle("automatic", keep=True))
    broken, effects = walk.advance(guide, state, SAME)
    assert (broken.at, effects[0]) == (1, Settle("automatic", keep=False))


def test_a_page_that_the_app_opens_is_watched_without_another_click() -> None:
    step = Step(id="portal", who="app", minutes=1, text=SAID, verb="captive.open_portal", check=NAMES, settle_s=60)
    state, effects = play(Acted(), guide=replace(DNS, steps=(step,)))
    assert state.phase is Phase.CHECKING
    assert effects == (
        RunVerb("captive.open_portal", None, "portal"),
        Announce("guide.checking"),
        Recheck(NAMES, final=True, within_s=60),
    )
    assert walk.advance(replace(DNS, steps=(step,)), state, DONE) == (state, ())

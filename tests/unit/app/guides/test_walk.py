"""Stories of a person and a guide, event by event: `state, effects` after each."""

import pytest
from msgspec.structs import replace

from app.guides import walk
from app.guides.model import Guide, Step, Words
from app.guides.walk import (
    Acted,
    Announce,
    Back,
    Effect,
    Event,
    Finished,
    GaveUp,
    Opened,
    Outcome,
    Paused,
    Phase,
    Recheck,
    Rechecked,
    Result,
    Resumed,
    RunVerb,
    Skipped,
    State,
)

IP = ("ip.addresses",)
SAID = Words("Do it.", "Faites-le.")
BOX = Guide(
    id="gateway.unreachable",
    cause="gateway.unreachable",
    version=1,
    title=SAID,
    minutes=5,
    owner="user",
    stop=SAID,
    steps=(
        Step(id="reconnect", who="you", minutes=1, text=SAID, check=("gateway.answers",), settle_s=20),
        Step(id="look", who="you", minutes=1, text=SAID),
        Step(id="box", who="you", minutes=5, text=SAID, check=("gateway.answers",), settle_s=240),
        Step(id="phone", who="you", minutes=2, text=SAID, verb="settings.open", page="wifi", check=IP),
        Step(id="renew", who="app", minutes=1, text=SAID, verb="captive.open_portal", check=IP, only_on=("darwin",)),
    ),
)
BROKEN = ("gateway.answers", "internet.addresses", "service.reachable")
SAME = Rechecked("gateway.unreachable", BROKEN)
GOOD = Rechecked("healthy")


def play(*events: Event, guide: Guide = BOX, system: str = "linux") -> tuple[State, tuple[Effect, ...]]:
    state = walk.start(guide, system, BROKEN)
    effects: tuple[Effect, ...] = ()
    for event in events:
        state, effects = walk.advance(guide, state, event)
    return state, effects


def announced(effects: tuple[Effect, ...]) -> list[str]:
    return [effect.id for effect in effects if isinstance(effect, Announce)]


WORSE = Rechecked("gateway.unreachable", (*BROKEN, "ip.addresses"))
BETTER = Rechecked("gateway.unreachable", BROKEN[:1])
NO_CABLE = Rechecked("link.unplugged", BROKEN)
LINE_DOWN = Rechecked("isp.down", BROKEN[1:])


def meanwhile(event: Rechecked) -> Rechecked:
    """The same, seen in the background while the person acts."""
    return Rechecked(event.cause, event.problems, final=False)


STORIES: list[tuple[str, list[Event], str]] = [  # name, what happens, then: step phase outcome; what was tried
    ("just opened", [Opened()], "0 step -"),
    ("repaired while reading", [Opened(), meanwhile(GOOD)], "0 finished fixed; reconnect fixed"),
    ("repaired after done", [Opened(), Acted(), GOOD], "0 finished fixed; reconnect fixed"),
    ("not repaired", [Opened(), Acted(), SAME], "1 step -; reconnect no_change"),
    ("better", [Acted(), BETTER], "1 step -; reconnect better"),
    ("worse", [Acted(), WORSE], "0 finished sent_to_it; reconnect worse"),
    ("worse: now not even the cable", [Acted(), NO_CABLE], "0 finished sent_to_it; reconnect worse"),
    ("worse for a while", [Skipped(), Acted(), meanwhile(NO_CABLE)], "2 step -; reconnect skipped; look done"),
    ("the box is back, the line is not", [Acted(), LINE_DOWN], "0 finished other_cause; reconnect fixed"),
    ("another cause before done", [meanwhile(LINE_DOWN)], "0 finished other_cause; reconnect fixed"),
    ("a full disk is not worse", [Acted(), Rechecked("laptop.disk_full")], "0 finished other_cause; reconnect fixed"),
    ("a part alone is not fixed", [Acted(), Rechecked("healthy", full=False)], "0 checking -"),
    ("skipped", [Skipped("cannot")], "1 step -; reconnect skipped"),
    ("a step without a look", [Skipped(), Acted()], "2 step -; reconnect skipped; look done"),
    ("back", [Skipped(), Back()], "0 step -; reconnect skipped"),
    ("back at the first step stays there", [Back()], "0 step -"),
    ("back while checking", [Skipped(), Acted(), Acted(), Back()], "1 step -; reconnect skipped; look done"),
    ("paused", [Paused()], "0 paused -"),
    ("paused and resumed", [Paused(), Resumed()], "0 step -"),
    ("paused: only good news counts", [Paused(), SAME, NO_CABLE, GOOD], "0 finished fixed; reconnect fixed"),
    ("done twice counts once", [Acted(), Acted()], "0 checking -"),
    ("a late background look does not decide", [Acted(), meanwhile(SAME)], "0 checking -"),
    ("nobody said done, so nothing is judged", [SAME, WORSE, NO_CABLE], "0 step -"),
    ("paused: another cause can wait", [Paused(), LINE_DOWN], "0 paused -"),
    ("given up", [GaveUp()], "0 finished sent_to_it"),
    ("given up, and back again", [GaveUp(), Back()], "0 step -"),
    ("repaired after it was given up", [GaveUp(), GOOD], "0 finished fixed"),
    ("fixed is the end", [Acted(), GOOD, Back(), GaveUp(), Skipped(), SAME, Acted(), Paused(), Opened()],
     "0 finished fixed; reconnect fixed"),
    ("everything skipped", [Skipped()] * 4,
     "3 finished sent_to_it; reconnect skipped; look skipped; box skipped; phone skipped"),
]  # fmt: skip


@pytest.mark.parametrize(("events", "stands"), [row[1:] for row in STORIES], ids=[row[0] for row in STORIES])
def test_story(events: list[Event], stands: str) -> None:
    state, _ = play(*events)
    tried = [f"{entry.step} {entry.result.value}" for entry in state.tried]
    head = f"{state.at} {state.phase.value} {state.outcome.value if state.outcome else '-'}"
    assert "; ".join([head, *tried]) == stands


def test_the_app_watches_while_the_person_acts_and_decides_after_done() -> None:
    _, opened = play(Opened())
    _, done = play(Opened(), Acted())
    assert opened == (Recheck(("gateway.answers",), final=False),)
    assert done == (Announce("guide.checking"), Recheck(("gateway.answers",), final=True, within_s=20))


def test_a_page_is_opened_first_and_counts_only_when_the_person_is_done() -> None:
    before = (Skipped(), Skipped(), Skipped())
    state, first = play(*before, Acted())
    assert (state.phase, first[0]) == (Phase.STEP, RunVerb("settings.open", "wifi", "phone"))
    state, second = play(*before, Acted(), Acted())
    assert (state.phase, [type(effect) for effect in second]) == (Phase.CHECKING, [Announce, Recheck])


def test_what_the_app_does_itself_is_checked_at_once() -> None:
    state, effects = play(*(Skipped(),) * 4, Acted(), system="darwin")
    assert state.phase is Phase.CHECKING
    assert effects[0] == RunVerb("captive.open_portal", None, "renew")


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ([Acted(), GOOD], "guide.fixed"),
        ([Acted(), Rechecked("isp.down", BROKEN)], "guide.other_cause"),
        ([Acted(), Rechecked("gateway.unreachable", BROKEN[:1])], "guide.better"),
        ([Acted(), SAME], "guide.no_change"),
        ([Acted(), Rechecked("link.disabled", BROKEN)], "guide.worse"),
        ([Skipped()] * 4, "guide.not_fixed"),
        ([Paused(), Opened()], "guide.resumed"),
        ([Paused()], "guide.paused"),
    ],
)
def test_what_is_announced(events: list[Event], said: str) -> None:
    assert announced(play(*events)[1]) == [said]


def test_the_end_says_what_is_named_now() -> None:
    assert play(Acted(), GOOD)[1][-1] == Finished(Outcome.FIXED, "healthy")
    state, effects = play(Acted(), Rechecked("isp.down", BROKEN))
    assert (effects[-1], state.other_cause) == (Finished(Outcome.OTHER_CAUSE, "isp.down"), "isp.down")


def test_a_step_may_be_the_last_word() -> None:
    last = Step(id="password", who="you", minutes=1, text=SAID, check=("proxy.reachable",), on_fail="stop")
    guide = replace(BOX, steps=(last, BOX.steps[0]))
    state, _ = play(Acted(), SAME, guide=guide)
    assert (state.outcome, state.at) == (Outcome.SENT_TO_IT, 0)


def test_a_test_that_loads_the_line_runs_once_and_only_when_the_person_is_done() -> None:
    pause = Step(id="pause", who="you", minutes=1, text=SAID, measure=("internet.load",), settle_s=30)
    guide = replace(BOX, id="internet.slow", cause="internet.slow", steps=(pause, BOX.steps[1]))
    shown = play(Opened(), guide=guide)
    assert shown[1] == ()  # nothing is looked at while the step is on the screen
    _, effects = play(Opened(), Acted(), guide=guide)
    assert effects[-1] == Recheck(("internet.load",), final=True, within_s=0)
    still = Rechecked("internet.slow", BROKEN, full=False)
    state, _ = play(Acted(), still, guide=guide)
    assert (state.at, state.tried[0].result) == (1, Result.NO_CHANGE)
    state, effects = play(Acted(), Rechecked("healthy", full=False), guide=guide)
    assert effects == (Recheck((), final=True),)
    state, _ = walk.advance(guide, state, GOOD)
    assert state.outcome is Outcome.FIXED


@pytest.mark.parametrize(
    ("reason", "steps"),
    [
        ("wifi", "reconnect closer phone"),
        ("isp", "reconnect phone"),
        (None, "reconnect closer phone"),
        ("unknown", "reconnect closer phone"),
    ],
)
def test_the_reason_of_the_verdict_picks_the_steps(reason: str | None, steps: str) -> None:
    closer = Step(id="closer", who="you", minutes=1, text=SAID, reasons=("wifi",))
    phone = replace(BOX.steps[3], reasons=("wifi", "isp"))
    guide = replace(BOX, steps=(BOX.steps[0], closer, phone))
    state = walk.start(guide, "linux", BROKEN, reason)
    assert " ".join(state.steps) == steps
    assert walk.restore(guide, walk.to_json(state)) == state


@pytest.mark.parametrize(
    ("before", "now", "outcome"),
    [
        ("internet.loss", "wifi.weak_signal", Outcome.OTHER_CAUSE),  # a poor line is no worse than a poor line
        ("service.unreachable", "internet.loss", Outcome.OTHER_CAUSE),
        ("isp.down", "internet.high_latency", Outcome.OTHER_CAUSE),
        ("call.quality", "wifi.congested", Outcome.OTHER_CAUSE),
        ("wifi.weak_signal", "wifi.not_connected", Outcome.SENT_TO_IT),  # a dead line is
        ("internet.bufferbloat", "isp.down", Outcome.SENT_TO_IT),
        ("account.locked_or_expired", "gateway.unreachable", Outcome.SENT_TO_IT),
    ],
)
def test_what_is_worse_than_a_line_that_works_badly(before: str, now: str, outcome: Outcome) -> None:
    state, _ = play(Acted(), Rechecked(now, BROKEN), guide=replace(BOX, cause=before))
    assert state.outcome is outcome


def test_when_everything_works_the_steps_go_on_and_a_real_cause_ends_them() -> None:
    guide = replace(BOX, id="healthy", cause="healthy")
    state, _ = play(Opened(), Rechecked("healthy", final=False), guide=guide)
    assert (state.phase, state.at) == (Phase.STEP, 0)
    state, _ = play(Acted(), GOOD, guide=guide)
    assert (state.at, state.tried[-1].result) == (1, Result.DONE)
    state, _ = play(Acted(), Rechecked("link.unplugged", BROKEN), guide=guide)
    assert state.outcome is Outcome.OTHER_CAUSE


def test_behind_the_line_no_cause_is_nearer_than_another() -> None:
    """The VPN is up now and shows that a tool is down: that is progress, and so is the other way round."""
    for before, now in (("vpn.not_connected", "service.down"), ("service.unreachable", "vpn.not_connected")):
        state, _ = play(Acted(), Rechecked(now, BROKEN), guide=replace(BOX, cause=before))
        assert state.outcome is Outcome.OTHER_CAUSE


def test_progress_and_the_offer_of_the_report() -> None:
    start, _ = play()
    assert walk.minutes_left(BOX, start) == 9
    assert not walk.offers_report(start)
    later, _ = play(Acted(), SAME, Acted(), Acted(), SAME)
    assert (walk.step_of(BOX, later).id, walk.minutes_left(BOX, later)) == ("phone", 2)
    assert walk.offers_report(later)
    assert walk.minutes_left(BOX, play(GaveUp())[0]) == 0


def test_a_restart_of_the_computer_resumes_at_the_same_step() -> None:
    state, _ = play(Opened(), Acted(), SAME, Skipped("not_now"))
    again = walk.restore(BOX, walk.to_json(state))
    assert again == state
    shown, effects = walk.advance(BOX, again, Opened())
    assert (walk.step_of(BOX, shown).id, announced(effects)) == ("box", ["guide.resumed"])
    assert (shown.tried[1].reason, shown.tried[1].result) == ("not_now", Result.SKIPPED)

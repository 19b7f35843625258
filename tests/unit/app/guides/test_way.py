"""Where a walk goes on: answers, what a step says for "better" and "no change", and the way back."""

import pytest

from app.guides import walk
from app.guides.model import Answer, Guide, Step, Words
from app.guides.walk import (
    Acted,
    Announce,
    Answered,
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
    Skipped,
    State,
)

SAID = Words("Do it.", "Faites-le.")
LINE = ("internet.addresses",)


def answer(id: str, go: str) -> Answer:
    return Answer(id=id, words=SAID, go=go)


def step(id: str, **more: object) -> Step:
    return Step(**{"id": id, "who": "you", "minutes": 1, "text": SAID, "check": LINE, **more})  # type: ignore[arg-type]


CALLS = Guide(
    id="symptom.calls",
    cause="isp.down",
    version=1,
    title=SAID,
    minutes=5,
    owner="user",
    stop=SAID,
    steps=(
        step("ask", answers=(answer("a", "next"), answer("b", "box"), answer("c", "mac"), answer("d", "stop"))),
        step("cable", on_better="phone", on_fail="mac"),
        step("box", on_better="stop", on_fail="stop"),
        step("mac", only_on=("darwin",)),
        step("phone"),
        step("poor", reasons=("wifi",), on_better="mac"),
        step("last", check=()),
    ),
)
BROKEN = ("internet.addresses", "service.reachable")
SAME = Rechecked("isp.down", BROKEN)
BETTER = Rechecked("isp.down", BROKEN[:1])


def play(*events: Event, system: str = "linux", reason: str | None = None) -> tuple[State, tuple[Effect, ...]]:
    state = walk.start(CALLS, system, BROKEN, reason)
    effects: tuple[Effect, ...] = ()
    for event in events:
        state, effects = walk.advance(CALLS, state, event)
    return state, effects


def to(answer: str) -> tuple[Event, ...]:
    return (Answered(answer),)


WAYS: dict[str, tuple[tuple[Event, ...], str, str]] = {  # what happens, then the step on linux and on darwin
    "next": (to("a"), "cable", "cable"),
    "to a later step": (to("b"), "box", "box"),
    "to a step of another system": (to("c"), "phone", "mac"),
    "to the end": (to("d"), "-", "-"),
    "no such answer": (to("z"), "ask", "ask"),
    "done is no answer": ((Acted(),), "ask", "ask"),
    "skipped": ((Skipped(),), "cable", "cable"),
    "answered while put aside": ((Paused(), *to("b")), "ask", "ask"),
    "answered after the end": ((GaveUp(), *to("b")), "-", "-"),
    "an answer where nobody asked": ((*to("a"), *to("a")), "cable", "cable"),
    "better leads over a step": ((*to("a"), Acted(), BETTER), "phone", "phone"),
    "no change leads elsewhere": ((*to("a"), Acted(), SAME), "phone", "mac"),
    "skipped goes to the next, whatever fails": ((*to("a"), Skipped()), "box", "box"),
    "stop when better": ((*to("b"), Acted(), BETTER), "-", "-"),
    "stop when nothing changed": ((*to("b"), Acted(), SAME), "-", "-"),
    "skipped before a stop": ((*to("b"), Skipped()), "phone", "mac"),
    "back to the question": ((*to("b"), Back()), "ask", "ask"),
    "back and another answer": ((*to("b"), Back(), *to("a")), "cable", "cable"),
    "back over what was left out": ((*to("c"), Acted(), SAME, Back(), Back()), "ask", "ask"),
    "back again and again": ((*to("a"), Skipped(), Back(), Back(), Back()), "ask", "ask"),
}


@pytest.mark.parametrize("system", ["linux", "darwin"])
@pytest.mark.parametrize(("events", "linux", "darwin"), WAYS.values(), ids=WAYS.keys())
def test_where_the_walk_goes_on(events: tuple[Event, ...], linux: str, darwin: str, system: str) -> None:
    state, _ = play(*events, system=system)
    stands = "-" if state.phase is Phase.FINISHED else walk.step_of(CALLS, state).id
    assert stands == (linux if system == "linux" else darwin)


def test_a_target_that_is_left_out_with_all_after_it_is_the_end() -> None:
    guide = Guide(
        id="g", cause="isp.down", version=1, title=SAID, minutes=1, owner="user", stop=SAID,
        steps=(step("first", on_fail="mac"), step("second"), step("mac", only_on=("darwin",))),
    )  # fmt: skip
    state = walk.start(guide, "linux", BROKEN)
    for event in (Acted(), SAME):
        state, effects = walk.advance(guide, state, event)
    assert (state.outcome, [entry.step for entry in state.tried]) == (Outcome.SENT_TO_IT, ["first"])
    assert effects == (Announce("guide.not_fixed"), Finished(Outcome.SENT_TO_IT, "isp.down"))


def test_a_step_of_another_reason_is_never_reached() -> None:
    state, _ = play(Answered("c"), Skipped(), reason="wifi")
    assert walk.step_of(CALLS, state).id == "poor"
    state, _ = walk.advance(CALLS, state, Acted())
    state, _ = walk.advance(CALLS, state, BETTER)  # leads to "mac", which lies behind: forward it is
    assert walk.step_of(CALLS, state).id == "last"


def test_an_answer_is_remembered_and_is_no_failure() -> None:
    state, effects = play(Opened(), Answered("b"))
    assert [(entry.step, entry.result, entry.reason) for entry in state.tried] == [("ask", Result.ANSWERED, "b")]
    assert effects == (Recheck(LINE, final=False),)
    for _ in range(4):
        state, _ = walk.advance(CALLS, state, Back())
        state, _ = walk.advance(CALLS, state, Answered("b"))
    assert not walk.offers_report(state)


def test_the_end_of_an_answer_is_told() -> None:
    state, effects = play(Answered("d"))
    assert effects == (Announce("guide.not_fixed"), Finished(Outcome.SENT_TO_IT, "isp.down"))
    assert walk.advance(CALLS, state, Back())[0].phase is Phase.STEP


def test_a_guide_without_a_step_for_this_system_is_over_at_once() -> None:
    guide = Guide(
        id="g", cause="isp.down", version=1, title=SAID, minutes=1, owner="it", stop=SAID,
        steps=(step("mac", only_on=("darwin",)),),
    )  # fmt: skip
    state = walk.start(guide, "linux", BROKEN)
    assert (state.phase, state.outcome) == (Phase.FINISHED, Outcome.SENT_TO_IT)
    assert walk.advance(guide, state, Opened()) == (state, (Finished(Outcome.SENT_TO_IT, "isp.down"),))
    for event in (Acted(), Answered("a"), Skipped(), Back(), Paused(), GaveUp(), Rechecked("healthy")):
        assert walk.advance(guide, state, event) == (state, ())
    with pytest.raises(KeyError):
        walk.step_of(guide, state)

"""Steps by what helped colleagues: better ones first, and no guide is ever broken by it."""

import random
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from app.guides import walk
from app.guides.library import all_guides
from app.guides.model import SYSTEMS, Answer, Guide, Step, Words
from app.guides.order import is_one, ordered, stretches, ways
from app.guides.rehearse import Rehearsal
from app.guides.saved import print_of
from diagnostics.wording import Wording

SAID = Words("Do it.", "Faites-le.")
GUIDES = all_guides()
IDS = [guide.id for guide in GUIDES]


def step(id: str, *, look: bool = True, who: str = "you", **more: object) -> Step:
    check = ("dns.system",) if look else ()
    return Step(id=id, who=who, minutes=1, text=SAID, check=check, **more)  # type: ignore[arg-type]


def guide(*steps: Step) -> Guide:
    return Guide(id="g", cause="g", version=1, title=SAID, minutes=5, owner="user", stop=SAID, steps=steps)


def ids(found: Guide) -> list[str]:
    return [one.id for one in found.steps]


ASKS = (Answer(id="yes", words=SAID), Answer(id="no", words=SAID, go="far"))
TABLE: dict[str, tuple[tuple[Step, ...], dict[str, float], list[str]]] = {
    "the best first": (
        (step("a"), step("b"), step("c"), step("end")),
        {"a": 1, "b": 3, "c": 8},
        ["c", "b", "a", "end"],
    ),
    "equals stay as they are": (
        (step("a"), step("b"), step("c"), step("end")),
        {"a": 3, "b": 8, "c": 3},
        ["b", "a", "c", "end"],
    ),
    "the last one stays": ((step("a"), step("b"), step("end")), {"end": 10, "a": 1, "b": 2}, ["b", "a", "end"]),
    "one that nobody knows keeps its place": (
        (step("a"), step("b"), step("c"), step("end")),
        {"a": 1, "c": 8},
        ["c", "b", "a", "end"],
    ),
    "never across a question": (
        (step("a"), step("ask", answers=ASKS), step("b"), step("c"), step("far"), step("end")),
        {"a": 1, "b": 2, "c": 8, "far": 10},
        ["a", "ask", "c", "b", "far", "end"],
    ),
    "never across what is led to": (
        (step("a", on_fail="c"), step("b"), step("b2"), step("c"), step("d"), step("end")),
        {"a": 0, "b": 1, "b2": 2, "c": 9, "d": 10},
        ["a", "b2", "b", "c", "d", "end"],
    ),
    "never across one that stops the walk": (
        (step("a"), step("b", on_better="stop"), step("c"), step("end")),
        {"a": 1, "b": 5, "c": 9},
        ["a", "b", "c", "end"],
    ),
    "never across one that only prepares": (
        (step("a"), step("open", look=False), step("c"), step("end")),
        {"a": 1, "c": 9},
        ["a", "open", "c", "end"],
    ),
    "never across one that stays": (
        (step("a"), step("b", stays=True), step("c"), step("end")),
        {"a": 1, "b": 2, "c": 9},
        ["a", "b", "c", "end"],
    ),
    "never across one of IT": (
        (step("a"), step("it", who="it"), step("c"), step("end")),
        {"a": 1, "c": 9},
        ["a", "it", "c", "end"],
    ),
    "what is measured moves too": (
        (step("a"), step("m", look=False, measure=("internet.load",)), step("end")),
        {"a": 1, "m": 2},
        ["m", "a", "end"],
    ),
    "strangers count for nothing": ((step("a"), step("b"), step("end")), {"x": 10}, ["a", "b", "end"]),
}


@pytest.mark.parametrize(("steps", "rates", "expected"), TABLE.values(), ids=TABLE.keys())
def test_order(steps: tuple[Step, ...], rates: dict[str, float], expected: list[str]) -> None:
    assert ids(ordered(guide(*steps), rates)) == expected


def test_without_rates_it_is_the_very_guide() -> None:
    for one in GUIDES:
        assert ordered(one, {}) is one


def shaken(one: Guide, dice: random.Random) -> dict[str, float]:
    return {step.id: float(dice.randint(0, 10)) for step in one.steps if dice.random() < 0.9}


@pytest.mark.parametrize("one", GUIDES, ids=IDS)
def test_every_built_in_guide_stays_whole(one: Guide) -> None:
    """No step is lost or doubled; what leads somewhere still leads down; whoever jumps meets what they met before."""
    dice = random.Random(one.id)
    for _ in range(25):
        found = ordered(one, shaken(one, dice))
        assert sorted(ids(found)) == sorted(ids(one))
        assert found.steps[-1] == one.steps[-1]
        places, before = ({step.id: at for at, step in enumerate(some.steps)} for some in (found, one))
        for each in found.steps:
            for go in ways(each):
                if go in places:
                    assert places[each.id] < places[go]
                    assert set(ids(found)[places[go] :]) == set(ids(one)[before[go] :])
        assert print_of(found) == print_of(one)
        assert ordered(found, dict.fromkeys(before, 5.0)) is found
        assert is_one(one, ids(found))
        assert is_one(found, ids(one))


@pytest.mark.parametrize("one", GUIDES, ids=IDS)
def test_a_rehearsal_of_every_built_in_guide_ends_as_before(one: Guide) -> None:
    wording, dice = Wording.load("en"), random.Random(one.id)
    reasons = [None, *sorted({reason for step in one.steps for reason in step.reasons})]
    found = ordered(one, shaken(one, dice))
    for system in SYSTEMS:
        for reason in reasons:
            after = Rehearsal(found, system, wording, reason=reason).record()
            assert after.outcome == Rehearsal(one, system, wording, reason=reason).record().outcome
            assert after.rehearsal
            assert sorted(Rehearsal(found, system, wording, reason=reason).reachable()) == sorted(
                Rehearsal(one, system, wording, reason=reason).reachable()
            )


def test_most_built_in_guides_can_put_what_helps_first() -> None:
    able = [one.id for one in GUIDES if any(len(stretch) > 1 for stretch in stretches(one))]
    assert len(able) > len(GUIDES) / 2


LEFT: dict[str, Callable[[Guide], Guide]] = {
    "its rates have changed": lambda now: now,
    "there are no rates any more": lambda _: BEFORE,
}
BEFORE = guide(step("a"), step("b"), step("c"), step("d"), step("end"))


@pytest.mark.parametrize("then", LEFT.values(), ids=LEFT.keys())
def test_a_walk_that_was_left_goes_on_in_the_order_it_began_with(then: Callable[[Guide], Guide]) -> None:
    state = walk.start(ordered(BEFORE, {"c": 9.0, "a": 2.0}), "linux")
    state = replace(state, at=1)
    now = then(ordered(BEFORE, {"d": 9.0, "b": 2.0}))
    again = walk.restore(now, walk.to_json(state), "linux")
    assert again == state
    assert again.steps == ("c", "b", "a", "d", "end")
    assert walk.step_of(now, again).id == "b"


CHANGED: dict[str, Callable[[Guide], Guide]] = {
    "another text": lambda one: replace(one, steps=(replace(one.steps[0], text=Words("No.", "Non.")), *one.steps[1:])),
    "another check": lambda one: replace(one, steps=(replace(one.steps[0], check=("ip.addresses",)), *one.steps[1:])),
    "a step more": lambda one: replace(one, steps=(step("new"), *one.steps)),
    "a step less": lambda one: replace(one, steps=one.steps[1:]),
    "another way": lambda one: replace(one, steps=(replace(one.steps[0], on_fail="d"), *one.steps[1:])),
    "another version": lambda one: replace(one, version=2),
}


@pytest.mark.parametrize("change", CHANGED.values(), ids=CHANGED.keys())
def test_a_walk_whose_guide_has_changed_begins_anew(change: Callable[[Guide], Guide]) -> None:
    left = walk.to_json(replace(walk.start(BEFORE, "linux"), at=2))
    assert walk.restore(BEFORE, left, "linux") is not None
    assert walk.restore(change(BEFORE), left, "linux") is None


NO_ORDER = {
    "the last one first": ("end", "a", "b", "c", "d"),
    "one twice": ("a", "a", "b", "c", "d", "end"),
    "a stranger": ("a", "b", "c", "d", "x", "end"),
    "more than there are": ("a", "b", "c", "d", "end", "end"),
}


@pytest.mark.parametrize("steps", NO_ORDER.values(), ids=NO_ORDER.keys())
def test_what_is_no_order_of_the_guide(steps: tuple[str, ...]) -> None:
    assert not is_one(BEFORE, steps)


def test_a_part_of_the_steps_may_be_in_any_order_of_theirs() -> None:
    assert is_one(BEFORE, ("d", "b", "end"))
    assert is_one(BEFORE, ())

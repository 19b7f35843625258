"""Least effort first, in every guide, for every reason and on every system; and questions that really decide."""

import itertools

import pytest

from app.guides.library import all_guides
from app.guides.model import NEXT, STOP, SYSTEMS, Guide, Step
from tests.catalogue.effort import EFFORT, LATE, STEPS, Effort
from tests.catalogue.prose import MOST_WORDS_OF_AN_ANSWER, too_long

GUIDES = all_guides()
EACH = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.id)
QUESTIONS = [(guide, step) for guide in GUIDES for step in guide.steps if step.answers]
EACH_QUESTION = pytest.mark.parametrize(("guide", "step"), QUESTIONS, ids=[f"{g.id}/{s.id}" for g, s in QUESTIONS])
ASKED = {
    *("isp.down", "gateway.unreachable", "internet.partial", "wifi.not_connected", "vpn.auth_failed", "call.quality"),
    *("symptom.calls", "symptom.slow", "symptom.password", "symptom.vpn", "symptom.vpn_apps", "symptom.cuts"),
}
"""Where an answer changes what is best to do next."""


def effort(step: Step) -> Effort:
    """What a step asks of somebody."""
    return Effort.APP if step.who == "app" else EFFORT[step.id]


def walks(guide: Guide) -> list[tuple[Step, ...]]:
    """Every selection of steps that a person may be led through."""
    named = sorted({reason for step in guide.steps for reason in step.reasons})
    reasons: list[str | None] = [*named] or [None]
    return [guide.for_system(system, reason) for system in SYSTEMS for reason in reasons]


def out_of_order(guide: Guide) -> set[str]:
    """The steps that stand behind one that asks for more. What is left to wait for at the very end is no effort."""
    late: set[str] = set()
    for chosen in walks(guide):
        steps = [step for step in chosen if not step.answers and (guide.id, step.id) not in LATE]
        while steps and effort(steps[-1]) is Effort.WAIT:
            steps.pop()
        late |= {after.id for before, after in itertools.combinations(steps, 2) if effort(after) < effort(before)}
    return late


@EACH
def test_least_effort_first(guide: Guide) -> None:
    assert out_of_order(guide) == set()


def test_every_step_has_its_effort_once_and_every_exception_is_still_one() -> None:
    named = [id for ids in STEPS.values() for id in ids.split()]
    people = {step.id for guide in GUIDES for step in guide.steps if step.who != "app" and not step.answers}
    assert sorted(named) == sorted(people)
    assert {place for place in LATE if not _is_late(*place)} == set()


def _is_late(guide_id: str, step_id: str) -> bool:
    guide = next(guide for guide in GUIDES if guide.id == guide_id)
    for chosen in walks(guide):
        before = list(itertools.takewhile(lambda step: step.id != step_id, chosen))
        if len(before) < len(chosen) and any(
            effort(step) > effort(guide.step(step_id)) for step in before if not step.answers
        ):
            return True
    return False


@EACH
def test_what_the_app_can_do_comes_before_what_the_person_must(guide: Guide) -> None:
    """Except where the person has to stop doing something first."""
    for chosen in walks(guide):
        kinds = ["app" if step.who == "app" else "you" for step in chosen if (guide.id, step.id) not in LATE]
        kinds = [kind for kind, step in zip(kinds, chosen, strict=False) if step.id != "no-passwords"]
        waiting = chosen and effort_of_first(chosen) is Effort.WAIT
        if "app" in kinds and not waiting:
            assert kinds[: kinds.count("app")] == ["app"] * kinds.count("app")


def effort_of_first(chosen: tuple[Step, ...]) -> Effort:
    """What the first step that is no question asks."""
    return effort(next(step for step in chosen if not step.answers))


@EACH_QUESTION
def test_a_question_decides(guide: Guide, step: Step) -> None:
    """Two answers at least lead to different steps, and every one leads on."""
    order = [other.id for other in guide.steps]
    here = order.index(step.id)
    ways = {answer.go: len(order) if answer.go == STOP else here + 1 for answer in step.answers}
    ways |= {go: order.index(go) for go in ways if go not in (NEXT, STOP)}
    assert len(set(ways.values())) > 1
    assert all(place > here for place in ways.values())


@EACH_QUESTION
def test_a_question_and_its_answers_can_be_read_aloud(guide: Guide, step: Step) -> None:
    assert step.who == "you"
    assert len(step.answers) >= 2
    for language in ("en", "fr"):
        assert step.text.of(language).endswith("?")
        said = [answer.words.of(language) for answer in step.answers]
        assert len(set(said)) == len(said)
        assert [text for text in said if text.endswith((".", "?"))] == []
        assert [text for text in said if too_long(text, most=MOST_WORDS_OF_AN_ANSWER)] == []


def test_who_cannot_tell_is_never_cornered() -> None:
    """A question about something that one has to look for can be left open."""
    hard = [
        (guide.id, step.id)
        for guide, step in QUESTIONS
        if {answer.id for answer in step.answers} & {"yes", "no"} and step.id not in ("own-home",)
        if "unsure" not in {answer.id for answer in step.answers}
    ]
    assert hard == []


def test_questions_stand_where_an_answer_changes_what_to_do() -> None:
    assert {guide.id for guide, _ in QUESTIONS} >= ASKED
    assert all(sum(bool(step.answers) for step in chosen) <= 2 for guide in GUIDES for chosen in walks(guide))

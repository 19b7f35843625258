"""Every cause has a guide that can be walked, in both languages and on every system."""

from collections import defaultdict

import pytest

from app.guides import walk
from app.guides.library import all_guides, guide_for
from app.guides.model import SYSTEMS, Guide, Step, Words
from diagnostics.checks import ALL_CHECKS
from diagnostics.faults import CATALOGUE
from diagnostics.model.verdict import HEALTHY, UNKNOWN
from diagnostics.wording import LANGUAGES, Wording
from tests.catalogue.prose import jargon, too_long, typos
from tests.catalogue.reason import BECAUSE, REASONS

GUIDES = all_guides()
EACH = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.id)
CHECKS = {check.id: check for check in ALL_CHECKS}
ONLY_THE_PERSON_SEES = {"browser.site_data"}  # our own look at the page was never the trouble
READS = {fault.id: set(fault.reads) for fault in CATALOGUE}
OWNERS = {fault.id: str(fault.owner) for fault in CATALOGUE}


def steps() -> list[Step]:
    return [step for guide in GUIDES for step in guide.steps]


def step_texts(step: Step) -> list[Words]:
    return [step.text, *step.text_on.values(), *([step.undo] if step.undo else [])]


def test_every_cause_has_its_guide_and_no_guide_is_left_over() -> None:
    assert {guide.cause for guide in GUIDES} == {fault.id for fault in CATALOGUE} | {HEALTHY, UNKNOWN}
    assert [guide.id for guide in GUIDES] == [guide.cause for guide in GUIDES]


@EACH
def test_a_guide_agrees_with_the_catalogue_and_with_its_title(guide: Guide) -> None:
    assert guide.owner == OWNERS.get(guide.cause, guide.owner)
    if guide.cause != HEALTHY:
        for language in LANGUAGES:
            # A title with a hole takes its value from the verdict in both places.
            assert guide.title.of(language) in (
                Wording.load(language).cause(guide.cause).title,
                Wording.load(language).cause(guide.cause, HOLES_AS_VALUES).title,
            )


HOLES_AS_VALUES = {name: f"{{{name}}}" for name in ("service", "vpn", "app")}


@EACH
def test_a_guide_has_steps_on_every_system_and_an_honest_length(guide: Guide) -> None:
    for system in SYSTEMS:
        minutes = [step.minutes for step in guide.for_system(system)]
        assert minutes
        assert min(minutes) <= guide.minutes <= sum(minutes)


@EACH
def test_every_reason_has_steps_of_its_own_on_every_system(guide: Guide) -> None:
    """Steps for a reason are for reasons that exist, and none of them leaves a person with nothing to do."""
    known = {*REASONS.get(guide.cause, ()), *(BECAUSE if guide.cause == "call.quality" else ())}
    named = {reason for step in guide.steps for reason in step.reasons}
    assert named <= known
    assert not named or known - named <= {UNKNOWN}
    for system in SYSTEMS:
        for reason in named:
            chosen = guide.for_system(system, reason)
            assert any(step.check or step.measure for step in chosen)
            assert sum(step.minutes for step in chosen) >= min(guide.minutes, 2)
    assert guide.for_system("linux", "of a newer version") == guide.for_system("linux")


@EACH
def test_the_app_can_see_whether_a_step_helped(guide: Guide) -> None:
    """A step near the start is followed by a look at something that the cause's own rule reads.

    The first step may be one whose effect only the person sees.
    """
    looked = {check for step in guide.steps for check in (*step.check, *step.measure)}
    assert looked <= set(CHECKS)
    if guide.cause in ONLY_THE_PERSON_SEES:
        assert looked == set()
        return
    assert looked & READS.get(guide.cause, looked)
    assert any(step.check or step.measure for step in guide.steps[:2])


def test_a_test_that_loads_the_line_is_never_repeated_by_itself() -> None:
    """While a step is on the screen its checks run again and again: nothing among them may cost data volume."""
    loading = {id for id, check in CHECKS.items() if check.full_only}
    assert {step.id for step in steps() if loading & set(step.check)} == set()
    assert {check for step in steps() for check in step.measure} == loading


@EACH
def test_a_cause_that_only_a_load_shows_is_not_called_repaired_without_one(guide: Guide) -> None:
    loading = {id for id, check in CHECKS.items() if check.full_only}
    if loading & READS.get(guide.cause, set()):
        assert all(set(step.measure) <= loading and not step.check for step in guide.steps)
        assert any(step.measure for step in guide.steps[:2])


@EACH
def test_every_sentence_is_short_plain_and_well_set(guide: Guide) -> None:
    wrong = []
    said = [guide.title, guide.stop, *(words for step in guide.steps for words in step_texts(step))]
    for language in LANGUAGES:
        for text in (words.of(language) for words in said):
            found = (too_long(text), jargon(text, language, labels=True), typos(text, language))
            if found != ([], set(), []):
                wrong.append((text, found))
    assert wrong == []


def test_a_step_has_the_same_words_wherever_it_stands() -> None:
    texts = defaultdict(set)
    for step in steps():
        texts[step.id].add((step.text, tuple(sorted(step.text_on.items())), step.undo, step.minutes))
    assert {id for id, variants in texts.items() if len(variants) > 1} == set()


def test_no_step_asks_for_what_must_never_be_asked() -> None:
    """No factory reset, no protection switched off, no drivers removed, no click through a warning."""
    never = ("reset hole", "factory", "firewall", "antivirus", "remove the driver", "accept the risk")
    asked = " ".join(words.en.lower() for step in steps() for words in step_texts(step))
    assert [words for words in never if words in asked] == []


def test_every_verb_of_a_built_in_guide_is_known() -> None:
    assert {step.id for step in steps() if step.unknown_verb} == set()


def test_every_announcement_of_the_walk_has_its_words() -> None:
    ids = set(Wording.load("en").ids("guide"))
    said = {result.value for result in walk.Result} - {"done", "skipped"}
    assert said | {"other_cause", "not_fixed", "resumed", "paused", "checking"} <= ids


@EACH
@pytest.mark.parametrize("system", SYSTEMS)
def test_a_walk_in_which_nothing_helps_visits_every_step_and_ends_with_the_report(guide: Guide, system: str) -> None:
    state = walk.start(guide, system, ("some.check",))
    state, _ = walk.advance(guide, state, walk.Opened())
    for _ in range(4 * len(guide.steps)):
        state, _ = walk.advance(guide, state, walk.Acted())
        state, _ = walk.advance(guide, state, walk.Rechecked(guide.cause, ("some.check",)))
        if state.phase is walk.Phase.FINISHED:
            break
    assert {entry.step for entry in state.tried} == set(state.steps)
    assert state.outcome is walk.Outcome.SENT_TO_IT


def test_a_cause_of_a_newer_version_gets_the_guide_for_unknown() -> None:
    assert guide_for("fridge.too_warm").cause == UNKNOWN
    assert guide_for("../../etc/passwd").cause == UNKNOWN

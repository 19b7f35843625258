"""Every cause has a guide that can be walked, in both languages and on every system."""

from collections import defaultdict
from collections.abc import Callable

import pytest

from app.guides import walk
from app.guides.event import Settle
from app.guides.hand import Did
from app.guides.library import SYMPTOM, all_guides, guide_for
from app.guides.model import NEXT, SYSTEMS, Guide, Step, Words
from app.guides.verb import changes
from diagnostics.checks import ALL_CHECKS
from diagnostics.faults import CATALOGUE
from diagnostics.model.verdict import HEALTHY, UNKNOWN
from diagnostics.wording import LANGUAGES, Wording
from tests.catalogue.prose import english, held, jargon, orders, shouting, too_long, typos
from tests.catalogue.reason import BECAUSE, REASONS

GUIDES = all_guides()
EACH = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.id)
CHECKS = {check.id: check for check in ALL_CHECKS}
ONLY_THE_PERSON_SEES = {"browser.site_data"}  # our own look at the page was never the trouble
STILL_WORKS = {"browser.site_data", "dns.doh_bypass", "laptop.disk_full", HEALTHY}  # the first step is the way round
NO_ORDER = {"wait"}  # the one step in which nobody has to do anything
READS = {fault.id: set(fault.reads) for fault in CATALOGUE}
OWNERS = {fault.id: str(fault.owner) for fault in CATALOGUE}


def steps() -> list[Step]:
    return [step for guide in GUIDES for step in guide.steps]


def step_texts(step: Step) -> list[Words]:
    """Everything that a person may read of a step, but for the answers."""
    return [step.text, *step.text_on.values(), *(words for words in (step.by_hand, step.undo) if words)]


def texts(guide: Guide) -> list[Words]:
    """Everything that a person may read of a guide. The title of a tile is the person's own words."""
    said = [words for step in guide.steps for words in step_texts(step)]
    said += [answer.words for step in guide.steps for answer in step.answers]
    return [*said, guide.stop, *([] if guide.id.startswith(SYMPTOM) else [guide.title])]


def test_every_cause_has_its_guide_and_no_guide_is_left_over() -> None:
    assert {guide.cause for guide in GUIDES} == {fault.id for fault in CATALOGUE} | {HEALTHY, UNKNOWN}
    by_cause = [guide for guide in GUIDES if not guide.id.startswith(SYMPTOM)]
    assert [guide.id for guide in by_cause] == [guide.cause for guide in by_cause]
    assert {guide.cause for guide in GUIDES if guide not in by_cause} == {HEALTHY}


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
    for language in LANGUAGES:
        for text in (words.of(language) for words in texts(guide)):
            found: list[object] = [too_long(text), typos(text, language), held(text, language)]
            found += [jargon(text, language, labels=True), shouting(text, language)]
            found += [english(text)] if language == "fr" else []
            if any(found):
                wrong.append((text, found))
    assert wrong == []


@EACH
def test_every_step_is_an_order_or_says_what_we_do(guide: Guide) -> None:
    for step in guide.steps:
        if step.who == "app" or step.answers or step.id in NO_ORDER:
            continue
        assert all(orders(words.fr) for words in (step.text, *step.text_on.values())), step.id
    assert all(orders(step.by_hand.fr) for step in guide.steps if step.by_hand)


def test_a_step_has_the_same_words_wherever_it_stands() -> None:
    variants = defaultdict(set)
    for step in steps():
        answers = tuple((answer.id, answer.words) for answer in step.answers)
        told = (step.text, tuple(sorted(step.text_on.items())), step.by_hand, step.undo)
        variants[step.id].add((told, answers, step.minutes, step.who, step.verb, step.page))
    assert {id for id, found in variants.items() if len(found) > 1} == set()


@EACH
def test_a_guide_says_how_to_go_on_meanwhile_when_to_stop_and_what_it_wants_to_know(guide: Guide) -> None:
    assert bool(guide.keep_working) == (guide.id not in STILL_WORKS)
    assert len(set(guide.keep_working)) == len(guide.keep_working)
    assert guide.it_needs
    assert len(set(guide.it_needs)) == len(guide.it_needs)
    for language in LANGUAGES:
        assert len(guide.stop.of(language)) >= 20
        assert "{it_name}" in guide.stop.of(language) or "report" in guide.stop.en


def test_a_way_to_go_on_is_offered_only_where_it_can_work() -> None:
    """Another line does not help a computer that is set wrong, and no line helps a tool that is down."""
    for guide in GUIDES:
        family = guide.id.partition(".")[0]
        if family in ("proxy", "clock", "account", "audio", "laptop", "firewall"):
            assert {"hotspot", "other_network"} & set(guide.keep_working) == set(), guide.id
        if "wait" in guide.keep_working:
            assert family in ("service", "internet"), guide.id


def test_no_step_asks_for_what_must_never_be_asked() -> None:
    """No factory reset, no protection switched off, no drivers removed, no click through a warning."""
    never = ("reset hole", "factory", "firewall", "antivirus", "remove the driver", "accept the risk", "protection off")
    asked = " ".join(words.en.lower() for guide in GUIDES for words in texts(guide))
    assert [words for words in never if words in asked] == []


def test_every_verb_of_a_built_in_guide_is_known() -> None:
    assert {step.id for step in steps() if step.unknown_verb} == set()


def test_every_announcement_of_the_walk_has_its_words() -> None:
    ids = set(Wording.load("en").ids("guide"))
    said = {result.value for result in walk.Result} - {"done", "skipped", "answered"}
    assert said | {"other_cause", "not_fixed", "resumed", "paused", "checking", "by_hand"} <= ids
    assert {f"outcome_{result.value}" for result in walk.Result} <= ids
    assert {f"who_{who}" for who in ("you", "app", "it", "ask")} <= ids
    assert {did.value for did in Did} - {"done", "nothing_to_do"} <= set(Wording.load("en").ids("skip"))


STILL = ("some.check",)
Answering = Callable[[Step], str]


def led_through(guide: Guide, system: str, did: Did, answering: Answering) -> tuple[walk.State, list[walk.Effect]]:
    """A whole walk in which nothing helps; every deed ends with `did`."""
    state, said = walk.advance(guide, walk.start(guide, system, STILL), walk.Opened())
    happened = list(said)
    for _ in range(6 * len(guide.steps)):
        if state.phase is walk.Phase.FINISHED:
            break
        event: walk.Event = walk.Acted()
        if state.phase is walk.Phase.ACTING:
            event = walk.Performed(did)
        elif state.phase is walk.Phase.CHECKING:
            event = walk.Rechecked(guide.cause, STILL)
        elif walk.step_of(guide, state).answers:
            event = walk.Answered(answering(walk.step_of(guide, state)))
        state, effects = walk.advance(guide, state, event)
        happened += effects
    return state, happened


def straight_on(step: Step) -> str:
    """The answer that leaves nothing out."""
    return next(answer.id for answer in step.answers if answer.go == NEXT)


@EACH
@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("did", [Did.DONE, Did.NOTHING_TO_DO, Did.DENIED], ids=str)
def test_a_walk_in_which_nothing_helps_visits_every_step_and_ends_with_the_report(
    guide: Guide, system: str, did: Did
) -> None:
    """What the app changed in vain is put back every time."""
    state, happened = led_through(guide, system, did, straight_on)
    assert [entry.step for entry in state.tried] == list(state.steps)
    assert state.outcome is walk.Outcome.SENT_TO_IT
    put_back = [effect.step for effect in happened if isinstance(effect, Settle) and not effect.keep]
    deeds = [step.id for step in guide.for_system(system) if changes(step.verb)]
    wanted = deeds if did is Did.DONE and guide.cause != HEALTHY else []
    assert put_back == wanted


@EACH
def test_every_answer_leads_on_to_the_end(guide: Guide) -> None:
    most = max([len(step.answers) for step in guide.steps], default=0)
    for place in range(most):

        def answering(step: Step, place: int = place) -> str:
            return step.answers[min(place, len(step.answers) - 1)].id

        state, _ = led_through(guide, "windows", Did.DENIED, answering)
        assert state.outcome is walk.Outcome.SENT_TO_IT
        order = [state.steps.index(entry.step) for entry in state.tried]
        assert order == sorted(set(order))


@EACH
def test_good_news_ends_a_walk_and_keeps_what_the_app_did(guide: Guide) -> None:
    """The first deed of a guide helps: it stays, and the guide is over."""
    deeds = [step.id for step in guide.for_system("linux") if changes(step.verb)]
    if not deeds:
        return
    state = walk.start(guide, "linux", STILL)
    while state.steps[state.at] != deeds[0]:
        state, _ = walk.advance(guide, state, walk.Skipped())
    state, _ = walk.advance(guide, state, walk.Acted())
    state, _ = walk.advance(guide, state, walk.Performed(Did.DONE))
    state, effects = walk.advance(guide, state, walk.Rechecked(HEALTHY))
    assert state.outcome is walk.Outcome.FIXED
    assert effects[0] == Settle(deeds[0], True)


def test_a_cause_of_a_newer_version_gets_the_guide_for_unknown() -> None:
    assert guide_for("fridge.too_warm").cause == UNKNOWN
    assert guide_for("../../etc/passwd").cause == UNKNOWN

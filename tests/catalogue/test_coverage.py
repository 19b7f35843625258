"""Every cause can be made wrong on purpose, is kept as a saved run or a story, and keeps its number for ever."""

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from diagnostics.faults import CATALOGUE
from diagnostics.faults.number import NUMBERS
from diagnostics.model.verdict import HEALTHY, UNKNOWN
from tests.catalogue.stand_in import stand_ins
from tests.lab.scenario import Scenario, all_scenarios
from tests.unit.diagnostics.faults.test_story import STORIES

CAUSES = {fault.id for fault in CATALOGUE}
SCENARIOS = all_scenarios()
SINGLE = [item for item in SCENARIOS if not item.is_pair]
GOLDEN = Path(__file__).resolve().parents[1] / "golden"
SAVED = {path.parent.name for path in GOLDEN.glob("*/diagnosis.json")}
FROZEN = Path(__file__).with_name("numbers.txt")
VARIANTS, PAIRS, ODD, ALL = 2, 25, 15, 130  # the least that was promised


def test_every_cause_is_made_in_two_ways_or_a_reason_is_written() -> None:
    made = Counter(item.cause for item in SINGLE)
    excused = {cause for entry in stand_ins() if entry.uncovered for cause in entry.causes}
    assert {cause for cause in CAUSES if made[cause] < VARIANTS} == excused


def test_every_cause_is_kept_as_a_saved_run_or_a_story() -> None:
    told = {cause for _, cause in STORIES.values()} | {name.partition("-")[0] for name in SAVED}
    assert CAUSES - told == set()


def test_a_reason_names_causes_that_exist_and_says_what_is_done_instead() -> None:
    for entry in stand_ins():
        assert set(entry.causes) <= CAUSES, entry.id
        assert all(text.endswith(".") for text in (entry.why, entry.instead)), entry.id


def test_the_lab_holds_what_was_promised() -> None:
    assert len(SCENARIOS) >= ALL
    assert sum(item.is_pair for item in SCENARIOS) >= PAIRS
    assert sum(item.cause == HEALTHY for item in SINGLE) >= ODD


def test_no_two_scenarios_of_a_cause_are_the_same() -> None:
    setups, abouts = defaultdict(set), defaultdict(set)
    for item in SCENARIOS:
        assert item.about.endswith("."), f"{item.name} does not say what it breaks"
        setups[item.setup].add(item.name)
        abouts[(item.cause, item.about)].add(item.name)
    assert [names for names in setups.values() if len(names) > 1] == []
    assert [names for names in abouts.values() if len(names) > 1] == []


@pytest.mark.parametrize("item", SCENARIOS, ids=lambda item: item.name)
def test_a_scenario_asks_for_causes_that_exist(item: Scenario) -> None:
    named = {item.cause, *(item.others or ()), *item.perhaps, *([item.then[1]] if item.then else ())}
    assert named <= CAUSES | {HEALTHY, UNKNOWN}
    assert item.because is None or item.because in CAUSES | {UNKNOWN}
    assert item.certainty in (None, "possible", "likely", "confirmed")
    assert item.cause not in (item.others or ())


def test_a_saved_run_belongs_to_a_scenario() -> None:
    known = {item.name for item in SCENARIOS}
    known |= {f"{item.then[1]}-after_{item.name}" for item in SCENARIOS if item.then}
    assert SAVED - known == set()


def test_numbers_are_only_ever_added_at_the_end() -> None:
    """The file says which number each cause has had since it was first spoken; a new cause is added as a new line."""
    assert tuple(FROZEN.read_text(encoding="utf-8").split()) == NUMBERS
    assert len(set(NUMBERS)) == len(NUMBERS)
    assert CAUSES | {HEALTHY, UNKNOWN} <= set(NUMBERS)
    assert [NUMBERS.index(cause) for cause in NUMBERS] == list(range(len(NUMBERS)))

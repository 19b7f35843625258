"""The guides for the ten tiles: for somebody whom it still hurts although everything that we check answers."""

import pytest

from app.guides.library import SYMPTOM, all_guides, guide_for_symptom
from app.guides.model import SYSTEMS
from app.guides.verb import changes
from app.presenters.phrase import Phrases
from diagnostics.command import SYMPTOMS
from diagnostics.model.verdict import HEALTHY
from diagnostics.wording import LANGUAGES

EACH = pytest.mark.parametrize("symptom", SYMPTOMS)


def test_every_tile_has_its_guide_and_no_other_guide_is_for_a_tile() -> None:
    assert {guide.id for guide in all_guides() if guide.id.startswith(SYMPTOM)} == {SYMPTOM + id for id in SYMPTOMS}


@EACH
def test_it_is_found_by_its_tile_and_bears_the_words_of_the_tile(symptom: str) -> None:
    guide = guide_for_symptom(symptom)
    assert (guide.id, guide.cause) == (SYMPTOM + symptom, HEALTHY)
    for language in LANGUAGES:
        assert guide.title.of(language) == Phrases.load(language)(f"tile.{symptom}")


@EACH
def test_it_leads_to_the_report_on_every_system(symptom: str) -> None:
    for system in SYSTEMS:
        steps = guide_for_symptom(symptom).for_system(system)
        assert [step.id for step in steps].index("report") == len(steps) - 1
        assert 5 <= len(steps) <= 12
        assert any(step.check for step in steps[:2])


@EACH
def test_nothing_is_changed_where_nothing_is_known_to_be_wrong(symptom: str) -> None:
    assert [step.id for step in guide_for_symptom(symptom).steps if changes(step.verb)] == []


@EACH
def test_it_says_how_to_go_on_when_to_stop_and_what_it_wants_to_know(symptom: str) -> None:
    guide = guide_for_symptom(symptom)
    assert guide.keep_working
    assert guide.it_needs[0] == "own_words"
    assert "{it_name}" in guide.stop.en
    assert "{it_name}" in guide.stop.fr
    assert guide.owner == "user"


def test_a_tile_of_a_newer_version_gets_the_general_guide() -> None:
    assert guide_for_symptom("smell").id == HEALTHY

"""Every declaration has its sentences, in both languages, and every sentence can be read to somebody on the phone."""

import re
import tomllib
from enum import StrEnum
from importlib.resources import files
from typing import Any

import msgspec
import pytest

from app.presenters.phrase import Phrases
from diagnostics import phrase
from diagnostics.checks import ALL_CHECKS
from diagnostics.command import QUESTIONS, SYMPTOMS
from diagnostics.description import template_id, values
from diagnostics.faults import CATALOGUE
from diagnostics.model.answer import Answer, Purpose, Role
from diagnostics.model.fact import AdapterType, Fact, LogMeaning, Origin, WifiRefusal
from diagnostics.model.failure import Failure
from diagnostics.model.observation import AnyFact, CheckState
from diagnostics.model.port import SystemFacts
from diagnostics.model.verdict import HEALTHY, UNKNOWN, Certainty, Owner
from diagnostics.wording import LANGUAGES, Wording
from tests.catalogue.prose import flat, jargon, too_long, typos
from tests.fakes.pseudo_tables import pseudo

TABLES: dict[str, dict[str, Any]] = {
    language: tomllib.loads(files("resources.wording").joinpath(f"{language}.toml").read_text("utf-8"))
    for language in LANGUAGES
}
FACTS: tuple[type[Fact], ...] = AnyFact.__args__
CAUSES = {fault.id: fault for fault in CATALOGUE}
STRETCHES = (Purpose.GATEWAY, Purpose.INTERNET, Purpose.VPN_GATEWAY, Purpose.INSIDE)
FREE = ("numerals", "unit", "language")  # how a language writes numbers is its own affair
PARTS = ("title", "says", "fine", "next")
SPOKEN = ("cause", "because", "note", "watch", "question", "keep", "guide", "owner")
VARIANTS = {"reason", "because"}  # tables beside the sentences; tests/catalogue/test_reasons.py


def told(language: str) -> dict[str, dict[str, str]]:
    """The general sentences of every cause."""
    return {
        id: {name: text for name, text in entry.items() if name not in VARIANTS}
        for id, entry in TABLES[language]["cause"].items()
    }


def texts(language: str) -> dict[str, str]:
    return {id: text for id, text in flat(TABLES[language]) if id.split(".")[0] not in FREE}


def test_both_languages_say_the_same_things() -> None:
    assert texts("en").keys() == texts("fr").keys()
    assert TABLES["en"]["unit"].keys() == TABLES["fr"]["unit"].keys()
    assert TABLES["en"]["numerals"].keys() == TABLES["fr"]["numerals"].keys()
    assert [len(TABLES[language]["numerals"]["months"]) for language in LANGUAGES] == [12, 12]


def test_both_languages_have_the_same_holes() -> None:
    english, french = texts("en"), texts("fr")
    different = {id for id in english if phrase.holes(english[id]) != phrase.holes(french[id])}
    assert different == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cause_has_all_its_sentences_and_no_other_cause_has_any(language: str) -> None:
    causes = told(language)
    assert causes.keys() == CAUSES.keys() | {HEALTHY, UNKNOWN}
    assert {id for id, entry in causes.items() if tuple(entry) != PARTS or not all(entry.values())} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_only_has_holes_that_its_rule_fills(language: str) -> None:
    entries = {id: dict(flat(entry)) for id, entry in TABLES[language]["cause"].items()}
    args = {id: {*fault.args, "it_name"} for id, fault in CAUSES.items()} | {HEALTHY: set(), UNKNOWN: {"it_name"}}
    args["call.quality"].add("because")  # given by the wording itself
    wrong = {
        (id, hole) for id, entry in entries.items() for text in entry.values() for hole in phrase.holes(text) - args[id]
    }
    assert wrong == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_read_is_short_plain_and_polite(language: str) -> None:
    tables = TABLES[language]
    spoken = dict(flat({name: tables[name] for name in SPOKEN}))
    wrong = {
        id: found
        for id, text in spoken.items()
        if (found := (too_long(text), jargon(text, language, labels=False))) != ([], set())
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_line_of_a_verdict_is_one_breath(language: str) -> None:
    """The first sentence is the answer: 14 words, and 3 more where a language or a hole needs them."""
    says = {id: text for id, text in flat(TABLES[language]["cause"]) if id.endswith(".says")}
    long = {id for id, text in says.items() if len(re.split(r"(?<=[.?])\s", text)[0].split()) > 17}
    assert long == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_typography(language: str) -> None:
    wrong = {id: found for id, text in texts(language).items() if (found := typos(text, language))}
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_failure_state_owner_and_certainty_has_its_words(language: str) -> None:
    tables = TABLES[language]
    assert set(tables["check"]) == {check.id for check in ALL_CHECKS}
    assert set(tables["failure"]) == {failure.value for failure in Failure}
    assert set(tables["check_state"]) == {state.value for state in CheckState}
    assert set(tables["owner"]) == {owner.value for owner in Owner}
    assert set(tables["certainty"]) == {certainty.value for certainty in Certainty}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_symptom_has_its_tile(language: str) -> None:
    tiles = [id.removeprefix("tile.") for id in Phrases.load(language).table if id.startswith("tile.")]
    assert tuple(tiles) == SYMPTOMS


def full(kind: type[Fact], failure: Failure | None = None) -> Fact:
    """A fact of this class with every field set to something of its type."""
    by_type: dict[object, object] = {str: "x1", int: 3, float: 2.5, bool: True}
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        options = getattr(field.type, "__args__", (field.type,))
        first: Any = next((option for option in options if option is not type(None)), str)
        if getattr(field.type, "__origin__", None) is tuple:
            found[field.name] = ("x1", "x2")
        elif field.name != "failure":
            found[field.name] = by_type[first] if first in by_type else next(iter(first))
    return kind(**found, **({"failure": failure} if issubclass(kind, Answer) else {}))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", FACTS, ids=lambda kind: str(kind.__struct_config__.tag))
def test_every_kind_of_fact_is_described(kind: type[Fact], language: str) -> None:
    """With every field known, nothing of the template is left and no hole stays empty; failures are named."""
    wording = Wording.load(language)
    for failure in (None, Failure.TIMED_OUT) if issubclass(kind, Answer) else (None,):
        fact = full(kind, failure)
        line = wording.describe(fact)
        assert not set("{}[]") & set(line), line
        assert "\u2013" not in line, line
        if failure:
            assert wording.failure(failure) in line
        template = TABLES[language]["fact"][template_id(fact)]
        assert phrase.holes(template) <= values(fact, lambda id: id, wording.numerals).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_template_describes_a_fact_that_does_not_exist(language: str) -> None:
    ids = {template_id(full(kind)) for kind in FACTS}
    ids |= {template_id(full(kind, Failure.REFUSED)) for kind in FACTS if issubclass(kind, Answer)}
    assert set(TABLES[language]["fact"]) == ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_a_closed_list_has_its_words(language: str) -> None:
    """An id in a line is for programs; a person or IT reads words."""
    words = TABLES[language]["word"]
    lists: dict[str, type[StrEnum]] = {
        "meaning": LogMeaning,
        "refusal": WifiRefusal,
        "role": Role,
        "type": AdapterType,
        "origin": Origin,
    }
    wanted = {f"{field}.{value.value}" for field, values in lists.items() for value in values}
    wanted |= {f"purpose.{purpose.value}" for purpose in STRETCHES} | {f"question.{id}" for id in QUESTIONS}
    wanted |= {f"fact.{name}" for name in vars(SystemFacts) if not name.startswith("_") and name != "os"}
    assert wanted - words.keys() == set()
    assert tuple(TABLES[language]["question"]) == QUESTIONS


def test_the_pseudo_language_is_half_as_long_again_and_still_works() -> None:
    wording = Wording(pseudo(TABLES["en"]))
    plain = Wording.load("en").cause("clock.skewed", {"minutes": "12"})
    loud = wording.cause("clock.skewed", {"minutes": "12"})
    assert (loud.says[0], loud.says[-1]) == ("\u2039", "\u203a")
    assert "12\u00a0minutes" in loud.says
    assert len(loud.fine) >= 1.5 * len(plain.fine)
    assert wording.describe(full(FACTS[0])).startswith("\u2039")

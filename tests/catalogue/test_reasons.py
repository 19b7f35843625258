"""What is said for a reason, for a call that suffers because of something, and about circumstances."""

import ast
from pathlib import Path
from typing import Any

import msgspec
import pytest

from diagnostics.faults import CATALOGUE, sign_in, wifi
from diagnostics.faults.note import NOTES
from diagnostics.model.verdict import UNKNOWN
from diagnostics.wording import LANGUAGES, OTHER_CAUSE, Wording
from tests.catalogue.prose import too_long
from tests.catalogue.reason import AS_GENERAL, BECAUSE, REASONS
from tests.catalogue.test_sentences import TABLES

ROOT = Path(__file__).parents[2]
EVERY = [(cause, reason) for cause, reasons in REASONS.items() for reason in reasons]
NO_RULE_YET = {"mesh_or_extender", "powerline_suspected"}  # circumstances that no system tells us so far


def own(language: str) -> dict[tuple[str, str], dict[str, str]]:
    """The texts of every reason that has some."""
    return {
        (cause, reason): texts
        for cause, entry in TABLES[language]["cause"].items()
        for reason, texts in entry.get("reason", {}).items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_own_sentence_and_no_other_reason_has_any(language: str) -> None:
    silent = AS_GENERAL | {(cause, UNKNOWN) for cause in REASONS}
    assert own(language).keys() == set(EVERY) - silent
    for texts in own(language).values():
        assert texts.keys() <= {"says", "fine", "next"}
        assert "says" in texts
        assert all(texts.values())


def test_a_reason_changes_the_same_sentences_in_both_languages() -> None:
    english, french = ({id: set(texts) for id, texts in own(language).items()} for language in ("en", "fr"))
    assert english == french


def reasons_in(tree: ast.Module) -> set[str]:
    """The texts that a module gives as `reason=`, also from either side of a condition."""
    given = [node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "reason"]
    found: set[str] = set()
    while given:
        value = given.pop()
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            found.add(value.value)
        elif isinstance(value, ast.IfExp):
            given += [value.body, value.orelse]
    return found


def test_no_rule_gives_a_reason_without_words() -> None:
    modules = sorted((ROOT / "diagnostics" / "faults").glob("*.py"))
    given = set().union(*(reasons_in(ast.parse(module.read_text("utf-8"))) for module in modules))
    given |= {*sign_in.AUTH_REASONS.values(), *wifi.REASONS.values()}
    assert given
    assert given - {reason for reasons in REASONS.values() for reason in reasons} == set()


class Named(msgspec.Struct):
    """What a saved run named."""

    cause: str
    reason: str | None = None
    because: str | None = None


class Saved(msgspec.Struct):
    """As much of a saved run as this test reads."""

    verdict: Named | None = None


def test_no_saved_run_has_a_reason_without_words() -> None:
    saved = [msgspec.json.decode(path.read_bytes(), type=Saved) for path in ROOT.glob("tests/golden/*/diagnosis.json")]
    named = [run.verdict for run in saved if run.verdict is not None]
    assert named
    assert {(one.cause, one.reason) for one in named if one.reason} - set(EVERY) == set()
    assert {one.because for one in named if one.because} - set(BECAUSE) == set()


def test_reasons_belong_to_causes_of_the_catalogue() -> None:
    assert REASONS.keys() <= {fault.id for fault in CATALOGUE}
    assert set(BECAUSE) - {UNKNOWN} <= {fault.id for fault in CATALOGUE}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_says_in_one_short_sentence_why_it_suffers(language: str) -> None:
    wording = Wording.load(language)
    assert set(TABLES[language]["because"]) == {*BECAUSE, OTHER_CAUSE} - {UNKNOWN}
    said = {because: wording.cause("call.quality", {}, None, because) for because in BECAUSE}
    assert len({text.says for text in said.values()}) == len(BECAUSE)
    for because, text in said.items():
        assert too_long(text.says) == []
        if because != UNKNOWN:
            assert text.next == wording.cause(because).next


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_a_symptom_has_a_because(language: str) -> None:
    causes: dict[str, Any] = TABLES[language]["cause"]
    assert {id for id, entry in causes.items() if "because" in entry} == {"call.quality"}
    assert tuple(causes["call.quality"]["because"]) == ("says",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_circumstance_has_its_sentence(language: str) -> None:
    assert set(TABLES[language]["note"]) == NOTES.keys() | NO_RULE_YET

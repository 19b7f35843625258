"""The card of a drill: every stage has its words and buttons, and the answer says exactly what leaves."""

from datetime import UTC, datetime, timedelta

import pytest

from app.content.drill import Drill
from app.presenters.drill import ANSWER, ASKED, CHECKING, SENDING, SENT, STUCK, answer_text, drill_view
from app.presenters.phrase import Phrases
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.wording import Wording
from tests.fakes import story

NOW = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
DRILL = Drill("d1", "Ready for Monday?", "Prêt pour lundi ?", NOW, NOW + timedelta(days=1))
BUTTONS = {
    ASKED: (True, True),
    CHECKING: (False, False),
    ANSWER: (True, True),
    SENDING: (False, False),
    SENT: (False, True),
    STUCK: (True, True),
}


def seen(cause: str) -> Diagnosis:
    return Diagnosis(verdict=story.verdict(cause))


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(("stage", "buttons"), BUTTONS.items())
def test_every_stage_has_its_words_and_buttons(stage: str, buttons: tuple[bool, bool], lang: str) -> None:
    view = drill_view(DRILL, stage, seen("healthy"), "", Wording.load(lang), Phrases.load(lang))
    assert view.text
    assert (view.take is not None, view.decline is not None) == buttons


@pytest.mark.parametrize(("lang", "told"), [("en", "IT asks: Ready"), ("fr", "demande\u00a0: Prêt pour lundi ?")])
def test_the_question_is_its_own(lang: str, told: str) -> None:
    it = {"en": "IT", "fr": "Le support"}[lang]
    view = drill_view(DRILL, ASKED, None, "", Wording.load(lang, it_name=it), Phrases.load(lang))
    assert told in view.text


@pytest.mark.parametrize(
    ("cause", "office", "told", "untold"),
    [
        ("healthy", "", ("ready, everything works", "not named"), "Reason"),
        ("healthy", "Port-Louis", ("ready, everything works", "Port-Louis"), "not named"),
        ("isp.down", "Port-Louis", ("not ready", Wording.load("en").cause("isp.down").title), "everything works"),
    ],
)
def test_the_answer_is_told_before_it_leaves(cause: str, office: str, told: tuple[str, ...], untold: str) -> None:
    text = answer_text(seen(cause), office, Wording.load("en"), Phrases.load("en"))
    assert all(part in text for part in (*told, "No name does"))
    assert untold not in text


def test_braces_in_a_question_stay_text() -> None:
    odd = Drill("d2", "Is {vpn} fine? {x", "x", NOW, NOW + timedelta(days=1))
    text = drill_view(odd, ASKED, None, "", Wording.load("en"), Phrases.load("en")).text
    assert "{vpn}" in text

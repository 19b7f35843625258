"""A rehearsal: the real walk on looks that are made up; nothing is done, and every line says so."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from app.guides.library import all_guides
from app.guides.model import Answer, Step, Words
from app.guides.rehearse import Rehearsal
from diagnostics.model.verdict import HEALTHY
from diagnostics.wording import LANGUAGES, Wording
from tests.fakes.repairable import DNS, asks, does, guide

MARK = {"en": "REHEARSAL  ", "fr": "RÉPÉTITION  "}
ROOT = Path(__file__).resolve().parents[4]

CARD = guide(
    DNS,
    asks("plug", check=("link.adapters",)),
    asks(
        "where",
        answers=(
            Answer(id="out", words=Words("Outside", "Dehors"), go="stop"),
            Answer(id="in", words=Words("At home", "Chez moi"), go="auto"),
        ),
    ),
    does("flush", "dns.flush"),
    does("auto", "dns.use_automatic"),
    asks("phone"),
)


def rehearsal(helps: str | None = None, language: str = "en") -> Rehearsal:
    return Rehearsal(CARD, "linux", Wording.load(language), helps)


def results(one: Rehearsal) -> str:
    return "; ".join(f"{step.step} {step.result}" for step in one.record().steps)


STORIES = {  # the step that is to help, then: what every step brings, and the end
    "the last with a look": (None, "plug no_change; where answered; auto fixed", "fixed"),
    "the first": ("plug", "plug fixed", "fixed"),
    "one that the answers leave out": (
        "flush",
        "plug no_change; where answered; auto no_change; phone done",
        "sent_to_it",
    ),
    "one after which nobody looks": (
        "phone",
        "plug no_change; where answered; auto no_change; phone done",
        "sent_to_it",
    ),
}


@pytest.mark.parametrize("name", STORIES)
def test_story(name: str) -> None:
    helps, steps, outcome = STORIES[name]
    one = rehearsal(helps)
    record = one.record()
    assert (results(one), record.outcome) == (steps, outcome)
    assert record.after.cause == (HEALTHY if outcome == "fixed" else DNS)


def test_the_lines_tell_every_step_and_every_look() -> None:
    assert [line.removeprefix(MARK["en"]) for line in rehearsal("auto").lines()] == [
        "Nothing is changed or looked at: everything here is made up.",
        "Suppose that: Your internet line works, but the internet’s address",
        "book isn’t answering you.",
        "Step 1 of 5: Do it.",
        "We would look again at: Network cards, cable and Wi-Fi",
        "Suppose that the trouble is still there.",
        "Not yet: next idea.",
        "Step 2 of 5: Do it.",
        "Suppose that the answer is: At home",
        "Step 4 of 5: Do it.",
        "We would do this: Set the internet address book to automatic",
        "We would look again at: How programs find addresses (DNS)",
        "Suppose that the trouble is gone.",
        "We would leave this as it is now.",
        "It worked. Everything we checked answers again.",
    ]


def test_what_did_not_help_would_be_put_back() -> None:
    lines = "\n".join(rehearsal("phone").lines())
    assert "We would put this back as it was." in lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_built_in_guide_can_be_rehearsed_and_every_line_is_marked(language: str) -> None:
    wording = Wording.load(language)
    for one in all_guides():
        lines = list(Rehearsal(one, "linux", wording).lines())
        assert len(lines) > 4, one.id
        assert {line[: len(MARK[language])] for line in lines} == {MARK[language]}
        assert not any("{" in line for line in lines)


def test_the_record_is_marked_and_claims_nothing() -> None:
    plain = json.loads(msgspec.json.encode(rehearsal().record()))
    assert (plain["schema"], plain["rehearsal"], plain["changes"]) == ("unstuck.walk/1", True, [])
    assert {step["did"] for step in plain["steps"]} == {None}


def test_names_come_from_a_saved_diagnosis() -> None:
    step = Step(id="vpn", who="you", minutes=1, text=Words("Open {vpn}.", "Ouvrez {vpn}."))
    one = Rehearsal(guide("vpn.not_connected", step), "linux", Wording.load("fr"), args={"vpn": "Bleu"})
    assert "RÉPÉTITION  Étape 1 sur 1\u00a0: Ouvrez Bleu." in list(one.lines())


def test_a_cause_that_only_it_knows_is_told_by_the_guide_s_title() -> None:
    assert "REHEARSAL  Suppose that: Do it." in list(
        Rehearsal(guide("badge.lost", asks("phone")), "linux", Wording.load("en")).lines()
    )


def test_it_needs_no_hands() -> None:
    """Not even imported: what is not there cannot be used by mistake."""
    code = (
        "import sys; from app.guides import rehearse; "
        "sys.exit(any(name.startswith('app.guides.actions') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0

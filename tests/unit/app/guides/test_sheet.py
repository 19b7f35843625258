"""A guide on paper: everything that a person needs when the network is gone, on one page."""

import tomllib
from importlib.resources import files

import pytest

from app.guides import verb
from app.guides.hand import Did
from app.guides.library import all_guides, guide_for
from app.guides.model import SYSTEMS, Answer, Guide, Step, Words
from app.guides.sheet import WIDTH, need, sheet
from diagnostics.wording import LANGUAGES, Wording
from tests.catalogue.prose import flat, jargon, too_long

PAGE_LINES = 66  # of a sheet of paper, in the type of a terminal

CARD = Guide(
    id="ours",
    cause="vpn.not_connected",
    version=1,
    title=Words("{vpn} is off", "{vpn} est coupé"),
    minutes=1,
    owner="it",
    keep_working=("hotspot",),
    it_needs=("vpn_log", "badge_number"),
    stop=Words("Then call {it_name}.", "Ensuite, appelez {it_name}."),
    steps=(
        Step(
            id="ask",
            who="you",
            minutes=1,
            text=Words("Is the light on?", "La lumière est-elle allumée\u00a0?"),
            answers=(
                Answer(id="yes", words=Words("Yes", "Oui"), go="card"),
                Answer(id="no", words=Words("No", "Non"), go="stop"),
                Answer(id="so", words=Words("So so", "Bof")),
            ),
        ),
        Step(id="mac", who="you", minutes=1, text=Words("On a Mac only.", "Sur Mac seulement."), only_on=("darwin",)),
        Step(
            id="start",
            who="app",
            minutes=2,
            verb="vpn.start_client",
            text=Words("We start {vpn}.", "Nous démarrons {vpn}."),
            by_hand=Words("Start {vpn} yourself.", "Démarrez {vpn} vous-même."),
            undo=Words("Stop it.", "Arrêtez-le."),
            reasons=("off",),
        ),
        Step(
            id="card",
            who="it",
            minutes=3,
            text=Words("A new card.", "Une nouvelle carte."),
            link="https://help.example.org/" + "a" * 90,
        ),
    ),
)


def test_the_whole_sheet_in_english() -> None:
    assert sheet(CARD, Wording.load("en", it_name="Help desk"), "linux", args={"vpn": "Blue"}) == (
        "Blue is off\n"
        "Help desk can fix this, about 1\u00a0minute\n"
        "\n"
        "1. One question, 1\u00a0minute. Is the light on?\n"
        "   - Yes: go on with step 3\n"
        "   - No: stop here\n"
        "   - So so: go on with the next step\n"
        "2. We do this, 2\u00a0minutes. We start Blue.\n"
        "   By hand: Start Blue yourself.\n"
        "   To undo: Stop it.\n"
        "3. Help desk does this, 3\u00a0minutes. A new card.\n"
        "   https://help.example.org/" + "a" * 90 + "\n"
        "\n"
        "When to stop\n"
        "   Then call Help desk.\n"
        "\n"
        "What Help desk wants to know\n"
        "   VPN log, badge number.\n"
        "\n"
        "Keep working now\n"
        "   - Share your phone’s connection and join it with this computer. It uses\n"
        "     mobile data.\n"
    )


def test_without_a_diagnosis_the_words_are_neutral_and_french_is_french() -> None:
    text = sheet(CARD, Wording.load("fr"), "linux")
    assert text.startswith("Le VPN est coupé\n")
    assert "2. Nous le faisons, 2\u00a0minutes. Nous démarrons le VPN.\n   À la main\u00a0: Démarrez le VPN" in text


def test_a_reason_and_a_system_pick_the_steps() -> None:
    english = Wording.load("en")
    assert "On a Mac only." in sheet(CARD, english, "darwin")
    assert "We start" in sheet(CARD, english, "linux", reason="off")
    other = Guide(
        **{name: getattr(CARD, name) for name in CARD.__struct_fields__}
        | {"steps": (*CARD.steps, Step(id="x", who="you", minutes=1, text=CARD.stop, reasons=("on",)))}
    )
    assert "We start" not in sheet(other, english, "linux", reason="on")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("system", SYSTEMS)
def test_every_built_in_guide_fits_a_page(language: str, system: str) -> None:
    wording = Wording.load(language)
    for guide in all_guides():
        lines = sheet(guide, wording, system).splitlines()
        assert len(lines) <= PAGE_LINES, guide.id
        assert max(len(line) for line in lines if "https://" not in line) <= WIDTH
        assert not any("{" in line or line != line.rstrip() for line in lines), guide.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_wants_to_know_has_its_words(language: str) -> None:
    known = set(Wording.load(language).ids("need"))
    assert {id for guide in all_guides() for id in guide.it_needs} - known == set()


TABLES = ("verb", "verb_done", "did", "auto", "undo", "rehearsal", "sheet", "need")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_terminal_says_is_short_and_plain(language: str) -> None:
    wording = tomllib.loads(files("resources.wording").joinpath(f"{language}.toml").read_text("utf-8"))
    wrong = {
        id: found
        for id, text in flat({name: wording[name] for name in TABLES})
        if (found := (too_long(text), jargon(text, language, labels=False))) != ([], set())
    }
    assert wrong == {}
    assert set(wording["verb"]) == set(wording["verb_done"]) == set(verb.TABLE)
    assert set(wording["did"]) == {did.value for did in Did}


def test_an_id_that_only_it_knows_is_shown_as_it_can_be_read() -> None:
    assert need("badge_number", Wording.load("fr")) == "badge number"


def test_a_guide_without_extras_ends_with_when_to_stop() -> None:
    wording = Wording.load("en")
    bare = guide_for("unknown")
    plain = Guide(
        **{name: getattr(bare, name) for name in bare.__struct_fields__} | {"keep_working": (), "it_needs": ()}
    )
    assert sheet(plain, wording, "linux").rstrip().splitlines()[-2].startswith(("When to stop", "   "))

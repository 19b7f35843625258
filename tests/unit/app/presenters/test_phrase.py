"""The window's own texts: both languages complete, the same holes, every id used."""

import re
import string
from pathlib import Path

import pytest

import app
from app.presenters.path import CHECKS_OF
from app.presenters.phrase import Phrases, choose_language
from app.presenters.tile import TILES

EN, FR = Phrases.load("en"), Phrases.load("fr")
CODE = "\n".join(path.read_text("utf-8") for path in Path(app.__file__).parent.rglob("*.py"))
BUILT = (
    "stop.",
    "word.",
    "trouble.",
    "tile.",
    "checked.",
    "detail.",
    "certainty.",
    "speed.",
    "healthy.",
    "menu.theme.",
    "address.",
    "left.",
)
"""Ids whose end is put together at run time."""


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_ids() -> None:
    assert set(EN.table) == set(FR.table)


@pytest.mark.parametrize("id", sorted(EN.table))
def test_the_same_holes(id: str) -> None:
    assert holes(EN.table[id]) == holes(FR.table[id])
    assert EN.table[id].strip(), "an empty text"
    assert FR.table[id].strip(), "an empty text"


@pytest.mark.parametrize("id", sorted(FR.table))
def test_french_punctuation_does_not_begin_a_line(id: str) -> None:
    if id != "save.filter":  # a list for the system's dialog, with its own signs
        assert not re.search(r"(?<! ) ?(?<=[\w»]) [:;?!»]", FR.table[id]), "a plain space before : ; ? ! or »"
        assert not re.search(r"« ", FR.table[id])


@pytest.mark.parametrize("id", sorted(EN.table))
def test_every_text_is_used(id: str) -> None:
    assert f'"{id}"' in CODE or f"'{id}'" in CODE or id.startswith(BUILT), "nobody asks for this text"


def test_an_unknown_id_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        EN("no.such.text")


def test_every_stop_and_tile_has_its_texts() -> None:
    for say in (EN, FR):
        for stop in CHECKS_OF:
            assert say(f"stop.{stop}")
            assert say(f"word.{stop}.fine")
            assert say(f"checked.{stop}")
        for tile in TILES:
            assert say(f"tile.{tile.id}")


@pytest.mark.parametrize(
    ("asked", "kept", "site", "system", "expected"),
    [
        ("fr", "en", ("en",), "en_GB", "fr"),  # the command line wins
        (None, "fr", ("en",), "en_GB", "fr"),  # then what the person chose
        (None, None, ("fr", "en"), "en_GB", "en"),  # then the system's language where the organisation speaks it
        (None, None, ("fr",), "en_GB", "fr"),  # then the organisation's
        (None, None, (), "de_DE", "en"),
        (None, "xx", ("fr", "en"), "de_DE", "fr"),
        (None, None, ("de",), "fr_FR", "fr"),  # an organisation whose language we do not speak
    ],
)
def test_language(asked: str | None, kept: str | None, site: tuple[str, ...], system: str, expected: str) -> None:
    assert choose_language(asked, kept, site, system) == expected


def test_an_unknown_language_is_english() -> None:
    assert Phrases.load("de_DE.UTF-8").lang == "en"
    assert Phrases.load("fr_FR.UTF-8").lang == "fr"

"""The lists: 2,048 words each, told apart by four letters, and an alphabet to spell every character."""

from importlib.resources import files

import pytest

from app.reports.code.number import ALPHABET
from app.reports.code.words import COUNT, PREFIX, index_of, is_whole, listed, plain, said

FIRST_AND_LAST = {"en": ("abandon", "zoo"), "fr": ("abaisser", "zoologie")}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_list_is_whole_and_in_order(lang: str) -> None:
    found = listed(lang)
    assert (len(found), found[0], found[-1]) == (COUNT, *FIRST_AND_LAST[lang])
    assert len({plain(word)[:PREFIX] for word in found}) == COUNT
    assert [index_of(word, lang) for word in found] == list(range(COUNT))
    assert all(plain(word).isascii() and plain(word).isalpha() for word in found)


@pytest.mark.parametrize(
    ("typed", "whole"),
    [("génie", True), ("GENIE", True), ("ge\u0301nie", True), ("géni", False), ("génies", False), ("gén", None)],
)
def test_a_word_as_people_type_it(typed: str, whole: bool | None) -> None:
    assert (index_of(typed, "fr") == index_of("génie", "fr")) == (whole is not None)
    assert is_whole(typed, "fr") == (whole is True)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_character_can_be_spelt_and_no_two_alike(lang: str) -> None:
    told = [said(character, lang) for character in ALPHABET]
    assert len(set(told)) == len(ALPHABET)
    for character, text in zip(ALPHABET, told, strict=True):
        if character.isalpha():
            name = text.rsplit(" ", 1)[1]
            assert plain(name)[0].upper() == text[0] == character
    with pytest.raises(KeyError):
        said("U", lang)


def test_the_licence_lies_beside_the_lists() -> None:
    assert "Permission to use, copy, modify" in files("resources.code").joinpath("licence.txt").read_text("utf-8")

"""The two lists of words and the spelling alphabets. Within a list no two words begin with the same four letters."""

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from diagnostics.wording import spoken

COUNT = 2048  # words of a list: 11 bits each
PREFIX = 4  # letters that are enough


@cache
def listed(lang: str) -> tuple[str, ...]:
    """The 2,048 words of a language in their order; English where the language is not spoken here."""
    return tuple(files("resources.code").joinpath(f"{spoken(lang)}.txt").read_text("utf-8").split())


def plain(text: str) -> str:
    """A word as it is compared: small letters, without accents, whatever width or ligature it was written in."""
    parts = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return "".join(char for char in parts if not unicodedata.combining(char))


def index_of(word: str, lang: str) -> int | None:
    """The place of a word, given whole or by its first four letters; what follows those may be misspelt."""
    return _places(spoken(lang)).get(plain(word)[:PREFIX])


def is_whole(word: str, lang: str) -> bool:
    """Whether it stands in the list exactly so, accents and capitals aside."""
    place = index_of(word, lang)
    return place is not None and plain(listed(lang)[place]) == plain(word)


def said(character: str, lang: str) -> str:
    """How one character of a code is said on the telephone. KeyError for a character that no code has."""
    table = _spelling()[spoken(lang)]
    if character in table["digit"]:
        return str(table["digit"][character])
    return str(table["letter_as"]).format(letter=character, name=table["letter"][character])


@cache
def _places(lang: str) -> Mapping[str, int]:
    return {plain(word)[:PREFIX]: place for place, word in enumerate(listed(lang))}


@cache
def _spelling() -> Mapping[str, Any]:
    return tomllib.loads(files("resources.code").joinpath("spelling.toml").read_text("utf-8"))

"""Words that everybody uses, in English and French, and those of systems and networks: none of them names anybody.

`resources/product/common.txt` holds ordinary words, `technical.txt` those of programs (the first letter of a line says
how much a word shares with the one before), `word.txt` words of systems, makers and logs. `compound.txt` has those of
which programs make others ("namelookup", "toomanyrequests"), and with "-" family names that look so. Nothing is read
before the first free text. Accents and capitals do not count; a word with an apostrophe or a hyphen is one if its parts
are.
"""

import re
from functools import cache, lru_cache
from importlib.resources import files

from app.reports.disguise import folded

CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where words begin that a program has joined: "WlanQueryInterface", "SSLHandshake"."""

_PARTS = re.compile(r"[^\W\d_]+")
_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ers", "ly", "able", "e", "ee", "ees", "ez", "ait", "ant", "ment")
_LONG_ENDINGS = (
    "ation",
    "ations",
    "ateur",
    "iteur",
    "ement",
    "ements",
    "aient",
    "eront",
    "erait",
    "antes",
    "ables",
    "eur",
    "euse",
)
_BEGINNINGS = ("re", "in", "de", "un", "dis", "mis", "non", "pre", "sur", "inter", "auto", "over", "tele")
_OF_NAMES = frozenset(["field", "port"])  # at the end they make names: "Mansfield", "Westport"
SHORTEST_PIECE = 3
SHORTEST_TERM = 4  # letters of a word of systems that others are made with
MOST_PIECES = 3
LONGEST = 24  # letters
LONG_STEM = 6  # letters of a word behind such a beginning
_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss"}


@lru_cache(maxsize=8192)
def is_word(text: str) -> bool:
    """Whether every part of a word is known: "j’ai", "re-login", "Wi-Fi". One letter is; digits are left out."""
    bare = folded(text)
    for sign, letters in _LIGATURES.items():
        bare = bare.replace(sign, letters)
    return all(
        len(part) == 1 or part in known() or _is_form(part) or is_compound(part) for part in _PARTS.findall(bare)
    )


def is_plain_word(text: str) -> bool:
    """Whether there is nothing in it but words that are known: no digit."""
    return is_word(text) and not any(map(str.isdigit, text))


def _is_form(word: str) -> bool:
    """Whether it is a known word with an ending: "pinging", "rebooted", "pinguer"."""
    if any(word.endswith(end) and len(word) > len(end) + 3 and word[: -len(end)] in known() for end in _ENDINGS):
        return True
    if any(word.endswith(end) and len(word) > len(end) + 4 and word[: -len(end)] in known() for end in _LONG_ENDINGS):
        return True
    return any(
        word.startswith(head) and len(word) >= len(head) + LONG_STEM and word[len(head) :] in known()
        for head in _BEGINNINGS
    )


@lru_cache(maxsize=8192)
def is_compound(word: str) -> bool:
    """Whether a program has made a word of others: "starttransfer". Small letters without accents."""
    made, names = _pieces()
    return len(word) <= LONGEST and word not in names and _is_made(word, made, MOST_PIECES)


def is_piece(word: str) -> bool:
    """Whether programs make words of it: "write", "host"."""
    return word in _pieces()[0]


def _is_made(word: str, made: frozenset[str], most: int) -> bool:
    for end in range(SHORTEST_PIECE, len(word) - SHORTEST_PIECE + 1):
        if word[:end] not in made:
            continue
        rest = word[end:]
        if (rest in made and rest not in _OF_NAMES) or (most > 2 and _is_made(rest, made, most - 1)):  # noqa: PLR2004
            return True
    return False


@cache
def _pieces() -> tuple[frozenset[str], frozenset[str]]:
    """The words of which others are made, those of systems too, and family names that look made so."""
    lines = _lines("compound")
    made = {line for line in lines if not line.startswith("-")}
    made.update(word for word in _lines("word") if len(word) >= SHORTEST_TERM)
    return frozenset(made), frozenset(line[1:] for line in lines if line.startswith("-"))


@cache
def known() -> frozenset[str]:
    """Every known word, without capitals and accents. Takes some 20 ms the first time."""
    found = set(_lines("word"))
    for name in ("adapter", "device", "program", "vpn"):
        found.update(_PARTS.findall(folded(" ".join(_lines(name)))))
    for name in ("common", "technical"):
        word = ""
        for line in _lines(name):
            word = word[: ord(line[0]) - 97] + line[1:]
            found.add(word)
    return frozenset(found)


def _lines(name: str) -> list[str]:
    """What stands in a list, blanks apart."""
    return files("resources.product").joinpath(f"{name}.txt").read_text("utf-8").split()

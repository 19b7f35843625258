"""Reading JSON that IT has signed as if a thief had: bounded, typed, and every text is one plain line.

Nothing here raises. What does not fit is None, and the caller leaves out that one entry.
"""

import json
import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

from diagnostics import phrase

MOST_BYTES = 256 * 1024
"""Of one file; the desk publishes 64 KiB at most, except for fifty long notices."""
MOST_LOOKED_AT = 1_000  # entries of one list: behind so many nothing is looked for
LONGEST_NAME = 64  # characters of an office or a VPN; the desk takes no longer one
MOST_NAMES = 200  # in one list
LONGEST_WORD = LONGEST_NAME  # characters: a label cannot break a word, and would pull the window wider than the screen
MOST_MARKS = 2  # accents on one letter; more of them would paint over the lines around
YEARS = range(2000, 2100)
"""Moments outside of them cannot be told in local time on every system."""

_WORD = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def table(data: bytes | None, schema: str) -> dict[str, Any] | None:
    """The JSON object of this schema in UTF-8, no key twice in any object; None for anything else."""
    if data is None or len(data) > MOST_BYTES:
        return None
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=once)
    except (ValueError, RecursionError):  # of the decoders; also a number of 5,000 digits
        return None
    return value if isinstance(value, dict) and value.get("schema") == schema else None


class TwiceError(ValueError):
    """A key stands twice in one object: readers differ in which of the two they take, so the file is refused."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"{key!r} stands twice")


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """For `json.loads`: an object whose keys all differ. Raises TwiceError."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise TwiceError(next(key for key in keys if keys.count(key) > 1))
    return found


def entries(value: object) -> list[dict[str, Any]]:
    """The objects of a list; none where it is no list."""
    listed = value[:MOST_LOOKED_AT] if isinstance(value, list) else []
    return [one for one in listed if isinstance(one, dict)]


def identity(value: object) -> str | None:
    """An id: letters, digits, dots, dashes."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def line(value: object, longest: int) -> str | None:
    """A text as one line without control and direction characters, cut to its length; None where nothing is left."""
    if not isinstance(value, str):
        return None
    plain = _WORD.sub(r"\g<0> ", phrase.one_line(_lightly_marked(value[: 4 * longest])))
    if len(plain) > longest:
        plain = plain[: longest - 1].rstrip() + "\u2026"
    return plain or None


def both(value: object, longest: int) -> tuple[str, str] | None:
    """English and French of a text; where one of them is missing the other stands for it."""
    if not isinstance(value, dict):
        return None
    en, fr = line(value.get("en"), longest), line(value.get("fr"), longest)
    return ((en or fr or ""), (fr or en or "")) if en or fr else None


def name(value: object) -> str | None:
    """A name of at most LONGEST_NAME characters."""
    found = line(value, LONGEST_NAME)
    return found if found == value else None


def names(value: object) -> tuple[str, ...] | None:
    """A list of names, which may be absent; None where it is something else, or one of them is no name."""
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_NAMES:
        return None
    found = tuple(name(one) for one in value)
    return tuple(one for one in found if one) if all(found) else None


def moment(value: object) -> datetime | None:
    """An RFC 3339 moment with its zone, in UTC; without a zone it is none."""
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        return None
    try:
        read = datetime.fromisoformat(value)
        when = read.astimezone(UTC) if read.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return when if when is not None and when.year in YEARS else None


def whole(value: object, least: int, most: int) -> int | None:
    """A whole number between two others, both included; true and false are none."""
    return value if type(value) is int and least <= value <= most else None


def folded(text: str) -> str:
    """A name for comparing: without case, accents and doubled spaces, as people type it."""
    if text.isascii():
        return " ".join(text.casefold().split())
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())


def _lightly_marked(text: str) -> str:
    if text.isascii():
        return text
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)

"""One table of a guide's file, read key by key with its type and limits; every mistake is told with its line."""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from app.guides.model import Words
from app.guides.source import GuideError, Path, Source
from diagnostics import phrase
from diagnostics.wording import LANGUAGES

MAX_TEXT = 300  # characters: three lines of large text
MAX_LIST = 50  # entries; there are fewer checks than that
ID = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
LINK = re.compile(
    r"https://[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(?::\d{1,5})?(?:[/?#][A-Za-z0-9._~:/?#@!$&()*+,;=%-]{0,300})?"
    r"|ms-settings:[a-z0-9-]{1,64}"
    r"|x-apple\.systempreferences:[A-Za-z0-9._-]{1,100}(?:\?[A-Za-z0-9_-]{1,64})?"
)
"""A page on a named host without a user in front of it, or a page of the system's settings. No quotes, no spaces."""

HOLES = frozenset({"it_name", "app", "service", "vpn", "gateway", "server", "proxy", "minutes", "date", "time", "n"})
"""The holes that a step may have: those for which every wording has a neutral word."""

NOT_AN_ID = "Use 1 to 64 small letters, digits, dots, dashes and underscores."


class Table:
    """One table of the file: keys that do not exist are refused first, then each is read with its type."""

    def __init__(self, source: Source, data: Mapping[str, Any], path: Path, known: Collection[str]) -> None:
        """Raises GuideError, as every method here does."""
        self._source = source
        self._data = data
        self._path = path
        for key in data:
            if key not in known:
                raise self.error(key, f"unknown key {_shown(key)}", instead(key, known))

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._data

    def error(self, key: str, problem: str, remedy: str) -> GuideError:
        """A mistake at a key of this table."""
        return self._source.error((*self._path, key), problem, remedy)

    def refuse(self, keys: Iterable[str], problem: str) -> None:
        """Keys that mean nothing beside the others; `problem` gets the key in front."""
        for key in keys:
            if self.has(key):
                raise self.error(key, f"{key!r} {problem}", "Take this line out.")

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number from `low` to `high`."""
        value = self._take(key, int, "a whole number", default)
        if isinstance(value, bool) or not low <= value <= high:
            raise self.error(key, f"not a whole number from {low} to {high}", f"Write for example {key} = {low}.")
        return int(value)

    def flag(self, key: str) -> bool:
        """Yes or no; no where the key is not there."""
        return bool(self._take(key, bool, "true or false, without quotes", False))

    def text(self, key: str, default: str | None = None, *, longest: int = MAX_TEXT) -> str:
        """A text of one line, as it stands: never looked at for markup or commands, because nobody acts on any."""
        value: str = self._take(key, str, "a text in quotes", default)
        if len(value) > longest:
            raise self.error(key, f"longer than {longest} characters", "Say one thing, in two short sentences at most.")
        if phrase.one_line(value) != value:
            problem = "line breaks, invisible characters or spaces at an end"
            raise self.error(key, problem, "Write it on one line, as plain text.")
        if not value and self.has(key):
            raise self.error(key, "an empty text", "Write it, or take the line out where it is not needed.")
        return value

    def name(self, key: str, default: str | None = None) -> str:
        """An id."""
        value = self.text(key, default)
        if self.has(key) and not ID.fullmatch(value):
            raise self.error(key, f"{_shown(value)} is not an id", NOT_AN_ID)
        return value

    def choice(self, key: str, allowed: Collection[str], default: str | None = "") -> Any:
        """One of the allowed words; without a default ("") the key must be there; None may be the default."""
        if default != "" and not self.has(key):
            return default
        return self._one_of(key, self.text(key), allowed)

    def several(self, key: str, allowed: Collection[str]) -> tuple[str, ...]:
        """Any of the allowed words, each once."""
        return tuple(dict.fromkeys(self._one_of(key, value, allowed) for value in self._texts(key)))

    def names(self, key: str) -> tuple[str, ...]:
        """Any ids, each once."""
        values = self._texts(key)
        wrong = next((value for value in values if not ID.fullmatch(value)), None)
        if wrong is not None:
            raise self.error(key, f"{_shown(wrong)} is not an id", NOT_AN_ID)
        return tuple(dict.fromkeys(values))

    def words(self, key: str) -> Words:
        """A text in both languages, with the same holes in both."""
        both = self._take(key, dict, "a text in two languages", None)
        return Table(self._source, both, (*self._path, key), LANGUAGES).both(within=self, key=key)

    def both(self, *, within: "Table | None" = None, key: str = "en", longest: int = MAX_TEXT) -> Words:
        """The two languages of this very table; `within`, `key`: whose mistake it is when they do not agree."""
        words = Words(self.text("en", longest=longest), self.text("fr", longest=longest))
        at = within or self
        used = phrase.holes(words.en) | phrase.holes(words.fr)
        if used - HOLES or any(char in phrase.HOLE.sub("", words.en + words.fr) for char in "{}"):
            raise at.error(key, "a {hole} that does not exist", f"Use one of {listed(sorted(HOLES))}, or no braces.")
        if phrase.holes(words.en) != phrase.holes(words.fr):
            raise at.error(key, "the two languages have different {holes}", "Use the same ones in both.")
        return words

    def link(self, key: str) -> str | None:
        """An address that may be opened, as `LINK`; None when there is none."""
        if not self.has(key):
            return None
        value = self.text(key, longest=2 * MAX_TEXT)
        if not LINK.fullmatch(value):
            raise self.error(key, "not a link that may be opened", "Use https:// or a page of the system's settings.")
        return value

    def tables(self, key: str, most: int, known: Collection[str]) -> list["Table"]:
        """The tables of a list, 1 to `most`, with the keys that each may have."""
        header = ".".join([*(part for part in self._path if isinstance(part, str)), key])
        found = self._take(key, list, f"one or more tables, each under [[{header}]]", None)
        if not found or len(found) > most or not all(isinstance(item, dict) for item in found):
            raise self.error(key, f"not 1 to {most} tables", f"Write each one under [[{header}]].")
        return [Table(self._source, item, (*self._path, key, index), known) for index, item in enumerate(found)]

    def _take(self, key: str, kind: type, kind_in_words: str, default: Any) -> Any:
        if not self.has(key):
            if default is not None:
                return default
            raise self.error(key, f"{key!r} is missing", f"Add it: {kind_in_words}.")
        if not isinstance(self._data[key], kind):
            raise self.error(key, f"{key!r} has the wrong type", f"It must be {kind_in_words}.")
        return self._data[key]

    def _texts(self, key: str) -> tuple[str, ...]:
        values = self._take(key, list, "a list of texts", [])
        if not all(isinstance(value, str) for value in values):
            raise self.error(key, f"{key!r} has the wrong type", "It must be a list of texts.")
        if len(values) > MAX_LIST:
            raise self.error(key, f"more than {MAX_LIST} entries", "Name only what this needs.")
        return tuple(values)

    def _one_of(self, key: str, value: str, allowed: Collection[str]) -> str:
        if value in allowed:
            return value
        raise self.error(key, f"{_shown(value)} is not known", instead(value, allowed))


def _shown(word: str) -> str:
    """A word of the file in quotes; what would not be seen is written out, as in '\\u202e'."""
    return repr(word[: phrase.LONGEST_NAME])


def instead(word: str, allowed: Collection[str]) -> str:
    """What may have been meant, or all there is."""
    near = difflib.get_close_matches(word, allowed, 1)
    return f"Did you mean {near[0]!r}?" if near else f"Use one of: {listed(allowed)}."


def listed(words: Iterable[str]) -> str:
    """Words, one after the other."""
    return ", ".join(words)

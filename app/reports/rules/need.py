"""What a text must hold so that a pattern can match in it: a cheap look that says where an expensive one is due.

`resources/product/need.json` is read from the patterns themselves (tests/redaction/need.py; a test compares). A pattern
that is not in it is tried everywhere. One index of a text answers for all patterns.
"""

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import msgspec

_DIGIT = re.compile(r"\d")
EVERYWHERE = 2
START = 3  # letters
_ANY_DIGIT = "0"  # in the table: any digit
_NOWHERE, _FIRST = frozenset[int](), frozenset((0,))
_ALIKE = {0x17F: "s", 0x212A: "k", 0x130: "i"}  # letters that patterns without case take for these


class Need(msgspec.Struct, frozen=True, array_like=True):
    """A match holds one text of every set. `breaks`: whether it may go over the end of a line."""

    breaks: int  # 0 no, 1 over blanks between two words, 2 over anything
    sets: tuple[frozenset[str], ...]
    number: int = -1  # of the table


class Index:
    """Which lines of one text hold what. It stays true when parts of lines are taken out of the text."""

    def __init__(self, text: str) -> None:
        self._low = text.lower()
        if not text.isascii():
            self._low = self._low.translate(_ALIKE)
        self.ends = [match.start() for match in re.finditer("\n", self._low)]
        words = " ".join(dict.fromkeys(self._low.split())) if self.ends else self._low
        here = {words[at : at + START] for at in range(len(words))}
        self._held = {text for start in _starts().keys() & here for text in _starts()[start] if text in words}
        self._held.update(text for text in _starts().get("", ()) if text in words)
        if _DIGIT.search(words):
            self._held.add(_ANY_DIGIT)
        held = self._held
        self.dead = {need.number for need in _table().values() if any(map(held.isdisjoint, need.sets))}
        self._lines: dict[str, frozenset[int]] = {}

    def lines(self, need: Need) -> frozenset[int]:
        """Numbers of the lines in or near which a match may stand."""
        found: frozenset[int] | None = None
        for texts in need.sets:
            here = texts & self._held
            if not here:
                return _NOWHERE
            if not self.ends:
                found = _FIRST
            elif found is None or not need.breaks:  # of a match over two lines the first set says where it is
                there = _NOWHERE.union(*map(self._where, here))
                found = there if found is None else found & there
        return found or _NOWHERE

    def _where(self, text: str) -> frozenset[int]:
        known = self._lines.get(text)
        if known is None:
            known = self._lines[text] = frozenset(self._found(text))
        return known

    def _found(self, text: str) -> Iterator[int]:
        if text == _ANY_DIGIT:
            yield from (bisect_right(self.ends, match.start()) for match in _DIGIT.finditer(self._low))
            return
        at = self._low.find(text)
        while at >= 0:
            number = bisect_right(self.ends, at)
            yield number
            at = self._low.find(text, self.ends[number]) if number < len(self.ends) else -1


def need_of(pattern: re.Pattern[str]) -> Need | None:
    """The need of a pattern; None where it is tried everywhere."""
    known = _KNOWN.get(id(pattern))
    if known is None:
        known = pattern, _table().get(key_of(pattern))
        if len(_KNOWN) < MOST:
            _KNOWN[id(pattern)] = known  # holds the pattern too, so that its id stays its own
    return known[1]


def key_of(pattern: re.Pattern[str]) -> str:
    """The name of a pattern in the table."""
    return hashlib.blake2b(f"{pattern.flags}/{pattern.pattern}".encode(), digest_size=6).hexdigest()


MOST = 1000  # patterns whose need is remembered; the rules have some two hundred, and names of a report add theirs
_KNOWN: dict[int, tuple[re.Pattern[str], Need | None]] = {}


@cache
def _all() -> tuple[str, ...]:
    """Every text of every need."""
    return tuple({text for need in _table().values() for texts in need.sets for text in texts} - {_ANY_DIGIT})


@cache
def _starts() -> dict[str, tuple[str, ...]]:
    """Those texts by their first letters; shorter ones under "": few of them are looked for in one text."""
    found: dict[str, list[str]] = {}
    for text in _all():
        found.setdefault(text[:START] if len(text) >= START else "", []).append(text)
    return {start: tuple(texts) for start, texts in found.items()}


@cache
def _table() -> dict[str, Need]:
    data = files("resources.product").joinpath("need.json").read_bytes()
    found = msgspec.json.decode(data, type=dict[str, Need])
    return {key: Need(need.breaks, need.sets, number) for number, (key, need) in enumerate(found.items())}

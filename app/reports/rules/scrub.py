"""Find and replace such that no later rule looks at what an earlier one has put in."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from app.reports.rules.need import EVERYWHERE, Index, need_of

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: no keyboard writes them, and they are taken out beforehand
_FIRST = 0xE100  # a mark is one letter of the same private area: no rule takes it for a digit or a word
_MARK = re.compile(f"{_OPEN}([\ue100-\uf8ff]){_CLOSE}")
_LINE_END = re.compile("\n")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_SPACES = dict.fromkeys(
    [0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "
)  # French has one before ":"
BEFORE, AFTER = 3, 6  # lines round the one that a rule needs, if its match may go over the end of a line
MOST = 0xF8FF - _FIRST  # things hidden in one text; a text of the greatest length has fewer


class Scrub:
    """A text in the course of being cleaned."""

    def __init__(self, text: str, before: "Scrub | None" = None) -> None:
        """`before`: the text has marks of that one, and they keep what they stand for."""
        self.text = text if before else _PRIVATE.sub("", text)
        self._is_odd = any(chr(number) in self.text for number in _SPACES)
        self.view: Callable[[str], str] | None = None  # for a while: the same text in other letters
        self._hidden: list[str] = [*before._hidden] if before else []
        self._low = (self.text, self.text.lower())
        self._shown: tuple[str, Callable[[str], str] | None, str] = ("", None, "")
        self._begun = self.text
        self._ends: tuple[str, list[int]] = ("", [])

    @cached_property
    def _index(self) -> Index:
        return Index(self._begun)

    @property
    def found(self) -> int:
        """How many things have been hidden."""
        return len(self._hidden)

    def hide(self, text: str) -> str:
        """A mark that stands for `text` until the end."""
        self._hidden.append(text)
        return f"{_OPEN}{chr(_FIRST + min(len(self._hidden) - 1, MOST))}{_CLOSE}"

    @property
    def seen(self) -> str:
        """The text as rules look at it; as long as the text itself."""
        if self._shown[0] is not self.text or self._shown[1] is not self.view:
            plain = self.text.translate(_SPACES) if self._is_odd else self.text
            seen = self.view(plain) if self.view else plain
            self._shown = (self.text, self.view, seen if len(seen) == len(plain) else plain)
        return self._shown[2]

    def has(self, *words: str) -> bool:
        """Whether one of some words in small letters stands in the text: a cheap look before an expensive one."""
        if self._low[0] is not self.text:
            self._low = (self.text, self.text.lower())
        return any(word in self._low[1] for word in words)

    def parts(self, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
        """Where a pattern may match at all: runs of whole lines."""
        need = need_of(pattern)
        if need is None:
            return [(0, len(self.text))]
        if need.number in self._index.dead:
            return []
        lines = self._index.lines(need)
        if not lines or need.breaks == EVERYWHERE or not self._index.ends:
            return [(0, len(self.text))] if lines else []
        if self._ends[0] is not self.text:
            ends = [match.start() for match in _LINE_END.finditer(self.text)]
            if len(ends) != len(self._index.ends):  # a rule has taken out the end of a line
                self.__dict__["_index"] = Index(self.text)
                self._ends = (self.text, ends)
                return self.parts(pattern)
            self._ends = (self.text, ends)
        ends = [-1, *self._ends[1], len(self.text)]
        found: list[tuple[int, int]] = []
        before, after = (BEFORE, AFTER) if need.breaks else (0, 0)
        last = len(ends) - 2
        for number in sorted(lines):
            start, end = ends[max(number - before, 0)] + 1, ends[min(number + after, last) + 1]
            if found and found[-1][1] + 1 >= start:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return found

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Every match of a pattern in the text as rules look at it."""
        seen = self.seen
        for start, end in self.parts(pattern):
            yield from pattern.finditer(seen, start, end)

    def each(self, pattern: re.Pattern[str], found: Callable[[re.Match[str]], str | None], group: int = 0) -> None:
        """Replace a group of every match by what `found` returns for good; None leaves the match as it is."""
        need = need_of(pattern)
        if need is not None and need.number in self._index.dead:
            return
        spans = []
        for match in self.find(pattern):
            if match.start(group) >= 0 and (new := found(match)) is not None:
                spans.append((*match.span(group), new))
        if spans:
            self.at(spans)

    def any(self, pattern: re.Pattern[str], found: Callable[[str], str | None]) -> None:
        """Replace whichever group of a match was found; a pattern of many ways to say the same thing has one each."""
        spans = []
        for match in self.find(pattern):
            group = match.lastindex
            if group and (new := found(match.group(group))) is not None:
                spans.append((*match.span(group), new))
        if spans:
            self.at(spans)

    def at(self, spans: Iterable[tuple[int, int, str]]) -> None:
        """Replace places of the text, in their order and apart from each other."""
        parts, done = [], 0
        for start, end, new in spans:
            parts += [self.text[done:start], self.hide(new)]
            done = end
        self.text = "".join([*parts, self.text[done:]])

    def stands_for(self, mark: str) -> str:
        """What will stand where a mark is; `mark` is its middle letter."""
        number = ord(mark) - _FIRST
        return self._hidden[number] if 0 <= number < len(self._hidden) else ""

    def whole(self) -> str:
        """The clean text, all marks filled in."""
        text = self.text
        while _MARK.search(text):  # a mark may have been hidden inside something that was hidden later
            text = _MARK.sub(lambda match: self._hidden[ord(match.group(1)) - _FIRST], text)
        return text

"""Find and replace such that no later rule looks at what an earlier one has put in."""

import re
from collections.abc import Callable, Iterable

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: no keyboard writes them, and they are taken out beforehand
_FIRST = 0xE100  # a mark is one letter of the same private area: no rule takes it for a digit or a word
_MARK = re.compile(f"{_OPEN}([\ue100-\uf8ff]){_CLOSE}")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_SPACES = dict.fromkeys(
    [0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "
)  # French has one before ":"
MOST = 0xF8FF - _FIRST  # things hidden in one text; a text of the greatest length has fewer


class Scrub:
    """A text in the course of being cleaned."""

    def __init__(self, text: str) -> None:
        self.text = _PRIVATE.sub("", text)
        self._is_odd = any(chr(number) in self.text for number in _SPACES)
        self.view: Callable[[str], str] | None = None  # for a while: the same text in other letters
        self._hidden: list[str] = []
        self._low = (self.text, self.text.lower())

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
        plain = self.text.translate(_SPACES) if self._is_odd else self.text
        seen = self.view(plain) if self.view else plain
        return seen if len(seen) == len(plain) else plain

    def has(self, *words: str) -> bool:
        """Whether one of some words in small letters stands in the text: a cheap look before an expensive one."""
        if self._low[0] is not self.text:
            self._low = (self.text, self.text.lower())
        return any(word in self._low[1] for word in words)

    def each(self, pattern: re.Pattern[str], found: Callable[[re.Match[str]], str | None], group: int = 0) -> None:
        """Replace a group of every match by what `found` returns for good; None leaves the match as it is."""
        spans = []
        for match in pattern.finditer(self.seen):
            if match.start(group) >= 0 and (new := found(match)) is not None:
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

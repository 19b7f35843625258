"""Find and replace such that no later rule looks at what an earlier one has put in."""

import re
from collections.abc import Callable

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: no keyboard writes them, and they are taken out beforehand
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


class Scrub:
    """A text in the course of being cleaned."""

    def __init__(self, text: str) -> None:
        self.text = text.replace(_OPEN, "").replace(_CLOSE, "")
        self._hidden: list[str] = []

    @property
    def found(self) -> int:
        """How many things have been hidden."""
        return len(self._hidden)

    def hide(self, text: str) -> str:
        """A mark that stands for `text` until the end."""
        self._hidden.append(text)
        return f"{_OPEN}{len(self._hidden) - 1}{_CLOSE}"

    def each(self, pattern: re.Pattern[str], found: Callable[[re.Match[str]], str | None], group: int = 0) -> None:
        """Replace a group of every match by what `found` returns for good; None leaves the match as it is."""

        def replaced(match: re.Match[str]) -> str:
            new = found(match)
            if new is None or match.start(group) < 0:
                return match.group()
            start, end = match.start(group) - match.start(), match.end(group) - match.start()
            whole = match.group()
            return whole[:start] + self.hide(new) + whole[end:]

        self.text = pattern.sub(replaced, self.text)

    def whole(self) -> str:
        """The clean text, all marks filled in."""
        text = self.text
        while _MARK.search(text):  # a mark may have been hidden inside something that was hidden later
            text = _MARK.sub(lambda match: self._hidden[int(match.group(1))], text)
        return text

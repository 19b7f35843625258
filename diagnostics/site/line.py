"""On which line of a TOML document every key and list item stands.

The standard library's reader gives values without their places. This scanner reads a document that the reader has
already accepted, so it needs no error handling of its own: it only has to step over strings, comments and brackets
as TOML 1.0 defines them, and never looks at what a value means.
"""

import tomllib
from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Span:
    """First and last line of a key with its value, counted from 1."""

    first: int
    last: int


def spans(text: str) -> dict[Path, Span]:
    """Where every table, key and list item of a valid document is written; a table has the span of its header."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text.replace("\r\n", "\n")  # as the standard library's reader does
        self._at = 0
        self._line = 1
        self._found: dict[Path, Span] = {}
        self._items: dict[Path, int] = {}  # how many [[tables]] were seen under a name

    def scan(self) -> dict[Path, Span]:
        table: Path = ()
        self._skip()
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip()
        return self._found

    def _header(self) -> Path:
        line = self._line
        many = self._text.startswith("[[", self._at)
        self._at += 2 if many else 1
        keys = self._key()
        self._at += 2 if many else 1
        path = self._resolve(keys[:-1]) + keys[-1:]
        if many:
            number = self._items.get(path, 0)
            self._items[path] = number + 1
            path += (number,)
        else:
            path = self._resolve(keys)
        for length in range(1, len(path)):
            self._found.setdefault(path[:length], Span(line, line))
        self._note(path, line)
        return path

    def _resolve(self, keys: Path) -> Path:
        """A name of a list of tables means its last table."""
        path: Path = ()
        for key in keys:
            path += (key,)
            if path in self._items:
                path += (self._items[path] - 1,)
        return path

    def _pair(self, table: Path) -> None:
        line = self._line
        keys = self._key()
        self._at += 1  # the equals sign
        self._skip(lines=False)
        for length in range(1, len(keys)):
            self._found.setdefault(table + keys[:length], Span(line, line))
        self._value(table + keys)
        self._note(table + keys, line)

    def _key(self) -> Path:
        """A dotted key; ends before whatever follows it."""
        parts: list[str] = []
        while True:
            self._skip(lines=False)
            start = self._at
            if self._text[start] in "\"'":
                self._string()
                parts.append(tomllib.loads("k=" + self._text[start : self._at])["k"])
            else:
                while self._text[self._at] not in " \t.=]":
                    self._at += 1
                parts.append(self._text[start : self._at])
            self._skip(lines=False)
            if self._text[self._at] != ".":
                return tuple(parts)
            self._at += 1

    def _value(self, path: Path) -> None:
        first = self._text[self._at]
        if first in "\"'":
            self._string()
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._inline(path)
        else:
            while self._at < len(self._text) and self._text[self._at] not in ",]}#\n":
                self._at += 1

    def _string(self) -> None:
        quote = self._text[self._at]
        many = self._text.startswith(quote * 3, self._at)
        end = quote * 3 if many else quote
        self._at += len(end)
        while not self._text.startswith(end, self._at):
            self._step(2 if self._text[self._at] == "\\" and quote == '"' else 1)
        self._at += len(end)
        while many and self._text.startswith(quote, self._at):  # up to two quotes may stand before the closing ones
            self._at += 1

    def _array(self, path: Path) -> None:
        self._at += 1
        number = 0
        self._skip(commas=True)
        while self._text[self._at] != "]":
            line = self._line
            self._value((*path, number))
            self._note((*path, number), line)
            number += 1
            self._skip(commas=True)
        self._at += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        self._skip(commas=True)
        while self._text[self._at] != "}":
            self._pair(path)
            self._skip(commas=True)
        self._at += 1

    def _skip(self, *, lines: bool = True, commas: bool = False) -> None:
        """Step over blanks and, where they may stand, over line ends, comments and commas."""
        while self._at < len(self._text):
            char = self._text[self._at]
            if char == "#" and lines:
                end = self._text.find("\n", self._at)
                self._at = len(self._text) if end < 0 else end
            elif char in " \t" or (char == "\n" and lines) or (char == "," and commas):
                self._step(1)
            else:
                return

    def _step(self, count: int) -> None:
        self._line += self._text.count("\n", self._at, self._at + count)
        self._at += count

    def _note(self, path: Path, line: int) -> None:
        self._found[path] = Span(line, self._line)

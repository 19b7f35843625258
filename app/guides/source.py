"""A guide file as text: size and depth are checked before anybody reads it; every key is found again by its line."""

import re
import tomllib
from typing import Any

from diagnostics import phrase

MAX_BYTES = 64 * 1024  # the longest built-in guide has 10 KiB
MAX_LINE = 4000  # characters; a key of tens of thousands of parts would keep the parser busy for seconds
MAX_DEPTH = 5  # guide, list of steps, step, list of answers, answer
LONGEST_PART = 160  # characters of a file's name, a key or a reason in a message: it is one line of a terminal or two

LINE_OF_ERROR = re.compile(r"\(at line (\d+)")
KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
DOTTED = rf"{KEY}(?:[ \t]*\.[ \t]*{KEY})*"
HEADER = re.compile(rf"\s*(\[\[?)[ \t]*({DOTTED})[ \t]*\]")
ASSIGNMENT = re.compile(rf"\s*({DOTTED})[ \t]*=")

Path = tuple[str | int, ...]


class GuideError(ValueError):
    """A guide that cannot be used: what is wrong, where, and how to mend it, in one line."""

    def __init__(self, file: str, line: int | None, key: str, problem: str, remedy: str) -> None:
        """`line` counts from 1 and is None where the file as a whole is meant; `key` may be empty."""
        self.file = _plain(file)
        self.line = line
        self.key = _plain(key)
        self.problem = _plain(problem)
        self.remedy = phrase.one_line(remedy)
        where = self.file + (f", line {line}" if line else "") + (f", {self.key}" if self.key else "")
        super().__init__(f"{where}: {self.problem}. {self.remedy}")


class Source:
    """One file: its name for messages and its text."""

    def __init__(self, file: str, data: bytes) -> None:
        """Raises GuideError for what is too large or no text."""
        self.file = file
        if len(data) > MAX_BYTES:
            raise too_large(file)
        try:
            self.text = data.decode("utf-8").removeprefix("\ufeff")  # an editor's mark; TOML does not know it
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise GuideError(file, line, "", "not UTF-8 text", "Save the file as UTF-8.") from error
        self._lines = self.text.split("\n")
        self._places: dict[Path, int] | None = None

    def parse(self) -> dict[str, Any]:
        """The tables of the file. Raises GuideError."""
        endless = next((number for number, text in enumerate(self._lines, start=1) if len(text) > MAX_LINE), None)
        if endless:
            problem = f"longer than {MAX_LINE} characters"
            raise GuideError(self.file, endless, "", problem, "Write one key per line, and shorter texts.")
        try:
            data = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = LINE_OF_ERROR.search(str(error))
            line = int(found[1]) if found else len(self._lines)
            problem = f"not valid TOML: {str(error).split(' (at')[0]}"
            raise GuideError(self.file, line, "", problem, "Mend this line or the one before it.") from error
        except (RecursionError, ValueError) as error:  # brackets without end; a number or a date that cannot be
            raise GuideError(self.file, None, "", "not readable as TOML", "Start from a built-in guide.") from error
        if _is_deeper(data, MAX_DEPTH):
            raise GuideError(self.file, None, "", f"more than {MAX_DEPTH} levels deep", "Start from a built-in guide.")
        return data

    def error(self, path: Path, problem: str, remedy: str) -> GuideError:
        """An error about a key, with its line."""
        return GuideError(self.file, self.line_of(path), _name(path), problem, remedy)

    def line_of(self, path: Path) -> int | None:
        """The line on which a key such as ("steps", 1, "answers", 0, "go") stands, or else the table that it is in.

        None when neither is in the file: a key of the guide itself that is missing.
        """
        if self._places is None:
            self._places = _places(self._lines)
        return next((self._places[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self._places), None)


def too_large(file: str) -> GuideError:
    """The same words whether it was found out before reading or after."""
    return GuideError(file, None, "", f"larger than {MAX_BYTES // 1024} KiB", "Shorten it or make two guides.")


def _plain(text: str) -> str:
    """A part of a message that a file may have a say in: one line, no control characters, not endless."""
    line = phrase.one_line(text)
    return line if len(line) <= LONGEST_PART else line[: LONGEST_PART - 1] + "\u2026"


def _places(lines: list[str]) -> dict[Path, int]:
    """On which line every key and table of the file is first named; inline tables are one key of their line."""
    places: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in enumerate(lines, start=1):
        header, assignment = HEADER.match(line), ASSIGNMENT.match(line)
        path: Path = ()
        if header:
            table = path = _enter(header[2], counts, is_list=header[1] == "[[")
        elif assignment:
            path = (*table, *_parts(assignment[1]))
        for end in range(1, min(len(path), 2 * MAX_DEPTH) + 1):
            places.setdefault(path[:end], number)
    return places


def _enter(dotted: str, counts: dict[Path, int], *, is_list: bool) -> Path:
    """The path of a header: a name of a list stands for its last table, [[name]] for a new one."""
    path: Path = ()
    parts = _parts(dotted)
    for place, part in enumerate(parts, start=1):
        path = (*path, part)
        if is_list and place == len(parts):
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = (*path, counts[path] - 1)
    return path


def _parts(dotted: str) -> tuple[str, ...]:
    parts = re.findall(KEY, dotted)[: 2 * MAX_DEPTH]
    return tuple(next(iter(tomllib.loads(f"{part} = 0"))) if "\\" in part else part.strip("\"'") for part in parts)


def _name(path: Path) -> str:
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _is_deeper(data: object, levels: int) -> bool:
    """Whether tables and lists stand in each other more than so many levels deep; without recursion, for deep ones."""
    layer: list[object] = [data]
    for _ in range(levels + 1):
        nested = [item for item in layer if isinstance(item, dict | list)]
        if not nested:
            return False
        layer = [inner for item in nested for inner in (item.values() if isinstance(item, dict) else item)]
    return True

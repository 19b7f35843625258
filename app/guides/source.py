"""A guide file as text: size and depth are checked before anybody reads it; every key is found again by its line."""

import re
import tomllib
from typing import Any

MAX_BYTES = 64 * 1024  # the longest built-in guide has 6 KiB
MAX_DEPTH = 4  # guide, list of steps, step, text
LINE_OF_ERROR = re.compile(r"\(at line (\d+)")
STEP_HEADER = re.compile(r"^\s*\[\[\s*steps\s*\]\]")

Path = tuple[str | int, ...]


class GuideError(ValueError):
    """A guide that cannot be used: what is wrong, where, and how to mend it, in one line."""

    def __init__(self, file: str, line: int | None, key: str, problem: str, remedy: str) -> None:
        """`line` counts from 1 and is None where the file as a whole is meant; `key` may be empty."""
        self.file = file
        self.line = line
        self.key = key
        self.problem = problem
        self.remedy = remedy
        where = file + (f", line {line}" if line else "") + (f", {key}" if key else "")
        super().__init__(f"{where}: {problem}. {remedy}")


class Source:
    """One file: its name for messages and its text."""

    def __init__(self, file: str, data: bytes) -> None:
        self.file = file
        if len(data) > MAX_BYTES:
            raise GuideError(file, None, "", f"larger than {MAX_BYTES // 1024} KiB", "Shorten it or make two guides.")
        try:
            self.text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise GuideError(file, line, "", "not UTF-8 text", "Save the file as UTF-8.") from error

    def parse(self) -> dict[str, Any]:
        """The tables of the file."""
        try:
            data = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = LINE_OF_ERROR.search(str(error))
            line = int(found[1]) if found else self.text.count("\n") + 1
            problem = f"not valid TOML: {str(error).split(' (at')[0]}"
            raise GuideError(self.file, line, "", problem, "Mend this line or the one before it.") from error
        except (RecursionError, ValueError) as error:  # brackets without end; a number or a date that cannot be
            raise GuideError(self.file, None, "", "not readable as TOML", "Start from a built-in guide.") from error
        if _depth(data) > MAX_DEPTH:
            raise GuideError(self.file, None, "", f"more than {MAX_DEPTH} levels deep", "Start from a built-in guide.")
        return data

    def error(self, path: Path, problem: str, remedy: str) -> GuideError:
        """An error about a key, with its line."""
        return GuideError(self.file, self.line_of(path), _name(path), problem, remedy)

    def line_of(self, path: Path) -> int | None:
        """The line on which a key such as ("steps", 1, "text", "fr") stands, or its table; None if it is not there."""
        lines = self.text.splitlines()
        first, last = 0, len(lines)
        headers = [number for number, line in enumerate(lines) if STEP_HEADER.match(line)]
        keys = [part for part in path if isinstance(part, str)]
        if len(path) > 1 and path[0] == "steps" and isinstance(path[1], int) and path[1] < len(headers):
            first = headers[path[1]]
            last = headers[path[1] + 1] if path[1] + 1 < len(headers) else len(lines)
            keys = keys[1:]
        elif headers and path[:1] != ("steps",):
            last = headers[0]
        found = _find(lines[first:last], keys)
        if found is not None:
            return first + found + 1
        return first + 1 if first else None


def _find(lines: list[str], keys: list[str]) -> int | None:
    """The first line that sets the key: the whole dotted key if it is there, else the part of it that is."""
    for length in range(len(keys), 0, -1):
        dotted = r"\s*\.\s*".join(rf'"?{re.escape(key)}"?' for key in keys[:length])
        pattern = re.compile(rf"^\s*(\[+\s*)?{dotted}\s*[.=\]]")
        for number, line in enumerate(lines):
            if pattern.match(line):
                return number
    return None


def _name(path: Path) -> str:
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _depth(value: object) -> int:
    inner: list[Any] = []
    if isinstance(value, dict):
        inner = list(value.values())
    elif isinstance(value, list):
        inner = value
    else:
        return 0
    return 1 + max((_depth(item) for item in inner), default=0)

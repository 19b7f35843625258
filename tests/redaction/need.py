"""What a text must hold so that a pattern can match in it at all: read from the pattern itself.

Every match of a pattern holds at least one text of each of its sets. Where no such text can be told, there is no set,
and the pattern is tried everywhere: a need can only be too weak, never too strong.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterable
from pathlib import Path
from re import _constants as C  # type: ignore[attr-defined]
from re import _parser as P  # type: ignore[attr-defined]
from typing import Any

import msgspec

from app.reports import rules
from app.reports.rules.need import key_of

MOST = 150  # texts of one set; a larger one is no quick look any more
SETS = 3
END = ord("\n")
EVERYWHERE = 2
DIGIT = "0"  # stands for any digit
Need = list[list[str]]
FILE = Path(__file__).parents[2] / "resources" / "product" / "need.json"


def table() -> dict[str, tuple[int, Need]]:
    """The needs of all patterns of all rules, by the name of the pattern."""
    found = {}
    for name in [
        *(f"{rules.__name__}.{it.name}" for it in pkgutil.iter_modules(rules.__path__)),
        "app.reports.disguise",
    ]:
        for value in vars(importlib.import_module(name)).values():
            for pattern in value if isinstance(value, tuple) else (value,):
                if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                    breaks, sets = need_of(pattern)
                    if sets:
                        found[key_of(pattern)] = (breaks, sets)
    return dict(sorted(found.items()))


def write() -> None:
    """Write the table anew: `python -m tests.redaction.need`, after a pattern was changed."""
    FILE.write_bytes(msgspec.json.encode(table()) + b"\n")


def need_of(pattern: re.Pattern[str]) -> tuple[int, Need]:
    """The sets, the best ones first, and whether a match may go over the end of a line."""
    tree = P.parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    sets = [found for found in _sets(tree) if found and len(found) <= MOST and not any(map(_is_mark, found))]
    unique: list[frozenset[str]] = list(dict.fromkeys(frozenset(_fewest(found)) for found in sets))
    unique.sort(key=lambda found: (-min(map(len, found)) if found != {DIGIT} else 0, len(found)))
    breaks = EVERYWHERE if pattern.flags & re.DOTALL else int(_breaks(tree, pattern.flags))
    return breaks, [sorted(found) for found in unique[:SETS]]


def _is_mark(text: str) -> bool:
    """Whether it holds a sign that the rules themselves put into the text: no text has it from the first."""
    return any("\ue000" <= char <= "\uf8ff" for char in text)


def _fewest(texts: Iterable[str]) -> set[str]:
    """Without those that hold another one."""
    found: set[str] = set()
    for text in sorted(texts, key=len):
        if not any(other in text for other in found):
            found.add(text)
    return found


def _sets(tree: Any) -> list[set[str]]:
    """All sets of a sequence: literals that follow each other are one text."""
    found: list[set[str]] = []
    run: set[str] = {""}
    for op, arg in tree:
        chars = _chars(op, arg)
        if chars is not None and len(run) * len(chars) <= MOST:
            run = {text + char for text in run for char in chars}
            continue
        _keep(found, run)
        run = {""} if chars is None else chars
        if chars is None:
            found += _inside(op, arg)
    _keep(found, run)
    return found


def _keep(found: list[set[str]], run: set[str]) -> None:
    texts = {max(text.split(), key=len, default="") for text in run}  # blanks have more than one form
    if all(texts):
        found.append(texts)


def _chars(op: Any, arg: Any) -> set[str] | None:
    """The few characters that may stand there."""
    if op is C.LITERAL:
        return {chr(arg).lower()}
    if op is C.IN and len(arg) <= 4 and all(kind is C.LITERAL for kind, _ in arg):
        return {chr(code).lower() for _, code in arg}
    return None


def _inside(op: Any, arg: Any) -> list[set[str]]:
    if op is C.SUBPATTERN:
        return _sets(arg[-1])
    if op in (C.MAX_REPEAT, C.MIN_REPEAT, C.POSSESSIVE_REPEAT):
        return _sets(arg[2]) if arg[0] >= 1 else []
    if op is C.ATOMIC_GROUP:
        return _sets(arg)
    if op is C.ASSERT:
        return _sets(arg[1])
    if op is C.IN and all(_is_digit(kind, code) for kind, code in arg):
        return [{DIGIT}]
    if op is C.BRANCH:
        best: set[str] = set()
        for branch in arg[1]:
            sets = [it for it in _sets(branch) if it]
            if not sets:
                return []
            best |= max(sets, key=lambda it: (min(map(len, it)) if it != {DIGIT} else 0, -len(it)))
        return [best]
    return []


def _breaks(tree: Any, flags: int) -> bool:
    """Whether it can match the end of a line."""
    return any(_may_break(op, arg, flags) for op, arg in tree)


def _may_break(op: Any, arg: Any, flags: int) -> bool:
    if op is C.LITERAL:
        return bool(arg == END)
    if op is C.NOT_LITERAL:
        return bool(arg != END)
    if op is C.ANY:
        return bool(flags & re.DOTALL)
    if op is C.IN:
        return _class_breaks(arg)
    if op in (C.MAX_REPEAT, C.MIN_REPEAT, C.POSSESSIVE_REPEAT):
        return _breaks(arg[2], flags)
    if op is C.SUBPATTERN:
        return _breaks(arg[-1], flags)
    if op is C.BRANCH:
        return any(_breaks(branch, flags) for branch in arg[1])
    if op is C.ASSERT:
        return bool(arg[0] > 0 and _breaks(arg[1], flags))
    if op is C.ATOMIC_GROUP:
        return _breaks(arg, flags)
    return False


def _class_breaks(items: Any) -> bool:
    return any(_is_end(kind, code) for kind, code in items) != (items[0][0] is C.NEGATE)


def _is_end(kind: Any, code: Any) -> bool:
    """Whether a part of a class is or holds the end of a line."""
    if kind is C.LITERAL:
        return bool(code == END)
    if kind is C.RANGE:
        return bool(code[0] <= END <= code[1])
    return kind is C.CATEGORY and code in (C.CATEGORY_SPACE, C.CATEGORY_NOT_DIGIT, C.CATEGORY_NOT_WORD)


def _is_digit(kind: Any, code: Any) -> bool:
    return bool((kind is C.CATEGORY and code is C.CATEGORY_DIGIT) or (kind is C.RANGE and code == (48, 57)))


if __name__ == "__main__":
    write()

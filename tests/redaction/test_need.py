"""The table of what patterns need is the one that the patterns themselves tell, and it loses no match."""

import re

import msgspec
import pytest

from app.reports.rules.need import Index, Need, need_of
from tests.redaction.corpus import CLASSES
from tests.redaction.need import FILE, table
from tests.redaction.need import need_of as read
from tests.redaction.reports import told

SEED = 20261124


def test_the_table_is_up_to_date() -> None:
    """After a change of a pattern: `python -m tests.redaction.need`."""
    found = msgspec.json.decode(msgspec.json.encode(table()))
    assert msgspec.json.decode(FILE.read_bytes()) == found
    assert len(found) >= 150


@pytest.mark.parametrize(
    ("pattern", "sets"),
    [
        (r"password[:=]\S+", [["password:", "password="]]),
        (r"(?:pin|code) \d", [["code", "pin"], ["0"]]),
        (r"cl[ée]s?", [["cle", "clé"]]),
        (r"x*", []),
        (r"(?:a|\w)b", [["b"]]),
        (r"(?=.*@)\w", [["@"]]),
    ],
)
def test_what_a_pattern_needs(pattern: str, sets: list[list[str]]) -> None:
    assert read(re.compile(pattern, re.IGNORECASE))[1] == sets


def test_no_match_is_lost() -> None:
    """On lines of every class each rule finds in its lines what it finds in the whole text."""
    texts = [*(item.fact.detail or "" for item in told(SEED).run.observations)]  # type: ignore[attr-defined]
    whole = "\n".join(texts)
    index = Index(whole)
    ends = [-1, *index.ends, len(whole)]
    tried = 0
    for value in _patterns():
        need = need_of(value)
        if not isinstance(need, Need):
            continue
        lines = index.lines(need)
        for match in value.finditer(whole):
            first = next(number for number, end in enumerate(ends[1:]) if match.end() <= end)
            tried += 1
            assert lines, value.pattern[:60]
            assert need.breaks or first in lines, value.pattern[:60]
    assert tried >= len(CLASSES)


def _patterns() -> list[re.Pattern[str]]:
    import importlib
    import pkgutil

    from app.reports import rules

    found = []
    for it in pkgutil.iter_modules(rules.__path__):
        for value in vars(importlib.import_module(f"{rules.__name__}.{it.name}")).values():
            found += [one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, re.Pattern)]
    return found

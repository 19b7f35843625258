"""The scanner finds every key where it is written."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.site.line import Path, Span, spans
from tests.unit.diagnostics.site.site_text import toml

DOCUMENT = '''a = 1 # [not.a.table]
"quo\\u0074ed.key" = "x = 1 # \\" y"
'lit\\eral' = 'C:\\' # comment
b.c . "d" = [ 1, # one
  "]", [2,
  3], { e = 4, f.g = "}" },
]

[t]  # table
many = """
[x]
k = 1 \\"""
"""""
also = \'\'\'
\\\'\'\'
last = true
[t.u."v w"]
x = 1979-05-27 07:32:00
[[l]]
n = 1
[[l]]
n = 2
[l.sub]
n = 3
[[l.deep]]
n = 4
[[l.deep]]
n = 5
'''

EXPECTED = {
    ("a",): (1, 1),
    ("quoted.key",): (2, 2),
    ("lit\\eral",): (3, 3),
    ("b", "c", "d"): (4, 7),
    ("b", "c", "d", 1): (5, 5),
    ("b", "c", "d", 2, 1): (6, 6),
    ("b", "c", "d", 3, "f", "g"): (6, 6),
    ("t",): (9, 9),
    ("t", "many"): (10, 13),
    ("t", "also"): (14, 15),
    ("t", "last"): (16, 16),
    ("t", "u", "v w", "x"): (18, 18),
    ("l", 0, "n"): (20, 20),
    ("l", 1, "n"): (22, 22),
    ("l", 1, "sub", "n"): (24, 24),
    ("l", 1, "deep", 0, "n"): (26, 26),
    ("l", 1, "deep", 1, "n"): (28, 28),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_kind_of_key(newline: str) -> None:
    text = DOCUMENT.replace("\n", newline)
    found = spans(text)
    assert {path: (found[path].first, found[path].last) for path in EXPECTED} == EXPECTED
    assert _paths(tomllib.loads(text)) <= set(found)


def _paths(value: Any, path: Path = ()) -> set[Path]:
    steps: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        steps = list(value.items())
    elif isinstance(value, list):
        steps = list(enumerate(value))
    return {(*path, step) for step, _ in steps}.union(*(_paths(item, (*path, step)) for step, item in steps))


_PIECES = st.sampled_from(
    ["a", "b", ".", "=", "[", "]", "[[", "]]", "{", "}", ",", "\n", " ", "#", '"', "'", '"""', "'''", "\\", "1", '"x"']
)


@settings(max_examples=600, deadline=None)
@given(st.lists(_PIECES, max_size=30).map("".join))
def test_whatever_the_reader_accepts_is_scanned(text: str) -> None:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    found = spans(text)
    assert _paths(values) <= set(found)
    lines = text.count("\n") + 1
    assert all(1 <= span.first <= span.last <= lines for span in found.values())


_TEXT = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=6)
_VALUES = st.recursive(
    st.integers(0, 9) | st.just(True) | _TEXT, lambda inner: st.lists(inner, max_size=3), max_leaves=6
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(_TEXT, _VALUES | st.dictionaries(_TEXT, st.integers(0, 9), max_size=3), max_size=5))
def test_written_documents_are_found_line_by_line(values: dict[str, Any]) -> None:
    text = "".join(f"\n{toml(key)} = {toml(value)}\n" for key, value in values.items())
    assert tomllib.loads(text) == values
    found = spans(text)
    assert _paths(values) == set(found)
    line = 2
    for key, value in values.items():
        last = line + toml(value).count("\n")
        assert found[(key,)] == Span(line, last)
        line = last + 2

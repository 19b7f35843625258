"""Signed by a thief: whatever stands in a file, what comes out is short, plain and of the right kind."""

import time

import pytest

from app.content import reading

SCHEMA = "x/1"

NO_TABLES: dict[str, bytes | None] = {
    "nothing": None,
    "empty": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "a text": b'"x/1"',
    "another schema": b'{"schema": "x/2"}',
    "no schema": b"{}",
    "a schema in a list": b'{"schema": ["x/1"]}',
    "not UTF-8": b'{"schema": "x/1", "a": "\xff"}',
    "UTF-16": '{"schema": "x/1"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"schema": "x/1"}',
    "deep": b'{"schema": "x/1", "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"schema": "x/1", "a": ' + b'{"a":' * 40_000 + b"1" + b"}" * 40_000 + b"}",
    "a number of 100,000 digits": b'{"schema": "x/1", "a": ' + b"9" * 100_000 + b"}",
    "too large": b'{"schema": "x/1", "a": "' + b"a" * reading.MOST_BYTES + b'"}',
    "a key twice": b'{"schema": "x/1", "a": 1, "a": 2}',
    "its schema twice": b'{"schema": "x/2", "schema": "x/1"}',
    "a key twice inside": b'{"schema": "x/1", "a": [{"id": "1", "id": "2"}]}',
    "two documents": b'{"schema": "x/1"}{"schema": "x/1"}',
}


@pytest.mark.parametrize("case", NO_TABLES)
def test_what_is_no_table(case: str) -> None:
    began = time.process_time()
    assert reading.table(NO_TABLES[case], SCHEMA) is None
    assert time.process_time() - began < 0.5


def test_a_table_with_keys_of_a_newer_version() -> None:
    assert reading.table(b'{"schema": "x/1", "new": NaN}', SCHEMA) is not None


LINES: dict[str, tuple[object, str | None]] = {
    "plain": ("Gateway 2 is down.", "Gateway 2 is down."),
    "accents and spaces of French": ("Panne\u00a0: été\u202f!", "Panne\u00a0: été\u202f!"),
    "HTML stays as it was typed": ("<b>a</b> & <img src=x>", "<b>a</b> & <img src=x>"),
    "holes of our sentences": ("{it_name} [x] {", "{it_name} [x] {"),
    "line breaks": ("a\nb\r\nc\u2028d\u2029e\x0bf", "a b c d e f"),
    "control characters": ("a\x00b\x1b[31mc\x7fd\x9be", "a b [31mc d e"),
    "direction marks": ("a\u202eb\u2066c\u200fd\u061ce", "a b c d e"),
    "invisible ones": ("a\u200bb\ufeffc\u00add", "a b c d"),
    "tags": ("a\U000e0041b", "a b"),
    "half a character": ("a\ud800b", "a b"),
    "private ones": ("a\ue000b", "a b"),
    "stacked accents": ("e" + "\u0301" * 500 + " x", "e\u0301\u0301"),
    "too long": ("word " * 100, "word word word word"),
    "only spaces": (" \n\t ", None),
    "only marks": ("\u202e\u200b", None),
    "empty": ("", None),
    "a number": (5, None),
    "a list": (["a"], None),
    "nothing": (None, None),
}


@pytest.mark.parametrize("case", LINES)
def test_lines(case: str) -> None:
    given, wanted = LINES[case]
    found = reading.line(given, 30)
    if case in ("too long", "stacked accents"):
        assert found is not None
        assert wanted is not None
        assert found.startswith(wanted)
        assert len(found) <= 30
    else:
        assert found == wanted


def test_one_language_stands_for_the_other() -> None:
    assert reading.both({"fr": "a"}, 9) == ("a", "a")
    assert reading.both({"en": "a", "fr": 5}, 9) == ("a", "a")
    assert reading.both({"en": "a", "fr": "b", "de": "c"}, 9) == ("a", "b")
    nothing: tuple[object, ...] = ({}, {"de": "c"}, {"en": "\u202e"}, [], "a", None)
    for wrong in nothing:
        assert reading.both(wrong, 9) is None


def test_a_word_that_no_label_could_break() -> None:
    found = reading.line("see https://it.example.org/status " + "W" * 150, 200)
    assert found is not None
    assert found.startswith("see https://it.example.org/status W")
    assert [len(word) for word in found.split()[2:]] == [64, 64, 22]
    assert reading.name("x" * 64) == "x" * 64


MOMENTS: dict[str, tuple[object, str | None]] = {
    "UTC": ("2026-11-23T05:40:00Z", "2026-11-23T05:40:00+00:00"),
    "another zone": ("2026-11-23T09:40:00+04:00", "2026-11-23T05:40:00+00:00"),
    "no zone": ("2026-11-23T05:40:00", None),
    "a day": ("2026-11-23", None),
    "a number": (1_795_000_000, None),
    "words": ("tomorrow", None),
    "February 30th": ("2026-02-30T00:00:00Z", None),
    "year 9999": ("9999-12-31T23:59:59-23:59", None),
    "year 1": ("0001-01-01T00:00:00+23:59", None),
    "1970": ("1970-01-01T00:00:00Z", None),
    "endless": ("2026-11-23T05:40:00" + "0" * 100_000 + "Z", None),
    "true": (True, None),
}


@pytest.mark.parametrize("case", MOMENTS)
def test_moments(case: str) -> None:
    given, wanted = MOMENTS[case]
    found = reading.moment(given)
    assert (found.isoformat() if found else None) == wanted


NAMES: dict[str, tuple[object, tuple[str, ...] | None]] = {
    "absent": (None, ()),
    "none": ([], ()),
    "two": (["Lyon", "Saint\u00a0Denis"], ("Lyon", "Saint\u00a0Denis")),
    "a text": ("Lyon", None),
    "an object": ({"a": 1}, None),
    "a number among them": (["Lyon", 5], None),
    "an empty one": (["Lyon", ""], None),
    "two lines": (["Ly\non"], None),
    "direction marks": (["\u202eLyon"], None),
    "a long one": (["x" * 65], None),
    "endless": (["x"] * 10_000, None),
}


@pytest.mark.parametrize("case", NAMES)
def test_names(case: str) -> None:
    given, wanted = NAMES[case]
    assert reading.names(given) == wanted


def test_whole_numbers() -> None:
    assert [reading.whole(one, 1, 100) for one in (1, 100)] == [1, 100]
    for wrong in (0, 101, True, 5.0, "5", None, float("nan"), 10**4_000):
        assert reading.whole(wrong, 1, 100) is None


def test_ids() -> None:
    assert [reading.identity(one) for one in ("89023b", "vpn.mtu", "a-b_c")] == ["89023b", "vpn.mtu", "a-b_c"]
    for wrong in ("", ".a", "../a", "a b", "a\n", "é", "a" * 65, 5, None, ["a"]):
        assert reading.identity(wrong) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Lyon", " LYON ", True),
        ("Réunion", "reunion", True),
        ("Port  Louis", "port\u00a0louis", True),
        ("Straße", "STRASSE", True),
        ("Lyon", "Lyon 2", False),
    ],
)
def test_names_are_compared_as_people_type_them(one: str, other: str, same: bool) -> None:
    assert (reading.folded(one) == reading.folded(other)) is same

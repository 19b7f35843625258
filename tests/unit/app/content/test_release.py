"""IT's note that there is a newer version: words and an https page, whatever else is written there."""

import json
from typing import Any

import pytest

from app.content import release
from app.content.release import Release, read_release

NOTE: dict[str, Any] = {
    "schema": release.SCHEMA,
    "version": "0.2.0",
    "url": "https://it.example.org/unstuck/",
    "text": {"en": "Install it tonight.", "fr": "Installez-la ce soir."},
}


def note(**changes: Any) -> Release | None:
    return read_release(json.dumps(NOTE | changes).encode())


def test_the_whole_note() -> None:
    found = note()
    assert found == Release("0.2.0", NOTE["url"], "Install it tonight.", "Installez-la ce soir.")
    assert [found.text(lang) for lang in ("fr", "en")] == ["Installez-la ce soir.", "Install it tonight."]


NEWER = {
    ("0.2.0", "0.1.0"): True,
    ("0.2.0", "0.2.0"): False,
    ("0.2", "0.2.0"): False,
    ("0.2.0", "0.10.0"): False,
    ("0.10", "0.9.9"): True,
    ("1", "0.9"): True,
    ("0.2.0.1", "0.2.0"): True,
    ("0.2.0", "0"): False,
    ("0.2.0", "0.1.0.dev3"): False,
    ("0.2.0", ""): False,
}


@pytest.mark.parametrize("versions", NEWER)
def test_newer(versions: tuple[str, str]) -> None:
    theirs, ours = versions
    assert Release(theirs).is_newer(ours) is NEWER[versions]


@pytest.mark.parametrize("version", [None, "", "2 ", "v2", "1.2.3.4.5", "1..2", "9" * 5_000, 2, ["1"], "1.0\u202e"])
def test_no_version_no_note(version: object) -> None:
    assert note(version=version) is None


@pytest.mark.parametrize("data", [None, b"", b"{}", b'{"latest": "1.0"}', b'{"schema":"unstuck.release/1"}'])
def test_no_note(data: bytes | None) -> None:
    assert read_release(data) is None


PAGES: dict[object, bool] = {
    "https://it.example.org": True,
    "https://it.example.org:8443/a?b=c#d": True,
    "http://it.example.org/": False,
    "file:///etc/passwd": False,
    "javascript:alert(1)": False,
    "https://user:pw@it.example.org/": False,
    "https://it.example.org@evil.example/": False,
    "https:///a": False,
    "https://it.example.org/a b": False,
    "https://it.example.org/\u202egpj.exe": False,
    "https://xn--e1awd7f.example/": True,
    "https://\u0131t.example/": False,
    "https://it.example.org:99999/": False,
    "https://it.example.org/" + "a" * 400: False,
    "https://it.example.org/\n": False,
    "": False,
    5: False,
}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_that_is_none_is_left_out(address: object) -> None:
    found = note(url=address)
    assert found is not None
    assert found.url == (address if PAGES[address] else None)


@pytest.mark.parametrize("text", [None, "Install it.", {"en": 5}, {"en": "\u202e"}, []])
def test_a_text_that_is_none_is_left_out(text: object) -> None:
    found = note(text=text)
    assert found is not None
    assert found.text("en") == ""

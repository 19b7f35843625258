"""The release note and the counts of colleagues, before they are signed."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.content.release import read_release
from app.desk.publish import lint
from app.desk.publish.jsonlint import counts, release_note

PATH = Path("release/release.json")
NOTE: dict[str, Any] = {
    "schema": "unstuck.release/1",
    "version": "0.2.0",
    "url": "https://it.example.org/unstuck/",
    "text": {"en": "Install it tonight.", "fr": "Installez-la ce soir."},
}


def said(value: object) -> list[str]:
    return [str(one) for one in release_note(PATH, json.dumps(value, indent=1).encode())]


def test_a_good_one_and_a_short_one() -> None:
    assert said(NOTE) == []
    assert said({"schema": NOTE["schema"], "version": "1"}) == []


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "another schema": ({"schema": "unstuck.release/2"}, "line 2, schema: no release note of this form. Write "),
    "a version with a letter": ({"version": "v0.2"}, "line 3, version: no version. Write numbers and dots in quotes"),
    "a version without quotes": ({"version": 0.2}, "line 3, version: no version. Write numbers and dots in quotes"),
    "http": ({"url": "http://it.example.org/"}, "line 4, url: no https address. Write a page for people"),
    "a sign-in in the address": ({"url": "https://a:b@it.example.org/"}, "line 4, url: no https address."),
    "one language": ({"text": {"en": "a"}}, 'line 5, text: not two texts. Write {"en": "…", "fr": "…"}'),
    "three languages": ({"text": NOTE["text"] | {"de": "c"}}, "line 5, text: not two texts."),
    "an empty text": ({"text": {"en": " ", "fr": "b"}}, "line 5, text: en is empty. Write a sentence"),
    "a long text": ({"text": {"en": "a", "fr": "b" * 201}}, "line 5, text: fr is longer than 200 characters."),
    "two lines": ({"text": {"en": "a\nb", "fr": "b"}}, "line 5, text: en is not one plain line."),
    "direction marks": ({"text": {"en": "a\u202eb", "fr": "b"}}, "line 5, text: en is not one plain line."),
    "an unknown key": ({"txet": 1}, "line 9, txet: no key of a release note. Known are schema, version, url, text."),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong(case: str) -> None:
    change, expected = WRONG[case]
    (finding,) = said(NOTE | change)
    assert finding.startswith(f"{PATH}, {expected}")


@pytest.mark.parametrize("data", [b"{", b"[]", b"\xff", b"[" * 100_000])
def test_no_json(data: bytes) -> None:
    (finding,) = release_note(PATH, data)
    assert not finding.is_hint


@pytest.mark.parametrize("case", WRONG)
def test_a_laptop_takes_nothing_of_what_is_wrong(case: str) -> None:
    """Lint says it before; the laptop looks again."""
    found = read_release(json.dumps(NOTE | WRONG[case][0]).encode())
    if found is not None:
        assert found.url in (None, NOTE["url"])
        assert all(len(text) <= 200 for text in (found.text_en, found.text_fr))


PEERS: dict[str, Any] = {
    "schema": "unstuck.peers/1",
    "at": "2026-11-23T05:10:00Z",
    "hours": 3,
    "counts": [{"cause": "vpn.mtu", "isp": None, "vpn": None, "people": 40}],
    "rates": [{"guide": "vpn.mtu", "step": "a", "of_ten": 8, "people": 45}],
}


def test_a_key_that_stands_twice_is_named() -> None:
    data = b'{"schema": "unstuck.release/1",\n "version": "0.2.0",\n "version": "0.3.0"}'
    (found,) = release_note(PATH, data)
    assert (found.line, found.key, found.problem) == (2, "version", "stands twice")
    assert read_release(data) is None


def test_counts_of_colleagues() -> None:
    path = Path("peers/peers.json")

    def told(value: object) -> list[str]:
        found = counts(path, json.dumps(value, indent=1).encode())
        assert all(one.is_hint for one in found), "numbers that nobody sees keep no notice away"
        return [str(one).partition("json, ")[2] for one in found]

    assert told(PEERS) == []
    assert told(PEERS | {"at": None})[0].startswith("line 2, schema: hint: no counts of this form.")
    assert told(PEERS | {"rates": {}})[0].startswith("line 13, rates: hint: no list.")
    few = PEERS["counts"] + [PEERS["counts"][0] | {"people": 4}]
    assert told(PEERS | {"counts": few})[0].startswith("line 5, counts: hint: 1 of 2 would not be read by laptops.")


def test_a_folder_of_them(tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "release.json").write_text(json.dumps(NOTE | {"version": 1}))
    _, findings = lint.look_at(lint.folder_of(tmp_path / "release"))
    assert [one.key for one in findings] == ["version"]

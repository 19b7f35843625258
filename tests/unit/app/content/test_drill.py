"""A drill is read, is open for a time, and is answered once."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.content import drill
from app.content.drill import Drill, is_answered, mark_answered, read_drill
from app.desk.publish import notice as desk

NOW = datetime(2026, 11, 23, 9, 40, tzinfo=UTC)
ASKED: dict[str, Any] = {
    "schema": drill.SCHEMA,
    "id": "89023b",
    "text": {"en": "Are you ready?", "fr": "Êtes-vous prêt ?"},
    "since": "2026-11-23T09:40:00Z",
    "until": "2026-11-26T09:40:00Z",
}


def asked(**changes: Any) -> Drill | None:
    return read_drill(json.dumps(ASKED | changes).encode())


def one(id: str = "a") -> Drill:
    return Drill(id, "Ready?", "Prêt ?", NOW, NOW + timedelta(days=1))


def test_what_the_desk_writes_is_what_a_laptop_reads() -> None:
    files: dict[str, bytes] = {}
    id, change = desk.drill("Prêt ?", "Ready?", NOW + timedelta(days=1))
    change(files, NOW)
    assert read_drill(files[drill.PATH]) == one(id)


def test_it_is_open_for_a_time() -> None:
    asked_now = one()
    second = timedelta(seconds=1)
    moments = (NOW - second, NOW, NOW + timedelta(days=1) - second, NOW + timedelta(days=1))
    assert [asked_now.is_open(moment) for moment in moments] == [False, True, True, False]


def test_the_text_in_the_person_s_language() -> None:
    assert [one().text(lang) for lang in ("en", "fr-FR", "de")] == ["Ready?", "Prêt ?", "Ready?"]


BAD: dict[str, dict[str, Any]] = {
    "another schema": {"schema": "unstuck.drill/2"},
    "no id": {"id": ""},
    "an id with a path": {"id": "../../x"},
    "no text": {"text": {}},
    "no end": {"until": None},
    "an end before its beginning": {"until": "2026-11-23T09:40:00Z"},
    "no zone": {"since": "2026-11-23T09:40:00"},
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_none(case: str) -> None:
    assert asked(**BAD[case]) is None


def test_no_file_is_no_drill() -> None:
    assert read_drill(None) is None
    assert read_drill(b"[" * 100_000) is None


def test_it_ends_after_a_month_and_is_one_plain_line() -> None:
    found = asked(until="2099-01-01T00:00:00Z", text={"en": "<b>Ready?\u202e\n</b>" + "x" * 900})
    assert found is not None
    assert found.until - found.since == timedelta(days=31)
    assert found.text_en.startswith("<b>Ready? </b>x")
    assert found.text_en == found.text_fr
    assert len(found.text_en) == 200


class TestAnswered:
    def test_once_for_each_drill(self, tmp_path: Path) -> None:
        state = tmp_path / "state"
        assert not is_answered(one(), state)
        assert mark_answered(one(), state)
        assert is_answered(one(), state)
        assert not is_answered(one("b"), state)

    def test_the_latest_twenty_are_remembered(self, tmp_path: Path) -> None:
        for n in range(30):
            mark_answered(one(f"d{n}"), tmp_path)
        mark_answered(one("d15"), tmp_path)
        known = [n for n in range(30) if is_answered(one(f"d{n}"), tmp_path)]
        assert known == list(range(10, 30))

    def test_long_ids_are_remembered_too(self, tmp_path: Path) -> None:
        for n in range(20):
            mark_answered(one(f"{n:064}"), tmp_path)
        assert all(is_answered(one(f"{n:064}"), tmp_path) for n in range(20))

    @pytest.mark.parametrize("data", [b"", b"[]", b'{"ids": 5}', b"\xff", b"[" * 9_000, b'{"ids": ["' + b"a" * 9_000])
    def test_a_damaged_file_is_none(self, data: bytes, tmp_path: Path) -> None:
        (tmp_path / drill.ANSWERED_NAME).write_bytes(data)
        assert not is_answered(one(), tmp_path)
        assert mark_answered(one(), tmp_path)
        assert is_answered(one(), tmp_path)

    def test_where_nothing_can_be_written_it_is_asked_again(self, tmp_path: Path) -> None:
        (tmp_path / "state").write_text("a file in the way")
        assert not mark_answered(one(), tmp_path / "state")
        assert not is_answered(one(), tmp_path / "state")

"""One random name a week, and nothing that joins two weeks."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.content.pseudonym import FILE_NAME, Pseudonym

MONDAY = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


class Clock:
    def __init__(self, now: datetime = MONDAY) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def test_it_is_the_same_all_week_and_after_a_restart(tmp_path: Path) -> None:
    clock = Clock()
    first = Pseudonym(tmp_path, clock).of()
    clock.now += timedelta(days=6, hours=23)
    assert Pseudonym(tmp_path, clock).of() == first
    assert re.fullmatch(r"[0-9a-f]{16}", first)


@pytest.mark.parametrize("away", [timedelta(days=7), timedelta(days=-1), timedelta(days=365 * 5)])
def test_another_week_has_another_name_and_does_not_come_back(tmp_path: Path, away: timedelta) -> None:
    clock = Clock()
    name = Pseudonym(tmp_path, clock)
    first = name.of()
    clock.now += away
    second = name.of()
    clock.now = MONDAY
    assert len({first, second, name.of()}) == 3


def test_the_answer_to_a_drill_has_a_name_of_its_own(tmp_path: Path) -> None:
    name = Pseudonym(tmp_path, Clock())
    assert len({name.of(), name.of(drill="a"), name.of(drill="b")}) == 3
    assert name.of(drill="a") == Pseudonym(tmp_path, Clock()).of(drill="a")


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff", b"[" * 200, b'{"week":"2026-W48","key":"ab"}', b'{"week":1,"key":2}']
)
def test_a_damaged_file_is_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    first = Pseudonym(tmp_path, Clock()).of()
    assert Pseudonym(tmp_path, Clock()).of() == first


def test_where_nothing_can_be_written_it_lasts_as_long_as_the_program(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the way")
    name = Pseudonym(tmp_path / "state", Clock())
    assert name.of() == name.of()


def test_two_laptops_have_two_names(tmp_path: Path) -> None:
    assert Pseudonym(tmp_path / "a", Clock()).of() != Pseudonym(tmp_path / "b", Clock()).of()

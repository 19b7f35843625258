"""Anonymous records in the drop: no ticket, no junk, each once in the folder of IT's statistics."""

import errno
import os
import threading
import time
from pathlib import Path

import pytest

from app.desk.collect import collector as collecting
from app.desk.collect import records as module
from app.desk.collect.config import Access, Desk, Drop, Kept
from app.desk.collect.result import End
from app.desk.collect.service import Service
from app.desk.helpdesk.ticket import HelpdeskError, Trouble
from app.reports.recordname import LARGEST_BYTES, RecordName
from app.store import atomic
from tests.unit.app.desk.collect.world import Died, FakeDesk, World

LINES = b'{"schema":"unstuck.verdict/1","hour":"2026-11-23T04:00:00Z","who":"0123456789abcdef","cause":"healthy"}\n'


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)
    made.records = tmp_path / "records"
    made.records.mkdir()
    return made


def arrive(world: World, data: bytes = LINES, named: bytes | None = None) -> str:
    """`named`: the bytes that the name is made of."""
    name = str(RecordName.of(data if named is None else named))
    (world.drop / name).write_bytes(data)
    return name


def kept(world: World) -> dict[str, bytes]:
    assert world.records is not None
    return {path.name: path.read_bytes() for path in world.records.iterdir()}


def told(world: World) -> list[str]:
    return [str(line) for line in world.collect().lines]


def test_they_move_to_their_folder_in_one_line(world: World) -> None:
    names = [arrive(world) for _ in range(30)]
    assert told(world) == ["records  30"]
    assert kept(world) == dict.fromkeys(names, LINES)
    assert (world.left, world.aside, world.desk.tickets, world.desk.looked) == ([], [], [], [])
    assert told(world) == []


def test_without_a_folder_they_stay_and_nobody_speaks_of_them(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "MOST_LISTED", 5)
    world.records = None
    names = [arrive(world) for _ in range(30)]
    (world.drop / "junk").write_text("x")
    world.put()
    world.now = time.time() + 10_000
    done = world.collect()
    assert [line.end for line in done.lines] == [End.TICKET, End.ASIDE]
    assert (done.waiting, world.left) == (0, sorted(names))


def test_a_record_that_comes_again_counts_once(world: World) -> None:
    """Its reply was lost, so the laptop sent it again after it had been moved."""
    name = arrive(world)
    world.collect()
    (world.drop / name).write_bytes(LINES)
    assert told(world) == ["records  1"]
    assert (kept(world), world.left) == ({name: LINES}, [])


def test_reports_are_looked_at_first_and_need_no_record(world: World) -> None:
    arrive(world)
    world.put()
    assert [line.end for line in world.collect().lines] == [End.TICKET, End.RECORDS]


@pytest.mark.parametrize(
    ("data", "named", "why"),
    [
        (LINES, b"else", "wrong_hash"),
        (b"", b"", "wrong_size"),
        (b"x" * (LARGEST_BYTES + 1), None, "wrong_size"),
    ],
)
def test_what_is_not_what_its_name_says_goes_into_quarantine(
    data: bytes, named: bytes | None, why: str, world: World
) -> None:
    name = arrive(world, data, named)
    world.now = time.time()
    assert (told(world), world.left) == ([], [name]), "it may still be on its way"
    world.now += 301
    (line,) = world.collect().lines
    assert line.end is End.ASIDE
    assert why in world.aside[0]
    assert (kept(world), world.left) == ({}, [])


def test_a_link_is_never_followed(world: World, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(LINES)
    (world.drop / str(RecordName.of(LINES))).symlink_to(secret)
    assert [line.end for line in world.collect().lines] == [End.ASIDE]
    assert (kept(world), secret.read_bytes()) == ({}, LINES)


def test_onto_another_disk_they_are_copied_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a crash between copying and removing doubles nothing."""
    other_disk(monkeypatch, world)
    names = sorted(arrive(world) for _ in range(2))
    unlink = Path.unlink

    def dies(self: Path, missing_ok: bool = False) -> None:
        if self.parent == world.drop:
            raise Died
        unlink(self, missing_ok=missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", dies)
        with pytest.raises(Died):
            world.collect()
    assert kept(world) == {names[0]: LINES}
    world.collect()
    assert (kept(world), world.left) == (dict.fromkeys(names, LINES), [])


def test_a_crash_in_the_middle_of_a_copy_leaves_no_half_record(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    other_disk(monkeypatch, world)
    name = arrive(world)

    def half(path: Path, data: bytes) -> None:
        path.write_bytes(data[:10])
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(atomic, "write_new", half)
        with pytest.raises(Died):
            world.collect()
    assert all(RecordName.parse(path) is None for path in kept(world))
    world.collect()
    assert kept(world)[name] == LINES


def other_disk(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    replace = Path.replace

    def across(self: Path, target: Path) -> Path:
        if self.parent == world.drop:
            raise OSError(errno.EXDEV, "another disk")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", across)


def test_a_folder_that_takes_nothing_is_one_line_and_nothing_is_lost(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [arrive(world) for _ in range(3)]

    def full(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        done = world.collect()
    assert [str(line) for line in done.lines] == [
        "records  3  They cannot be moved into the folder of the records; check its rights and its disk."
    ]
    assert (done.waiting, world.left) == (3, sorted(names))
    assert told(world) == ["records  3"]


def test_a_heap_of_records_does_not_keep_reports_waiting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TURN_S", -1.0)
    arrive(world)
    done = world.collect()
    assert (done.waiting, done.due_in_s, kept(world)) == (1, 0.0, {})


@pytest.mark.parametrize("limit", ["MOST_FILES", "MOST_BYTES"])
def test_a_stranger_fills_the_drop_and_no_more(limit: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, limit, 2 if limit == "MOST_FILES" else 2 * len(LINES))
    for _ in range(3):
        arrive(world)
    lines = told(world)
    assert lines[0] == "records  2"
    assert lines[1].startswith("records  1  The folder of the records is full")
    assert (len(kept(world)), len(world.left)) == (2, 1)


def test_old_ones_go_and_what_is_not_ours_stays(world: World) -> None:
    arrive(world)
    world.now = time.time()
    world.collect()
    assert world.records is not None
    (world.records / "notes.txt").write_text("mine")
    world.now += 59 * 86_400
    world.collect()
    assert len(kept(world)) == 2
    world.now += 2 * 86_400
    world.collect()
    assert set(kept(world)) == {"notes.txt"}


def test_a_helpdesk_in_trouble_does_not_hold_them_up(tmp_path: Path) -> None:
    class Down(FakeDesk):
        def check(self) -> None:
            raise HelpdeskError(Trouble.NO_CONNECTION, "desk.example")

    for name in ("drop", "records"):
        (tmp_path / name).mkdir()
    name = str(RecordName.of(LINES))
    (tmp_path / "drop" / name).write_bytes(LINES)
    drop = Drop(folder=str(tmp_path / "drop"), state=str(tmp_path / "state"))
    settings = Desk(drop=drop, records=Kept(folder=str(tmp_path / "records")), helpdesk=Access(kind="rt"))
    service = Service(settings, Down(), stop=threading.Event())
    lines: list[str] = []
    done = service.once(lambda line: lines.append(str(line)))
    service.close()
    assert "desk.example" in done.trouble
    assert (lines, os.listdir(tmp_path / "records")) == (["records  1"], [name])  # noqa: PTH208

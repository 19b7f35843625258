"""The journal and the disk: flushed before anybody goes on, and one clear error where the disk does not do it."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.guides import journal as module
from app.guides.entry import Entry
from app.guides.hand import Target
from app.guides.journal import Journal, Stage
from app.store.error import Obstacle, StoreError

BEFORE: dict[str, Any] = {"method": "manual", "servers": ["192.0.2.53"]}


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(path_of(tmp_path))


def path_of(tmp_path: Path) -> Path:
    return tmp_path / "state" / module.FILE_NAME


def begin(journal: Journal, step: str = "dhcp") -> Entry:
    return journal.begin("ip.use_dhcp", Target(adapter="eth0"), BEFORE, guide="ip.misconfigured", step=step)


def test_the_file_is_private(journal: Journal, tmp_path: Path) -> None:
    begin(journal)
    assert stat.S_IMODE(path_of(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE(path_of(tmp_path).parent.stat().st_mode) == 0o700


def test_a_record_is_on_the_disk_before_begin_returns(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[bytes] = []
    fsync = os.fsync

    def watched(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            flushed.append(path_of(tmp_path).read_bytes())
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    entry = begin(journal)
    journal.mark(entry.entry, Stage.DONE)
    assert [data.count(b"\n") for data in flushed] == [1, 2]
    assert flushed[-1] == path_of(tmp_path).read_bytes()


class Disk:
    """A disk with so many bytes left, on which a write may stop in the middle."""

    def __init__(self, free: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.free = free
        self._write = os.write
        monkeypatch.setattr(os, "write", self.write)

    def write(self, handle: int, data: bytes) -> int:
        if not self.free:
            raise OSError(errno.ENOSPC, "words in any language")
        count = min(self.free, len(data))
        self.free -= count
        return self._write(handle, bytes(data[:count]))


@pytest.mark.parametrize("free", [0, 1, 100])
def test_a_full_disk_leaves_the_file_as_it_was(
    free: int, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(journal, step="first")
    before = path_of(tmp_path).read_bytes()
    Disk(free, monkeypatch)
    with pytest.raises(StoreError) as caught:
        begin(journal, step="second")
    assert caught.value.obstacle is Obstacle.FULL
    assert "disk is full" in str(caught.value)
    assert "disque est plein" in caught.value.sentence("fr")
    assert path_of(tmp_path).read_bytes() == before


def test_a_disk_that_takes_little_at_a_time_takes_it_all(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data[:7])))
    entry = begin(journal)
    assert journal.open_entries() == (entry,)


def test_what_cannot_be_flushed_is_not_promised(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_handle: int) -> None:
        raise OSError(errno.EIO, "words")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(StoreError):
        begin(journal)
    assert journal.entries() == ()


UNUSABLE: dict[str, tuple[Callable[[Path], object], Obstacle]] = {
    "a folder in its place": (lambda path: path.mkdir(parents=True), Obstacle.IN_THE_WAY),
    "a file in the folder's place": (lambda path: path.parent.write_text(""), Obstacle.IN_THE_WAY),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_one_clear_error_where_the_file_cannot_be_used(case: str, journal: Journal, tmp_path: Path) -> None:
    make, obstacle = UNUSABLE[case]
    make(path_of(tmp_path))
    for method in (lambda: begin(journal), journal.entries, journal.left, lambda: journal.mark("x", Stage.DONE)):
        with pytest.raises(StoreError) as caught:
            method()
        assert caught.value.obstacle is obstacle


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_a_place_where_nothing_may_be_written(
    number: int, journal: Journal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begin(journal)
    opened = os.open

    def refuse(path: Any, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_APPEND:
            raise OSError(number, "words")
        return opened(path, flags, mode)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StoreError):
        begin(journal)
    assert len(journal.entries()) == 1, "reading goes on"


def test_a_file_that_somebody_deleted_is_written_anew(journal: Journal, tmp_path: Path) -> None:
    entry = begin(journal)
    path_of(tmp_path).unlink()
    journal.mark(entry.entry, Stage.DONE)
    assert [(item.entry, item.state, item.before) for item in journal.open_entries()] == [
        (entry.entry, Stage.DONE, BEFORE)
    ]
    with pytest.raises(KeyError):
        journal.mark("never there", Stage.DONE)


def test_of_a_file_that_is_not_of_our_making_only_the_end_is_read(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_FILE_BYTES", 10_000)
    begin(journal, step="buried")
    with path_of(tmp_path).open("ab") as file:
        file.write(b"x" * 20_000 + b"\n")
    begin(journal, step="seen")
    assert [entry.step for entry in journal.entries()] == ["seen"]

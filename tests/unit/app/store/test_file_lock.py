"""One process at a time holds a lock; the kernel lets go of it when the holder is killed."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.store.error import Obstacle, StoreError
from app.store.lock import FileLock

ROOT = Path(__file__).resolve().parents[4]
HOLDER = """
import sys
from pathlib import Path
from app.store.lock import FileLock
lock = FileLock(Path(sys.argv[1]))
print(lock.take(), flush=True)
sys.stdin.read()
"""


def test_the_second_waits_for_nothing_and_gets_it_when_the_first_lets_go(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "a.lock"), FileLock(tmp_path / "a.lock")
    assert (first.take(), first.take(), second.take()) == (True, True, False)
    assert (first.excludes, second.held) == (True, False)
    first.release()
    first.release()
    assert second.take()
    second.release()


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "a.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "True\n"
            ours = FileLock(path)
            assert not ours.take()
        finally:
            child.kill()
            child.wait()
        assert ours.take()
        ours.release()


def test_a_program_that_was_started_meanwhile_does_not_keep_it(tmp_path: Path) -> None:
    lock, other = FileLock(tmp_path / "a.lock"), FileLock(tmp_path / "a.lock")
    lock.take()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        lock.release()
        assert other.take()
        other.release()
        child.kill()


def test_a_folder_that_knows_no_locks_counts_as_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_handle: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr("app.store.lock._exclude", none)
    lock = FileLock(tmp_path / "a.lock")
    assert (lock.take(), lock.held, lock.excludes) == (True, True, False)
    lock.release()


def test_where_no_file_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as caught:
        FileLock(tmp_path / "file" / "a.lock").take()
    assert caught.value.obstacle is Obstacle.IN_THE_WAY


def test_no_handle_is_left(tmp_path: Path) -> None:
    holder = FileLock(tmp_path / "a.lock")
    holder.take()
    before = os.open(tmp_path, os.O_RDONLY)
    os.close(before)
    for _ in range(3):
        assert not FileLock(tmp_path / "a.lock").take()
    after = os.open(tmp_path, os.O_RDONLY)
    os.close(after)
    holder.release()
    assert after == before

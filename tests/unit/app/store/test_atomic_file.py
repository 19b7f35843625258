"""A file is whole or absent: full disk, read-only home, crash in the middle, something in the way."""

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.store import atomic
from app.store.error import Obstacle, StoreError, store_error

ROOT = Path(__file__).resolve().parents[4]


def test_writes_privately_and_makes_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    atomic.write(path, b"hello")
    assert path.read_bytes() == b"hello"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [item.name for item in path.parent.iterdir()] == ["file"]


def test_replaces_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old and longer")
    atomic.write(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_write_that_breaks_in_the_middle_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_text("old")

    def broken(_: int) -> None:
        raise OSError(errno.EIO, "words in any language")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(StoreError) as caught:
        atomic.write(path, b"new")
    assert caught.value.obstacle is Obstacle.OTHER
    assert str(caught.value) == f"{path}: the disk reported error 5; choose another folder."
    assert [(item.name, item.read_text()) for item in tmp_path.iterdir()] == [("file", "old")]


def test_something_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as caught:
        atomic.write(tmp_path / "file" / "x", b"")
    assert caught.value.obstacle is Obstacle.IN_THE_WAY
    (tmp_path / "folder" / "x").mkdir(parents=True)
    with pytest.raises(StoreError, match="something with this name is in the way"):
        atomic.write(tmp_path / "folder" / "x", b"")
    assert [item.name for item in (tmp_path / "folder").iterdir()] == ["x"]


def test_an_impossible_name(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        atomic.write(tmp_path / "a\0b" / "c", b"")


def test_sweep_removes_only_what_was_left_unfinished(tmp_path: Path) -> None:
    (tmp_path / ".report.json.0a0b.unfinished").write_text("half")
    (tmp_path / "report.json").write_text("whole")
    assert atomic.sweep(tmp_path) == 0, "somebody may still be writing it"
    assert atomic.sweep(tmp_path, older_than_s=0.0) == 1
    assert [item.name for item in tmp_path.iterdir()] == ["report.json"]
    assert atomic.sweep(tmp_path / "gone") == 0


@pytest.mark.parametrize(
    ("number", "obstacle", "en", "fr"),
    [
        (errno.ENOSPC, Obstacle.FULL, "the disk is full", "le disque est plein"),
        (errno.EDQUOT, Obstacle.FULL, "the disk is full", "le disque est plein"),
        (errno.EROFS, Obstacle.READ_ONLY, "this disk is read-only", "en lecture seule"),
        (errno.EACCES, Obstacle.DENIED, "you may not write here", "pas le droit"),
        (errno.ENOENT, Obstacle.NO_FOLDER, "this folder does not exist", "n’existe pas"),
        (errno.EIO, Obstacle.OTHER, "error 5", "l’erreur 5"),
    ],
)
def test_one_sentence_in_two_languages(number: int, obstacle: Obstacle, en: str, fr: str) -> None:
    error = store_error(Path("/a/\x1bfile"), OSError(number, "never shown"))
    assert error.obstacle is obstacle
    assert en in str(error) == error.sentence("de")
    assert fr in error.sentence("fr_CA")
    assert str(error).startswith("/a/?file: ")
    assert "never shown" not in str(error)


# ---------------------------------------------------------------- a real full disk, a real read-only one

IN_A_NAMESPACE = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from app.store import atomic
from app.store.error import StoreError
where = Path(sys.argv[2])
try:
    atomic.write(where / "folder" / "first", b"x" * 4000)
    print("first", (where / "folder" / "first").stat().st_size)
    atomic.write(where / "folder" / "second", b"x" * 400_000)
    print("second")
except StoreError as error:
    print(error.obstacle.value, error)
print(sorted(path.name for path in (where / "folder").iterdir()) if (where / "folder").exists() else "nothing")
"""


def _on(options: str, tmp_path: Path) -> list[str]:
    place = tmp_path / "disk"
    place.mkdir()
    script = f'mount -t tmpfs -o {options} tmpfs "$1" && exec "$2" -B -c "$3" "$4" "$1"'
    command = ["unshare", "--mount", "sh", "-c", script, "sh", str(place), sys.executable, IN_A_NAMESPACE, str(ROOT)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)
    if done.returncode and "unshare" in done.stderr + "mount" and not done.stdout:
        pytest.skip(f"no mount namespace here: {done.stderr.strip()}")
    assert not list(place.iterdir()), "nothing of it is left outside the namespace"
    return done.stdout.splitlines()


@pytest.mark.skipif(os.geteuid() != 0, reason="a disk of our own needs root")
def test_a_really_full_disk(tmp_path: Path) -> None:
    lines = _on("size=64k", tmp_path)
    second = tmp_path / "disk" / "folder" / "second"
    assert lines == [
        "first 4000",
        f"full {second}: the disk is full; free some space and try again.",
        "['first']",
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="a disk of our own needs root")
def test_a_really_read_only_home(tmp_path: Path) -> None:
    folder = tmp_path / "disk" / "folder"
    assert _on("size=64k,ro", tmp_path) == [
        f"read_only {folder}: this disk is read-only; choose another folder.",
        "nothing",
    ]


def test_the_device_that_is_always_full(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where there is no mount namespace: the write itself goes to /dev/full."""
    opened = os.open

    def full(path: object, flags: int, mode: int = 0o777) -> int:
        return opened("/dev/full", os.O_WRONLY) if str(path).endswith(".unfinished") else opened(str(path), flags, mode)

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(StoreError) as caught:
        atomic.write(tmp_path / "file", b"x" * 10)
    assert caught.value.obstacle is Obstacle.FULL
    assert list(tmp_path.iterdir()) == []

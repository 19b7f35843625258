"""The walk that was left in the middle is on the disk, or is not; never a part of it."""

import stat
from pathlib import Path

import pytest

from app.guides import shelf
from app.store.error import Obstacle, StoreError


def test_what_was_written_is_read_until_it_is_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    assert shelf.read(folder) is None
    shelf.write(folder, b"one")
    shelf.write(folder, b"two")
    assert shelf.read(folder) == b"two"
    assert stat.S_IMODE((folder / shelf.FILE_NAME).stat().st_mode) == 0o600
    shelf.forget(folder)
    shelf.forget(folder)
    assert shelf.read(folder) is None


def test_what_is_none_of_ours_is_no_walk(tmp_path: Path) -> None:
    (tmp_path / shelf.FILE_NAME).write_bytes(b"x" * (shelf.MAX_BYTES + 1))
    assert shelf.read(tmp_path) is None
    (tmp_path / shelf.FILE_NAME).unlink()
    (tmp_path / shelf.FILE_NAME).mkdir()
    assert shelf.read(tmp_path) is None


def test_a_folder_in_which_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    with pytest.raises(StoreError) as caught:
        shelf.write(tmp_path / "state", b"one")
    assert caught.value.obstacle is Obstacle.IN_THE_WAY
    shelf.forget(tmp_path / "state")
    assert shelf.read(tmp_path / "state") is None

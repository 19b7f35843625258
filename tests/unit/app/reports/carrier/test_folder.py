"""A folder or share: whole or absent, never over something else."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from app.reports.carrier.folder import Folder
from app.reports.outcome import Outcome, SendResult
from app.store import atomic
from tests.unit.app.reports.outbox.world import sealed

ONE = sealed("one")
NAME = str(ONE.name)


def send(folder: Path, data: bytes = ONE.data, *, again: bool = False) -> SendResult:
    return Folder(folder).send(NAME, data, again=again, deadline_s=5.0)


def test_arrives_whole_and_alone(tmp_path: Path) -> None:
    result = send(tmp_path)
    assert (result.outcome, result.way, result.host) == (Outcome.DELIVERED, "way_folder", str(tmp_path))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {NAME: ONE.data}
    assert send(tmp_path).outcome is Outcome.ALREADY_THERE


def test_nothing_is_replaced(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("somebody else's")
    assert send(tmp_path, again=True).outcome is Outcome.REFUSED
    assert [path.read_text() for path in tmp_path.iterdir()] == ["somebody else's"]


def test_a_share_without_second_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: Any) -> None:
        raise OSError(errno.EOPNOTSUPP, "no links here")

    monkeypatch.setattr(os, "link", none)
    assert send(tmp_path).outcome is Outcome.DELIVERED
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {NAME: ONE.data}


def test_somebody_was_faster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(_: Any, target: Path) -> None:
        Path(target).write_bytes(ONE.data)
        raise FileExistsError(errno.EEXIST, "taken")

    monkeypatch.setattr(os, "link", taken)
    assert send(tmp_path).outcome is Outcome.ALREADY_THERE
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        (errno.ENOSPC, Outcome.SERVER_FULL),
        (errno.EDQUOT, Outcome.SERVER_FULL),
        (errno.EACCES, Outcome.NOT_ALLOWED),
        (errno.EROFS, Outcome.NOT_ALLOWED),
        (errno.EIO, Outcome.NO_CONNECTION),
    ],
)
def test_a_share_in_trouble(number: int, outcome: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(path: Path, data: bytes) -> None:
        path.write_bytes(data[:5])
        raise OSError(number, "trouble")

    monkeypatch.setattr(atomic, "write_new", fails)
    assert send(tmp_path).outcome is outcome
    assert list(tmp_path.iterdir()) == []


def test_a_share_that_is_not_mounted_is_not_made(tmp_path: Path) -> None:
    assert send(tmp_path / "gone").outcome is Outcome.NO_CONNECTION
    assert not (tmp_path / "gone").exists()


def test_a_share_that_hangs(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "held")
    (tmp_path / NAME).symlink_to(tmp_path / "held")  # reading it blocks until somebody writes
    result = Folder(tmp_path).send(NAME, ONE.data, again=False, deadline_s=0.2)
    assert result.outcome is Outcome.TOO_SLOW
    with (tmp_path / "held").open("wb"):  # lets the thread end
        pass

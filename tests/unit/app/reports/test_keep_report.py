"""A kept report is whole, private, and where the person can find it."""

import errno
import os
import stat
from pathlib import Path

import pytest

from app.reports.keep import keep
from app.store.error import Obstacle, StoreError
from tests.unit.app.reports.test_draft_report import made


def test_kept_bytes_are_the_draft_s(tmp_path: Path) -> None:
    draft = made()
    path = keep(draft, tmp_path / "reports")
    assert path == tmp_path / "reports" / draft.name
    assert path.read_bytes() == draft.json_bytes()
    assert draft.sha256 in path.with_suffix(".html").read_text("utf-8")
    assert sorted(item.suffix for item in path.parent.iterdir()) == [".html", ".json"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_profile_s_folder_is_the_usual_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path / "home"))
    assert keep(made()).parent == tmp_path / "home" / "data" / "reports"


@pytest.mark.parametrize("at", [1, 2])
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    calls: list[int] = []
    flush = os.fsync

    def full(handle: int) -> None:
        if not stat.S_ISDIR(os.fstat(handle).st_mode):
            calls.append(handle)
            if len(calls) == at:
                raise OSError(errno.ENOSPC, "")
        flush(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError) as caught:
        keep(made(), tmp_path)
    assert caught.value.obstacle is Obstacle.FULL
    assert list(tmp_path.iterdir()) == []


def test_read_only_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StoreError, match="you may not write here"):
        keep(made(), tmp_path / "x")

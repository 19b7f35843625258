"""The key that decides to which share a laptop belongs: the same for ever, and never another's."""

import re
from pathlib import Path

import pytest

from app.content.share import FILE_NAME, share_key


def test_it_stays(tmp_path: Path) -> None:
    first = share_key(tmp_path / "state")
    assert re.fullmatch(r"[0-9a-f]{16}", first)
    assert share_key(tmp_path / "state") == first
    assert share_key(tmp_path / "other") != first


@pytest.mark.parametrize("data", [b"", b"abc", b"\xff" * 16, b"0123456789ABCDEF", b"0123456789abcdef0", b"a" * 5_000])
def test_a_damaged_one_is_drawn_anew(data: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(data)
    first = share_key(tmp_path)
    assert re.fullmatch(r"[0-9a-f]{16}", first)
    assert share_key(tmp_path) == first


def test_where_nothing_can_be_written_there_is_one_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the way")
    assert re.fullmatch(r"[0-9a-f]{16}", share_key(tmp_path / "state"))

"""Logs are somebody else's: rotated, huge, binary, forbidden or no files at all. None of it may hang or crash."""

import os
import threading
from pathlib import Path

import pytest

from diagnostics.system.linux import vpn_log_file
from diagnostics.system.linux.vpn_log_file import TAIL_BYTES, YOUNG_S, tails

LIMIT_S = 10.0


def write(path: Path, data: str | bytes, age_s: float = 0.0, now_s: float = 1_800_000_000.0) -> float:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    os.utime(path, (now_s - age_s, now_s - age_s))
    return now_s


def test_of_a_huge_file_the_end_is_read_and_the_cut_line_is_dropped(tmp_path: Path) -> None:
    now_s = write(tmp_path / "a.log", "".join(f"line {number} é\n" for number in range(60_000)))
    (tail,) = tails((str(tmp_path / "*.log"),), now_s)
    assert tail.lines[-1] == "line 59999 é"
    assert all(line.startswith("line ") for line in tail.lines)
    assert sum(len(line.encode()) + 1 for line in tail.lines) <= TAIL_BYTES


TEXTS = {
    "UTF-8": "échec\nok\n".encode(),
    "UTF-8 with a mark": b"\xef\xbb\xbf" + "échec\nok\n".encode(),
    "UTF-16, little": b"\xff\xfe" + "échec\nok\n".encode("utf-16-le"),
    "UTF-16, big": b"\xfe\xff" + "échec\nok\n".encode("utf-16-be"),
    "Windows-1252": "échec\nok\n".encode("cp1252"),
}


@pytest.mark.parametrize("form", TEXTS)
def test_encodings(form: str, tmp_path: Path) -> None:
    now_s = write(tmp_path / "a.log", TEXTS[form])
    (tail,) = tails((str(tmp_path / "a.log"),), now_s)
    assert tail.lines == ("échec", "ok")


def test_the_cut_of_a_long_log_in_utf_16_keeps_its_characters(tmp_path: Path) -> None:
    now_s = write(tmp_path / "a.log", b"\xff\xfe" + ("abcdé\n" * 60_001).encode("utf-16-le"))
    (tail,) = tails((str(tmp_path / "a.log"),), now_s)
    assert set(tail.lines) == {"abcdé"}


@pytest.mark.parametrize("data", [b"", b"\0" * 5000, bytes(range(256)) * 2000, b"x" * 600_000], ids=range(4))
def test_rubbish_is_text_without_meaning(data: bytes, tmp_path: Path) -> None:
    now_s = write(tmp_path / "a.log", data)
    (tail,) = tails((str(tmp_path / "a.log"),), now_s)
    assert all(len(line) <= 2000 for line in tail.lines)


def test_the_newest_files_are_read_the_oldest_of_them_first(tmp_path: Path) -> None:
    for number in range(10):
        now_s = write(tmp_path / f"vpn.log.{number}", f"{number}\n", age_s=number * 60.0)
    assert [tail.lines for tail in tails((str(tmp_path / "vpn.log*"),), now_s)] == [
        (str(at),) for at in range(5, -1, -1)
    ]


def test_what_was_not_written_for_a_day_is_not_opened(tmp_path: Path) -> None:
    now_s = write(tmp_path / "a.log", "old\n", age_s=YOUNG_S + 60.0)
    assert tails((str(tmp_path / "a.log"),), now_s) == ()


def test_the_persons_folder_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    now_s = write(tmp_path / "a.log", "here\n")
    assert tails(("~/*.log",), now_s)[0].lines == ("here",)


def test_no_file_is_not_an_empty_log(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        tails((str(tmp_path / "none" / "*.log"),), 0.0)


def test_pipes_and_devices_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.log")  # opening it would wait for a writer for ever
    (tmp_path / "b.log").symlink_to("/dev/zero")
    done = threading.Event()

    def look() -> None:
        with pytest.raises(FileNotFoundError):
            tails((str(tmp_path / "*.log"),), 0.0)
        done.set()

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(LIMIT_S)
    assert done.is_set()


def test_a_log_that_may_not_be_read_is_denied_and_another_one_still_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = write(tmp_path / "secret.log", "x\n")
    real = vpn_log_file.open_ordinary

    def closed(path: Path) -> int:
        if path.name == "secret.log":
            raise PermissionError(13, "")
        return real(path)

    monkeypatch.setattr(vpn_log_file, "open_ordinary", closed)
    with pytest.raises(PermissionError):
        tails((str(tmp_path / "*.log"),), now_s)
    write(tmp_path / "open.log", "y\n")
    assert [tail.lines for tail in tails((str(tmp_path / "*.log"),), now_s)] == [("y",)]


def test_a_folder_that_may_not_be_looked_into_is_denied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    monkeypatch.setattr(vpn_log_file.os, "access", lambda folder, mode: False)  # everything is open to root
    with pytest.raises(PermissionError):
        tails((str(tmp_path / "closed" / "*.log"),), 0.0)


def test_a_file_that_goes_away_while_it_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = write(tmp_path / "a.log", "x\n")

    def gone(path: Path) -> int:
        raise FileNotFoundError(2, "")

    monkeypatch.setattr(vpn_log_file, "open_ordinary", gone)
    assert tails((str(tmp_path / "a.log"),), now_s) == ()

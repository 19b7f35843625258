"""Built-in guides are found by cause and by tile; a file of IT's is read, or refused with one clear sentence."""

import os
import socket
from pathlib import Path

import pytest

from app.guides.format import GuideError
from app.guides.library import all_guides, guide_for, guide_for_symptom, read_file
from app.guides.source import MAX_BYTES
from diagnostics.command import SYMPTOMS
from diagnostics.wording import Wording

GUIDE = """\
schema = 1
id = "vpn.acme"
cause = "vpn.not_connected"
version = 4
title.en = "The VPN of Acme"
title.fr = "Le VPN d’Acme"
minutes = 1
owner = "it"
stop.en = "Tell {it_name}."
stop.fr = "Prévenez {it_name}."

[[steps]]
id = "connect"
who = "you"
minutes = 1
text.en = "Connect the VPN."
text.fr = "Connectez le VPN."
check = ["CHECK"]
""".replace("CHECK", Wording.load("en").ids("check")[0])


def test_every_cause_and_every_tile_leads_to_a_guide() -> None:
    for symptom in SYMPTOMS:
        guide = guide_for_symptom(symptom)
        assert guide.cause == "healthy"
        assert guide.id in ("healthy", f"symptom.{symptom}")
        assert guide_for(guide.id) is guide or guide_for(guide.id) == guide
    assert {guide.id for guide in map(guide_for_symptom, SYMPTOMS)} <= {guide.id for guide in all_guides()}


@pytest.mark.parametrize("symptom", ["", "of a newer version", "../unknown", "calls/../../x", "x" * 500, "a\x00b"])
def test_a_tile_that_is_not_known_gets_the_general_guide(symptom: str) -> None:
    assert guide_for_symptom(symptom).id == "healthy"


@pytest.mark.parametrize("cause", ["", "fridge.too_warm", "../unknown", "/etc/passwd", "x" * 500, "a\x00b", "symptom."])
def test_a_cause_that_is_not_known_gets_the_guide_for_unknown(cause: str) -> None:
    assert guide_for(cause).id == "unknown"


def test_a_guide_of_it_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "acme.toml"
    file.write_text(GUIDE, encoding="utf-8")
    assert (read_file(file).id, read_file(file).version) == ("vpn.acme", 4)
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    assert read_file(link) == read_file(file)


def refused(path: Path) -> str:
    with pytest.raises(GuideError) as error:
        read_file(path)
    said = str(error.value)
    assert said.isprintable()
    return said


def test_a_mistake_in_a_file_is_told_with_the_file_the_line_and_the_remedy(tmp_path: Path) -> None:
    file = tmp_path / "acme.toml"
    file.write_text(GUIDE.replace("check = ", "chekc = "), encoding="utf-8")
    assert refused(file) == f"{file}, line 18, steps[1].chekc: unknown key 'chekc'. Did you mean 'check'?"


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    pipe, door, loop = tmp_path / "pipe", tmp_path / "door", tmp_path / "loop"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(door))
        assert "a folder. Name a guide" in refused(tmp_path)
        assert "a pipe or a device" in refused(pipe)
        assert "a pipe or a device" in refused(door)
        assert "a pipe or a device" in refused(Path("/dev/zero"))
        assert "there is no such file" in refused(tmp_path / "missing.toml")
        assert "cannot be read" in refused(loop)
        assert "cannot be read" in refused(tmp_path / ("x" * 300))
        assert "not the name of a file" in refused(Path("a\x00b"))
        assert "cannot be read" in refused(tmp_path / "pipe" / "acme.toml")


def test_a_file_of_a_hundred_megabytes_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "huge.toml"
    with file.open("wb") as output:
        output.truncate(100_000_000)  # a hole: nothing of it is on the disk
    assert refused(file) == f"{file}: larger than {MAX_BYTES // 1024} KiB. Shorten it or make two guides."


def test_a_file_that_says_it_is_small_and_is_not_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Files of the system such as those of /proc have the size 0."""
    file = tmp_path / "growing.toml"
    file.write_bytes(b"#" * (MAX_BYTES + 1))
    small = os.stat_result((0o100600, 1, 1, 1, 0, 0, 0, 0, 0, 0))
    monkeypatch.setattr(os, "fstat", lambda _descriptor: small)
    monkeypatch.setattr(Path, "stat", lambda _path, **_: small)
    assert "larger than" in refused(file)


def test_a_pipe_put_in_the_place_of_the_file_does_not_keep_us_waiting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pipe = tmp_path / "swapped.toml"
    os.mkfifo(pipe)
    small = os.stat_result((0o100600, 1, 1, 1, 0, 0, 10, 0, 0, 0))
    monkeypatch.setattr(Path, "stat", lambda _path, **_: small)
    assert "a pipe or a device" in refused(pipe)


def test_a_file_that_may_not_be_read_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "acme.toml"
    file.write_text(GUIDE, encoding="utf-8")

    def deny(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", deny)  # permissions do not bind the superuser, who may run the tests
    assert refused(file) == f"{file}: it may not be read. Ask for the right to read it."


def test_the_name_of_a_file_cannot_break_the_line(tmp_path: Path) -> None:
    assert "there is no such file" in refused(tmp_path / "a\nb\u202ec\udcff.toml")

"""Built-in guides are found by cause and by tile; a file of IT's is read, or refused with one clear sentence."""

import os
import random
import socket
from importlib.resources import files
from pathlib import Path

import pytest

from app.guides.format import GuideError
from app.guides.library import Library, all_guides, guide_for, guide_for_symptom, read_file
from app.guides.model import Guide
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


# --- IT's guides before the built-in ones --------------------------------------------------------------------------


def built_in(id: str) -> bytes:
    return files("resources.guides").joinpath(f"{id}.toml").read_bytes()


MTU, UNKNOWN_GUIDE, CALLS = "guides/vpn.mtu.toml", "guides/unknown.toml", "guides/symptom.calls.toml"


def changed(id: str, old: str = "", new: str = "") -> bytes:
    data = built_in(id)
    assert old.encode() in data
    return data.replace(old.encode(), new.encode(), 1)


def test_without_it_the_library_is_the_built_in_one() -> None:
    library = Library()
    assert library.all_guides() == all_guides()
    assert (library.guide_for("vpn.mtu"), library.guide_for_symptom("calls")) == (
        guide_for("vpn.mtu"),
        guide_for_symptom("calls"),
    )
    assert library.refused == ()


def test_a_guide_of_it_wins_and_the_others_stay() -> None:
    library = Library({MTU: changed("vpn.mtu", "version = 2", "version = 77")}.get)
    assert library.guide_for("vpn.mtu").version == 77
    assert library.guide_for("dns.slow") == guide_for("dns.slow")
    assert [one.version for one in library.all_guides() if one.id == "vpn.mtu"] == [77]
    assert len(library.all_guides()) == len(all_guides())


def test_a_poll_is_seen_without_a_restart_and_a_guide_that_goes_is_gone() -> None:
    published: dict[str, bytes] = {}
    library = Library(published.get)
    assert library.guide_for("vpn.mtu").version == 2
    for version in (3, 4):
        published[MTU] = changed("vpn.mtu", "version = 2", f"version = {version}")
        assert library.guide_for("vpn.mtu").version == version
    del published[MTU]
    assert library.guide_for("vpn.mtu").version == 2


def test_the_same_bytes_are_read_once() -> None:
    published = {MTU: changed("vpn.mtu", "version = 2", "version = 3")}
    library = Library(lambda path: bytes(bytearray(published[path])) if path in published else None)
    assert library.guide_for("vpn.mtu") is library.guide_for("vpn.mtu")


def test_the_guides_of_tiles_and_of_unknown_are_its_too() -> None:
    library = Library(
        {
            CALLS: changed("symptom.calls", "minutes = ", "minutes = 1"),
            UNKNOWN_GUIDE: changed("unknown", "version = ", "version = 9"),
        }.get
    )
    assert library.guide_for_symptom("calls") != guide_for_symptom("calls")
    assert library.guide_for("symptom.calls") == library.guide_for_symptom("calls")
    assert library.guide_for("a.cause.of.tomorrow").version > 90
    assert library.guide_for("unknown").version > 90


NEWER_VERB = changed("vpn.mtu", "mtu.set_site_value", "mtu.guess")
REFUSED: dict[str, tuple[bytes, str]] = {
    "a newer format": (changed("vpn.mtu", "schema = 1", "schema = 2"), "this version reads schema 1"),
    "a key of a newer version": (changed("vpn.mtu", "minutes = ", "seconds = "), "unknown key 'seconds'"),
    "a verb of a newer version without words for the hand": (
        b"".join(line for line in NEWER_VERB.splitlines(keepends=True) if not line.startswith(b"by_hand")),
        "'mtu.guess'",
    ),
    "a verb in the wrong hands": (changed("vpn.mtu", 'who = "app"', 'who = "you"'), "is done by the app"),
    "another guide's id": (built_in("vpn.mfa_pending"), "is not the name of the file"),
    "another cause": (changed("vpn.mtu", 'cause = "vpn.mtu"', 'cause = "dns.slow"'), "Write 'vpn.mtu'"),
    "no text": (b"\xff\xfe\x00", "not UTF-8"),
    "nothing": (b"", "'schema' is missing"),
    "half of it": (built_in("vpn.mtu")[:700], ""),
    "too much": (b"#" * (MAX_BYTES + 1), "larger than"),
    "bottomless": (b"a = " + b"[" * 3000, ""),
}


@pytest.mark.parametrize(("data", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_one_that_cannot_be_used_costs_nothing(data: bytes, says: str) -> None:
    library = Library({MTU: data}.get)
    assert library.guide_for("vpn.mtu") == guide_for("vpn.mtu")
    (sentence,) = library.refused
    assert sentence.startswith("guides/vpn.mtu.toml")
    assert says in sentence
    assert sentence.isprintable()


def test_a_refused_guide_that_is_mended_is_taken() -> None:
    published = {MTU: b"rubbish"}
    library = Library(published.get)
    library.guide_for("vpn.mtu")
    assert len(library.refused) == 1
    published[MTU] = changed("vpn.mtu", "version = 2", "version = 3")
    assert library.guide_for("vpn.mtu").version == 3
    assert library.refused == ()


def test_a_newer_verb_with_words_for_the_hand_is_a_step_for_the_person() -> None:
    found = Library({MTU: NEWER_VERB}.get).guide_for("vpn.mtu")
    assert (found.steps[0].unknown_verb, found.steps[0].verb, found.steps[0].who) == ("mtu.guess", "none", "you")


@pytest.mark.parametrize("cause", ["", "../unknown", "/etc/passwd", "x" * 500, "a\x00b", "A.B"])
def test_no_name_leads_out_of_the_folder(cause: str) -> None:
    asked: list[str] = []

    def get(path: str) -> bytes | None:
        asked.append(path)
        return None

    assert Library(get).guide_for(cause).id == "unknown"
    assert Library(get).guide_for_symptom(cause).id == "healthy"
    assert {path.count("/") for path in asked} <= {1}
    assert all("../" not in path for path in asked)


def test_bytes_that_nobody_foresaw_never_stop_anybody() -> None:
    dice = random.Random(20261123)
    whole = built_in("vpn.mtu")
    for _ in range(300):
        data = bytearray(whole[: dice.randint(0, len(whole))])
        for _ in range(dice.randint(0, 20) if data else 0):
            data[dice.randrange(len(data))] = dice.randrange(256)
        library = Library({MTU: bytes(data)}.get)
        found = library.guide_for("vpn.mtu")
        assert (found.id, found.cause) == ("vpn.mtu", "vpn.mtu")
        assert len(library.refused) <= 1


def test_a_mistake_of_ours_in_reading_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Guide:
        raise ZeroDivisionError

    expected = guide_for("vpn.mtu")
    monkeypatch.setattr("app.guides.library.read_guide", broken)
    library = Library({MTU: built_in("vpn.mtu")}.get)
    assert library.guide_for("vpn.mtu") == expected
    assert "ZeroDivisionError" in library.refused[0]

"""The public folder as a zip: the same verification, and nothing that a zip can do to a disk or a memory."""

import os
import stat
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.content.result import Kind, Why
from app.content.store import LONGEST_PATH, ContentStore
from tests.fakes.publisher import CONTENT, GUIDE, Publisher

ANY_URL = "http://127.0.0.1:9/"


def _store(folder: Path, desk: Publisher) -> ContentStore:
    return ContentStore(folder / "laptop", ANY_URL, desk.anchor)


def _all(store: ContentStore) -> dict[str, bytes]:
    return store.files()


@pytest.mark.parametrize("top", ["", "public/", "public/unstuck/"])
def test_a_zip_of_the_public_folder_is_taken(tmp_path: Path, top: str) -> None:
    desk = Publisher()
    store = _store(tmp_path, desk)
    package = desk.zip(tmp_path / "content.zip", top=top)
    assert store.import_package(package).kind is Kind.NEW
    assert _all(store) == CONTENT
    assert store.import_package(package).kind is Kind.SAME
    desk.rotate("root", 3, shared=("targets",))
    desk.put(GUIDE, b"second edition")
    desk.publish("targets", "guides")
    assert store.import_package(desk.zip(tmp_path / "next.zip", top=top)).kind is Kind.NEW
    assert store.get(GUIDE) == b"second edition"
    found = store.import_package(package)
    assert (found.kind, found.why) == (Kind.UNTRUSTED, Why.ROLLBACK), "an old stick takes nothing back"
    assert store.get(GUIDE) == b"second edition"


def test_an_old_stick_is_expired(tmp_path: Path) -> None:
    desk = Publisher()
    desk.stamp(expires=desk.now - timedelta(days=1))
    assert _store(tmp_path, desk).import_package(desk.zip(tmp_path / "content.zip")).kind is Kind.EXPIRED


def test_somebody_elses_zip(tmp_path: Path) -> None:
    desk = Publisher()
    other = Publisher({GUIDE: b"evil"})
    found = _store(tmp_path, desk).import_package(other.zip(tmp_path / "content.zip"))
    assert (found.kind, found.why) == (Kind.UNTRUSTED, Why.SIGNATURE)


# ------------------------------------------------------------------------------------------------ forged ones


MIB = b"{" * 1024 * 1024


def _gigabyte(archive: zipfile.ZipFile, name: str) -> None:
    """A gigabyte in five megabytes, written quickly: a megabyte is compressed once, and is the same again each time,
    because a block behind a full flush stands for itself (RFC 1951). Whoever reads to the end finds a wrong check sum.
    """
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    block = packer.compress(MIB) + packer.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(1, zlib.DEFLATED, -15).flush()
    info = zipfile.ZipInfo(name)
    info.compress_type, info.file_size = zipfile.ZIP_DEFLATED, 1024 * len(MIB)
    info.compress_size, info.CRC = 1024 * len(block) + len(end), zlib.crc32(MIB)
    assert archive.fp is not None
    info.header_offset = archive.fp.tell()
    archive.fp.write(info.FileHeader() + block * 1024 + end)
    archive.filelist.append(info)
    archive.NameToInfo[name] = info
    archive.start_dir = archive.fp.tell()


def test_the_gigabyte_is_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "big.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        _gigabyte(archive, "big")
        archive.writestr("small", b"hello")
    assert (tmp_path / "big.zip").stat().st_size < 6 * 1024 * 1024
    with zipfile.ZipFile(tmp_path / "big.zip") as archive:
        assert (archive.getinfo("big").file_size, archive.read("small")) == (1024**3, b"hello")
        with archive.open("big") as member:
            assert all(member.read(len(MIB)) == MIB for _ in range(8))


def _bomb(archive: zipfile.ZipFile, desk: Publisher) -> None:
    """A gigabyte where a small signed file is expected."""
    for name, data in desk.public.items():
        if "vpn.toml" in name or name == "metadata/timestamp.json":
            _gigabyte(archive, name)
        else:
            archive.writestr(name, data)


def _target_bomb(archive: zipfile.ZipFile, desk: Publisher) -> None:
    for name, data in desk.public.items():
        if "vpn.toml" in name:
            _gigabyte(archive, name)
        else:
            archive.writestr(name, data)


def _links(archive: zipfile.ZipFile, desk: Publisher) -> None:
    for name, data in desk.public.items():
        info = zipfile.ZipInfo(name)
        if "vpn.toml" in name:
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            data = b"/etc/passwd"
        archive.writestr(info, data)


def _only_links(archive: zipfile.ZipFile, desk: Publisher) -> None:
    info = zipfile.ZipInfo("metadata")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(info, b"/etc")


def _half(archive: zipfile.ZipFile, desk: Publisher) -> None:
    for name, data in desk.public.items():
        if "guides" not in name:
            archive.writestr(name, data)


def _rare(archive: zipfile.ZipFile, desk: Publisher) -> None:
    for name, data in desk.public.items():
        archive.writestr(name, data, zipfile.ZIP_LZMA)


def _nothing(archive: zipfile.ZipFile, desk: Publisher) -> None:
    archive.writestr("readme.txt", b"hello")


FORGED: dict[str, Callable[[zipfile.ZipFile, Publisher], None]] = {
    "bomb": _bomb,
    "bomb as a guide": _target_bomb,
    "symbolic links": _links,
    "a folder that is a link": _only_links,
    "half of it": _half,
    "rare compression": _rare,
    "something else": _nothing,
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_zip_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    desk = Publisher()
    store = _store(tmp_path, desk)
    path = tmp_path / "content.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        FORGED[name](archive, desk)
    tracemalloc.start()
    began = time.monotonic()
    found = store.import_package(path)
    took_s, peak = time.monotonic() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.kind is Kind.UNTRUSTED, found
    assert took_s < 2.0
    assert peak < 20_000_000
    assert _all(store) == {}


OUTSIDE = ["../evil", "/tmp/unstuck-evil", "metadata/../../evil", "..\\evil", "C:/evil", "targets/../../../evil"]


def test_names_that_lead_outside_are_never_used(tmp_path: Path) -> None:
    desk = Publisher()
    store = _store(tmp_path, desk)
    path = desk.zip(tmp_path / "content.zip")
    with zipfile.ZipFile(path, "a") as archive:
        for name in OUTSIDE:
            archive.writestr(name, b"evil")
    before = {each for each in tmp_path.parent.rglob("*") if "laptop" not in each.parts}
    assert store.import_package(path).kind is Kind.NEW
    assert {each for each in tmp_path.parent.rglob("*") if "laptop" not in each.parts} == before
    assert _all(store) == CONTENT
    assert b"evil" not in b"".join(each.read_bytes() for each in (tmp_path / "laptop").rglob("*") if each.is_file())


def test_a_list_of_a_million_members_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "content.zip"
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0)
    entries = b"".join(entry + b"%08d" % number for number in range(60_000)) * 16
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(entries), 0, 0)
    path.write_bytes(entries + end)
    began = time.monotonic()
    found = _store(tmp_path, Publisher({})).import_package(path)
    assert time.monotonic() - began < 0.5
    assert (found.kind, found.why) == (Kind.UNTRUSTED, Why.NO_PACKAGE)


@pytest.mark.parametrize("cut", [0, 1, 10, 22, 100, 1_000, -1, -10, -30, -200])
def test_a_cut_zip(tmp_path: Path, cut: int) -> None:
    desk = Publisher()
    store = _store(tmp_path, desk)
    path = desk.zip(tmp_path / "content.zip")
    path.write_bytes(path.read_bytes()[:cut])
    found = store.import_package(path)
    assert (found.kind, found.why) == (Kind.UNTRUSTED, Why.NO_PACKAGE)


def test_flipped_bytes_are_refused_or_harmless(tmp_path: Path) -> None:
    """Every 37th byte of the file, one at a time: never anything else than IT's content, or nothing."""
    desk = Publisher()
    whole = desk.zip(tmp_path / "content.zip").read_bytes()
    for at in range(0, len(whole), 37):
        path = tmp_path / "flipped.zip"
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :])
        store = ContentStore(tmp_path / f"laptop{at}", ANY_URL, desk.anchor)
        found = store.import_package(path)
        assert found.kind in (Kind.NEW, Kind.UNTRUSTED), (at, found)
        assert _all(store) == (CONTENT if found.kind is Kind.NEW else {})


@pytest.mark.parametrize(
    ("name", "why", "words"),
    [
        ("", Why.FOLDER, "is a folder. Name the zip"),
        ("absent.zip", Why.NO_FILE, "Check its name and its place."),
        ("pipe", Why.NO_PLAIN_FILE, "is no ordinary file. Copy the zip"),
        ("x" * 300, Why.NO_FILE, "Check its name and its place."),
        ("a\0b", Why.NO_FILE, "Check its name and its place."),
        ("pipe/below", Why.NO_FILE, "Check its name and its place."),
        ("loop", Why.UNREADABLE, "cannot be read. Copy it again"),
    ],
)
def test_what_is_no_file_is_told_with_its_name_and_a_way_out(tmp_path: Path, name: str, why: Why, words: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    path = tmp_path / name if name else tmp_path
    found = _store(tmp_path, Publisher()).import_package(path)
    assert (found.kind, found.why) == (Kind.UNREACHABLE, why)
    told = found.sentence("en")
    assert words in told
    assert str(path)[-10:].replace("\0", " ") in told
    assert all(len(word) <= LONGEST_PATH + 1 for word in told.split())


@pytest.mark.parametrize("name", ["bomb", "bomb as a guide"])
def test_nobody_sent_a_bomb_that_was_read_from_a_stick(tmp_path: Path, name: str) -> None:
    desk = Publisher()
    path = tmp_path / "content.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        FORGED[name](archive, desk)
    found = _store(tmp_path, desk).import_package(path)
    assert (found.kind, found.why) == (Kind.UNTRUSTED, Why.FULL_PACKAGE)
    assert "content.zip holds more than instructions may hold." in found.sentence("en")


@pytest.mark.parametrize("page", [b"<!doctype html>", b"{}"])
def test_what_is_inside_came_from_no_server(tmp_path: Path, page: bytes) -> None:
    desk = Publisher()
    path = tmp_path / "content.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata/timestamp.json", page)
    found = _store(tmp_path, desk).import_package(path)
    assert (found.kind, found.why) == (Kind.UNTRUSTED, Why.NO_PACKAGE)

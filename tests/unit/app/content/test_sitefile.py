"""The site file that IT publishes: it counts, it is whole or not there, and a bad one costs one sentence."""

import os
import shutil
import stat
import threading
import time
from importlib.resources import files
from pathlib import Path

import pytest

from app.content import sitefolder
from app.content.sitefile import effective
from app.store import atomic
from app.store.error import Obstacle, StoreError
from diagnostics.model.site import Content, Organisation, Service, Site, Vpn
from tests.fakes.servers.certificates import Authority

INSTALLED = Site(
    organisation=Organisation(name="Installed", languages=("fr", "en")),
    content=Content(url="https://it.example.org/unstuck/", root="/etc/unstuck/root.json"),
    vpn=(Vpn(name="Old VPN"),),
)
SITE = """
[organisation]
name = "Published"
languages = ["fr"]
[content]
url = "https://thief.example.org/"
root = "elsewhere.json"
[[vpn]]
name = "New VPN"
kind = "openvpn"
[[service]]
name = "Intranet"
url = "https://intranet.example.org/"
ca = "corp.pem"
"""
LINES = files("resources.signatures").joinpath("openvpn.toml").read_bytes()


class Files(dict[str, bytes]):
    """What IT publishes."""

    def files(self, prefix: str = "") -> dict[str, bytes]:
        return {name: data for name, data in sorted(self.items()) if name.startswith(prefix)}


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return Authority(tmp_path_factory.mktemp("authority")).own.certificate.read_bytes()


@pytest.fixture
def published(pem: bytes) -> Files:
    return Files({"site/site.toml": SITE.encode(), "site/corp.pem": pem, "guides/vpn.mtu.toml": b"no business"})


class Desk:
    """Asks what counts, and remembers what was said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []

    def site(self, published: Files | None, installed: Site = INSTALLED) -> Site:
        self.said = []
        return effective(installed, published, folder=self.folder, warn=self.said.append)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "content" / "site")


def ca(site: Site) -> Path:
    return Path(site.service[0].ca or "")


def test_the_published_one_counts_and_what_it_names_lies_beside_it(desk: Desk, published: Files, pem: bytes) -> None:
    found = desk.site(published)
    assert (found.organisation.name, found.vpn[0].name, desk.said) == ("Published", "New VPN", [])
    assert ca(found).read_bytes() == pem
    assert ca(found).parent.parent == desk.folder
    assert sorted(path.name for path in ca(found).parent.iterdir()) == ["corp.pem", "site.toml"]


def test_where_it_publishes_stays_the_installers_word(desk: Desk, published: Files) -> None:
    assert desk.site(published).content == INSTALLED.content


def test_without_one_nothing_is_written(desk: Desk) -> None:
    assert desk.site(None) == INSTALLED
    assert desk.site(Files({"guides/x.toml": b""})) == INSTALLED
    assert not desk.folder.exists()


def test_one_that_names_nothing_needs_no_disk(desk: Desk) -> None:
    assert desk.site(Files({"site/site.toml": b'[organisation]\nname = "A"\n'})).organisation.name == "A"
    assert not desk.folder.exists()


def test_a_second_start_writes_nothing(desk: Desk, published: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    first = desk.site(published)
    monkeypatch.setattr(sitefolder.atomic, "write", lambda *_: pytest.fail("written again"))
    monkeypatch.setattr(sitefolder.atomic, "write_new", lambda *_: pytest.fail("written again"))
    assert desk.site(published) == first


def test_files_are_the_persons_own(desk: Desk, published: Files) -> None:
    path = ca(desk.site(published))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


# --- what somebody does to the files on this laptop ----------------------------------------------------------------


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


def _folder(path: Path) -> None:
    path.unlink()
    (path / "deep").mkdir(parents=True)


def _in_the_way(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.write_text("in the way")


def _elsewhere(path: Path) -> None:
    moved = path.parent.parent / "moved"
    path.parent.rename(moved)
    path.parent.symlink_to(moved)


DONE = {
    "changed": _flip,
    "emptied": lambda path: path.write_bytes(b""),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"more"),
    "gone": Path.unlink,
    "a pipe": _pipe,
    "a link": _link,
    "a folder": _folder,
    "all gone": lambda path: shutil.rmtree(path.parent),
    "a file in its place": _in_the_way,
    "a link in its place": _elsewhere,
}


@pytest.mark.parametrize("deed", DONE.values(), ids=DONE.keys())
def test_what_was_done_to_a_file_is_mended(desk: Desk, published: Files, pem: bytes, deed: object) -> None:
    path = ca(desk.site(published))
    deed(path)  # type: ignore[operator]
    again = desk.site(published)
    assert ca(again) == path
    assert path.read_bytes() == pem
    assert not path.is_symlink()
    assert desk.said == []


def test_a_disk_that_takes_nothing_means_the_installed_one(
    desk: Desk, published: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "")

    monkeypatch.setattr(sitefolder.atomic, "write_new", full)
    assert desk.site(published) == INSTALLED
    assert len(desk.said) == 1
    assert "disk is full" in desk.said[0]
    assert list(desk.folder.iterdir()) == [], "nothing half is left"


def test_a_folder_that_may_not_be_written(desk: Desk, published: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ca(desk.site(published))
    _flip(path)

    def denied(path: Path, data: bytes) -> None:
        raise StoreError(path, Obstacle.DENIED)

    monkeypatch.setattr(atomic, "write", denied)
    assert desk.site(published) == INSTALLED, "a certificate that nobody signed is not believed"
    assert len(desk.said) == 1


def test_many_programs_at_once_make_one_folder(desk: Desk, published: Files) -> None:
    found: list[Site] = []
    threads = [
        threading.Thread(target=lambda: found.append(effective(INSTALLED, published, folder=desk.folder)), daemon=True)
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert {site.organisation.name for site in found} == {"Published"}
    assert len(found) == 8
    assert len(list(desk.folder.iterdir())) == 1


def test_old_folders_go_and_those_in_use_stay(desk: Desk, published: Files) -> None:
    first = ca(desk.site(published)).parent
    half = desk.folder / f"{'0' * 32}.abc{sitefolder.HALF}"
    half.mkdir()
    published["site/site.toml"] += b"# newer\n"
    second = ca(desk.site(published)).parent
    assert {path.name for path in desk.folder.iterdir()} == {first.name, second.name, half.name}
    long_ago = time.time() - sitefolder.KEEP_S - 60
    for path in (first, half):
        os.utime(path, (long_ago, long_ago))
    desk.site(published)
    assert [path.name for path in desk.folder.iterdir()] == [second.name]


# --- what IT, or a thief of its key, may have published ------------------------------------------------------------

UNUSABLE: dict[str, tuple[dict[str, bytes], str]] = {
    "a key that does not exist": ({"site/site.toml": b'[organisation]\nnam = "A"\n'}, "line 2, organisation.nam"),
    "made for a newer version": ({"site/site.toml": b"schema = 2\n"}, "newer Unstuck"),
    "no TOML": ({"site/site.toml": b"= ="}, "is not TOML"),
    "empty bytes": ({"site/site.toml": b"\xff\xfe\x00"}, "not UTF-8"),
    "too large": ({"site/site.toml": b"#" * 300_000}, "larger than"),
    "a certificate that is not there": (
        {"site/site.toml": SITE.encode(), "site/other.pem": b"x"},
        "corp.pem cannot be read",
    ),
    "a certificate that is none": ({"site/site.toml": SITE.encode(), "site/corp.pem": b"x"}, "no certificate in PEM"),
    "a name that leads out": ({"site/site.toml": b"", "site/../../escaped": b"x"}, "no name that can be used"),
    "a whole path": ({"site//etc/passwd": b"x"}, "no name that can be used"),
    "a folder within": ({"site/site.toml": b"", "site/a/b.pem": b"x"}, "no name that can be used"),
    "too many": ({f"site/f{n}": b"x" for n in range(65)} | {"site/site.toml": b""}, "more than 64"),
    "too much": ({"site/site.toml": b"", "site/a": b"x" * 1_100_000}, "more than 64 files or 1024 KiB"),
}


@pytest.mark.parametrize(("bad", "says"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_bad_one_is_one_sentence_and_the_installed_one_counts(
    desk: Desk, bad: dict[str, bytes], says: str, tmp_path: Path
) -> None:
    assert desk.site(Files(bad)) == INSTALLED
    (sentence,) = desk.said
    assert says in sentence
    assert sentence.startswith("Le nouveau fichier de site")
    assert sentence.isprintable()
    assert {path.name for path in tmp_path.iterdir()} <= {"content"}


def test_a_store_that_breaks_is_no_reason_to_stop(desk: Desk) -> None:
    class Broken(Files):
        def files(self, prefix: str = "") -> dict[str, bytes]:
            raise RuntimeError

    assert desk.site(Broken()) == INSTALLED
    assert len(desk.said) == 1


# --- known log lines -----------------------------------------------------------------------------------------------


def test_its_log_lines_go_to_every_vpn_without_lines_of_its_own(desk: Desk, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes(LINES)
    site = Site(vpn=(Vpn(name="A"), Vpn(name="B", signatures=str(own))))
    found = desk.site(Files({"site/signature.toml": LINES}), site)
    given, kept = (vpn.signatures for vpn in found.vpn)
    assert kept == str(own)
    assert Path(given or "").read_bytes() == LINES
    assert desk.said == []


def test_beside_a_published_site_file_too(desk: Desk, published: Files) -> None:
    published["site/signature.toml"] = LINES
    found = desk.site(published)
    assert Path(found.vpn[0].signatures or "").parent == ca(found).parent


def test_lines_that_cannot_be_used_do_not_keep_the_site_file_away(desk: Desk, published: Files) -> None:
    published["site/signature.toml"] = b'product = "A"\n'
    found = desk.site(published)
    assert (found.organisation.name, found.vpn[0].signatures) == ("Published", None)
    (sentence,) = desk.said
    assert "signature.toml" in sentence


def test_own_lines_that_cannot_be_used_are_said_without_any_store(desk: Desk, tmp_path: Path) -> None:
    site = Site(vpn=(Vpn(name="A", signatures=str(tmp_path / "no")), Vpn(name="B", signatures=str(tmp_path / "no"))))
    found = desk.site(None, site)
    assert [vpn.signatures for vpn in found.vpn] == [None, None]
    assert len(desk.said) == 1, "one sentence for one file"


def test_a_site_without_vpn_and_service_is_as_good(desk: Desk) -> None:
    plain = Site(service=(Service(name="A", url="https://a.example.org/"),))
    assert desk.site(Files({"site/signature.toml": LINES}), plain) == plain

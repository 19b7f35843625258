"""From IT's desk to the commands of a laptop: what is published counts, online, offline, expired; a bad one does not.

The desk is the real one (`app/desk/publish`), the web server stands on loopback, nothing else is reached.
"""

import argparse
import json
import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from app.bridge.place import Place, named
from app.cli import main
from app.cli.errand import Errand
from app.cli.place import place_here, site_here
from app.content.here import store_for
from app.content.result import Kind
from app.content.sitefile import effective
from app.content.store import ContentStore
from app.desk.publish import work
from app.desk.publish.finding import LintError
from app.desk.publish.folder import DeskFolder
from app.guides import walk
from diagnostics.model.site import Site
from diagnostics.site import load_site
from diagnostics.system.linux.facts import LinuxFacts
from diagnostics.wording import Wording
from tests.fakes.servers.certificates import Authority
from tests.fakes.servers.web import Web
from tests.unit.app.desk.publish.desk_world import NOW, keyring, made, write_guide

INSTALLED = """
[organisation]
name = "Acme"
it_name = "Helpdesk"
languages = ["en"]
[content]
url = "{url}"
root = "root.json"
[[vpn]]
name = "Acme VPN"
kind = "openvpn"
"""
PUBLISHED = """
[organisation]
name = "Acme"
it_name = "Service desk of Acme"
languages = ["en"]
[[vpn]]
name = "Acme VPN"
kind = "openvpn"
log = ["{log}"]
[[service]]
name = "Intranet"
url = "https://intranet.example.org/"
ca = "corp.pem"
"""
LINES = """
product = "Acme VPN"
kinds = ["openvpn"]
[[signature]]
id = "acme.locked"
meaning = "account_locked"
all = ["ACME-4711"]
samples = ["ACME-4711 locked"]
"""
OLD_STEP, NEW_STEP = "We make this computer send", "Acme: we make this computer send"


class Served(dict[str, bytes]):
    """The public folder as a web server shows it: always what lies there now."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def get(self, name: str, default: Any = None) -> Any:
        path = self._folder / name
        return path.read_bytes() if path.is_file() else default


class World:
    """A desk, its web server, a laptop with the installer's two files, and its clock."""

    def __init__(self, folder: Path, web: Web, desk: DeskFolder) -> None:
        self.folder, self.web, self.desk = folder, web, desk
        self.log = folder / "acme.log"
        self.site = folder / "installed" / "site.toml"
        self.site.parent.mkdir()
        self.site.write_text(INSTALLED.format(url=web.url), encoding="utf-8")
        shutil.copy(desk.anchor, self.site.parent / "root.json")

    def publish(self, person: str = "alice", now: datetime = NOW) -> None:
        work.publish(self.desk, keyring(self.desk), [person], clock=lambda: now)

    def write(self, name: str, data: str | bytes) -> None:
        path = self.desk.content / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())

    def store(self) -> ContentStore:
        store = store_for(load_site(self.site))
        assert store is not None
        return store

    def update(self) -> Kind:
        return self.store().refresh(deadline_s=10).kind


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("UNSTUCK_SITE", raising=False)
    desk = made(tmp_path)
    with Web(Served(desk.public)) as web:
        found = World(tmp_path, web, desk)
        monkeypatch.setenv("UNSTUCK_SITE", str(found.site))
        yield found


@pytest.fixture
def full(world: World, tmp_path: Path) -> World:
    """A changed guide, a site file with a certificate, and known log lines, published and fetched."""
    authority = tmp_path / "authority"
    authority.mkdir()
    write_guide(world.desk, old=OLD_STEP, new=NEW_STEP)
    world.write("site/site.toml", PUBLISHED.format(log=world.log))
    world.write("site/corp.pem", Authority(authority).own.certificate.read_bytes())
    world.write("site/signature.toml", LINES)
    world.publish()
    assert world.update() is Kind.NEW
    return world


class Said:
    """What a command wrote."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = self.err = ""

    def __call__(self, *arguments: str) -> int:
        status = main(list(arguments))
        self.out, self.err = self._capsys.readouterr()
        return status


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    return Said(capsys)


def whole(world: World, said: Said) -> None:
    """Everything that was published counts, and nobody complains."""
    assert said("guide", "vpn.mtu") == 0
    assert NEW_STEP in " ".join(said.out.split())
    assert "Service desk of Acme" in said.out
    assert said.err == ""
    site = site_here(_options())
    assert site.content.url == world.web.url
    assert Path(site.service[0].ca or "").read_text().startswith("-----BEGIN CERTIFICATE-----")
    world.log.write_text("ACME-4711 locked\n")
    hits = LinuxFacts().vpn_log(site.vpn[0]).value
    assert [(hit.signature, hit.meaning.value) for hit in hits or ()] == [("acme.locked", "account_locked")]


def installed(said: Said) -> None:
    """The installer's site file and the built-in guide count."""
    assert said("guide", "vpn.mtu") == 0
    assert NEW_STEP not in " ".join(said.out.split())
    assert OLD_STEP in " ".join(said.out.split())
    assert "Helpdesk" in said.out


def _options() -> Any:
    return argparse.Namespace(site=None)


def test_published_to_used(full: World, said: Said) -> None:
    whole(full, said)


def test_before_the_first_update_the_installed_one_counts(world: World, said: Said) -> None:
    installed(said)
    assert said.err == ""


def test_offline_and_long_after_it_expired(full: World, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(full.desk.public)
    assert full.update() is Kind.UNREACHABLE
    whole(full, said)
    real = ContentStore.__init__

    def in_a_year(self: ContentStore, *args: Any, **named: Any) -> None:
        later = (NOW + timedelta(days=400)).timestamp()
        real(self, *args, **{**named, "clock": lambda: later})

    monkeypatch.setattr(ContentStore, "__init__", in_a_year)
    assert full.update() is not Kind.NEW
    whole(full, said)


def test_from_a_stick_without_any_network(world: World, said: Said, tmp_path: Path) -> None:
    write_guide(world.desk, old=OLD_STEP, new=NEW_STEP)
    world.publish()
    package = tmp_path / "stick.zip"
    with zipfile.ZipFile(package, "w") as archive:
        for path in sorted(world.desk.public.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(world.desk.public))
    shutil.rmtree(world.desk.public)
    installed(said)
    assert world.store().import_package(package).kind is Kind.NEW
    assert said("guide", "vpn.mtu") == 0
    assert NEW_STEP in " ".join(said.out.split())


def test_a_guide_that_is_published_while_one_walks(full: World, said: Said) -> None:
    """The walk that began goes on with what it began with; after a restart it begins anew, not at a wrong step."""
    place = place_here(_options())
    began = place.guide_for("vpn.mtu")
    state = walk.start(began, "linux")
    left = walk.to_json(state)
    write_guide(full.desk, old=OLD_STEP, new="Acme, again: we make")
    full.publish()
    assert full.update() is Kind.NEW
    now = place.guide_for("vpn.mtu")
    assert now != began, "the same library sees the news without a restart"
    assert walk.restore(began, left, "linux") == state
    assert walk.restore(now, left, "linux") is None, "although IT forgot to count the version up"


def test_a_site_file_that_is_taken_back(full: World, said: Said) -> None:
    for path in (full.desk.content / "site").iterdir():
        path.unlink()
    full.publish()
    assert full.update() is Kind.NEW
    assert said("guide", "vpn.mtu") == 0
    assert "Helpdesk" in said.out
    assert NEW_STEP in " ".join(said.out.split())


def test_the_desk_does_not_sign_what_laptops_could_not_use(world: World) -> None:
    world.write("site/site.toml", "[organisation]\nnam = 'A'\n")
    world.write("site/signature.toml", LINES.replace("account_locked", "sad"))
    with pytest.raises(LintError) as error:
        world.publish()
    assert "organisation.nam" in str(error.value)


STOLEN: dict[str, tuple[str, bytes]] = {
    "a site file of a newer version": ("site/site.toml", b"schema = 9\n"),
    "rubbish for a site file": ("site/site.toml", b"\x00\xff"),
    "a site file that trusts a certificate that is none": (
        "site/site.toml",
        b'[[service]]\nname = "I"\nurl = "https://i.example.org/"\nca = "site.toml"\n',
    ),
    "a guide of a newer version": ("guides/vpn.mtu.toml", b"schema = 9\n"),
    "a guide that wants to run something": (
        "guides/vpn.mtu.toml",
        files("resources.guides")
        .joinpath("vpn.mtu.toml")
        .read_bytes()
        .replace(b'verb = "mtu.set_site_value"', b'run = "format c:"'),
    ),
}


@pytest.mark.parametrize(("name", "data"), STOLEN.values(), ids=STOLEN.keys())
def test_what_was_signed_with_a_stolen_key_or_by_a_newer_desk(
    world: World, said: Said, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes
) -> None:
    """The signatures are right, the file is not: one sentence on stderr, and everything goes on as installed."""
    monkeypatch.setattr("app.desk.publish.lint.look_at", lambda found: ({one: data for one in found}, ()))
    world.write(name, data)
    world.publish()
    assert world.update() is Kind.NEW
    installed(said)
    lines = said.err.splitlines()
    assert len(lines) == 1
    assert name in lines[0]
    assert said("guide", "dns.slow", "--json") == 0
    assert json.loads(said.out)["id"] == "dns.slow"


BROKEN = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-20]),
    "changed": lambda path: path.write_bytes(path.read_bytes().replace(b"Acme", b"Evil")),
    "emptied": lambda path: path.write_bytes(b""),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("deed", BROKEN.values(), ids=BROKEN.keys())
def test_a_copy_that_somebody_broke_is_not_used(full: World, said: Said, deed: Any) -> None:
    deed(full.folder / "home" / "data" / "content" / "content.set")
    installed(said)


def test_a_certificate_that_somebody_exchanged_is_put_right(full: World, said: Said) -> None:
    path = Path(site_here(_options()).service[0].ca or "")
    path.write_text("-----BEGIN CERTIFICATE-----\nthief\n")
    whole(full, said)


def test_the_order_that_helped_colleagues_and_the_sheet_says_so(world: World, said: Said) -> None:
    rates = [
        {"guide": "vpn.not_connected", "step": "vpn-again", "of_ten": 8, "people": 40},
        {"guide": "vpn.not_connected", "step": "vpn-start", "of_ten": 2, "people": 40},
    ]
    peers = {"schema": "unstuck.peers/1", "at": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"), "hours": 1}
    world.write("peers/peers.json", json.dumps({**peers, "counts": [], "rates": rates}))
    world.publish("bob")
    assert world.update() is Kind.NEW
    assert said("guide", "vpn.not_connected") == 0
    text = " ".join(said.out.split())
    assert text.index("disconnect the VPN and connect it again") < text.index("We start the VPN")
    assert "This helped 8 of 10 colleagues." in text
    assert said("guide", "vpn.not_connected", "--rehearse") == 0
    assert said("guide", "vpn.not_connected", "--json") == 0
    assert [step["id"] for step in json.loads(said.out)["steps"]][:2] == ["vpn-again", "vpn-start"]


def test_the_window_works_with_the_same_site(full: World) -> None:
    usual, given = Place.usual({}), named(full.site)
    assert not given.is_known, "nothing of IT's content is read before the first paint"
    assert given.name == "Acme"
    wanted = site_here(_options())
    assert usual.site == given.site == wanted
    assert (usual.trouble, given.trouble) == ("", "")
    assert wanted == effective(load_site(full.site), full.store())


def test_the_window_takes_a_newer_site_file_when_it_looks_again(full: World) -> None:
    place = named(full.site)
    assert place.site.organisation.it_name == "Service desk of Acme"
    assert not place.reload()
    full.write("site/site.toml", PUBLISHED.format(log=full.log).replace("Service desk", "Help line"))
    full.publish()
    assert full.update() is Kind.NEW
    assert place.site.organisation.it_name == "Service desk of Acme"
    assert place.reload()
    assert place.site.organisation.it_name == "Help line of Acme"


def test_a_walk_without_a_window_takes_its_guide(full: World, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Errand] = []

    def run(self: Errand, out: object, warn: object, *, as_json: bool) -> int:
        seen.append(self)
        return 0

    monkeypatch.setattr(Errand, "run", run)
    assert said("guide", "vpn.mtu", "--auto") == 0
    assert seen[0].site.organisation.it_name == "Service desk of Acme"
    assert NEW_STEP in seen[0].guide_for("vpn.mtu").steps[0].text.en


def test_other_commands_speak_as_the_published_file_says(world: World, said: Said) -> None:
    world.write("site/site.toml", '[organisation]\nname = "Acme"\nlanguages = ["fr"]\n')
    world.publish()
    assert (said("undo", "--list"), said.out.strip()) == (0, Wording.load("en").text("undo.nothing"))
    assert world.update() is Kind.NEW
    assert (said("undo", "--list"), said.out.strip()) == (0, Wording.load("fr").text("undo.nothing"))
    assert said("outbox") == 0
    before = said.out
    assert said("outbox", "--lang", "fr") == 0
    assert said.out == before


def test_without_the_installers_anchor_there_is_one_sentence(world: World, said: Said) -> None:
    (world.site.parent / "root.json").unlink()
    installed(said)
    (line,) = said.err.splitlines()
    assert "root.json" in line
    place = named(world.site)
    assert isinstance(place.site, Site)
    assert place.trouble.count("root.json") == 1

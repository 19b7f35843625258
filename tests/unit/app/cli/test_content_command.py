"""`unstuck content`, and what stands below a verdict: of the last verified copy, in both languages."""

import argparse
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.cli import below, content, judge
from app.cli.spoken import spoken
from app.content.store import ContentStore
from app.store import settings
from app.store.settings import Settings
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.site import Content, Organisation, Site, Vpn
from diagnostics.model.verdict import OtherCause
from tests.fakes.publisher import Publisher
from tests.fakes.servers.web import Web

GOLDEN = Path(__file__).resolve().parents[3] / "golden"
CAUSE = "vpn.gateway_unreachable"
NOW = datetime.now(UTC)


def stamp(hours: float) -> str:
    return (NOW + timedelta(hours=hours)).isoformat()


def notice(id: str, cause: str | None, en: str, fr: str, **more: Any) -> dict[str, Any]:
    told = {"id": id, "cause": cause, "text": {"en": en, "fr": fr}, "since": stamp(-1), "until": stamp(5)}
    return told | more


NOTICES = [
    notice("n1", CAUSE, "Gateway 2 is down.", "La passerelle 2 est en panne.", hides_steps=True),
    notice("n2", None, "Maintenance <b>tonight</b>.", "Maintenance ce soir."),
    notice("n3", "dns.slow", "Slow names.", "Noms lents."),
    notice("n4", None, "Only in Lyon.", "À Lyon seulement.", offices=["Lyon"]),
    notice("n5", None, "Over.", "Fini.", since=stamp(-5), until=stamp(-1)),
]
FILES: dict[str, object] = {
    "notices/notices.json": {"schema": "unstuck.notices/1", "notices": NOTICES},
    "notices/drill.json": {
        "schema": "unstuck.drill/1",
        "id": "d1",
        "text": {"en": "Are you ready?", "fr": "Êtes-vous prêt ?"},
        "since": stamp(-1),
        "until": stamp(5),
    },
    "peers/peers.json": {
        "schema": "unstuck.peers/1",
        "at": stamp(-2.1),  # nearly half an hour away from another word, however long the tests before took
        "hours": 3,
        "counts": [{"cause": CAUSE, "isp": None, "vpn": None, "people": 25}],
    },
    "release/release.json": {"schema": "unstuck.release/1", "version": "99.0", "url": "https://it.example.org/new"},
}


class Laptop:
    """A home folder with a site file, and IT's server on loopback."""

    def __init__(self, folder: Path, desk: Publisher, web: Web) -> None:
        self.desk, self.web = desk, web
        self.home = folder / "home"
        (folder / "root.json").write_bytes(desk.anchor)
        self.site = folder / "site.toml"
        self.site.write_text(
            'schema = 1\n[organisation]\nit_name = "Desk"\n'
            f'[content]\nurl = "{web.url}"\nroot = "root.json"\n[[vpn]]\nname = "Main"\n'
        )
        self.model = Site(
            organisation=Organisation(it_name="Desk"),
            content=Content(url=web.url, root=str(folder / "root.json")),
            vpn=(Vpn(name="Main"),),
        )

    def store(self) -> ContentStore:
        return ContentStore(self.home / "data" / "content", self.web.url, self.desk.anchor)

    def run(self, *arguments: str | Path, lang: str = "en") -> int:
        parser = argparse.ArgumentParser("unstuck")
        content.add_parser(parser.add_subparsers(dest="command", required=True))
        given = ["content", "--site", self.site, "--lang", lang, *arguments]
        options = parser.parse_args([str(item) for item in given])
        status: int = options.run(options)
        return status

    def lives_in(self, office: str) -> None:
        settings.save(self.home / "config", Settings(office=office))


@pytest.fixture
def laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Laptop]:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path / "home"))
    desk = Publisher({path: json.dumps(value).encode() for path, value in FILES.items()})
    with Web(desk.public) as web:
        yield Laptop(tmp_path, desk, web)


def diagnosis(site: Site, name: str = CAUSE) -> Diagnosis:
    case = next(iter(sorted(GOLDEN.glob(f"{name}*/diagnosis.json"))))
    read = msgspec.json.decode(case.read_bytes(), type=Diagnosis)
    return msgspec.structs.replace(read, site=site)


REFUSED = {
    "nobody publishes": ("schema = 1\n", "the site file names no place where IT publishes."),
    "no key file": ('schema = 1\n[content]\nurl = "https://a.example/"\nroot = "gone.json"\n', "gone.json"),
}


class TestContent:
    def test_nothing_is_here_yet_and_nothing_is_fetched(
        self, laptop: Laptop, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert laptop.run() == 1
        assert capsys.readouterr().out == "Nothing has been fetched yet. Try unstuck content --update.\n"
        assert laptop.web.paths == []

    def test_an_update_and_what_it_brought(self, laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> None:
        assert laptop.run("--update") == 0
        shown = capsys.readouterr().out.splitlines()
        assert shown[0] == "New instructions from Desk have arrived."
        assert shown[1].startswith("Desk confirmed its instructions ")
        assert shown[2] == "  notices 2, peers 1, release 1"
        assert shown[3] == "Notices: 5, of which 3 for this computer now."
        known = [line.strip() for line in shown[4:10]]
        assert known[::2] == ["n3  dns.slow", f"n1  {CAUSE}", "n2  –"]
        assert known[3].endswith(": Gateway 2 is down.")
        assert known[5] == "Maintenance <b>tonight</b>."
        assert shown[10] == "Desk asks: Are you ready?"

    def test_a_newer_version(
        self, laptop: Laptop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("app.version.version", lambda: "0.1.0")
        laptop.run("--update")
        assert capsys.readouterr().out.splitlines()[-2:] == [
            "Version 99.0 of this program is available. This is version 0.1.0.",
            "https://it.example.org/new",
        ]
        monkeypatch.setattr("app.version.version", lambda: "100.0")
        laptop.run()
        assert "99.0" not in capsys.readouterr().out

    def test_an_update_in_french(self, laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> None:
        assert laptop.run("--update", lang="fr") == 0
        shown = capsys.readouterr().out
        assert "Desk a confirmé ses consignes il y a " in shown
        assert "Avis\u00a0: 5, dont 3 pour cet ordinateur en ce moment." in shown
        assert "Desk demande\u00a0: Êtes-vous prêt ?" in shown

    def test_afterwards_without_a_network(self, laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> None:
        laptop.run("--update")
        laptop.desk.public.clear()
        asked = len(laptop.web.paths)
        capsys.readouterr()
        assert laptop.run() == 0
        assert "of which 3 for this computer now" in capsys.readouterr().out
        assert len(laptop.web.paths) == asked

    def test_an_update_that_fails_leaves_what_is_here(self, laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> None:
        laptop.run("--update")
        laptop.desk.public.clear()
        capsys.readouterr()
        assert laptop.run("--update") == 1
        shown = capsys.readouterr().out.splitlines()
        assert shown[0] == "The server has no instructions at this address (answer 404). Tell Desk."
        assert "of which 3 for this computer now" in shown[3]

    def test_a_zip_from_a_stick(self, laptop: Laptop, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        stick = tmp_path / "stick.zip"
        with zipfile.ZipFile(stick, "w") as file:
            for name, data in laptop.desk.public.items():
                file.writestr(name, data)
        assert laptop.run("--import", stick) == 0
        assert "New instructions" in capsys.readouterr().out
        assert laptop.web.paths == []
        assert laptop.run("--import", tmp_path / "none.zip") == 1
        assert capsys.readouterr().out.startswith("There is no file ")

    def test_the_office_decides(self, laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> None:
        laptop.lives_in("LYON")
        laptop.run("--update")
        assert "of which 4 for this computer now" in capsys.readouterr().out

    @pytest.mark.parametrize("text", ["office = 5", "theme ="])
    def test_a_setting_that_cannot_be_used_is_named_and_left_where_it_is(
        self, laptop: Laptop, text: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        laptop.run("--update")
        config = laptop.home / "config"
        config.mkdir(parents=True, exist_ok=True)
        (config / "settings.toml").write_text(f'language = "fr"\n{text}\n')
        capsys.readouterr()
        told = []
        for _ in range(2):
            assert laptop.run("--json") == 0
            told.append(capsys.readouterr().err)
            below.news(diagnosis(laptop.model), "en")
            told.append(capsys.readouterr().err)
        assert set(told) == {told[0]}, "each time, as long as nobody mends it"
        assert told[0].startswith(f"unstuck: {config / 'settings.toml'}, ")
        assert told[0].endswith(": this cannot be used, so the usual setting is.\n")
        assert [item.name for item in config.iterdir()] == ["settings.toml"]
        assert settings.load(config).notice is not None, "the window tells it too, and sets it aside"

    def test_as_json(self, laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> None:
        assert laptop.run("--json") == 1
        empty = json.loads(capsys.readouterr().out)
        assert (empty["files"], empty["notices"], empty["update"], empty["age_days"]) == ([], [], None, None)
        assert laptop.run("--json", "--update") == 0
        told = json.loads(capsys.readouterr().out)
        assert told["schema"] == "unstuck.content-status/1"
        assert told["files"] == sorted(FILES)
        assert [one["id"] for one in told["notices"]] == ["n3", "n1", "n2"]
        assert (told["drill"], told["release"], told["age_days"]) == ("d1", "99.0", 0.0)
        assert (told["update"]["kind"], told["update"]["changed"], told["troubles"]) == ("new", True, [])
        assert 0 < told["update"]["requests"] <= 12

    def test_what_is_old_is_told(
        self, laptop: Laptop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        laptop.run("--update")
        capsys.readouterr()
        monkeypatch.setattr(ContentStore, "age_days", 20.4)
        assert laptop.run() == 1
        assert capsys.readouterr().out.startswith("Desk confirmed its instructions 20\u00a0days ago.")

    @pytest.mark.parametrize("case", REFUSED)
    def test_refused(self, case: str, laptop: Laptop, capsys: pytest.CaptureFixture[str]) -> None:
        text, words = REFUSED[case]
        laptop.site.write_text(text)
        assert laptop.run("--update") == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert words in told.err
        assert len(told.err.splitlines()) == 1


class TestBelowAVerdict:
    def told(self, laptop: Laptop, name: str = CAUSE, lang: str = "en", site: Site | None = None) -> list[str]:
        given = diagnosis(site or laptop.model, name)
        return (below.news(given, lang) + spoken(given, lang)).splitlines()

    def test_nothing_but_the_code_where_nobody_publishes(self, laptop: Laptop) -> None:
        assert len(self.told(laptop, site=Site())) == 2

    def test_nothing_but_the_code_before_the_first_update(self, laptop: Laptop) -> None:
        assert len(self.told(laptop)) == 2
        assert laptop.web.paths == []

    def test_notices_and_colleagues(self, laptop: Laptop) -> None:
        laptop.store().refresh()
        asked = len(laptop.web.paths)
        found = self.told(laptop)
        assert found[0] == ""
        assert found[1].startswith("Known since ")
        assert found[1].endswith(": Gateway 2 is down.")
        assert found[2:5] == [
            "Desk is working on it. There is no need to call.",
            "Maintenance <b>tonight</b>.",
            "At least 25 colleagues have the same trouble now. (Counted 2\u00a0hours ago.)",
        ]
        assert found[5] == ""
        assert len(found) == 7
        assert len(laptop.web.paths) == asked, "nothing is fetched"

    def test_another_root_of_the_same_run_has_its_notice_and_may_be_called_about(self, laptop: Laptop) -> None:
        laptop.store().refresh()
        given = diagnosis(laptop.model, "wifi.")
        assert given.verdict is not None
        other = OtherCause(CAUSE, given.verdict.certainty)
        verdict = msgspec.structs.replace(given.verdict, others=(other,))
        found = below.news(msgspec.structs.replace(given, verdict=verdict), "en")
        assert ": Gateway 2 is down.\n" in found
        assert "no need to call" not in found

    def test_in_french(self, laptop: Laptop) -> None:
        laptop.store().refresh()
        found = self.told(laptop, lang="fr")
        assert found[1].startswith("Connu depuis ")
        assert found[1].endswith("\u00a0: La passerelle 2 est en panne.")
        assert found[2] == "Desk s’en occupe. Inutile d’appeler."

    def test_another_cause_has_other_news(self, laptop: Laptop) -> None:
        laptop.store().refresh()
        found = self.told(laptop, "wifi.")
        assert found[1] == "Maintenance <b>tonight</b>."
        assert len(found) == 4

    def test_old_instructions_are_named(self, laptop: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
        laptop.store().refresh()
        monkeypatch.setattr(ContentStore, "age_days", 20.4)
        assert "The instructions from Desk are 20 days old." in self.told(laptop)

    def test_a_key_file_that_is_gone_is_no_matter_here(self, laptop: Laptop) -> None:
        laptop.store().refresh()
        Path(str(laptop.model.content.root)).unlink()
        assert len(self.told(laptop)) == 2

    def test_a_saved_diagnosis_is_judged_with_this_computer_s_news(
        self, laptop: Laptop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        laptop.store().refresh()
        monkeypatch.setenv("UNSTUCK_SITE", "")
        config = laptop.home / "config"
        config.mkdir(parents=True)
        (config / "site.toml").write_text(laptop.site.read_text().replace('"root.json"', f'"{tmp_path / "root.json"}"'))
        case = next(iter(sorted(GOLDEN.glob(f"{CAUSE}*/diagnosis.json"))))
        parser = argparse.ArgumentParser("unstuck")
        judge.add_parser(parser.add_subparsers(dest="command", required=True))
        options = parser.parse_args(["judge", str(case), "--lang", "en"])
        assert options.run(options) == 1
        shown = capsys.readouterr().out.splitlines()
        assert shown[3] == ""
        assert shown[4].endswith(": Gateway 2 is down."), "right under the three sentences"
        assert shown[4:].index("") < next(n for n, line in enumerate(shown[4:]) if line.startswith("  "))
        assert shown[-1].startswith("To say to "), "the code stays at the end"
        options = parser.parse_args(["judge", str(case), "--json"])
        assert options.run(options) == 1
        assert "Gateway 2" not in capsys.readouterr().out

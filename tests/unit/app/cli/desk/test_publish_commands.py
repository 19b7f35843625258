"""The desk's commands for signed content, as somebody types them."""

import argparse
import importlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.unit.app.desk.publish.desk_world import built_in, tree

ROOT = Path(__file__).parents[5]
NAMES = ("init", "lint", "new", "publish", "notice", "stamp", "rotate", "status", "drill", "prove")
PHRASE = "correct horse battery"
GUIDE = ROOT / "resources" / "guides" / "vpn.mtu.toml"


def run(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser("unstuck desk")
    own = parser.add_subparsers(dest="desk_command", required=True)
    for name in NAMES:
        importlib.import_module(f"app.cli.desk.{name}").add_parser(own)
    options = parser.parse_args([str(item) for item in arguments])
    status: int = options.run(options)
    return status


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UNSTUCK_DESK", "UNSTUCK_DESK_PERSON", "UNSTUCK_DESK_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.stdin", None)
    monkeypatch.setattr("app.desk.publish.keyring.SCRYPT_N", 2**10)  # test_keyring has the real one


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    place = tmp_path / "desk"
    assert run("init", place, "--person", "alice", "--no-passphrase", "--url", "https://it.example.org/u/") == 0
    assert 'url = "https://it.example.org/u/"' in capsys.readouterr().out
    monkeypatch.setenv("UNSTUCK_DESK", str(place))
    return place


def test_from_nothing_to_a_guide_and_a_notice(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "vpn.mtu") == 0
    assert run("lint") == 1
    assert "line 12, stop.en: a text that is not written yet." in capsys.readouterr().out
    assert run("publish") == 1
    assert "Nothing was published" in capsys.readouterr().err
    (desk / "content" / "guides" / "vpn.mtu.toml").write_bytes(built_in("vpn.mtu"))
    assert run("lint", desk, "--lang", "fr") == 0
    assert "Tous peuvent être publiés" in capsys.readouterr().out
    assert run("publish", desk) == 0
    assert "guides/vpn.mtu.toml" in capsys.readouterr().out
    assert run("notice", "Panne de la passerelle", "--en", "Gateway down", "--until", "2h", "--os", "linux") == 0
    listed = [line for line in _notices(capsys) if "Gateway down" in line]
    assert len(listed) == 1
    assert run("notice", "--end", listed[0].split()[0]) == 0
    assert [line for line in _notices(capsys) if "Gateway down" in line] == []
    assert run("drill", "Êtes-vous prêt ?", "--en", "Are you ready?", "--until", "3d") == 0
    assert run("drill", "--end") == 0
    assert run("stamp") == 0
    assert run("status") == 0
    assert "Nothing to do" in capsys.readouterr().out


def test_moments_have_their_zone_and_a_notice_tells_whom_it_is_for(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    try:
        where = ["--office", "Lyon", "--office", "Bonn", "--vpn", "Main", "--os", "linux", "--share", "10"]
        assert run("notice", "Panne", "--en", "Down", "--until", "2h", *where) == 0
        (moment,) = re.findall(r"until (\d{4}-\d\d-\d\d \d\d:\d\d UTC\+05:30)\.", capsys.readouterr().out)
        (line,) = _notices(capsys)
        for part in (moment, "10\u00a0%", "offices: Lyon, Bonn", "systems: linux", "VPNs: Main", "Down"):
            assert f"  {part}" in line
        assert run("status") == 0
        assert capsys.readouterr().out.count("UTC+05:30") == 6
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()
        assert re.search(r"\d\d:\d\d UTC  ", _notices(capsys)[0])
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_lost_public_folder_is_fetched_back(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(desk / "public")
    for command in ("status", "stamp", "publish"):
        capsys.readouterr()
        assert run(command, desk) == 2
        told = capsys.readouterr().err
        assert f"{desk}/public: The public folder is missing. Copy it back from the web server" in told
        assert "init" not in told


def test_causes_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("new", "--list", "--desk", tmp_path, "--lang", "fr") == 0
    lines = capsys.readouterr().out.splitlines()
    assert {"vpn.mtu", "healthy", "symptom.calls"} <= {line.split()[0] for line in lines}
    assert all(len(line.split()) > 1 for line in lines)


def test_an_older_desk_is_told_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "desk"
    old = {"guides": ("guides/*", "site/*", "release/*"), "notices": ("notices/*", "peers/*")}
    monkeypatch.setattr("app.desk.publish.start.PATHS", old)
    assert run("init", place, "--person", "alice", "--no-passphrase") == 0
    for command, status in (("status", 1), ("publish", 0)):
        capsys.readouterr()
        assert run(command, place) == status
        assert "Notices keys may still sign peers/ here." in capsys.readouterr().out
    assert run("rotate", "root", "--desk", place) == 0
    assert "Run “unstuck desk publish” once" in capsys.readouterr().out
    for command in ("publish", "status"):
        assert run(command, place) == 0
        assert "peers/" not in capsys.readouterr().out


@pytest.mark.parametrize("command", [["--help"], ["desk", "--help"]])
def test_the_help_names_every_command_with_a_line(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app import arguments, cli

    monkeypatch.setenv("COLUMNS", "120")
    with pytest.raises(SystemExit) as ended:
        arguments.window_arguments(command) if len(command) == 1 else cli.main(command)
    assert ended.value.code == 0
    lines = [line.split(None, 1) for line in capsys.readouterr().out.splitlines() if line.startswith("    ")]
    known = cli.COMMANDS if len(command) == 1 else cli.desk.COMMANDS
    names = {module.__name__.rpartition(".")[2].replace("papers", "paper") for module in known}
    assert names <= {line[0] for line in lines if len(line) > 1}


def _notices(capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    assert run("notice", "--list") == 0
    return capsys.readouterr().out.splitlines()


def test_a_colleague_comes_and_goes(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rotate", "guides", "--in", "bob-guides", "--no-passphrase") == 0
    (desk / "content" / "guides" / "vpn.mtu.toml").write_bytes(built_in("vpn.mtu"))
    assert run("publish", "--as", "bob") == 0
    assert "bob-guides" in capsys.readouterr().out
    assert run("rotate", "guides", "--out", "bob-guides") == 0
    assert run("status") == 0
    assert "bob-guides" not in capsys.readouterr().out


def test_a_key_that_could_not_be_used_is_not_left_behind(desk: Path) -> None:
    for number in (1, 2, 3):
        (desk / "keys" / f"root-{number}.pem").unlink()
    before = tree(desk)
    assert run("rotate", "guides", "--in", "bob-guides", "--no-passphrase") == 2
    assert tree(desk) == before


def test_passphrases_come_from_the_environment_and_reach_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UNSTUCK_DESK_PASSPHRASE", PHRASE)
    place = tmp_path / "desk"
    assert run("init", place, "--person", "alice") == 0
    (place / "content" / "guides" / "vpn.mtu.toml").write_bytes(built_in("vpn.mtu"))
    assert run("publish", place) == 0
    assert [path for path in place.rglob("*") if path.is_file() and PHRASE.encode() in path.read_bytes()] == []
    keys = [path for path in (place / "keys").glob("*.pem") if path.stat().st_mode & 0o777 != 0o600]
    assert keys == []
    assert run("rotate", "online", "--desk", place, "--in", "online-2", "--out", "online") == 0
    before = tree(place)
    monkeypatch.setenv("UNSTUCK_DESK_PASSPHRASE", "something else entirely")
    assert run("stamp", place) == 2
    monkeypatch.delenv("UNSTUCK_DESK_PASSPHRASE")
    assert run("stamp", place) == 2
    assert tree(place) == before
    told = capsys.readouterr().err
    assert "does not open this key" in told
    assert "nobody can be asked" in told
    assert PHRASE not in told


REFUSED: dict[str, tuple[list[str], str]] = {
    "no desk": (["publish", "/nonexistent"], "This is no desk folder"),
    "no desk in French": (["stamp", "/nonexistent", "--lang", "fr"], "Ce n’est pas un dossier de publication"),
    "taken": (["init", "{desk}", "--no-passphrase"], "Something is already there"),
    "no passphrase": (["init", "{new}", "--person", "zoe"], "Set UNSTUCK_DESK_PASSPHRASE"),
    "bad person": (["init", "{new}", "--person", "Zoé D.", "--no-passphrase"], "cannot be a name"),
    "bad address": (["init", "{new}", "--url", "ftp://x/", "--no-passphrase"], "--url"),
    "no end": (["notice", "a", "--en", "b"], "--until is missing"),
    "no English": (["notice", "a", "--until", "2h"], "--en is missing"),
    "no such notice": (["notice", "--end", "zz"], "There is no notice"),
    "bad moment": (["notice", "a", "--en", "b", "--until", "soon"], "is no moment"),
    "bad cause": (["notice", "a", "--en", "b", "--until", "2h", "--cause", "vpn.mut"], "Did you mean “vpn.mtu”?"),
    "bad guide": (["new", "vpn.mut"], "Did you mean “vpn.mtu”?"),
    "no cause like it": (["new", "bogus.cause"], "“unstuck desk new --list” shows all of them"),
    "no office": (["notice", "a", "--en", "b", "--until", "2h", "--office", ""], "office or VPN is empty"),
    "a key for another role": (["rotate", "guides", "--in", "zoe-notices"], "make one named such as “zoe-guides”"),
    "no drill": (["drill", "--end"], "There is no drill to end"),
    "no key": (["notice", "a", "--en", "b", "--until", "2h", "--as", "zoe"], "No key for notices is at hand"),
    "no cases": (["prove", str(GUIDE), "--cases", "/nonexistent"], "there is no such folder"),
    "no case": (["prove", str(GUIDE), "--cases", "{desk}/keys"], "no saved diagnosis names vpn.mtu"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refusals_are_one_sentence_and_change_nothing(
    desk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    arguments, sentence = REFUSED[case]
    before = tree(desk)
    capsys.readouterr()
    assert run(*(item.format(desk=desk, new=tmp_path / "new") for item in arguments)) == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert told.err.count("\n") == 1
    assert tree(desk) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["desk"]


def test_damaged_settings_are_told_with_their_line(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (desk / "desk-content.toml").write_text('schema = 1\nlangage = "fr"\n')
    assert run("status") == 2
    assert 'desk-content.toml, line 2, langage: is not a key of the file, did you mean "language"?' in (
        capsys.readouterr().err
    )


def test_prove(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("prove", GUIDE) == 0
    assert "Left stuck: 0." in capsys.readouterr().out
    worse = tmp_path / "dns.slow.toml"
    worse.write_bytes(built_in("dns.slow").replace(b'["dns.configured", "dns.system"]', b'["clock.offset"]'))
    assert run("prove", worse) == 1
    assert "no step looks again at what names the cause" in capsys.readouterr().out


def test_without_the_extra_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['cryptography'] = None\n"
        "from types import SimpleNamespace\nfrom app.cli.desk import init\n"
        f"o = SimpleNamespace(folder=__import__('pathlib').Path({str(tmp_path / 'd')!r}), person=['a'], url='',"
        " no_passphrase=True, lang='fr')\nsys.exit(init.run(o))\n"
    )
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.returncode == 2
    assert "unstuck[desk]" in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_at_the_terminal_one_passphrase_serves_a_group(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from app.cli.desk import access

    typed = ["root secret words", "root secret word", "root secret words", "root secret words"]  # one typing mistake
    typed += ["online secret words"] * 2 + ["alice secret words"] * 2
    prompts: list[str] = []

    def getpass(prompt: str) -> str:
        prompts.append(prompt)
        return typed.pop(0)

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(access.getpass, "getpass", getpass)
    monkeypatch.setattr("sys.stdin", Terminal())
    place = tmp_path / "desk"
    assert run("init", place, "--person", "alice", "--lang", "fr") == 0
    assert typed == []
    assert [prompt for prompt in prompts if "«\u00a0root\u00a0»" in prompt]
    typed += ["alice secret words", "wrong", "online secret words"]
    (place / "content" / "guides" / "vpn.mtu.toml").write_bytes(built_in("vpn.mtu"))
    assert run("publish", place) == 0
    assert typed == []

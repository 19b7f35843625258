"""`unstuck report`: what it prints, where it writes, how it ends."""

import argparse
import io
import json
from pathlib import Path

import pytest
from pyrage.x25519 import Identity

from app.cli import report as command
from app.reports.outbox import Outbox, State
from app.reports.seal import open_sealed
from app.store import atomic
from app.store.error import Obstacle, StoreError
from diagnostics.render import encode
from diagnostics.wording import Wording
from tests.unit.app.reports.drop_server import answering, server
from tests.unit.app.reports.test_draft_report import BLOCKED


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "diagnosis.json"
    path.write_bytes(encode(BLOCKED, Wording.load("en")))
    return path


def run(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser("unstuck")
    command.add_parser(parser.add_subparsers(dest="command", required=True))
    options = parser.parse_args(["report", *(str(item) for item in arguments)])
    status: int = options.run(options)
    return status


def test_saves_and_says_where(saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--from", saved, "--out", tmp_path / "out", "--words", "Since 9.", "--contact", "room 3") == 0
    path, digest = capsys.readouterr().out.splitlines()
    written = json.loads(Path(path).read_bytes())
    assert Path(path).parent == tmp_path / "out"
    assert (written["words"], written["contact"]) == ("Since 9.", "room 3")
    assert digest.startswith("SHA-256 ")


def test_preview_shows_the_bytes_and_saves_nothing(
    saved: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path / "home"))
    assert run("--from", saved, "--preview", "--lang", "fr") == 0
    shown = capsys.readouterr().out
    body = shown[shown.index('{\n "schema"') :]
    assert json.loads(body)["schema"] == "unstuck.report/1"
    assert not (tmp_path / "home").exists()


def test_leaves_out(saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--from", saved, "--out", tmp_path, "--without", "ip.addresses", "--without", "system") == 0
    written = json.loads(Path(capsys.readouterr().out.splitlines()[0]).read_bytes())
    assert written["left_out"]["parts"] == ["system"]
    assert not [item for item in written["diagnosis"]["observations"] if item["check"] == "ip.addresses"]


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Identity:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path / "home"))
    return Identity.generate()


def sealed_site(tmp_path: Path, key: Identity, **more: str) -> Path:
    lines = ["[report]", f'recipients = ["{key.to_public()}"]', *(f'{name} = "{text}"' for name, text in more.items())]
    path = tmp_path / "site.toml"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_sends_sealed_to_the_site_s_drop(
    saved: Path, tmp_path: Path, key: Identity, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[bytes] = []
    with server(answering("201 Created", seen=seen)) as port:
        site = sealed_site(tmp_path, key, drop=f"http://127.0.0.1:{port}/in/")
        assert run("--from", saved, "--out", tmp_path / "out", "--site", site, "--send") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "The report has arrived at 127.0.0.1."
    kept = next((tmp_path / "out").glob("*.json"))
    sealed = next((tmp_path / "out").glob("*.age"))
    assert seen[0].endswith(sealed.read_bytes())
    assert kept.read_bytes() not in seen[0]
    opened = open_sealed(sealed.read_bytes(), [str(key)])
    assert opened.members["report.json"] == kept.read_bytes()


def test_not_sent_is_status_1_and_it_is_kept_until_it_has_left(
    saved: Path, tmp_path: Path, key: Identity, capsys: pytest.CaptureFixture[str]
) -> None:
    with server(answering("503 Busy")) as port:
        site = sealed_site(tmp_path, key, drop=f"http://127.0.0.1:{port}/")
        assert run("--from", saved, "--site", site, "--send", "--lang", "fr") == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown[-3].startswith("127.0.0.1 est en difficulté (réponse 503)")
    assert shown[-2] == "Gardé en sécurité. Nous réessayons tout seuls."
    assert shown[-1].startswith("À dire à ")
    assert [entry.state for entry in Outbox(tmp_path / "home" / "state" / "outbox").entries()] == [State.WAITING]


def test_without_a_key_of_its_own_nothing_leaves(
    saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path / "home"))
    seen: list[bytes] = []
    with server(answering("201 Created", seen=seen)) as port:
        assert run("--from", saved, "--out", tmp_path / "out", "--send", f"http://127.0.0.1:{port}/") == 1
    assert seen == []
    shown = capsys.readouterr().out.splitlines()
    assert shown[-2].startswith("Nothing can be sent: ")
    assert shown[-1].startswith("To say to ")
    assert len(list((tmp_path / "out").glob("*.json"))) == 1


def test_a_full_disk_keeps_nothing_and_the_report_leaves_all_the_same(
    saved: Path, tmp_path: Path, key: Identity, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(path: Path, _: bytes) -> None:
        raise StoreError(path, Obstacle.FULL)

    def no_folder(folder: Path) -> None:
        raise StoreError(folder, Obstacle.FULL)

    seen: list[bytes] = []
    with server(answering("201 Created", seen=seen)) as port:
        site = sealed_site(tmp_path, key, drop=f"http://127.0.0.1:{port}/in/")
        monkeypatch.setattr(atomic, "write", full)
        monkeypatch.setattr(atomic, "write_new", full)
        monkeypatch.setattr("app.store.lock.FileLock.take", lambda lock: no_folder(tmp_path))
        assert run("--from", saved, "--site", site, "--send") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "The report has arrived at 127.0.0.1."
    assert len(seen) == 1


# what is typed: what is said of it, before anything is written
ARGUMENTS = {
    "a broken host": (["--send", "http://[::1"], '--send: "http://[::1" is not a URL'),
    "another scheme": (["--send", "ftp://drop.example.org/"], '--send: "ftp://drop.example.org/" does not begin with'),
    "no scheme": (["--send", "127.0.0.1:8480/in/"], '--send: "127.0.0.1:8480/in/" does not begin with'),
    "readable on the way": (["--send", "http://drop.example.org/"], "would send reports readable by anybody"),
    "a proxy without a port": (["--send", "https://drop.example.org/", "--proxy", "x"], "--proxy: "),
    "a proxy that is none": (["--send", "https://drop.example.org/", "--proxy", "a:b"], "--proxy: "),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_an_argument_is_refused_like_the_key_of_the_site_file(
    name: str, saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more, sentence = ARGUMENTS[name]
    assert run("--from", saved, "--out", tmp_path / "out", *more) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert sentence in shown.err
    assert not (tmp_path / "out").exists()


def test_from_standard_input(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO(saved.read_bytes())

    monkeypatch.setattr("sys.stdin", Input())
    assert run("--from", "-", "--out", tmp_path / "out") == 0
    assert list((tmp_path / "out").glob("*.json"))


def test_a_site_file_of_its_own(saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "site.toml"
    site.write_text('[organisation]\nlanguages = ["fr"]\n')
    assert run("--from", saved, "--out", tmp_path / "out", "--site", site) == 0
    written = json.loads(Path(capsys.readouterr().out.splitlines()[0]).read_bytes())
    assert written["lang"] == "fr"


# name: (file content or None, further arguments, the one line on stderr)
REFUSED = {
    "no file": (None, [], "there is no such file; give the path of a saved diagnosis"),
    "no JSON": (b"\x00\x01", [], "JSON is malformed"),
    "other JSON": (b'{"schema":"x/1","checks":[{"id":"a","state":"ok","duration_s":1}]}', [], 'key "schema" is'),
    "too large": (b" " * (16 * 1024 * 1024 + 1), [], "is larger than 16 MiB"),
    "unknown part": ("saved", ["--without", "secrets"], "--without secrets: there is no such part; use words, contact"),
    "no drop": ("saved", ["--send"], "--send: the site file names no drop; add [report] drop ="),
    "broken site": ("saved", ["--site", "gone.toml"], "gone.toml: there is no such file; check the path behind --site"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_one_line(name: str, saved: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, more, sentence = REFUSED[name]
    path = saved if content == "saved" else tmp_path / "bad.json"
    if isinstance(content, bytes):
        path.write_bytes(content)
    assert run("--from", path, "--out", tmp_path / "out", *more) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert sentence in shown.err
    assert shown.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_instead_of_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--from", tmp_path) == 2
    assert f"{tmp_path}: is a folder; give the path of a saved diagnosis" in capsys.readouterr().err


def test_full_disk(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(path: Path, _: bytes) -> None:
        raise StoreError(path, Obstacle.FULL)

    monkeypatch.setattr(atomic, "write", full)
    assert run("--from", saved, "--out", tmp_path / "out", "--lang", "fr") == 2
    assert "le disque est plein ; libérez de la place et réessayez." in capsys.readouterr().err

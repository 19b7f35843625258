"""`unstuck outbox`: what it lists, sends and takes back, and how it ends."""

import argparse
import json
from pathlib import Path

import pytest

from app.cli import outbox as command
from app.reports.outbox import Outbox, Records
from app.reports.outcome import Outcome
from app.store.error import Obstacle, StoreError
from app.store.lock import FileLock
from tests.unit.app.reports.outbox.world import ABOUT, Teller, sealed

ONE = sealed("one")
ID = ONE.name.report_id


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Outbox:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path / "home"))
    return Outbox(tmp_path / "home" / "state" / "outbox")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "share").mkdir()
    path = tmp_path / "site.toml"
    path.write_text(f'schema = 1\n[organisation]\nit_name = "Desk"\n[report]\nfolder = "{tmp_path / "share"}"\n')
    return path


def run(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser("unstuck")
    command.add_parser(parser.add_subparsers(dest="command", required=True))
    options = parser.parse_args(["outbox", *(str(item) for item in arguments)])
    status: int = options.run(options)
    return status


def test_an_empty_one(box: Outbox, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--lang", "en") == 0
    assert capsys.readouterr().out == "No report has left this computer, and none waits.\n"
    assert run("--json") == 0
    assert json.loads(capsys.readouterr().out) == {"schema": "unstuck.outbox/1", "entries": [], "records": 0}


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Anonymous records that wait: 7."), ("fr", "Relevés anonymes en attente\xa0: 7.")],
)
def test_records_are_one_line_and_no_report(
    lang: str, words: str, box: Outbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = Records(tmp_path / "home" / "state" / "outbox")
    for _ in range(7):
        records.put(b"{}\n")
    assert run("--lang", lang) == 0, "no report waits"
    shown = capsys.readouterr().out
    assert len(shown.splitlines()) == 2
    assert shown.splitlines()[1].startswith(words)
    assert run("--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["records"], told["entries"]) == (7, [])


def test_sends_the_records_too(box: Outbox, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = Records(tmp_path / "home" / "state" / "outbox")
    for _ in range(12):
        records.put(b"{}\n")
    box.put(ONE, ABOUT)
    assert run("send", "--site", site, "--lang", "en") == 0
    assert len(list((tmp_path / "share").iterdir())) == 13
    assert "Anonymous" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "We keep trying for 14\xa0days more."), ("fr", "encore pendant 14")]
)
def test_what_waits(lang: str, words: str, box: Outbox, capsys: pytest.CaptureFixture[str]) -> None:
    box.put(ONE, ABOUT)
    box.deliver([Teller([Outcome.NO_CONNECTION])])
    assert run("--lang", lang) == 1
    shown = capsys.readouterr().out
    assert shown.startswith(f"{ID}  6X7-1YC-NQ6  2026-11-23T04:00:00Z\n")
    assert words in shown
    assert "drop.example.org" in shown.splitlines()[2]


def test_sends_now(box: Outbox, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    box.put(ONE, ABOUT)
    box.deliver([Teller([Outcome.NO_CONNECTION])])
    assert run("send", "--site", site, "--json") == 0
    (entry,) = json.loads(capsys.readouterr().out)["entries"]
    assert (entry["state"], entry["way"], entry["tries"]) == ("sent", "way_folder", 2)
    assert (tmp_path / "share" / str(ONE.name)).read_bytes() == ONE.data
    assert run("--lang", "en") == 0
    assert "It lies in the shared folder." in capsys.readouterr().out


def test_sends_nowhere(box: Outbox, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.toml"
    empty.write_text("schema = 1\n")
    assert run("send", "--site", empty) == 2
    assert "the site file names no way" in capsys.readouterr().err


def test_takes_back(box: Outbox, capsys: pytest.CaptureFixture[str]) -> None:
    box.put(ONE, ABOUT)
    assert run("cancel", ID, "--lang", "en") == 0
    assert capsys.readouterr().out == "Taken back. Nothing of it is left on this computer.\n"
    assert run("cancel", str(ONE.name), "--lang", "en") == 2
    assert "could not be taken back (taken back)" in capsys.readouterr().err


def test_says_that_it_may_have_left(box: Outbox, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    box.put(ONE, ABOUT)
    box.deliver([Teller([Outcome.CUT])])
    assert run("cancel", ID, "--lang", "en", "--site", site) == 0
    assert capsys.readouterr().out == "Taken back, but an earlier try may have reached Desk.\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("cancel",), "write `cancel NAME`"),
        (("list", "x"), "write `cancel NAME`"),
        (("cancel", "0123456789abcdef"), "there is no report '0123456789abcdef'"),
        (("--site", "/no/such/file.toml"), "/no/such/file.toml"),
    ],
)
def test_what_does_not_fit(
    arguments: tuple[str, ...], says: str, box: Outbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1


def test_a_disk_on_which_nothing_can_be_noted_is_said_instead_of_the_last_trouble(
    box: Outbox, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    box.put(ONE, ABOUT)
    box.deliver([Teller([Outcome.NO_CONNECTION])])

    def read_only(lock: FileLock) -> bool:
        raise StoreError(tmp_path, Obstacle.READ_ONLY)

    monkeypatch.setattr(FileLock, "take", read_only)
    assert run("send", "--site", site, "--lang", "en") == 2
    shown = capsys.readouterr()
    assert "read-only" in shown.err
    assert "cannot be reached" not in shown.out

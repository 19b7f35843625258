"""`unstuck desk open`: what it prints and how it ends."""

import argparse
import json
from pathlib import Path

import pytest

from app.cli.desk import open as command
from tests.unit.app.reports.sealing import FIRST, STRANGER, sealed
from tests.unit.app.reports.test_draft_report import made


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNSTUCK_HOME", str(tmp_path / "home"))
    found = sealed(made())
    path = tmp_path / str(found.name)
    path.write_bytes(found.data)
    keep(tmp_path / "key.txt", FIRST.secret)
    keep(tmp_path / "other.txt", STRANGER.secret)
    return path


def keep(path: Path, secret: str) -> None:
    path.write_text(f"{secret}\n")
    path.chmod(0o600)


def run(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser("unstuck")
    command.add_parser(parser.add_subparsers(dest="command", required=True))
    options = parser.parse_args(["open", *(str(item) for item in arguments)])
    status: int = options.run(options)
    return status


def test_opens_with_the_named_key(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(report, "--identity", report.parent / "key.txt", "--lang", "fr") == 0
    shown = capsys.readouterr()
    assert "vpn.port_blocked" in shown.out
    assert not shown.err


def test_opens_with_the_usual_key(report: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "home" / "config" / "desk-key.txt"
    place.parent.mkdir(parents=True)
    keep(place, FIRST.secret)
    assert run(report) == 0
    assert "vpn.port_blocked" in capsys.readouterr().out


@pytest.mark.parametrize(("mode", "status"), [(0o600, 0), (0o640, 0), (0o644, 2), (0o604, 2)])
def test_a_key_that_everybody_can_read_is_refused_as_the_collector_does(
    mode: int, status: int, report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = report.parent / "key.txt"
    key.chmod(mode)
    assert run(report, "--identity", key, "--lang", "en") == status
    shown = capsys.readouterr()
    if status:
        assert shown.err == f"unstuck: {key}: can be read by everybody on this computer; run: chmod 640 {key}\n"
        assert not shown.out


def test_one_key_of_several_files_is_enough(report: Path) -> None:
    assert run(report, "--identity", report.parent / "other.txt", "--identity", report.parent / "key.txt") == 0


def test_prints_a_report_that_can_be_judged_again(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(report, "--identity", report.parent / "key.txt", "--json") == 0
    assert json.loads(capsys.readouterr().out)["schema"] == "unstuck.report/1"


def test_a_damaged_one_is_status_1_and_nothing_of_it_is_printed(
    report: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoiled = report.parent / "spoiled.age"
    spoiled.write_bytes(report.read_bytes()[:-1] + b"\0")
    assert run(spoiled, "--identity", report.parent / "key.txt") == 1
    shown = capsys.readouterr()
    assert not shown.out
    assert shown.err.startswith("unstuck: spoiled.age: This report was changed or cut")


def test_another_s_key_is_status_1(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(report, "--identity", report.parent / "other.txt", "--lang", "fr") == 1
    assert "Aucune de ces clés" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["key", "file"])
def test_what_is_not_there_is_status_2(report: Path, capsys: pytest.CaptureFixture[str], missing: str) -> None:
    gone = report.parent / "gone"
    assert (
        run(
            gone if missing == "file" else report, "--identity", gone if missing == "key" else report.parent / "key.txt"
        )
        == 2
    )
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "gone" in error

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
    (tmp_path / "key.txt").write_text(f"{FIRST.secret}\n")
    (tmp_path / "other.txt").write_text(f"{STRANGER.secret}\n")
    return path


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
    place.write_text(FIRST.secret)
    assert run(report) == 0
    assert "vpn.port_blocked" in capsys.readouterr().out


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

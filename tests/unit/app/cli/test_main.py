"""`unstuck` without a window: what it refuses, what it says of itself, what it records."""

import json
from pathlib import Path

import pytest

from app.cli import main


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("unstuck 0")


@pytest.mark.parametrize(
    "arguments", [[], ["frobnicate"], ["diagnose", "--bogus"], ["judge"], ["watch"], ["watch", "--minutes", "0"]]
)
def test_arguments_that_do_not_fit_end_with_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "unstuck" in told.err


def test_a_laptop_is_recorded_without_its_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--record-fixture", str(tmp_path / "case")]) == 0
    file = Path(capsys.readouterr().out.strip())
    assert json.loads(file.read_text())["schema"] == "unstuck.facts/1"


def test_a_folder_that_cannot_be_written_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["--record-fixture", str(tmp_path / "file")]) == 2
    assert capsys.readouterr().err.count("\n") == 1

"""`unstuck code`: the verdict to read out or to scan, from a saved run."""

import argparse
import io
import os
import shutil
import sys
from pathlib import Path

import pytest

from app.cli import code as command
from app.reports.code import code_of
from app.reports.qr import link, matrix
from diagnostics.render import read
from diagnostics.wording import Wording

SAVED = next(iter(sorted((Path(__file__).resolve().parents[3] / "golden").glob("internet.loss-*/diagnosis.json"))))


def run(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser("unstuck")
    command.add_parser(parser.add_subparsers(dest="command", required=True))
    options = parser.parse_args(["code", *(str(item) for item in arguments)])
    status: int = options.run(options)
    return status


def test_it_prints_characters_words_and_the_link(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--from", SAVED) == 0
    shown = capsys.readouterr().out
    diagnosis = read(str(SAVED))
    code = code_of(diagnosis)
    for text in (code.chars, " ".join(code.words("en")), " ".join(code.words("fr")), "C as in Charlie"):
        assert text in shown
    assert shown.splitlines()[-1] == link(diagnosis, code, diagnosis.site)


def test_a_repair_and_the_site_file_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "site.toml"
    site.write_text('schema = 1\n[report]\npage = "https://help.example.org/u"\n', "utf-8")
    assert run("--from", SAVED, "--site", site, "--tried", "--lang", "fr") == 0
    shown = capsys.readouterr().out
    code = code_of(read(str(SAVED)), tried=True)
    assert f"https://help.example.org/u#{code.bare}" in shown
    assert "En mots français" in shown


def test_the_picture_in_half_blocks_is_the_matrix() -> None:
    rows = matrix("https://help.example.org/u#6X71YCNQ6")
    lines = command.picture(rows, Wording.load("en"), colours=False).split("\n")[3:-2]
    drawn = [[bool(command.HALVES.index(char) & bit) for char in line] for line in lines for bit in (2, 1)]
    side = len(rows) + 8
    assert [row[4:-4] for row in drawn[4 : side - 4]] == [list(row) for row in rows]
    edge = [*drawn[:4], *drawn[side - 4 :], *[row[:4] + row[-4:] for row in drawn]]
    assert not any(any(row) for row in edge)


def test_a_narrow_terminal_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = matrix("https://help.example.org/u#6X71YCNQ6")
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((30, 24)))
    assert "wider window: 37 columns" in command.picture(rows, Wording.load("en"), colours=True)
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: os.terminal_size((80, 24)))
    coloured = command.picture(rows, Wording.load("en"), colours=True)
    assert coloured.count(command.INK_ON_PAPER) == coloured.count(command.PLAIN) == 19


def test_a_terminal_without_blocks_gets_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), "ascii"))
    assert command.picture(matrix("6X7"), Wording.load("en"), colours=False) == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("--from", "nowhere.json"), "nowhere.json"), (("--from", SAVED, "--site", "nowhere.toml"), "nowhere.toml")],
)
def test_what_cannot_be_read_is_one_sentence(
    arguments: tuple[str | Path, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("unstuck: ")
    assert said in shown.err
    assert shown.err.count("\n") == 1

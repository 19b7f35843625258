"""`unstuck paper`: which files it takes, what it writes, and the one sentence for what it refuses."""

import argparse
from pathlib import Path

import pytest

from app.cli import papers as command
from app.reports.code import code_of
from diagnostics.render import encode, read
from diagnostics.watch.episode import WatchReport
from diagnostics.watch.tell import encode as encode_watch
from diagnostics.wording import Wording

GOLDEN = Path(__file__).parents[3] / "golden"
LOSS = GOLDEN / "internet.loss-isp_5_percent" / "diagnosis.json"
WORDS = Wording.load("en")


def run(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser("unstuck")
    command.add_parser(parser.add_subparsers(dest="command", required=True))
    options = parser.parse_args(["paper", *(str(item) for item in arguments)])
    status: int = options.run(options)
    return status


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "sheet.html"


def test_a_hand_in_sheet(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("handin", "--from", LOSS, "--out", out, "--contact", "Room <12>", "--lang", "fr") == 0
    assert capsys.readouterr().out.strip() == str(out)
    page = out.read_text("utf-8")
    assert code_of(read(str(LOSS))).chars in page
    assert "Room &lt;12&gt;" in page
    assert "data:image/svg+xml" in page


def test_a_providers_sheet_of_runs_and_watches_one_a_line(tmp_path: Path, out: Path) -> None:
    watch = WatchReport(started_at="2026-03-02T18:00:00Z", minutes=5, samples=3)
    many = tmp_path / "many.jsonl"
    many.write_bytes(encode(read(str(LOSS)), WORDS) * 2 + encode_watch(watch, WORDS))
    assert run("provider", "--from", many, "--from", LOSS, "--out", out, "--customer", "K. Doe") == 0
    page = out.read_text("utf-8")
    assert "K. Doe" in page
    assert "A single measurement" in page  # the same run three times is one


REFUSED = {
    "no file": (("provider", "--from", "{tmp}/none.json"), "is no file"),
    "no run": (("provider", "--from", "{tmp}/empty.json"), "empty.json"),
    "a newer watch": (("provider", "--from", "{tmp}/newer.json"), "newer version"),
    "a watch only": (("handin", "--from", "{tmp}/watch.json"), "needs one saved run"),
    "line 2 is broken": (("provider", "--from", "{tmp}/lines.jsonl"), "line 2"),
    "a .pdf": (("provider", "--from", str(LOSS), "--out", "{tmp}/sheet.pdf"), "end the name in .html"),
    "a folder that is none": (("provider", "--from", str(LOSS), "--out", "{tmp}/empty.json/x.html"), "empty.json"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_in_one_sentence_with_nothing_written(
    case: str, tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    watch = encode_watch(WatchReport(started_at="2026-03-02T18:00:00Z", minutes=5, samples=3), WORDS)
    (tmp_path / "empty.json").write_text("")
    (tmp_path / "watch.json").write_bytes(watch)
    (tmp_path / "newer.json").write_bytes(watch.replace(b"unstuck.watch/1", b"unstuck.watch/9"))
    (tmp_path / "lines.jsonl").write_bytes(watch + b"{broken\n")
    arguments, says = REFUSED[case]
    given = [item.format(tmp=tmp_path) for item in arguments]
    before = sorted(tmp_path.iterdir())
    assert run(*given, *([] if "--out" in given else ["--out", str(out)])) == 2
    printed = capsys.readouterr()
    assert says in printed.err
    assert len(printed.err.strip().splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before

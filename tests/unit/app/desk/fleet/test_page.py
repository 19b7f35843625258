"""The page, `peers.json` and the command: readable in both languages, by ear too, and nothing from elsewhere."""

import argparse
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.cli.desk import fleet as command
from app.desk.fleet.line import Left
from app.desk.fleet.look import Fleet
from app.desk.fleet.page import page
from app.desk.fleet.peers import peers
from diagnostics.wording import LANGUAGES, Wording
from tests.catalogue.prose import flat, too_long
from tests.unit.app.desk.fleet.world import NOW, answer, fleet, outcome, usual, verdict

EMPTY = {"meta", "input", "rect", "path", "br"}


class Reader(HTMLParser):
    """Collects what a screen reader would meet; fails on tags that do not fit into each other."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Fleet:
    records: list[object] = [*usual(1), *(verdict(n) for n in range(30))]
    records += [outcome(n, "restart-box", helped=n < 14) for n in range(20)]
    records += [outcome(n, "own-step-of-it", helped=True) for n in range(20)]
    records += [answer(n, "Lyon", is_ready=n < 18) for n in range(21)]
    records += [{"schema": "x"}, verdict(1, hours_ago=10**5), verdict(1, hours_ago=-9)]
    return fleet(tmp_path_factory.mktemp("drop"), records)


def read(made: str) -> Reader:
    reader = Reader()
    reader.feed(made)
    assert reader.open == []
    return reader


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_stands_alone_and_can_be_heard(found: Fleet, lang: str) -> None:
    made = page(found, NOW, lang).decode()
    reader = read(made)
    names = {tag for tag, _ in reader.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "form", "a"}
    assert not re.search(r"https?:|url\(|@import|\son\w+=", made)
    assert [one["lang"] for one in reader.all("main")] == list(LANGUAGES)
    assert all(one.get("aria-label") for one in reader.all("svg"))
    assert len(reader.all("caption")) == len(reader.all("table")) == 2 * 5
    assert {one["scope"] for one in reader.all("th")} == {"row", "col"}
    ids = [one["id"] for _, one in reader.tags if "id" in one]
    assert len(ids) == len(set(ids))
    assert [one["id"] for one in reader.all("input") if "checked" in one] == [lang]
    assert {one["for"] for one in reader.all("label")} == set(LANGUAGES)
    assert not re.search(r"\{\w+\}", re.sub(r"<style>.*?</style>", "", made))


def test_what_the_page_says(found: Fleet) -> None:
    made = page(found, NOW, "en").decode()
    english, french = made.split('<main class="fr"')
    assert "Your internet line is down – Orange" in english
    assert "Going on now." in english
    assert "En cours." in french
    assert "unstuck desk notice" in english
    assert "about 7 of 10" in english
    assert "environ 7 sur 10" in french
    assert "own-step-of-it" in english
    assert "not a record" in english
    assert Wording.load("fr").text(f"fleet.left_{Left.FUTURE}") in french


def test_the_counts_for_laptops(found: Fleet) -> None:
    told = json.loads(peers(found, NOW))
    assert told["schema"] == "unstuck.peers/1"
    assert told["at"] == "2026-11-20T16:40:00Z"
    assert {"cause": "isp.down", "isp": "Orange", "vpn": None, "people": 30} in told["counts"]
    assert {"guide": "isp.down", "step": "restart-box", "of_ten": 7, "people": 20} in told["rates"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_has_its_words_and_sentences_are_short(lang: str) -> None:
    say = Wording.load(lang)
    assert {f"left_{why}" for why in Left} <= set(say.ids("fleet"))
    texts = {id: say.text(f"fleet.{id}") for id in say.ids("fleet")}
    assert {id for id, text in flat(texts) if too_long(text)} == set()


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())
    options = parser.parse_args(["fleet", *arguments])
    return int(options.run(options))


def test_the_command_writes_both_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fleet(tmp_path / "drop", [*usual(1), *(verdict(n) for n in range(30))])
    out = tmp_path / "out" / "fleet.html"
    assert run(str(tmp_path / "drop"), "--out", str(out), "--until", NOW.isoformat(), "--lang", "fr") == 0
    assert out.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "out" / "peers.json").exists()
    assert "unstuck desk notice" in capsys.readouterr().out


def test_a_drop_without_records_of_that_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(tmp_path), "--out", str(tmp_path / "fleet.html")) == 1
    assert "--until" in capsys.readouterr().out


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(tmp_path / "none"), "--out", str(tmp_path / "fleet.html")) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []

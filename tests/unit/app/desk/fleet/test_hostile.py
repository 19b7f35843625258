"""Anybody may write to the drop: it costs little, counts for nothing, and is never markup or a command."""

import json
import os
import random
import re
import resource
import shlex
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from app.desk.fleet import gather as gathering
from app.desk.fleet.draft import draft
from app.desk.fleet.error import FleetError
from app.desk.fleet.gather import gather
from app.desk.fleet.line import LONGEST_LINE, Judge, Left
from app.desk.fleet.look import Incident, look, moment
from app.desk.fleet.page import page
from app.desk.fleet.peers import peers
from tests.unit.app.desk.fleet.world import NOW, answer, fleet, verdict, who

HOUR = int(NOW.timestamp()) // 3600
JUDGE = Judge(HOUR - 100, HOUR)
MARKUP = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


def line(**changed: object) -> bytes:
    return json.dumps({**verdict(1), **changed}).encode()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Left.NO_RECORD),
        (b"\xff\xfe", Left.NO_RECORD),
        (b"[1,2]", Left.NO_RECORD),
        (b"[" * 2000, Left.NO_RECORD),
        (b'{"schema":' * 200, Left.NO_RECORD),
        (b'{"schema":"unstuck.verdict/1"}', Left.NO_RECORD),
        (line(who=7), Left.NO_RECORD),
        (line(isp={"a": 1}), Left.NO_RECORD),
        (line(schema="other/1"), Left.NO_RECORD),
        (line(schema="unstuck.verdict/2"), Left.NEWER),
        (line(cause="isp.eaten_by_bears"), Left.NEWER),
        (line(cause=MARKUP), Left.NAME),
        (line(cause=None), Left.NAME),
        (line(isp=MARKUP), Left.NAME),
        (line(isp="a\tb"), Left.NAME),
        (line(isp="a\nb"), Left.NAME),
        (line(isp="'; drop table rows; --"), Left.NAME),
        (line(isp="=cmd|' /C calc'!A0"), Left.NAME),
        (line(isp="$(reboot)"), Left.NAME),
        (line(isp="*"), Left.NAME),
        (line(isp="x" * 41), Left.NAME),
        (line(isp="\u202egnarO"), Left.NAME),
        (line(isp=" "), Left.NAME),
        (line(vpn="a\tb"), Left.NAME),
        (line(vpn="a\nb"), Left.NAME),
        (line(vpn="a\u2028b"), Left.NAME),
        (line(vpn="a\x1f"), Left.NAME),
        (line(vpn="\u202eniaM"), Left.NAME),
        (line(vpn="a\u2066b"), Left.NAME),
        (line(vpn="a\u200bb"), Left.NAME),
        (line(vpn="\ud800"), Left.NO_RECORD),
        (line(vpn=" Main"), Left.NAME),
        (line(vpn=""), Left.NAME),
        (line(vpn="x" * 201), Left.NAME),
        (line(schema="unstuck.ready/1", drill="d", office="x" * 65, ready=True), Left.NAME),
        (line(schema="unstuck.ready/1", drill="d", office="a\u202eb", ready=True), Left.NAME),
        (line(os="plan9"), Left.NAME),
        (line(who="0x123456789abcde"), Left.NAME),
        (line(who="\uff11" * 16), Left.NAME),
        (line(hour="yesterday"), Left.NAME),
        (line(hour="2026-13-45T99:00:00Z"), Left.NAME),
        (line(hour="1970-01-01T00:00:00Z"), Left.OLD),
        (line(hour="9999-12-31T23:00:00Z"), Left.FUTURE),
        (line(schema="unstuck.outcome/1", step="x"), Left.NAME),
        (line(schema="unstuck.outcome/1", step=MARKUP, helped=True), Left.NAME),
        (line(schema="unstuck.outcome/1", step="x", helped="yes"), Left.NO_RECORD),
        (line(schema="unstuck.ready/1", drill="../x", ready=True), Left.NAME),
    ],
)
def test_a_bad_line_is_left_out(data: bytes, why: Left) -> None:
    assert JUDGE.row(data) is why


def test_a_good_line_is_one_clean_row() -> None:
    assert JUDGE.row(line(extra=[1])) == f"v\t{HOUR}\t1\tisp.down\tOrange\t\t\t\t0\n"


def test_every_line_that_gets_through_is_one_row_without_control_characters() -> None:
    """20,000 lines with signs thrown into every value: nine columns, and only names that IT gives hold odd signs."""
    dice = random.Random(3)
    through = 0
    for _ in range(20_000):
        record: dict[str, Any] = verdict(1, schema=dice.choice(["unstuck.outcome/1", "unstuck.ready/1"]), vpn="Main")
        record |= {"guide": "isp.down", "step": "a-b", "helped": True, "drill": "d", "office": "Lyon", "ready": True}
        key = dice.choice(list(record))
        if isinstance(record[key], str):
            at = dice.randrange(len(record[key]) + 1)
            record[key] = record[key][:at] + dice.choice("<>\"'&\t\n\r\x00\x1e\x1f\\;|$`*=é ") + record[key][at:]
        row = JUDGE.row(json.dumps(record).encode())
        if not isinstance(row, Left):
            through += 1
            columns = row.removesuffix("\n").split("\t")
            assert len(columns) == 9
            assert "".join(columns).isprintable()
            assert not set("<>\"'\\;|$`*=") & set("".join(columns[:5] + columns[6:]))
    assert through > 500


NAMES = [
    "L’accès – Łódź / 1er, n° 2: #3",
    "O'Reilly's", "Москва", "東京", "x" * 200, "a" * 41, "\\N", "*", "--end", "=1+1|' /C calc'!A0",
    "$(reboot)", "`id`", "'; drop table rows; --", "</pre></article><script>alert(1)</script>", MARKUP, "&lt;b&gt;",
    '" onmouseover="alert(1)', "{what}{it_name}", "<!--", "]]>", "%s%n", "../../etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_what_it_may_call_a_vpn_is_counted_and_stays_text(tmp_path: Path, name: str) -> None:
    """Eighty people's outage is told whatever the VPN is called; the page has the name as text, the draft as a word."""
    down = [verdict(n, "vpn.gateway_unreachable", hours_ago=20, vpn=name) for n in range(80)]
    quiet = [verdict(900 + n, "vpn.gateway_unreachable", hours_ago=20 + 24 * n, vpn=name) for n in range(1, 13)]
    office = name[:64].strip()
    answers = [answer(n, office, is_ready=n % 2 == 0) for n in range(25)]
    found = fleet(
        tmp_path, [*down, *quiet, *answers, *(verdict(n, "vpn.gateway_unreachable", vpn=name) for n in range(9))]
    )
    assert not found.left
    assert {(one.scope, one.name) for one in found.incidents} == {("vpn", name)}
    assert [one.office for one in found.drills] == [office]
    made = page(found, NOW, "en").decode()
    reader = Text()
    reader.feed(made)
    assert not {"script", "img"} & set(reader.tags)
    assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', made))
    assert f"– {name}" in reader.text
    assert office in reader.text
    counted = [one["vpn"] for one in json.loads(peers(found, NOW))["counts"] if one["vpn"]]
    assert counted == ([name] if len(name) <= 64 else []), "laptops take names of 64 characters"
    words = shlex.split(draft(found.incidents[0]))
    assert (f"--vpn={name}" in words) == (len(name) <= 64)
    assert ("--keep-steps" in words) == (len(name) > 64)
    assert len(words[3]) <= 200


class Text(HTMLParser):
    """What is read, and the tags around it."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags = "", list[str]()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("chunk", [64, 1000, 4096])
def test_lines_are_cut_the_same_whatever_a_read_brings(
    tmp_path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "CHUNK", chunk)
    data = [line(), b"", b"x" * (LONGEST_LINE + 1), line(), b"x" * 50_000, line()]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(data))
    with (tmp_path / "rows").open("w") as rows:
        done = gather(tmp_path, JUDGE, rows)
    assert (done.rows, done.lines, done.left[Left.LONG]) == (3, 5, 2)
    assert len((tmp_path / "rows").read_text().splitlines()) == 3


def test_pipes_links_and_other_files_are_not_opened(tmp_path: Path) -> None:
    outside = tmp_path / "outside.jsonl"
    outside.write_bytes(line())
    drop = tmp_path / "drop"
    (drop / "deep").mkdir(parents=True)
    os.mkfifo(drop / "pipe.jsonl")
    (drop / "link.jsonl").symlink_to(outside)
    (drop / "round").symlink_to(drop)
    (drop / "a.age").write_bytes(line())
    (drop / "deep" / "b.json").write_bytes(line())
    with (tmp_path / "rows").open("w") as rows:
        assert gather(drop, JUDGE, rows).rows == 1


def test_small_files_are_read_before_somebodys_flood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MOST_LINES", 300)
    (tmp_path / "0.jsonl").write_bytes(b"{}\n" * 100_000)
    (tmp_path / "1.jsonl").write_bytes(b"".join(line(who=who(n)) + b"\n" for n in range(50)))
    found = look(tmp_path, NOW)
    assert found.people == 50
    assert found.left[Left.TOO_MANY] >= 1


def test_what_strangers_write_is_never_on_the_page(tmp_path: Path) -> None:
    names = [MARKUP, "&lt;b&gt;", "javascript:alert(1)", "AT&T", "O'Reilly"]
    found = fleet(tmp_path, [verdict(n, isp=isp) for isp in names for n in range(40)])
    made = page(found, NOW, "en").decode()
    assert "alert(1)" not in made
    assert "AT&amp;T" in made
    assert b"alert(1)" not in peers(found, NOW)
    assert made.count("<script") == 0


def test_no_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FleetError) as told:
        look(tmp_path / "missing", NOW)
    assert "missing" in str(told.value)
    assert "illisible" in told.value.sentence("fr")


def test_an_empty_drop_makes_a_page(tmp_path: Path) -> None:
    found = look(tmp_path, NOW)
    assert found.records == 0
    assert b"</html>" in page(found, NOW, "fr")
    assert moment(found.last_hour).hour == NOW.hour


@pytest.mark.long
def test_millions_of_invented_providers_cost_bounded_memory_and_time(tmp_path: Path) -> None:
    """Ten million lines, each with a provider of its own, beside forty honest laptops: those are still counted."""
    honest = tmp_path / "0.jsonl"
    honest.write_bytes(b"".join(line(who=who(n)) + b"\n" for n in range(40)))
    head, middle, end = re.split(b"[@#]", line(who="#", isp="@"))
    with (tmp_path / "flood.jsonl").open("wb") as flood:
        for start in range(0, 10_000_000, 100_000):
            flood.write(
                b"".join(head + b"%016x" % n + middle + b"X%d" % n + end + b"\n" for n in range(start, start + 100_000))
            )
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    found = look(tmp_path, NOW)
    took_s = time.perf_counter() - started
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb) / 1024
    print(f"10 million lines: {took_s:.1f} s, {grown_mb:.0f} MB more")  # noqa: T201  the figures of docs
    assert ("isp.down", "Orange") in {(row.cause, row.isp) for row in found.rows}
    assert found.left[Left.TOO_MANY] >= 1
    assert took_s < 90
    assert grown_mb < 1800


def incident(cause: str, scope: str, name: str = "") -> Incident:
    return Incident(cause, scope, name, NOW, NOW, 20, 0, 9.0, is_on=True)


@pytest.mark.parametrize("name", ["a'; reboot #", "--end", "$(reboot)"])
def test_a_draft_is_one_command_whatever_its_names_are(name: str) -> None:
    words = shlex.split(draft(incident("vpn.gateway_unreachable", "vpn", name)))
    assert words[:3] == ["unstuck", "desk", "notice"]
    assert f"--vpn={name}" in words
    assert words[-2:] == ["--until", "4h"]


@pytest.mark.parametrize(
    ("one", "keeps", "calls_off"),
    [
        (incident("service.down", "all"), False, True),
        (incident("vpn.gateway_unreachable", "vpn", "Main"), False, True),
        (incident("isp.down", "isp", "Free"), True, False),  # those of other providers read it too
        (incident("isp.down", "isp"), True, False),
        (incident("vpn.gateway_unreachable", "isp", "Free"), True, False),
        (incident("unknown", "all"), True, False),
        (incident("unknown", "isp", "Free"), True, False),
        (incident("unknown", "vpn", "Main"), True, False),
        (incident("wifi.weak_signal", "all"), True, False),  # only the person can mend it
        (incident("vpn.auth_failed", "vpn", "Main"), True, False),
        (incident("wifi.weak_signal", "isp", "Free"), True, False),
    ],
)
def test_a_draft_keeps_what_helps(one: Incident, keeps: bool, calls_off: bool) -> None:
    made = draft(one)
    assert ("--keep-steps" in made) == keeps
    assert ("no need to call" in made) == calls_off
    assert ("inutile d’appeler" in made) == calls_off

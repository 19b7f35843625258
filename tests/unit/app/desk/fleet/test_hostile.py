"""Anybody may write to the drop: it costs little, counts for nothing, and is never markup or a command."""

import json
import os
import random
import re
import resource
import shlex
import time
from pathlib import Path
from typing import Any

import pytest

from app.desk.fleet import gather as gathering
from app.desk.fleet.error import FleetError
from app.desk.fleet.gather import gather
from app.desk.fleet.line import LONGEST_LINE, Judge, Left
from app.desk.fleet.look import look, moment
from app.desk.fleet.page import page
from app.desk.fleet.peers import peers
from tests.unit.app.desk.fleet.world import NOW, fleet, verdict, who

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
        (line(vpn="--end"), Left.NAME),
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
        (line(schema="unstuck.ready/1", drill="d", office=MARKUP, ready=True), Left.NAME),
        (line(schema="unstuck.ready/1", drill="../x", ready=True), Left.NAME),
    ],
)
def test_a_bad_line_is_left_out(data: bytes, why: Left) -> None:
    assert JUDGE.row(data) is why


def test_a_good_line_is_one_clean_row() -> None:
    assert JUDGE.row(line(extra=[1])) == f"v\t{HOUR}\t1\tisp.down\tOrange\t\t\t\t0\n"


def test_every_line_that_gets_through_is_made_of_harmless_signs() -> None:
    """20,000 lines with signs thrown into every value: nine columns, no quotes, no markup."""
    dice = random.Random(3)
    through = 0
    for _ in range(20_000):
        record: dict[str, Any] = verdict(1, schema=dice.choice(["unstuck.outcome/1", "unstuck.ready/1"]))
        record |= {"guide": "isp.down", "step": "a-b", "helped": True, "drill": "d", "office": "Lyon", "ready": True}
        key = dice.choice(list(record))
        if isinstance(record[key], str):
            at = dice.randrange(len(record[key]) + 1)
            record[key] = record[key][:at] + dice.choice("<>\"'&\t\n\r\x00\\;|$`*=é ") + record[key][at:]
        row = JUDGE.row(json.dumps(record).encode())
        if not isinstance(row, Left):
            through += 1
            assert row.count("\t") == 8
            assert not set("<>\"'\\;|$`*=\r\x00") & set(row)
    assert through > 500


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


def test_a_draft_is_one_command_whatever_its_names_are() -> None:
    from app.desk.fleet.draft import draft
    from app.desk.fleet.look import Incident

    odd = Incident("vpn.mtu", "vpn", "a'; reboot #", NOW, NOW, 20, 0.1, 9.0, is_on=True)
    words = shlex.split(draft(odd))
    assert words[:3] == ["unstuck", "desk", "notice"]
    assert words[words.index("--vpn") + 1] == "a'; reboot #"
    assert words[-2:] == ["--until", "4h"]

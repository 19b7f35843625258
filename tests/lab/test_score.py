"""The judgement of a lab run: what counts as right, what as a false alarm, and the page that is made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.lab import accuracy, golden
from tests.lab.accuracy_page import page
from tests.lab.row import Row, compare, planned, repaired
from tests.lab.run import play
from tests.lab.scenario import ALL, Scenario, scenario
from tests.lab.score import Score


def _nothing(_: object) -> None:
    """Nothing is broken."""


def world(name: str = "isp.down-cable", **options: Any) -> Scenario:
    return Scenario(name, name.partition("-")[0], _nothing, _nothing, **options)


def judged(item: Scenario, cause: str, *others: str, after: bool = False, status: int = 1, **verdict: Any) -> Row:
    """The row of a diagnosis that named this."""
    row = repaired(item) if after else planned(item)
    told = {"cause": cause, "certainty": "confirmed", "others": [{"cause": name} for name in others], **verdict}
    row.document = {"verdict": told, "checks": [], "observations": []}
    row.seconds = 2.0
    compare(row, item, status)
    return row


def _mend(_: object) -> None:
    """It is mended."""


PAIR = world(others=("laptop.disk_full",), then=(_mend, "laptop.disk_full"))


@pytest.mark.parametrize(
    ("item", "said", "note"),
    [
        (world(), {"cause": "isp.down"}, ""),
        (world(), {"cause": "dns.slow"}, "named dns.slow"),
        (world(), {"cause": "isp.down", "others": ["dns.slow"]}, "named beside it, and not there: dns.slow"),
        (world(others=None), {"cause": "isp.down", "others": ["dns.slow"]}, ""),
        (world(perhaps=("dns.slow",)), {"cause": "isp.down", "others": ["dns.slow"]}, ""),
        (PAIR, {"cause": "isp.down", "others": ["laptop.disk_full"]}, ""),
        (PAIR, {"cause": "isp.down"}, "not named beside it: laptop.disk_full"),
        (world(reason="upstream"), {"cause": "isp.down", "reason": "upstream"}, ""),
        (world(reason="upstream"), {"cause": "isp.down"}, "reason is None, not 'upstream'"),
        (world(because="isp.down"), {"cause": "isp.down", "because": "dns.slow"}, "because is 'dns.slow'"),
        (world(certainty="likely"), {"cause": "isp.down"}, "claims to be confirmed, and likely is the most"),
        (world(certainty="likely"), {"cause": "isp.down", "certainty": "possible"}, ""),
        (world(notes=("cgnat",)), {"cause": "isp.down"}, "does not mention cgnat"),
        (world(notes=("cgnat",)), {"cause": "isp.down", "notes": ["cgnat", "double_nat"]}, ""),
        (world(args={"n": "3"}), {"cause": "isp.down", "args": {"n": "4"}}, "n is '4', not '3'"),
        (world(), {"cause": "isp.down", "status": 0}, "exit status 0, not 1"),
    ],
)
def test_what_is_right(item: Scenario, said: dict[str, Any], note: str) -> None:
    said = dict(said)
    row = judged(item, said.pop("cause"), *said.pop("others", ()), **said)
    assert (row.ok, row.note == "") == (note == "", note == "")
    assert note in row.note


def test_after_the_repair_nothing_else_is_left() -> None:
    assert judged(PAIR, "laptop.disk_full", after=True).ok
    row = judged(PAIR, "laptop.disk_full", "isp.down", after=True)
    assert (row.name, row.expected) == ("laptop.disk_full-after_isp.down-cable", "laptop.disk_full")
    assert row.false_others == ("isp.down",)
    assert not row.ok


def test_the_numbers_that_count_most() -> None:
    well = world("healthy-plain")
    rows = [
        judged(world(), "isp.down"),
        judged(world(), "healthy", status=0),
        judged(world(), "dns.slow", certainty="likely"),
        judged(well, "healthy", status=0),
        judged(well, "dns.slow"),
        judged(PAIR, "isp.down", "laptop.disk_full", "dns.slow"),
    ]
    score = Score(rows)
    assert (score.hits, score.top1) == (2, 3)
    assert [len(found) for found in (score.missed, score.alarms, score.false_others, score.pairs)] == [1, 1, 1, 1]
    assert [row.named for row in score.sure_and_wrong] == ["healthy", "dns.slow"]
    assert score.by_certainty() == {"confirmed": (3, 2), "likely": (0, 1)}


def test_a_scenario_without_its_program_is_skipped_by_name() -> None:
    rows = play(world(needs=("no-such-program",)))
    assert [(row.skipped, row.note) for row in rows] == [(True, "skipped: this machine lacks no-such-program")]
    assert Score(rows).rows == []


def test_a_name_must_begin_with_its_cause() -> None:
    known = len(ALL)
    with pytest.raises(ValueError, match=r"must begin with its cause, 'isp\.down', and a dash"):
        scenario("provider-cable", "isp.down", lambda lab: None)(_nothing)
    assert len(ALL) == known


def test_the_same_rows_give_the_same_page(tmp_path: Path) -> None:
    items = (PAIR, world("healthy-plain"), world("isp.down-other"))
    rows = [
        judged(PAIR, "isp.down", "laptop.disk_full"),
        judged(PAIR, "laptop.disk_full", after=True),
        judged(items[1], "healthy", status=0),
        judged(items[2], "dns.slow", certainty="likely"),
    ]
    first = page(rows, items)
    file = tmp_path / "rows.json"
    file.write_text(json.dumps([row.plain() for row in reversed(rows)]))
    assert page(accuracy.read(file), items) == first
    assert "| `isp.down` | `dns.slow` | 1 | wrong |" in first
    assert "| isp.down-other | named dns.slow |" in first
    assert "| likely | one probe, or one that has another explanation | 0 | 1 | 0 of 1 (0.0 %) |" in first
    assert "| It is mended. |" not in first


def test_a_file_of_something_else_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text('[{"what": 1}]')
    with pytest.raises(SystemExit, match=r"does not hold the rows of a lab run .* write it with: python -m tests.lab"):
        accuracy.read(file)


def test_a_golden_case_holds_no_texts_and_no_defaults(tmp_path: Path) -> None:
    row = judged(world(), "isp.down", owner="provider", title="Down", says="It is down.")
    assert row.document is not None
    tcp = {"kind": "tcp", "purpose": "internet", "subject": "1.1.1.1:443", "address": "1.1.1.1", "port": 443}
    fact = {**tcp, "failure": "timed_out", "detail": "la connexion a expiré", "ms": None}
    seen = {"id": "a/1", "check": "a", "start_s": 0.12345, "end_s": 1.0, "fact": fact}
    row.document |= {"observations": [seen], "checks": [{"id": "a", "state": "ok", "duration_s": 1.0, "seen": 1}]}
    path = golden.write(row, tmp_path)
    assert path is not None
    kept = json.loads(path.read_text())
    assert kept["observations"][0]["fact"] == {**tcp, "failure": "timed_out"}
    assert kept["verdict"] == {"cause": "isp.down", "certainty": "confirmed", "owner": "provider"}


def test_a_miss_is_no_golden_case(tmp_path: Path) -> None:
    assert golden.write(judged(world(), "dns.slow"), tmp_path) is None
    assert list(tmp_path.iterdir()) == []

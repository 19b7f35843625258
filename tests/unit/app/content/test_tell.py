"""What is put into the outbox after runs and walks: once each, and only where IT asks for it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.content import tell as telling
from app.content.drill import Drill
from app.content.record import HEALTHY_SHARE
from app.content.tell import answer, tell, waiting
from app.content.told import FILE_NAME, MOST_RUNS, Told
from app.guides.event import Result, Tried
from app.reports.recordname import RecordName
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.site import Report, Site
from diagnostics.model.verdict import Certainty, Owner, Verdict

DROP = "https://drop.example.org/in/"
WANTED = Site(report=Report(drop=DROP, outcomes=True))
CAUSE = "vpn.gateway_unreachable"
STEPS = (Tried("a", Result.NO_CHANGE), Tried("b", Result.SKIPPED), Tried("c", Result.FIXED))
DRILL = Drill("d1", "Ready?", "Prêt ?", datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC))


def run(id: str = "run-1", cause: str = CAUSE, site: Site = WANTED) -> Diagnosis:
    verdict = Verdict(cause=cause, certainty=Certainty.LIKELY, owner=Owner.IT, because="", reason="")
    return Diagnosis(id=id, site=site, verdict=verdict)


def put(state: Path) -> list[list[dict[str, Any]]]:
    """The files that wait, each as its lines."""
    paths = sorted(
        (state / "outbox" / "records" / "pending").glob("record-*.jsonl"), key=lambda path: path.stat().st_mtime_ns
    )
    for path in paths:
        name = RecordName.parse(path.name)
        assert name is not None
        assert name.matches(path.read_bytes())
    return [[json.loads(line) for line in path.read_bytes().splitlines()] for path in paths]


def told(state: Path) -> list[tuple[str, str]]:
    """Of all lines that wait: the schema, and the step or the cause."""
    return [(line["schema"].split("/")[0], line.get("step", line["cause"])) for lines in put(state) for line in lines]


def test_a_run_then_its_walk(tmp_path: Path) -> None:
    tell(run(), state=tmp_path)
    assert told(tmp_path) == [("unstuck.verdict", CAUSE)]
    tell(run(), STEPS, state=tmp_path)
    assert told(tmp_path)[1:] == [("unstuck.outcome", "a"), ("unstuck.outcome", "c")]
    assert len(put(tmp_path)) == waiting(state=tmp_path) == 2


def test_a_walk_that_is_told_twice_leaves_its_steps_once(tmp_path: Path) -> None:
    tell(run(), STEPS[:1], state=tmp_path)
    tell(run(), STEPS, state=tmp_path)
    tell(run(), STEPS, state=tmp_path)
    tell(run(), state=tmp_path)
    assert told(tmp_path) == [("unstuck.verdict", CAUSE), ("unstuck.outcome", "a"), ("unstuck.outcome", "c")]


def test_two_runs_and_two_guides_are_told_apart(tmp_path: Path) -> None:
    tell(run(), STEPS, state=tmp_path)
    tell(run(), STEPS, guide="symptom.vpn", state=tmp_path)
    tell(run("run-2"), STEPS, state=tmp_path)
    assert [schema for schema, _ in told(tmp_path)].count("unstuck.verdict") == 2
    assert [schema for schema, _ in told(tmp_path)].count("unstuck.outcome") == 6
    assert {line["guide"] for line in put(tmp_path)[1]} == {"symptom.vpn"}


@pytest.mark.parametrize(
    "site",
    [Site(), Site(report=Report(drop=DROP)), Site(report=Report(outcomes=True))],
    ids=["nothing", "not asked for", "nowhere to send it"],
)
def test_nothing_is_made_that_nobody_asked_for(site: Site, tmp_path: Path) -> None:
    tell(run(site=site), STEPS, state=tmp_path)
    tell(Diagnosis(id="x", site=WANTED), state=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_whether_a_healthy_run_is_told_is_decided_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Chance:
        next = HEALTHY_SHARE

        def random(self) -> float:
            return self.next

    chance = Chance()
    monkeypatch.setattr(telling, "_chance", chance)
    tell(run(cause="healthy"), state=tmp_path)
    chance.next = 0.0
    tell(run(cause="healthy"), state=tmp_path)
    tell(run(cause="healthy"), STEPS, guide="symptom.call", state=tmp_path)
    assert told(tmp_path) == [("unstuck.outcome", "a"), ("unstuck.outcome", "c")]
    tell(run("run-2", cause="healthy"), state=tmp_path)
    assert told(tmp_path)[-1] == ("unstuck.verdict", "healthy")


def test_a_disk_that_takes_nothing_loses_it_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("in the way")
    tell(run(), STEPS, state=tmp_path)
    assert not answer(DRILL, run(), "Lyon", state=tmp_path)
    (tmp_path / "outbox").unlink()
    tell(run(), STEPS, state=tmp_path)
    assert len(told(tmp_path)) == 3, "not taken for told"


@pytest.mark.parametrize("broken", [b"", b"[1]", b"{", b"[" * 9000])
def test_a_broken_memory_is_none(broken: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(broken)
    tell(run(), state=tmp_path)
    assert len(told(tmp_path)) == 1


def test_the_memory_stays_small(tmp_path: Path) -> None:
    for number in range(3 * MOST_RUNS):
        Told(tmp_path).keep(f"run-{number}", CAUSE, 1)
    last = Told(tmp_path)
    assert [last.knows(f"run-{number}") for number in (0, 2 * MOST_RUNS - 1, 2 * MOST_RUNS)] == [False, False, True]
    assert (tmp_path / FILE_NAME).stat().st_size < 4_000


@pytest.mark.parametrize(
    ("cause", "is_ready", "named"), [("healthy", True, None), (CAUSE, False, CAUSE), (None, False, None)]
)
def test_the_answer_to_a_drill(cause: str | None, is_ready: bool, named: str | None, tmp_path: Path) -> None:
    """Also where IT asks for no records: the person has said yes to this one."""
    site = Site(report=Report(drop=DROP))
    looked = Diagnosis(id="r", site=site) if cause is None else run(cause=cause, site=site)
    assert answer(DRILL, looked, " Lyon ", state=tmp_path)
    ((line,),) = put(tmp_path)
    assert (line["schema"], line["drill"]) == ("unstuck.ready/1", "d1")
    assert (line["ready"], line["cause"], line["office"]) == (is_ready, named, "Lyon")


def test_an_answer_that_has_no_way_to_it_is_not_kept(tmp_path: Path) -> None:
    assert not answer(DRILL, run(site=Site()), "Lyon", state=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_answer_cannot_be_laid_beside_the_records_of_that_laptop(tmp_path: Path) -> None:
    tell(run(), state=tmp_path)
    answer(DRILL, run(), "", state=tmp_path)
    record, ready = (lines[0] for lines in put(tmp_path))
    assert record["who"] != ready["who"]
    assert ready["office"] is None

"""From the runs of some laptops to the page of IT: through their outboxes, the drop and the collector."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.content.drill import Drill
from app.content.tell import answer, tell
from app.desk.fleet.look import look
from app.guides.event import Result, Tried
from app.reports.carrier.folder import Folder
from app.reports.outbox import Records
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.port import OsInfo
from diagnostics.model.site import Report, Site
from diagnostics.model.verdict import Certainty, Owner, Verdict
from tests.unit.app.desk.collect.world import World

LAPTOPS = 6
CAUSE = "vpn.gateway_unreachable"
STEPS = (Tried("first", Result.NO_CHANGE), Tried("second", Result.FIXED))


def test_every_line_of_every_laptop_counts(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.records = tmp_path / "records"
    world.records.mkdir()
    site = Site(report=Report(folder=str(world.drop), outcomes=True))
    verdict = Verdict(cause=CAUSE, certainty=Certainty.LIKELY, owner=Owner.IT, because="", reason="")
    now = datetime.now(UTC)
    drill = Drill("ready-2026", "Ready?", "Prêt ?", now - timedelta(days=1), now + timedelta(days=1))
    for number in range(LAPTOPS):
        state = tmp_path / f"laptop-{number}"
        os = OsInfo(system="linux", name="", kernel="", machine="")
        run = Diagnosis(id=f"run-{number}", site=site, os=os, verdict=verdict)
        tell(run, state=state)
        tell(run, STEPS, state=state)
        assert answer(drill, run, "Lyon", state=state)
        assert Records(state / "outbox").deliver([Folder(world.drop)]) == 3
    assert [str(line) for line in world.collect().lines] == [f"records  {3 * LAPTOPS}"]
    found = look(world.records, now + timedelta(hours=1), 14)
    assert found.records == 4 * LAPTOPS, "a verdict, two steps and an answer each"
    assert not sum(found.left.values())

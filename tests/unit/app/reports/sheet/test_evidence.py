"""What all looks come to: the finding, the hours, and what is only said where it is true."""

import datetime

import msgspec
import pytest

from app.reports.sheet.evidence import Evidence
from app.reports.sheet.look import MOBILE, WIFI, Look
from diagnostics.model.verdict import Certainty, Owner, Verdict
from diagnostics.watch.episode import Episode, WatchReport
from tests.fakes.line_looks import DESTINATIONS, START, dead_looks, looks

ZONE = datetime.timezone(datetime.timedelta(hours=2))
EVENING = (20, 21)


def evening(at: datetime.datetime) -> float:
    return 0.08 if at.hour in EVENING else 0.0


FINDINGS = {
    "nothing": [],
    "fine": looks(200),
    "home": looks(200, home=0.05),
    "line": looks(200, line=0.05),
    "weak": looks(200, line=0.01),
    "beyond": looks(200, beyond={DESTINATIONS[1]: 0.08}),
    "dead": dead_looks(40),
    "cuts": [*looks(200), *dead_looks(3, start=START + datetime.timedelta(hours=3))],
    "bad_hours": looks(600, line=lambda at: 0.08 if at.hour == 20 else 0.0, every_s=60.0),
}


@pytest.mark.parametrize("finding", FINDINGS)
def test_finding(finding: str) -> None:
    assert Evidence(FINDINGS[finding], ZONE).finding == finding


def test_bad_evenings_over_a_week_are_told_by_the_hour_of_the_day() -> None:
    days = [
        look
        for day in range(7)
        for look in looks(300, line=evening, every_s=60.0, start=START + datetime.timedelta(days=day), seed=day)
    ]
    evidence = Evidence(days, datetime.UTC)
    assert evidence.is_by_day
    grades = {hour.label.hour: hour.grade for hour in evidence.hours}
    assert {hour for hour, grade in grades.items() if grade == "bad"} == set(EVENING)
    assert evidence.hours[0].looks == 7 * 60


def test_hours_are_those_of_the_wall_clock() -> None:
    evidence = Evidence(looks(200, line=evening, every_s=60.0), ZONE)
    assert [hour.label.hour for hour in evidence.hours if hour.grade == "bad"] == [22, 23]
    assert evidence.hours[0].label.isoformat() == "2026-03-02T20:00:00+02:00"


@pytest.mark.parametrize(
    ("count", "every_s", "is_little"), [(1, 30, True), (60, 10, True), (19, 600, True), (70, 30, False)]
)
def test_little_is_little(count: int, every_s: float, is_little: bool) -> None:
    assert Evidence(looks(count, every_s=every_s)).is_little is is_little


def test_looks_far_apart_are_no_watching() -> None:
    evidence = Evidence(looks(40, every_s=3 * 3600.0))
    assert (evidence.watched_s, evidence.is_little) == (0.0, True)


def test_twins_count_once_and_the_order_does_not_matter() -> None:
    seen = looks(50)
    assert Evidence([*reversed(seen), *seen], ZONE).looks == Evidence(seen, ZONE).looks


def test_a_time_that_cannot_be_read_is_left_out() -> None:
    assert Evidence([Look(at="yesterday"), Look(at="")]).finding == "nothing"


RULED_OUT = {
    "a cable": ({}, {"cable", "home", "one_site", "names"}, set()),
    "strong Wi-Fi": ({"medium": WIFI, "signal_dbm": -55}, {"wifi", "home", "one_site", "names"}, set()),
    "weak Wi-Fi": ({"medium": WIFI, "signal_dbm": -80}, {"home", "one_site", "names"}, {"over_wifi"}),
    "Wi-Fi of unknown strength": ({"medium": WIFI}, {"home", "one_site", "names"}, {"over_wifi"}),
    "a mobile line": ({"medium": MOBILE}, {"home", "one_site", "names"}, {"mobile"}),
    "loss at home": ({"home": 0.05}, {"cable", "one_site", "names"}, set()),
    "loss behind": ({"beyond": {DESTINATIONS[0]: 0.2}}, {"cable", "home", "names"}, set()),
    "nothing of ours": ({"own_traffic_seen": True}, {"cable", "home", "one_site", "names", "own_traffic"}, set()),
    "past a VPN": ({"tunnel": True}, {"cable", "home", "one_site", "names", "vpn_around"}, set()),
    "a wrong clock": ({"clock_off_s": -600.0}, {"cable", "home", "one_site", "names"}, {"clock"}),
}


@pytest.mark.parametrize("case", RULED_OUT)
def test_only_what_was_measured_is_ruled_out(case: str) -> None:
    what, ruled, cautions = RULED_OUT[case]
    evidence = Evidence(looks(120, **what))  # type: ignore[arg-type]
    assert (set(evidence.ruled_out), set(evidence.cautions)) == (ruled, cautions)


def test_a_program_that_filled_the_line_once_is_not_ruled_out() -> None:
    seen = looks(120, own_traffic_seen=True)
    seen[3] = msgspec.structs.replace(seen[3], cause="laptop.bandwidth_hog")
    assert "own_traffic" not in Evidence(seen).ruled_out


def episode(cause: str, owner: Owner, began_s: float, *, gone: bool = True) -> Episode:
    verdict = Verdict(cause=cause, certainty=Certainty.LIKELY, owner=owner)
    return Episode(verdict=verdict, began_s=began_s, ended_s=began_s + 40 if gone else None, seconds=40.0)


def test_only_cuts_of_the_line_itself_are_counted() -> None:
    watch = WatchReport(
        started_at=START.isoformat(),
        minutes=60,
        samples=300,
        events=(
            episode("isp.down", Owner.PROVIDER, 60),
            episode("internet.loss", Owner.USER, 120),
            episode("wifi.weak_signal", Owner.USER, 200),
            episode("vpn.tunnel_stale", Owner.IT, 260),
            episode("internet.loss", Owner.PROVIDER, 900, gone=False),
        ),
    )
    evidence = Evidence([watch, watch], ZONE)
    assert [(cut.cause, cut.is_over, cut.began.minute) for cut in evidence.cuts] == [
        ("isp.down", True, 1),
        ("internet.loss", False, 15),
    ]
    assert evidence.finding == "cuts"


def test_a_clock_at_the_end_of_time_breaks_nothing() -> None:
    watch = WatchReport(
        started_at="9999-12-31T23:59:00+00:00",
        minutes=5,
        samples=3,
        events=(episode("isp.down", Owner.PROVIDER, 1e308), episode("isp.down", Owner.PROVIDER, 60)),
    )
    look = Look(at="9999-12-31T23:59:59Z")
    assert Evidence([watch, look], ZONE).finding == "nothing"

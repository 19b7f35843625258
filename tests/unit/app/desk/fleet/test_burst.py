"""A planted outage is found and told of the right group; noise, week-ends and a growing fleet are not."""

from pathlib import Path

import pytest

from app.desk.fleet.look import Incident
from tests.bench import fleet as made_up
from tests.unit.app.desk.fleet.world import NOW, fleet, usual, verdict


def told(incidents: tuple[Incident, ...]) -> list[tuple[str, str, str]]:
    return [(one.cause, one.scope, one.name) for one in incidents]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("hours_ago", [0, 30, 160])
def test_an_outage_of_one_provider(tmp_path: Path, seed: int, hours_ago: int) -> None:
    records = usual(seed) + [verdict(n, hours_ago=hours_ago, vpn="Main" if n % 2 else "Backup") for n in range(20)]
    (found,) = fleet(tmp_path, records).incidents
    assert told((found,)) == [("isp.down", "isp", "Orange")]
    assert found.people in (20, 25)
    assert found.is_on == (hours_ago == 0)
    assert found.z > 6


def test_an_outage_of_one_vpn_at_all_providers(tmp_path: Path) -> None:
    isps = ["Orange", "Free", "SFR", "BT"]
    down = [verdict(n, "vpn.gateway_unreachable", isps[n % 4], 30, vpn="Main") for n in range(24)]
    assert told(fleet(tmp_path, usual(4) + down).incidents) == [("vpn.gateway_unreachable", "vpn", "Main")]


def test_an_outage_for_everybody(tmp_path: Path) -> None:
    down = [verdict(n, "service.down", ["Orange", "Free", "SFR", "BT"][n % 4], 30) for n in range(24)]
    assert told(fleet(tmp_path, usual(5) + down).incidents) == [("service.down", "all", "")]


def test_hours_in_a_row_are_one_incident(tmp_path: Path) -> None:
    records = usual(6) + [verdict(100 * hour + n, hours_ago=hour) for hour in (30, 31, 33) for n in range(15)]
    (found,) = fleet(tmp_path, records).incidents
    assert (found.end - found.begin).total_seconds() == 4 * 3600
    assert found.people >= 45


def test_an_earlier_incident_at_the_same_hour_does_not_hide_the_next(tmp_path: Path) -> None:
    records = usual(7) + [verdict(n, hours_ago=hours) for hours in (2, 26) for n in range(25)]
    assert len(fleet(tmp_path, records).incidents) == 2


def test_too_few_days_say_nothing(tmp_path: Path) -> None:
    records = usual(8, days=2) + [verdict(n) for n in range(50)]
    found = fleet(tmp_path, records)
    assert (found.incidents, found.days_known) == ((), 3)


def test_one_person_who_reports_all_the_time_is_no_incident(tmp_path: Path) -> None:
    assert fleet(tmp_path, usual(9) + [verdict(1)] * 500).incidents == ()


@pytest.mark.parametrize("seed", [20, 21, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(22, 26))])
def test_noise_is_no_incident(tmp_path: Path, seed: int) -> None:
    """Busy mornings, quiet week-ends, days that differ: 10,000 records of each seed."""
    made_up.write(tmp_path / "drop", 10_000, seed, files=2)
    assert fleet_of(tmp_path / "drop") == []


def test_a_fleet_that_grows_tenfold_is_no_incident(tmp_path: Path) -> None:
    records = usual(10, per_hour=0.4) + [
        {**one, "who": f"{number:016x}"}
        for copy in range(10)
        for number, one in enumerate(usual(30 + copy, per_hour=1.0, days=2), start=10**7 * (copy + 1))
    ]
    assert told(fleet(tmp_path, records).incidents) == []


@pytest.mark.long
def test_noise_of_many_seeds_is_no_incident_and_an_outage_is_one(tmp_path: Path) -> None:
    for seed in range(1000, 1012):
        made_up.write(tmp_path / f"{seed}", 50_000, seed, files=2)
        assert fleet_of(tmp_path / f"{seed}") == [], seed
        made_up.write(tmp_path / f"{seed}", 50_000, seed, made_up.Outage(hours_ago=25 + seed % 60), files=2)
        assert fleet_of(tmp_path / f"{seed}") == [("isp.down", "isp", "Orange")], seed


def fleet_of(folder: Path) -> list[tuple[str, str, str]]:
    from app.desk.fleet.look import look

    return told(look(folder, NOW).incidents)

"""What leaves a laptop about a run: ids, and nothing that somebody could be known by."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest

from app.content import record
from app.content.provider import isp_of
from app.guides.event import Result, Tried
from diagnostics.faults.number import NUMBERS
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import Adapter, AdapterType, Address, Fact, ResolverConfig
from diagnostics.model.observation import AnyFact, Observation
from diagnostics.model.port import OsInfo
from diagnostics.model.site import Site, Vpn
from diagnostics.model.verdict import Certainty, Owner, Verdict
from diagnostics.render import read

GOLDEN = sorted((Path(__file__).resolve().parents[3] / "golden").glob("*/diagnosis.json"))[::4]
NOON = datetime(2026, 11, 23, 12, 34, 56, tzinfo=UTC)
WHO = "0123456789abcdef"
SECRET = "Jeanne-Secret"


def lines(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


@pytest.fixture
def wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The organisation asks for records."""
    monkeypatch.setattr(record, "is_wanted", lambda _site: True)


def run(cause: str = "vpn.gateway_unreachable", **args: str) -> Diagnosis:
    verdict = Verdict(cause=cause, certainty=Certainty.LIKELY, owner=Owner.IT, args=args, because=SECRET, reason=SECRET)
    return Diagnosis(
        id=SECRET,
        symptom="vpn",
        site=Site(vpn=(Vpn(name="Main", gateways=(SECRET,)),)),
        os=OsInfo(system="linux", name=SECRET, kernel=SECRET, machine=SECRET),
        verdict=verdict,
    )


def seen(*facts: Fact) -> Diagnosis:
    observations = [
        Observation(id=f"a/{n}", check="a", start_s=0, end_s=0, fact=cast("AnyFact", fact))
        for n, fact in enumerate(facts)
    ]
    return Diagnosis(observations=tuple(observations))


def test_nothing_without_the_organisation() -> None:
    assert record.records(run(), who=WHO, moment=NOON, version="1") == b""


def test_a_run_that_was_not_judged_says_nothing(wanted: None) -> None:
    assert record.records(Diagnosis(), who=WHO, moment=NOON, version="1") == b""


def test_one_line_for_the_verdict_and_one_for_each_step_that_was_looked_at(wanted: None) -> None:
    tried = [
        Tried("a", Result.SKIPPED, reason=SECRET),
        Tried("b", Result.NO_CHANGE),
        Tried("c", Result.ANSWERED, reason="yes"),
        Tried("d", Result.DONE),
        Tried("e", Result.FIXED),
    ]
    data = record.records(
        run(vpn="Main"), tried, who=WHO, moment=NOON, version="1.2", isp="Orange", guide="symptom.vpn"
    )
    verdict, *steps = lines(data)
    assert verdict == {
        "schema": "unstuck.verdict/1",
        "hour": "2026-11-23T12:00:00Z",
        "who": WHO,
        "cause": "vpn.gateway_unreachable",
        "certainty": "likely",
        "os": "linux",
        "isp": "Orange",
        "vpn": "Main",
        "app": "1.2",
    }
    assert [(one["schema"], one["guide"], one["step"], one["helped"]) for one in steps] == [
        ("unstuck.outcome/1", "symptom.vpn", "b", False),
        ("unstuck.outcome/1", "symptom.vpn", "e", True),
    ]
    assert SECRET.encode() not in data


def test_a_name_that_the_site_file_does_not_have_stays_here(wanted: None) -> None:
    assert lines(record.records(run(vpn=SECRET), who=WHO, moment=NOON, version="1"))[0]["vpn"] is None


@pytest.mark.parametrize(("chance", "told"), [(0.0, 1), (0.0499, 1), (0.05, 0), (0.99, 0)])
def test_healthy_runs_are_sampled(wanted: None, chance: float, told: int) -> None:
    data = record.records(run("healthy"), who=WHO, moment=NOON, version="1", chance=chance)
    assert data.count(b"\n") == told


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.parent.name)
def test_a_recorded_run_leaves_ids_only(wanted: None, path: Path) -> None:
    """A quarter of the golden cases, of every family: each value is of a closed list, or a name of the site file."""
    diagnosis = read(str(path))
    for line in lines(record.records(diagnosis, who=WHO, moment=NOON, version="1", isp=isp_of(diagnosis))):
        assert line["cause"] in NUMBERS
        assert line["os"] in {"linux", "darwin", "windows", None}
        assert line["certainty"] in {"confirmed", "likely", "possible", None}
        assert line["vpn"] in {None, *(vpn.name for vpn in diagnosis.site.vpn)}
        assert set(line) == {"schema", "hour", "who", "cause", "certainty", "os", "isp", "vpn", "app"}


def test_the_answer_to_a_drill() -> None:
    data = record.ready(
        "a1", is_ready=False, office="Lyon", cause="vpn.not_installed", who=WHO, moment=NOON, version="1"
    )
    assert data.endswith(b"\n")
    assert msgspec.json.decode(data, type=record.ReadyLine).cause == "vpn.not_installed"


WIFI = Adapter(name="wlan0", type=AdapterType.WIFI)
TUNNEL = Adapter(name="tun0", type=AdapterType.TUNNEL)


@pytest.mark.parametrize(
    ("facts", "isp"),
    [
        ((WIFI, Address(adapter="wlan0", address="2a01:cb00::7", prefix=64)), "Orange"),
        ((WIFI, ResolverConfig(servers=("212.27.40.241",), adapter="wlan0")), "Free"),
        ((TUNNEL, Address(adapter="tun0", address="2a01:cb00::7", prefix=64)), None),
        ((WIFI, Address(adapter="wlan0", address="192.168.1.7", prefix=24)), None),
        ((WIFI, Address(adapter="wlan0", address="not an address", prefix=24)), None),
        (
            (
                WIFI,
                Address(adapter="wlan0", address="2a01:cb00::7", prefix=64),
                Address(adapter="wlan0", address="2a01:e0a::7", prefix=64),
            ),
            None,
        ),
    ],
)
def test_the_provider_is_known_or_not(facts: tuple[Fact, ...], isp: str | None) -> None:
    assert isp_of(seen(*facts)) == isp

"""How many colleagues have the same trouble, and which steps helped them, also from a file that a thief wrote."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.content import peers
from app.content.peers import Company, Rate, read_peers
from app.desk.fleet import peers as desk
from app.desk.fleet.look import Fleet, Near
from app.desk.fleet.look import Rate as DeskRate

AT = datetime(2026, 11, 23, 5, 10, tzinfo=UTC)
CAUSE = "vpn.gateway_unreachable"


def count(people: int, isp: str | None = None, vpn: str | None = None, cause: str = CAUSE) -> dict[str, Any]:
    return {"cause": cause, "isp": isp, "vpn": vpn, "people": people}


def file(*counts: object, rates: object = (), **changes: object) -> bytes:
    whole = {"schema": peers.SCHEMA, "at": "2026-11-23T05:10:00Z", "hours": 3, "counts": counts, "rates": rates}
    return json.dumps(whole | changes).encode()


def about(data: bytes, *, isp: str | None = "Orange", vpn: str | None = "Main", **more: Any) -> Company | None:
    found = read_peers(data)
    assert found is not None
    return found.about(more.get("cause", CAUSE), isp=isp, vpn=vpn, now=AT + more.get("later", timedelta(minutes=20)))


def test_what_the_desk_writes_is_what_a_laptop_reads() -> None:
    fleet = Fleet(
        first_hour=0,
        last_hour=1,
        people=40,
        causes=(),
        rows=(),
        incidents=(),
        rates=(DeskRate("isp.down", "restart-box", 45, 8),),
        drills=(),
        near=(Near(CAUSE, "all", "", 40), Near(CAUSE, "isp", "Orange", 10), Near(CAUSE, "vpn", "Main", 25)),
        records=1,
        days_known=1,
    )
    found = read_peers(desk.peers(fleet, AT))
    assert found is not None
    assert (found.at, found.hours, len(found.counts)) == (AT, 3, 3)
    assert found.about(CAUSE, isp=None, vpn="Main", now=AT) == Company(25, None, "Main", 0.0, 3)
    assert found.rate("isp.down", "restart-box") == Rate(8, 45)
    assert found.order("isp.down") == {"restart-box": 8.0}


ALL, ORANGE, MAIN = count(40), count(10, "Orange"), count(25, vpn="Main")
BOTH = count(5, "Orange", "Main")

GROUPS: dict[str, tuple[tuple[dict[str, Any], ...], dict[str, Any], int | None]] = {
    "everybody": ((ALL,), {}, 40),
    "the provider": ((ALL, ORANGE), {}, 10),
    "the VPN": ((ALL, MAIN), {}, 25),
    "a VPN's cause is told by the VPN": ((ALL, ORANGE, MAIN), {}, 25),
    "both are narrower": ((ALL, ORANGE, MAIN, BOTH), {}, 5),
    "another provider": ((ALL, ORANGE), {"isp": "Free"}, 40),
    "a provider that is not known": ((ORANGE, ALL), {"isp": None}, 40),
    "another VPN": ((ALL, MAIN), {"vpn": "Old"}, 40),
    "only other people's groups": ((ORANGE, MAIN), {"isp": None, "vpn": None}, None),
    "another cause": ((ALL,), {"cause": "dns.slow"}, None),
    "nobody": ((), {}, None),
    "four people": ((count(4),), {}, None),
    "a million": ((count(1_000_000),), {}, 1_000_000),
    "ten million": ((count(10_000_000),), {}, None),
    "still today": ((ALL,), {"later": timedelta(hours=24)}, 40),
    "yesterday": ((ALL,), {"later": timedelta(hours=24, seconds=1)}, None),
    "a clock that is a little slow": ((ALL,), {"later": timedelta(minutes=-59)}, 40),
    "a clock that is wrong": ((ALL,), {"later": timedelta(minutes=-61)}, None),
}


@pytest.mark.parametrize("case", GROUPS)
def test_groups(case: str) -> None:
    counts, asked, people = GROUPS[case]
    found = about(file(*counts), **asked)
    assert (found.people if found else None) == people


def test_a_line_s_cause_is_told_by_the_provider() -> None:
    counts = (
        count(40, cause="isp.down"),
        count(10, "Orange", cause="isp.down"),
        count(25, vpn="Main", cause="isp.down"),
    )
    found = about(file(*counts), cause="isp.down")
    assert found is not None
    assert (found.isp, found.vpn, found.people) == ("Orange", None, 10)


def test_the_age_of_the_counting() -> None:
    ages = [about(file(ALL), later=timedelta(seconds=seconds)) for seconds in (1_200, 0, -600)]
    assert [one.age_s if one else None for one in ages] == [1_200.0, 0.0, 0.0]


BAD_COUNTS: dict[str, dict[str, Any]] = {
    "no cause": {"cause": None},
    "a cause of two lines": {"cause": "a\nb"},
    "people in words": {"people": "40"},
    "half people": {"people": 40.5},
    "true people": {"people": True},
    "fewer than nobody": {"people": -40},
    "more than there are": {"people": 10**12},
    "more than any organisation has": {"people": peers.MOST_PEOPLE + 5},
    "a provider that is a list": {"isp": ["Orange"]},
    "a provider with direction marks": {"isp": "\u202eOrange"},
    "an empty provider": {"isp": ""},
    "a VPN that is a number": {"vpn": 5},
}


@pytest.mark.parametrize("case", BAD_COUNTS)
def test_a_bad_count_is_left_out_and_the_others_stay(case: str) -> None:
    found = read_peers(file(count(25) | BAD_COUNTS[case], 5, None, ALL))
    assert found is not None
    assert [one.people for one in found.counts] == [40]


RATE: dict[str, Any] = {"guide": "isp.down", "step": "restart-box", "of_ten": 8, "people": 45}
BAD_RATES: dict[str, dict[str, Any]] = {
    "no guide": {"guide": None},
    "a step with a path": {"step": "../a"},
    "eleven of ten": {"of_ten": 11},
    "less than none": {"of_ten": -1},
    "a broken number": {"of_ten": 8.5},
    "four people": {"people": 4},
    "ten million": {"people": 10_000_000},
}


@pytest.mark.parametrize("case", BAD_RATES)
def test_a_bad_rate_is_left_out_and_the_others_stay(case: str) -> None:
    found = read_peers(file(rates=[RATE | {"step": "x"} | BAD_RATES[case], RATE, [], "x"]))
    assert found is not None
    assert dict(found.rates) == {("isp.down", "restart-box"): Rate(8, 45)}


def test_rates_of_a_guide() -> None:
    found = read_peers(
        file(rates=[RATE, RATE | {"step": "b", "of_ten": 0}, RATE | {"guide": "x"}, RATE | {"of_ten": 1}])
    )
    assert found is not None
    assert found.order("isp.down") == {"restart-box": 8.0, "b": 0.0}, "the first of two counts"
    assert found.order("dns.slow") == {}
    assert found.rate("isp.down", "c") is None


NO_FILES: dict[str, bytes | None] = {
    "none": None,
    "damaged": b"\x00",
    "another schema": file(schema="unstuck.peers/2"),
    "no moment": file(at=None),
    "a moment without a zone": file(at="2026-11-23T05:10:00"),
    "the year 9999": file(at="9999-12-31T23:59:59-12:00"),
}


@pytest.mark.parametrize("case", NO_FILES)
def test_no_file_of_ours(case: str) -> None:
    assert read_peers(NO_FILES[case]) is None


def test_endless_lists_and_wrong_hours() -> None:
    many = [count(40, cause=f"c{n}") for n in range(2_000)]
    found = read_peers(file(*many, hours=10**9, rates={"a": 1}))
    assert found is not None
    assert (len(found.counts), found.hours, dict(found.rates)) == (peers.MOST_COUNTS, 1, {})

"""When the line is loaded, with what, and when not."""

import asyncio
from typing import Any

import pytest

from diagnostics.checks.load import internet_answers, load, looks_metered
from diagnostics.model.answer import LoadAnswer, Purpose, TcpAnswer
from diagnostics.model.check import Context
from diagnostics.model.event import LoadProgress
from diagnostics.model.fact import Adapter, AdapterType, Fact, Route
from diagnostics.model.failure import Failure
from diagnostics.model.observation import Observation, Observations
from diagnostics.model.site import Internet, LoadTargets, Site
from tests.fakes.system import FakeSystem

OWN = LoadTargets(down="https://speed.example.org/down?bytes={bytes}", up="https://speed.example.org/up")
ANSWER = LoadAnswer(purpose=Purpose.LOAD, subject="speed.example.org", source="site", down_mbit=50.0, up_mbit=10.0)


class FakeLoad:
    """The one probe that this check may use; remembers how it was called."""

    def __init__(self) -> None:
        self.calls: list[tuple[LoadTargets | None, bool]] = []

    async def load(
        self, targets: LoadTargets | None, *, timeout_s: float, progress: Any, metered: bool = False
    ) -> LoadAnswer:
        assert 20 < timeout_s < load.timeout_s
        self.calls.append((targets, metered))
        progress(LoadProgress("down", 0.5, 48.0))
        return ANSWER


def seen(*facts: Fact) -> Observations:
    return Observations(
        Observation(id=f"x/{number}", check="x", start_s=0, end_s=0, fact=fact)  # type: ignore[arg-type]
        for number, fact in enumerate(facts)
    )


def anchor(failure: Failure | None = None, purpose: Purpose = Purpose.INTERNET) -> TcpAnswer:
    return TcpAnswer(purpose=purpose, subject="1.1.1.1:443", failure=failure, address="1.1.1.1", port=443)


def look(facts: Observations, site: Site | None = None) -> tuple[list[Fact], FakeLoad, list[LoadProgress]]:
    probes, told = FakeLoad(), []
    ctx = Context(
        site=site or Site(),
        system=FakeSystem(),
        probes=probes,
        seen=facts,
        progress=told.append,  # type: ignore[arg-type]
    )

    async def collect() -> list[Fact]:
        return [fact async for fact in load.body(ctx)]

    return asyncio.run(collect()), probes, told


def test_it_runs_last_and_only_when_asked_for() -> None:
    assert load.id == "internet.load"
    assert load.full_only
    assert {"internet.addresses", "service.reachable", "link.adapters"} <= set(load.needs)


def test_the_sites_endpoint_is_used_and_progress_is_passed_on() -> None:
    facts, probes, told = look(seen(anchor()), Site(internet=Internet(load=OWN)))
    assert facts == [ANSWER]
    assert probes.calls == [(OWN, False)]
    assert told == [LoadProgress("down", 0.5, 48.0)]


def test_without_an_endpoint_public_servers_are_asked() -> None:
    _, probes, _ = look(seen(anchor(Failure.TIMED_OUT), anchor()))
    assert probes.calls == [(None, False)]


@pytest.mark.parametrize(
    "facts",
    [(), (anchor(Failure.TIMED_OUT),), (anchor(purpose=Purpose.SERVICE),)],
    ids=["nothing seen", "no anchor answers", "only a service answers"],
)
def test_a_line_that_is_not_there_is_not_loaded(facts: tuple[Fact, ...]) -> None:
    found, probes, _ = look(seen(*facts))
    assert (found, probes.calls) == ([], [])


def test_ipv6_alone_is_a_line() -> None:
    assert internet_answers(seen(anchor(purpose=Purpose.INTERNET6)))


MOBILE = Adapter(name="wwan0", type=AdapterType.MOBILE)
WIFI = Adapter(name="wlan0", type=AdapterType.WIFI)


@pytest.mark.parametrize(
    ("facts", "metered"),
    [
        ((MOBILE, Route(destination="0.0.0.0/0", adapter="wwan0")), True),
        ((MOBILE, WIFI, Route(destination="0.0.0.0/0", adapter="wlan0", gateway="192.168.1.1")), False),
        ((WIFI, Route(destination="0.0.0.0/0", adapter="wlan0", gateway="172.20.10.1")), True),
        ((WIFI, Route(destination="0.0.0.0/0", adapter="wlan0", gateway="192.168.43.1")), True),
        ((MOBILE, Route(destination="10.0.0.0/8", adapter="wwan0")), False),
        ((), False),
    ],
    ids=["mobile", "mobile beside wifi", "iphone", "android", "mobile for a part", "unknown"],
)
def test_phones_and_mobile_adapters_are_paid_by_volume(facts: tuple[Fact, ...], metered: bool) -> None:
    assert looks_metered(seen(*facts)) is metered

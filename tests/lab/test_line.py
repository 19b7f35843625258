"""The emulated line does what its numbers say, adds next to nothing when they say nothing, and leaves nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab import plan
from tests.lab.line import Line, Way, wan_line
from tests.lab.need import missing
from tests.lab.sample import pings
from tests.lab.world import Lab, lab

pytestmark = pytest.mark.lab

FAR = plan.ANCHORS[0]


@pytest.fixture(scope="module")
def world() -> Iterator[tuple[Lab, Line]]:
    lacking = missing()
    if lacking:
        pytest.skip(f"the lab needs {', '.join(lacking)}")
    with lab() as built:
        built.laptop.connect()
        yield built, wan_line(built, Way(), Way())


CASES = {
    "an empty line adds less than a millisecond": (Way(), Way(), pings(FAR, ms=(0, 1.0))),
    "delay is exact and keeps order": (
        Way(delay_ms=30),
        Way(delay_ms=50),
        pings(FAR, count=40, ms=(80, 84), spread_ms=(0, 3)),
    ),
    "single frames get lost": (Way(loss=0.3), Way(), pings(FAR, count=200, lost=(18, 42))),
    "bursts lose their share": (Way(), Way(burst=0.3, burst_frames=5), pings(FAR, count=300, lost=(12, 48))),
    "frames may overtake each other": (
        Way(spread_ms=60, overtake=True),
        Way(),
        pings(FAR, ms=(22, 40), spread_ms=(8, 30)),
    ),
    "spikes hit some": (Way(spread_ms=100, spikes=0.2, overtake=True), Way(), pings(FAR, ms=(3, 20))),
    "IPv6 passes too": (Way(delay_ms=10), Way(), pings(plan.ANCHORS6[0], count=20, ms=(10, 13))),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_way(world: tuple[Lab, Line], case: str) -> None:
    built, line = world
    up, down, control = CASES[case]
    line.carry(up, down)
    assert control(built) is None


def _loaded(built: Lab, *options: str) -> float:
    """iperf3's Mbit/s that arrived in one second."""
    server = built.internet.spawn("iperf3", "iperf3", "-s", "-1", "--forceflush", "-B", FAR, ready="listening")
    said = built.laptop.run("iperf3", "-c", FAR, "-t", "1", "--json", *options).stdout
    server.stop()
    return float(json.loads(said)["end"]["sum_received"]["bits_per_second"]) * 1e-6


@pytest.mark.skipif(not Path("/usr/bin/iperf3").exists(), reason="iperf3 measures here")
def test_carries_what_a_home_line_does(world: tuple[Lab, Line]) -> None:
    """Without a rate far more than any scenario needs; with one, no more than that."""
    built, line = world
    line.carry(Way(), Way())
    assert _loaded(built) > 60
    line.carry(Way(), Way(rate_mbit=20, queue_ms=100))
    assert 12 < _loaded(built, "-R") < 22


def test_deep_queue_delays(world: tuple[Lab, Line]) -> None:
    """A queue of half a second is felt by everybody while somebody fills it."""
    built, line = world
    line.carry(Way(rate_mbit=0.4, queue_ms=500), Way())
    flood = built.laptop.spawn("flood", "ping", "-q", "-n", "-i", "0.002", "-s", "1400", "9.9.9.9")
    complaint = pings(FAR, count=40, lost=(0, 100), ms=(150, 700))(built)
    flood.stop()
    assert complaint is None


def test_stop_cuts_the_line_and_ends_the_program(world: tuple[Lab, Line]) -> None:
    built, line = world
    line.carry(Way(), Way())
    line.stop()
    assert pings(FAR, count=3, lost=(100, 100))(built) is None
    running = built.nodes[-1].run("ps", "ax", "-o", "args").stdout
    assert "line.py" not in running

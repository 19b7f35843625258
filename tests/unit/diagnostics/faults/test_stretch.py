"""What series of probes say about one stretch of the way."""

from dataclasses import dataclass
from random import Random

import msgspec
import pytest

from diagnostics.faults.stretch import Stretch, estimated_quality
from diagnostics.model.answer import Purpose
from tests.fakes.way import ANCHORS, series, to_the_anchors

CALLS = [
    # round trip, jitter, loss, score: the checked values of the knowledge base (one-way delays there)
    (100.0, 10.0, 0.5, 4.34),
    (200.0, 30.0, 1.0, 4.22),
    (200.0, 30.0, 3.0, 4.05),
    (300.0, 40.0, 2.0, 3.87),
    (400.0, 60.0, 5.0, 3.08),
]


@pytest.mark.parametrize(("rtt_ms", "jitter_ms", "lost", "score"), CALLS)
def test_the_estimate_of_a_call(rtt_ms: float, jitter_ms: float, lost: float, score: float) -> None:
    assert estimated_quality(rtt_ms, jitter_ms, lost) == pytest.approx(score, abs=0.02)


def test_a_target_that_answers_nothing_is_shy_and_not_lossy() -> None:
    shy = series(Purpose.INTERNET, "icmp", "198.51.100.1", lost=1.0)
    way = Stretch.over([shy, *to_the_anchors()])
    assert not way.is_lossy(1.0)
    assert way.lost_percent == 0.0
    assert not Stretch.over([shy])


def test_loss_needs_every_method_and_most_targets() -> None:
    fair, bad = to_the_anchors(), to_the_anchors(lost=0.1)
    assert Stretch.over(bad).is_lossy(2.0)
    assert not Stretch.over([*bad[::2], *fair[1::2]]).is_lossy(2.0), "one method passes everything"
    assert not Stretch.over([*bad[:2], *fair[2:]]).is_lossy(2.0), "one target out of three"


def test_few_probes_prove_nothing() -> None:
    few = [series(Purpose.GATEWAY, "tcp", "192.0.2.1", lost=0.5)]
    short = [msgspec.structs.replace(few[0], sent=4, received=2)]
    assert not Stretch.over(short).is_lossy(1.0)


def test_delay_and_jitter_are_those_of_the_better_method() -> None:
    late = series(Purpose.GATEWAY, "icmp", "192.0.2.1", rtt_ms=90.0, jitter_ms=40.0)
    quick = series(Purpose.GATEWAY, "tcp", "192.0.2.1", rtt_ms=3.0, jitter_ms=0.5)
    way = Stretch.over([late, quick])
    assert (way.rtt_ms, way.jitter_ms) == (3.0, 0.5)


@dataclass(frozen=True)
class World:
    """Shares that get lost, there and back: of programs' packets and of pings, on the way to the box and beyond it."""

    box: float
    line: float
    box_pings: float | None = None
    line_pings: float | None = None


DRAWS = 400


def looked_at(purpose: Purpose, methods: dict[str, float], addresses: tuple[str, ...], draw: Random) -> Stretch:
    """A first look and a longer one, as the check of quality takes them."""
    return Stretch.over(
        msgspec.structs.replace(
            series(purpose, method, address), sent=sent, received=sum(draw.random() >= share for _ in range(sent))
        )
        for rounds in (15, 23)
        for address in addresses
        for method, share in methods.items()
        for sent in [rounds * 2 if method == "icmp" else rounds]
    )


def drawn(world: World, draw: Random) -> tuple[Stretch, Stretch]:
    pings = world.box if world.box_pings is None else world.box_pings
    far_pings = world.line if world.line_pings is None else world.line_pings
    return (
        looked_at(Purpose.GATEWAY, {"dns": world.box, "tcp": world.box, "icmp": pings}, ANCHORS[:1], draw),
        looked_at(Purpose.INTERNET, {"tcp": world.line, "icmp": far_pings}, ANCHORS, draw),
    )


LOSSES: dict[str, tuple[World, float, float]] = {
    "a cable that loses 3 %": (World(0.03, 0.03), 0.0, 0.02),
    "a cable that loses 5 %": (World(0.05, 0.05), 0.0, 0.02),
    "a cable that loses 15 %": (World(0.15, 0.15), 0.0, 0.02),
    "a provider that loses 4 %": (World(0.0, 0.04), 0.85, 1.0),
    "a provider that loses 10 %": (World(0.0, 0.1), 0.98, 1.0),
    "a provider that loses 10 %, and a shy box": (World(0.0, 0.1, box_pings=0.5), 0.95, 1.0),
    "half of it here, half of it there": (World(0.05, 0.1), 0.0, 0.1),
}


@pytest.mark.parametrize("name", LOSSES)
def test_how_often_the_box_is_cleared_of_a_loss(name: str) -> None:
    """Counts are small and chance is large: a rule is only as good as the share of homes in which it is right."""
    world, least, most = LOSSES[name]
    draw = Random(name)
    homes = [drawn(world, draw) for _ in range(DRAWS)]
    assert least <= sum(box.passes_freely(line) for box, line in homes) / DRAWS <= most


@pytest.mark.parametrize(("share", "least"), [(0.04, 0.85), (0.05, 0.95), (0.1, 0.99)])
def test_how_often_a_loss_is_seen_and_lost_pings_are_not_taken_for_one(share: float, least: float) -> None:
    draw = Random(share)
    lossy = [drawn(World(0.0, share), draw)[1].is_lossy(2.0) for _ in range(DRAWS)]
    shy = [drawn(World(0.0, 0.0, line_pings=share), draw)[1].is_lossy(2.0) for _ in range(DRAWS)]
    assert sum(lossy) / DRAWS >= least
    assert sum(shy) / DRAWS <= 0.02


def test_a_cable_that_loses_is_found_on_this_side_of_the_box() -> None:
    draw = Random("cable")
    homes = [drawn(World(0.15, 0.15), draw) for _ in range(DRAWS)]
    assert sum(box.is_lossy(1.0) and box.loses_half_of(line) for box, line in homes) / DRAWS >= 0.97

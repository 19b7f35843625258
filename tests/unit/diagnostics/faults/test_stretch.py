"""What series of probes say about one stretch of the way."""

import msgspec
import pytest

from diagnostics.faults.stretch import Stretch, estimated_quality
from diagnostics.model.answer import Purpose
from tests.fakes.way import series, to_the_anchors

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

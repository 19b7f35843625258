"""Rates from a running count."""

import pytest

from diagnostics.probes.load.meter import RateMeter


def meter_of(*notes: tuple[float, int]) -> RateMeter:
    meter = RateMeter()
    for at, total in notes:
        meter.note(at, total)
    return meter


def test_the_warm_up_does_not_count() -> None:
    meter = meter_of((10.0, 0), (11.0, 10_000), (12.0, 1_260_000), (13.0, 2_510_000))
    assert meter.mbit(11.0, 13.0) == pytest.approx(10.0)


def test_the_window_begins_and_ends_at_notes() -> None:
    meter = meter_of((0.0, 0), (1.0, 125_000), (2.0, 250_000))
    assert meter.window(0.4, 1.9) == (1.0, 125_000)


@pytest.mark.parametrize(
    ("notes", "since", "until"),
    [((), 0.0, 1.0), (((5.0, 1),), 0.0, 9.0), (((5.0, 1), (6.0, 9)), 0.0, 4.0), (((5.0, 1), (6.0, 9)), 5.2, 5.8)],
    ids=["no note", "one note", "before the first", "between two"],
)
def test_without_two_notes_there_is_no_rate(notes: tuple[tuple[float, int], ...], since: float, until: float) -> None:
    assert meter_of(*notes).mbit(since, until) is None


def test_a_count_that_goes_back_is_no_negative_rate() -> None:
    meter = meter_of((0.0, 1000), (1.0, 900), (2.0, 2000))
    assert meter.window(0.0, 1.0) == (1.0, 0)
    assert meter.window(0.0, 2.0) == (2.0, 1000)


def test_the_latest_moment() -> None:
    assert RateMeter().last_s == 0.0
    assert meter_of((3.0, 1), (4.5, 2)).last_s == 4.5


@pytest.mark.parametrize(
    ("since", "window"),
    [(1.0, (1.0, 2.0)), (None, (0.0, 2.0)), (2.0, (0.0, 2.0)), (9.0, (0.0, 2.0))],
    ids=["after the warm-up", "no end of the warm-up", "nothing after it", "beyond"],
)
def test_the_steady_window_is_everything_when_nothing_else_is_left(
    since: float | None, window: tuple[float, float]
) -> None:
    assert meter_of((0.0, 0), (1.0, 5), (2.0, 9)).steady(since) == window
    assert RateMeter().steady(since) == (0.0, 0.0)

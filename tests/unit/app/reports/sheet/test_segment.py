"""Where a line loses: each story is a set of looks and the stretch that must be blamed, and those that must not."""

import pytest

from app.reports.sheet.look import Look
from app.reports.sheet.segment import BAD, GOOD, UNKNOWN, WEAK, shy_targets, way
from tests.fakes.line_looks import BOX, DESTINATIONS, dead_looks, looks, sample

STORIES = {
    "nothing is lost": ({}, (GOOD, GOOD, GOOD)),
    "at home": ({"home": 0.04}, (BAD, GOOD, GOOD)),
    "on the line": ({"line": 0.04}, (GOOD, BAD, GOOD)),
    "a little on the line": ({"line": 0.01}, (GOOD, WEAK, GOOD)),
    "behind the provider": ({"beyond": {DESTINATIONS[0]: 0.06}}, (GOOD, GOOD, BAD)),
    "at home and on the line": ({"home": 0.03, "line": 0.05}, (BAD, BAD, GOOD)),
    "late on the line": ({"rtt_ms": 420.0}, (GOOD, BAD, GOOD)),
}


@pytest.mark.parametrize("story", STORIES, ids=str)
def test_the_right_stretch_is_blamed(story: str) -> None:
    what, grades = STORIES[story]
    seen = looks(400, **what)  # type: ignore[arg-type]
    found = way(seen, shy_targets(seen))
    assert (found.home.grade, found.line.grade, found.beyond.grade) == grades


@pytest.mark.parametrize("share", [0.01, 0.03, 0.08])
def test_the_share_is_right_within_chance(share: float) -> None:
    seen = looks(400, home=0.02, line=share)
    assert way(seen).line.lost_percent == pytest.approx(share * 100, abs=0.6)


def test_a_box_that_never_answers_is_not_known_rather_than_bad() -> None:
    seen = [
        Look(at=one.at, out=one.out, box=tuple(sample(BOX, item.method, item.sent, item.sent) for item in one.box))
        for one in looks(60)
    ]
    found = way(seen, shy_targets(seen))
    assert (found.home.grade, found.home.lost_percent, found.line.grade) == (UNKNOWN, None, GOOD)


def test_a_router_that_answers_one_method_seldom_loses_nothing() -> None:
    seen = [
        Look(
            at=one.at,
            box_answered=True,
            box=one.box,
            out=tuple(sample(item.target, "icmp", 30, 12) if item.method == "icmp" else item for item in one.out),
        )
        for one in looks(60)
    ]
    assert way(seen, shy_targets(seen)).line.lost_percent == 0.0


def test_silence_while_the_box_is_silent_too_is_no_fault_of_the_line() -> None:
    """A laptop that was carried out of the Wi-Fi for ten minutes."""
    fine = looks(100)
    away = [
        Look(
            at=one.at,
            cause="wifi.not_connected",
            box=tuple(sample(BOX, item.method, item.sent, item.sent) for item in one.box),
            out=tuple(sample(item.target, item.method, item.sent, item.sent) for item in one.out),
        )
        for one in looks(20)
    ]
    found = way([*fine, *away], shy_targets([*fine, *away]))
    assert (found.line.lost_percent, found.home.grade) == (0.0, BAD)


def test_a_dead_line_loses_everything_even_when_it_never_answered() -> None:
    seen = dead_looks(10)
    found = way(seen, shy_targets(seen))
    assert (found.home.grade, found.line.grade, found.line.lost_percent) == (GOOD, BAD, 100.0)


def test_few_probes_say_nothing() -> None:
    one = Look(at="2026-03-02T18:00:00Z", box_answered=True, out=(sample(DESTINATIONS[0], "icmp", 10, 5),))
    assert way([one]).line.lost_percent is None


def test_no_looks_at_all() -> None:
    found = way([])
    assert (found.home.grade, found.line.grade, found.beyond.grade, found.destinations) == (
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
        0,
    )

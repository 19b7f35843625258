"""Streams of looks in a small world, and the episodes that they are."""

from collections.abc import Iterable

import pytest

from diagnostics.model.verdict import HEALTHY, UNKNOWN, Certainty, OtherCause, Owner, Verdict
from diagnostics.watch.episode import Change, worst
from diagnostics.watch.reading import Reading, Sample, reading
from diagnostics.watch.watcher import FLAP_S, MOST_EVENTS, Watcher

FINE = Reading(Verdict(cause=HEALTHY, certainty=Certainty.CONFIRMED, owner=Owner.NOBODY))


def said(*causes: str, blind: Iterable[str] = ()) -> Reading:
    """A reading that shows these roots; without any all is well."""
    if not causes:
        return Reading(FINE.verdict, {}, frozenset(blind))
    roots = {cause: Verdict(cause=cause, certainty=Certainty.LIKELY, owner=Owner.USER) for cause in causes}
    return Reading(roots[causes[0]], roots, frozenset(blind))


def light(at_s: float, *causes: str) -> Sample:
    return Sample(at_s, said(*causes), None, f"light-{at_s:g}")


def whole(at_s: float, *causes: str, shows: tuple[str, ...] | None = None, blind: Iterable[str] = ()) -> Sample:
    """A whole look; `shows`: what a light one would have said, the same unless told otherwise."""
    return Sample(at_s, said(*causes, blind=blind), said(*(causes if shows is None else shows)), f"whole-{at_s:g}")


def watched(*samples: Sample) -> tuple[Watcher, list[Change]]:
    watcher, changes = Watcher(), []
    for sample in samples:
        assert watcher.wants_whole(sample.at_s) or sample.light is None, "a light look would have done"
        changes += watcher.take(sample)
    return watcher, changes


def told(watcher: Watcher, now_s: float) -> list[tuple[str, float, float | None]]:
    return [(item.cause, item.began_s, item.ended_s) for item in watcher.episodes(now_s)]


def test_nothing_happens() -> None:
    watcher, changes = watched(whole(0), light(10), light(20))
    assert told(watcher, 30) == []
    assert changes == []
    assert watcher.samples == 3
    assert not watcher.wants_whole(1000), "nothing is wrong: light looks go on for hours"


def test_a_cut_is_named_while_it_lasts_and_said_when_it_is_gone() -> None:
    watcher = Watcher()
    watcher.take(whole(0))
    watcher.take(light(10, UNKNOWN))
    assert watcher.is_urgent
    assert watcher.wants_whole(10.5)
    assert told(watcher, 10.5) == [], "a light look alone names nothing"
    began = watcher.take(whole(11, "isp.down", shows=(UNKNOWN,)))
    assert not watcher.is_urgent
    assert [change.kind for change in began] == ["began"]
    watcher.take(light(20, UNKNOWN))
    assert not watcher.is_urgent, "it is the same trouble"
    gone = watcher.take(light(50))
    assert [(change.kind, change.episode.seconds) for change in gone] == [("gone", 40.0)]
    assert told(watcher, 60) == [("isp.down", 10, 50)]
    assert watcher.episodes(60)[0].diagnosis_id == "whole-11"


def test_what_vanished_before_its_name_came_is_an_episode_all_the_same() -> None:
    watcher, changes = watched(whole(0), light(10, "dns.server_unreachable"), whole(11), light(20))
    assert told(watcher, 20) == [("dns.server_unreachable", 10, 11)]
    assert [change.kind for change in changes] == ["began", "gone"]


def test_an_unknown_blip_counts() -> None:
    watcher, _ = watched(whole(0), light(10, UNKNOWN), whole(11))
    assert told(watcher, 20) == [(UNKNOWN, 10, 11)]


def test_it_has_the_name_that_it_had_before() -> None:
    named = (light(10, "isp.down"), whole(11, "internet.captive_portal", shows=("isp.down",)), light(20))
    watcher, _ = watched(whole(0), *named, light(100, "isp.down"), whole(101))
    assert told(watcher, 110) == [("internet.captive_portal", 10, 20), ("internet.captive_portal", 100, 101)]


def test_flapping_within_half_a_minute_is_one_episode() -> None:
    cut = [light(10, "isp.down"), whole(11, "isp.down"), light(20)]
    again = [light(40, "isp.down"), whole(41, "isp.down"), light(50)]
    watcher, changes = watched(whole(0), *cut, *again)
    assert told(watcher, 60) == [("isp.down", 10, 50)]
    assert [change.kind for change in changes] == ["began", "gone", "again", "gone"]


def test_coming_back_later_is_another_episode() -> None:
    cut = [light(10, "isp.down"), whole(11, "isp.down"), light(20)]
    late = 20 + FLAP_S + 1
    watcher, _ = watched(whole(0), *cut, light(late, "isp.down"), whole(late + 1, "isp.down"))
    assert told(watcher, late + 5) == [("isp.down", 10, 20), ("isp.down", late, None)]


def test_an_unknown_blip_between_two_sights_of_a_cause_belongs_to_it() -> None:
    watcher, _ = watched(
        whole(0),
        light(10, "isp.down"), whole(11, "isp.down"),
        light(20, UNKNOWN), whole(21, UNKNOWN),
        light(30, "isp.down"), whole(31, "isp.down"),
        light(40),
    )  # fmt: skip
    assert told(watcher, 50) == [("isp.down", 10, 40)]


def test_trouble_that_stays_unknown_after_a_cause_is_an_episode_of_its_own() -> None:
    watcher, _ = watched(
        whole(0), light(10, "isp.down"), whole(11, "isp.down"), light(20, UNKNOWN), whole(21, UNKNOWN), light(70)
    )
    assert told(watcher, 80) == [("isp.down", 10, 21), (UNKNOWN, 20, 70)]


def test_unknown_trouble_that_gets_its_name_soon_is_one_episode() -> None:
    watcher, _ = watched(whole(0), light(10, UNKNOWN), whole(11, UNKNOWN), light(20, "isp.down"), whole(21, "isp.down"))
    assert told(watcher, 30) == [("isp.down", 10, None)]


def test_what_is_there_from_the_start_and_only_a_whole_look_sees_is_not_said_to_be_gone() -> None:
    watcher, _ = watched(whole(0, "laptop.disk_full", shows=()), light(10), light(20))
    assert told(watcher, 25) == [("laptop.disk_full", 0, None)]
    assert watcher.wants_whole(30), "a whole look tells whether it is still there"
    watcher.take(whole(30, "laptop.disk_full", shows=()))
    watcher.take(whole(60))
    assert told(watcher, 70) == [("laptop.disk_full", 0, 60)]


def test_a_cut_beside_lasting_trouble() -> None:
    watcher, _ = watched(
        whole(0, "laptop.disk_full", shows=()),
        light(10, "isp.down"),
        whole(11, "isp.down", "laptop.disk_full", shows=("isp.down",)),
        light(20),
    )
    assert told(watcher, 25) == [("laptop.disk_full", 0, None), ("isp.down", 10, 20)]


def test_two_faults_at_once_are_two_episodes() -> None:
    both = ("vpn.port_blocked", "service.down")
    watcher, _ = watched(
        whole(0), light(10, *both), whole(11, *both), light(20, "service.down"), whole(21, "service.down")
    )
    assert told(watcher, 30) == [("service.down", 10, None), ("vpn.port_blocked", 10, 21)]


def test_a_cause_that_nobody_could_look_for_is_not_gone() -> None:
    watcher, _ = watched(whole(0, "service.down"), light(10, "isp.down"), whole(11, "isp.down", blind=["service.down"]))
    assert ("service.down", 0, None) in told(watcher, 20)


def test_where_a_light_look_complains_without_reason_only_whole_looks_count() -> None:
    watcher, changes = watched(*(whole(10 * n, shows=("isp.down",)) for n in range(5)))
    assert changes == []
    assert watcher.wants_whole(50)
    watcher.take(whole(50, "proxy.unreachable", shows=("isp.down",)))
    assert told(watcher, 55) == [("proxy.unreachable", 50, None)]


def test_a_light_look_that_begins_to_err_is_no_episode() -> None:
    watcher, changes = watched(whole(0), light(10, "isp.down"), whole(11, shows=("isp.down",)))
    assert changes == []
    assert told(watcher, 12) == []


def test_a_second_fault_is_found_while_the_first_one_lasts() -> None:
    watcher, _ = watched(whole(0), light(10, "isp.down"), whole(11, "isp.down"), light(20, "isp.down"))
    assert not watcher.wants_whole(30)
    assert watcher.wants_whole(41)


def test_memory_is_bounded_and_the_shortest_go_first() -> None:
    watcher = Watcher()
    watcher.take(whole(0))
    for number in range(MOST_EVENTS + 50):
        at_s = 100.0 * number + 10
        watcher.take(light(at_s, "isp.down"))
        watcher.take(whole(at_s + 1, "isp.down"))
        watcher.take(light(at_s + (2 if number % 7 else 30)))
    kept = watcher.episodes(1e9)
    assert len(kept) <= MOST_EVENTS + 1
    assert watcher.left_out + len(kept) == MOST_EVENTS + 50
    assert sum(1 for item in kept if item.seconds == 30) == len(range(0, MOST_EVENTS + 50, 7))


def test_the_worst_is_named_and_long() -> None:
    watcher, _ = watched(
        whole(0), light(10, UNKNOWN), whole(11, UNKNOWN), light(100),
        light(200, "isp.down"), whole(201, "isp.down"), light(210),
        light(300, "dns.slow"), whole(301, "dns.slow"), light(330),
    )  # fmt: skip
    first = worst(watcher.episodes(400))
    assert first is not None
    assert first.cause == "dns.slow"
    assert worst(()) is None


def verdict(cause: str, **rest: object) -> Verdict:
    return Verdict(cause=cause, certainty=Certainty.CONFIRMED, owner=Owner.USER, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shown", "roots"),
    [
        (verdict(HEALTHY), ()),
        (verdict(UNKNOWN), ()),  # a partial look without a complaint
        (verdict(UNKNOWN, evidence=("dns.system/1",)), (UNKNOWN,)),
        (verdict(UNKNOWN, also_affected=("Intranet",)), (UNKNOWN,)),
        (verdict("isp.down"), ("isp.down",)),
        (
            verdict("isp.down", others=(OtherCause("laptop.disk_full", Certainty.LIKELY, {"n": "3"}),)),
            ("isp.down", "laptop.disk_full"),
        ),
    ],
)
def test_what_a_verdict_means_for_a_watch(shown: Verdict, roots: tuple[str, ...]) -> None:
    found = reading(shown, ())
    assert tuple(found.roots) == roots
    assert found.is_fine is (not roots)
    if "laptop.disk_full" in roots:
        assert found.roots["laptop.disk_full"].args == {"n": "3"}

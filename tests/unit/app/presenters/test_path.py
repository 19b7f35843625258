"""Which stop of the path shows what."""

from types import MappingProxyType

import pytest

from app.presenters.ledger import Sight
from app.presenters.path import CHECKS_OF, PathView, StopState, checked_titles, path_view, stop_of
from app.presenters.phrase import Phrases
from diagnostics.faults import CATALOGUE

EN = Phrases.load("en")
ALL = [check for checks in CHECKS_OF.values() for check in checks]
FINE, TROUBLE, AFFECTED = StopState.FINE, StopState.TROUBLE, StopState.AFFECTED
WAITING, CHECKING, NOT_CHECKED = StopState.WAITING, StopState.CHECKING, StopState.NOT_CHECKED


def sight(cause: str | None = None, default: str = "ok", **changes: str) -> Sight:
    """`changes`: check ids with "_" for "."; `default`: the state of all others."""
    states = dict.fromkeys(ALL, default) | {name.replace("_", ".", 1): state for name, state in changes.items()}
    return Sight(checks=MappingProxyType(states), link="wifi", cause=cause, ended=cause is not None)


def states(view: PathView) -> list[StopState]:
    return [stop.state for stop in view.stops]


def test_before_the_first_event_everything_waits() -> None:
    view = path_view(Sight(), EN, has_vpn=True)
    assert [stop.id for stop in view.stops] == ["laptop", "link", "box", "internet", "vpn", "work"]
    assert states(view) == [WAITING] * 6


def test_a_stop_is_checking_from_its_first_check_to_its_last() -> None:
    some = sight(default="waiting", link_adapters="ok", ip_addresses="waiting", gateway_answers="checking")
    assert states(path_view(some, EN, has_vpn=True)) == [WAITING, CHECKING, CHECKING, WAITING, WAITING, WAITING]


def test_no_alarm_before_the_verdict() -> None:
    assert states(path_view(sight(gateway_answers="problem"), EN, has_vpn=False))[2] is CHECKING


def test_healthy_with_a_silent_box_is_fine_everywhere() -> None:
    assert states(path_view(sight("healthy", gateway_answers="problem"), EN, has_vpn=True)) == [FINE] * 6


def test_unknown_shows_where_something_failed() -> None:
    assert states(path_view(sight("unknown", tls_public="problem"), EN, has_vpn=False))[3] is TROUBLE


def test_a_run_that_broke_shows_what_was_not_checked() -> None:
    view = path_view(Sight(checks=MappingProxyType({"laptop.load": "checking"}), ended=True), EN, has_vpn=False)
    assert states(view) == [NOT_CHECKED] * 5


@pytest.mark.parametrize(
    ("cause", "changes", "expected"),
    [
        ("link.unplugged", {}, [FINE, TROUBLE, AFFECTED, AFFECTED, AFFECTED, AFFECTED]),
        ("ip.no_lease", {}, [FINE, FINE, TROUBLE, AFFECTED, AFFECTED, AFFECTED]),
        ("gateway.unreachable", {}, [FINE, FINE, TROUBLE, AFFECTED, AFFECTED, AFFECTED]),
        ("isp.down", {}, [FINE, FINE, FINE, TROUBLE, AFFECTED, AFFECTED]),
        (
            "vpn.port_blocked",
            {"vpn_gateway": "problem", "service_reachable": "problem"},
            [FINE, FINE, FINE, FINE, TROUBLE, AFFECTED],
        ),
        ("vpn.port_blocked", {"vpn_gateway": "problem"}, [FINE, FINE, FINE, FINE, TROUBLE, FINE]),
        ("service.down", {"service_reachable": "problem"}, [FINE, FINE, FINE, FINE, FINE, TROUBLE]),
        ("laptop.cpu_overloaded", {}, [TROUBLE, FINE, FINE, FINE, FINE, FINE]),
        (
            "clock.skewed",
            {"tls_public": "problem", "service_reachable": "problem"},
            [TROUBLE, FINE, FINE, AFFECTED, FINE, AFFECTED],
        ),
        ("dns.slow", {"dns_configured": "problem"}, [FINE, FINE, FINE, TROUBLE, FINE, FINE]),
        ("vpn.not_running", {"service_reachable": "skipped"}, [FINE, FINE, FINE, FINE, TROUBLE, NOT_CHECKED]),
    ],
)
def test_first_broken_stop(cause: str, changes: dict[str, str], expected: list[StopState]) -> None:
    assert states(path_view(sight(cause, **changes), EN, has_vpn=True)) == expected


def test_another_root_is_trouble_too() -> None:
    both = Sight(
        checks=MappingProxyType(dict.fromkeys(ALL, "ok")),
        cause="laptop.disk_full",
        others=("service.down",),
        ended=True,
    )
    assert states(path_view(both, EN, has_vpn=False)) == [TROUBLE, FINE, FINE, FINE, TROUBLE]


def test_the_vpn_stop_is_drawn_only_where_there_is_a_vpn() -> None:
    def ids(view: PathView) -> list[str]:
        return [stop.id for stop in view.stops]

    assert "vpn" not in ids(path_view(sight("healthy"), EN, has_vpn=False))
    assert "vpn" in ids(path_view(sight("healthy"), EN, has_vpn=True))
    seen = Sight(vpn_seen=True)
    assert "vpn" in ids(path_view(seen, EN, has_vpn=False))


@pytest.mark.parametrize(
    ("because", "stop", "word"),
    [
        ("wifi.weak_signal", "link", "weak signal"),
        ("laptop.bandwidth_hog", "laptop", "fills the line"),
        ("unknown", "internet", "bad for calls"),
        (None, "internet", "bad for calls"),
    ],
)
def test_bad_calls_are_shown_where_their_cause_is(because: str | None, stop: str, word: str) -> None:
    shown = path_view(
        Sight(checks=sight("call.quality").checks, cause="call.quality", because=because), EN, has_vpn=False
    )
    assert [(one.id, one.word) for one in shown.stops if one.state is TROUBLE] == [(stop, word)]


@pytest.mark.parametrize(("cause", "cuts"), [("wifi.radio_off", True), ("wifi.weak_signal", False)])
def test_a_weak_wifi_is_still_a_way(cause: str, cuts: bool) -> None:
    shown = path_view(sight(cause), EN, has_vpn=False)
    behind = {one.state for one in shown.stops if one.id in {"box", "internet", "work"}}
    assert (behind == {StopState.AFFECTED}) is cuts


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_cause_has_a_stop_and_a_short_word(lang: str) -> None:
    say = Phrases.load(lang)
    causes = [id.removeprefix("trouble.") for id in say.table if id.startswith("trouble.")]
    assert set(causes) == {fault.id for fault in CATALOGUE}
    for cause in causes:
        assert stop_of(cause) in CHECKS_OF
        view = path_view(sight(cause), say, has_vpn=True)
        broken = [stop for stop in view.stops if stop.state is TROUBLE]
        assert [stop.word for stop in broken] == [say(f"trouble.{cause}")]
        assert len(broken[0].word) <= 20, "it stands under a mark"


def test_no_stop_for_what_is_not_a_place() -> None:
    assert stop_of("healthy") is None
    assert stop_of("unknown") is None


@pytest.mark.parametrize(
    ("dbm", "word"), [(-52, "strong signal"), (-67, "strong signal"), (-70, "good signal"), (-80, "weak signal")]
)
def test_signal_in_words(dbm: int, word: str) -> None:
    seen = Sight(
        checks=MappingProxyType(dict.fromkeys(ALL, "ok")), link="wifi", signal_dbm=dbm, cause="healthy", ended=True
    )
    assert path_view(seen, EN, has_vpn=False).stops[1].word == word


def test_the_spoken_text_says_the_whole_picture() -> None:
    spoken = path_view(sight("isp.down"), EN, has_vpn=False).spoken
    for part in ("Laptop: fine", "Wi-Fi: connected", "Box: answers", "Internet: line is down", "Work: not reached"):
        assert part in spoken


def test_what_was_checked_names_the_services() -> None:
    healthy = sight("healthy")
    titles = checked_titles(path_view(healthy, EN, has_vpn=True), healthy, EN, ("Intranet", "Mail"))
    assert titles == ("your laptop", "the Wi-Fi", "the box", "internet", "the VPN", "Intranet", "Mail")


def test_a_stop_says_that_it_knows_what_breaks_there() -> None:
    sight = Sight(checks={"vpn.gateway": "problem"}, cause="vpn.port_blocked", ended=True)
    for lang, told in (("en", "IT knows"), ("fr", "déjà signalé")):
        say = Phrases.load(lang)
        plain = path_view(sight, say, has_vpn=True)
        known = path_view(sight, say, has_vpn=True, known={"vpn.port_blocked"})
        word = next(stop.word for stop in known.stops if stop.id == "vpn")
        assert told in word
        assert word.startswith(next(stop.word for stop in plain.stops if stop.id == "vpn"))
        assert word in known.spoken
        assert path_view(sight, say, has_vpn=True, known={"isp.down"}) == plain

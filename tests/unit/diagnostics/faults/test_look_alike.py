"""Causes that look alike to people: for every pair of the table, one story each, and the other is not named.

The rows are those of the look-alike table of the fault knowledge base, in its order.
"""

import pytest

from diagnostics.model.fact import NetworkHint, Told
from diagnostics.verdict.tree import ancestors
from tests.fakes.house import House
from tests.fakes.way import to_the_anchors, to_the_box
from tests.unit.diagnostics.faults.story_home import HOME, dead_box
from tests.unit.diagnostics.faults.story_tunnel import TUNNEL, mute
from tests.unit.diagnostics.faults.story_way import WAY, calls, hog, speed_test, way
from tests.unit.diagnostics.faults.story_work import WORK, vpn_silent

STORIES = HOME | WORK | WAY | TUNNEL

PAIRS: tuple[tuple[str, str], ...] = (
    ("line down", "name server silent"),
    ("line down", "box off"),
    ("line down", "hotel"),
    ("line down", "local filter"),
    ("line down", "one network lost"),
    ("hotel", "names lie"),
    ("hotel", "interception"),
    ("interception", "clock"),
    ("interception", "service certificate expired"),
    ("name server fails", "service name unknown"),
    ("slow name server", "IPv6 leads nowhere"),
    ("first name server dead", "name server silent"),
    ("a line of the hosts file", "names lie"),
    ("browser asks elsewhere", "names asked elsewhere"),
    ("names asked elsewhere", "name gone inside too"),
    ("no route into the tunnel", "one silent service"),
    ("same numbers at home", "one silent service"),
    ("same numbers at home", "no route into the tunnel"),
    ("VPN gateway silent", "VPN port swallowed"),
    ("VPN gateway silent", "line down"),
    ("sign-in refused", "VPN gateway silent"),
    ("sign-in refused", "certificate over by a wrong clock"),
    ("sign-in refused", "account locked"),
    ("phone not answered", "VPN port swallowed"),
    ("tunnel asleep", "tunnel up, gateway gone"),
    ("tunnel asleep", "session over"),
    ("tunnel loses", "line loses"),
    ("large packets stuck inside", "service hangs at any size"),
    ("large packets stuck inside", "large packets vanish"),
    ("jams under load", "line loses"),
    ("jams under load", "weak signal"),
    ("jams under load", "too little of it"),
    ("weak signal", "crowded channel"),
    ("weak signal", "home loses"),
    ("too little of it", "upload fills the line"),
    ("too little of it", "processor"),
    ("no address", "wrong key"),
    ("no address", "another network on the wire"),
    ("somebody else answers for our address", "weak signal"),
    ("service refuses", "service says no"),
    ("service error", "one browser only"),
    ("muted microphone", "calls on a lossy line"),
    ("dock without network", "cable out"),
    ("woke without an address", "no address"),
    ("box off", "woke, box does not hear us"),
    ("private VPN swallows the gateway", "VPN gateway silent"),
    ("kill switch", "local filter"),
    ("hot under load", "processor"),
)


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=" or ".join)
def test_each_of_a_pair_is_named_and_never_the_other(one: str, other: str) -> None:
    (make_one, cause), (make_other, look_alike) = STORIES[one], STORIES[other]
    assert cause != look_alike, "a pair needs two causes"
    for story, wanted, unwanted in ((make_one, cause, look_alike), (make_other, look_alike, cause)):
        verdict = story().verdict()
        assert verdict.cause == wanted
        assert unwanted not in [found.cause for found in verdict.others]


def test_a_badge_of_the_system_is_never_evidence() -> None:
    for believed in ("none", "limited", "portal"):
        house = House().put("link.hints", NetworkHint(source="NetworkManager", connectivity=believed))
        assert house.verdict().cause == "healthy"


def test_a_busy_processor_spoils_a_speed_test_and_is_named_instead() -> None:
    house = speed_test(down_mbit=1.1)
    house.facts["laptop.load"] = WORK["processor"][0]().facts["laptop.load"]
    verdict = house.verdict()
    assert (verdict.cause, verdict.others) == ("laptop.cpu_overloaded", ())


def test_a_hotspot_that_works_tells_a_blocked_network_from_a_dead_gateway() -> None:
    assert vpn_silent().verdict().cause == "vpn.gateway_unreachable"
    told = vpn_silent().put("person.told", Told(question="hotspot_works", yes=True))
    assert told.verdict().cause == "vpn.port_blocked"


def test_segments_and_reasons_are_told() -> None:
    reasons = {
        "line loses": "isp",
        "home loses": "cable",
        "slow box": "lan",
        "far away": "satellite",
        "company far away": "distant_vpn",
        "wrong key": "wrong_key",
        "too far to join": "out_of_range",
        "radio off by its key": "hardware",
        "account locked": "locked",
        "password over": "expired",
        "laptop certificate over": "client",
        "hot under load": "heat",
        "muted microphone": "muted",
        "no microphone": "none_present",
    }
    assert {name: STORIES[name][0]().verdict().reason for name in reasons} == reasons


def test_a_call_is_told_with_what_is_behind_it() -> None:
    behind = WAY["calls on a lossy line"][0]().verdict()
    assert (behind.cause, behind.because, behind.others) == ("call.quality", "internet.loss", ())
    alone = way(to_the_box(), to_the_anchors(jitter_ms=60.0)).verdict()
    assert (alone.cause, alone.because) == ("call.quality", "unknown")
    assert hog().verdict().because is None
    assert calls().verdict().cause == "healthy"


def test_a_tunnel_that_fell_asleep_with_the_computer_says_so() -> None:
    house = mute()
    assert house.verdict().reason == "unknown"
    assert WAY["woke without an address"][0]().facts["laptop.power"]
    house.facts["laptop.power"] = WAY["woke without an address"][0]().facts["laptop.power"]
    assert house.verdict().reason == "after_sleep"


def test_what_happened_long_after_a_wake_is_not_blamed_on_it() -> None:
    house = dead_box()
    assert house.verdict().cause == "gateway.unreachable"
    assert "gateway.unreachable" not in ancestors()["link.stuck_after_sleep"]

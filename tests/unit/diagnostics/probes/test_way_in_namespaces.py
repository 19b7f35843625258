"""Series and routers on the way, over a real link and a real router."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.servers.certificates import Authority
from tests.unit.diagnostics.probes.netns import BOX4, BOX6, FAR4, FAR6, LAPTOP, ROUTER, World

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(
        os.geteuid() != 0 or not shutil.which("ip") or not shutil.which("nft"), reason="needs root, ip and nft"
    ),
]


@pytest.fixture(scope="module")
def world(authority: Authority) -> Iterator[World]:
    world = World()
    try:
        world.build()
        with world.serving(authority.sign("server")):
            yield world
    finally:
        world.destroy()


def series(method: str, address: str, *, count: int = 20, port: int = 0) -> tuple[str, list[Any], dict[str, Any]]:
    named = {"method": method, "count": count, "every_s": 0.01, "wait_s": 0.3, "port": port}
    return "series", [address], {"purpose": "internet", "subject": "x", **named}


def hops(address: str, most: int = 4) -> tuple[str, list[Any], dict[str, Any]]:
    return "hops", [address], {"subject": "x", "most": most, "timeout_s": 0.6}


EACH = [series("icmp", FAR4), series("tcp", FAR4, port=80), series("tcp", FAR4, port=9), series("dns", FAR4)]
EACH6 = [series("icmp", FAR6), series("tcp", FAR6, port=80), series("dns", FAR6)]


def test_a_good_line_loses_nothing(world: World) -> None:
    for answer in world.probe(*EACH, *EACH6):
        assert (answer.failure, answer.sent, answer.received, answer.longest_gap) == (None, 20, 20, 0)
        assert answer.adapter == "eth0"
        assert 0 < answer.rtt_least_ms <= answer.rtt_ms <= answer.rtt_p95_ms < 100


def test_every_fourth_packet_is_lost_beyond_the_box_only(world: World) -> None:
    # One counter for each kind of probe: side by side they would take each other's turn.
    kinds = ("icmp type echo-request", "tcp dport 80 tcp flags syn", "udp dport 53")
    rules = [f"ip daddr {FAR4} {kind} numgen inc mod 4 == 3 drop" for kind in kinds]
    with world.filtered(ROUTER, "forward", *rules):
        near, *far = world.probe(series("icmp", BOX4), EACH[0], EACH[1], EACH[3])
    assert (near.received, near.longest_gap) == (20, 0)
    assert [(answer.sent, answer.received, answer.longest_gap) for answer in far] == [(20, 15, 1)] * 3
    assert all(answer.failure is None for answer in far)


WALLS = {
    "swallowed": ("drop", {"timed_out"}, {20}),
    "host unreachable": ("reject with icmp host-unreachable", {"unreachable"}, {20}),
    "port unreachable": ("reject with icmp port-unreachable", {"refused"}, {20}),
}


@pytest.mark.parametrize("name", WALLS)
def test_a_wall_on_the_way_answers_nothing(world: World, name: str) -> None:
    verdict, failures, sent = WALLS[name]
    with world.filtered(ROUTER, "forward", f"ip daddr {FAR4} {verdict}"):
        answers = world.probe(*EACH)
    assert {answer.failure for answer in answers} == failures
    assert {answer.received for answer in answers} == {0}
    assert {answer.sent for answer in answers} == sent


def test_without_a_route_it_ends_at_once(world: World) -> None:
    with world.changed(LAPTOP, f"route del default via {BOX4}", f"route add default via {BOX4}"):
        answers = world.probe(*EACH)
    assert {answer.failure for answer in answers} == {"no_route"}
    assert all(answer.sent <= 3 and answer.received == 0 for answer in answers)
    assert all(answer.ms < 150 for answer in answers)


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="the setpriv program is not installed")
def test_what_an_ordinary_user_may(world: World) -> None:
    ordinary = ("setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw")
    ping, connect, ask, way = world.probe(EACH[0], EACH[1], EACH[3], hops(FAR4), under=ordinary)
    assert (ping.failure, connect.failure, ask.failure) == ("not_supported", None, None)
    assert way.hops == [BOX4, FAR4]


def test_the_routers_on_the_way(world: World) -> None:
    to4, to6, near, short = world.probe(hops(FAR4), hops(FAR6), hops(BOX4), hops(FAR4, most=1))
    assert (to4.failure, to4.hops) == (None, [BOX4, FAR4])
    assert (to6.failure, to6.hops) == (None, [BOX6, FAR6])
    assert near.hops == [BOX4]
    assert short.hops == [BOX4]


# What the router does to it, and what is known of four distances then.
WAYS: dict[str, tuple[str, str, list[str], str | None]] = {
    "a silent router": ("output", "icmp type time-exceeded drop", ["", FAR4], None),
    "a wall behind the router": ("forward", f"ip daddr {FAR4} drop", [BOX4, "", "", ""], None),
    "a router that refuses": ("forward", "meta l4proto udp reject with icmp admin-prohibited", [BOX4], None),
    "a wall before the router": ("prerouting", f"ip daddr {FAR4} drop", [], "timed_out"),
}


@pytest.mark.parametrize("name", WAYS)
def test_what_routers_do_to_it(world: World, name: str) -> None:
    hook, rule, expected, failure = WAYS[name]
    with world.filtered(ROUTER, hook, rule):
        [answer] = world.probe(hops(FAR4))
    assert (answer.hops, answer.failure) == (expected, failure)


def test_packets_that_are_lost_are_sent_again(world: World) -> None:
    with world.filtered(ROUTER, "prerouting", "udp dport 33434-33534 numgen inc mod 8 < 4 drop"):
        [answer] = world.probe(hops(FAR4))
    assert answer.hops == [BOX4, FAR4]


def test_no_way_at_all(world: World) -> None:
    with world.changed(LAPTOP, f"route del default via {BOX4}", f"route add default via {BOX4}"):
        [answer] = world.probe(hops(FAR4))
    assert answer.failure == "no_route"
    with world.filtered(LAPTOP, "output", "meta l4proto udp reject"):
        [answer] = world.probe(hops(FAR4))
    assert (answer.failure, answer.hops) == ("not_permitted", [])

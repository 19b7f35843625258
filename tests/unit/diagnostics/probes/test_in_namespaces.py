"""What only a real link, a real router and a real filter can show."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.servers.certificates import Authority
from tests.unit.diagnostics.probes.netns import (
    BOX4,
    FAR4,
    FAR6,
    LAPTOP,
    LENT4,
    NEAR6,
    NEIGHBOUR,
    OWN4,
    ROUTER,
    SERVER,
    World,
)

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


def tcp(address: str, port: int = 80, timeout_s: float = 1.0) -> tuple[str, list[Any], dict[str, Any]]:
    return "tcp", [address, port], {"purpose": "internet", "subject": "x", "timeout_s": timeout_s}


def echo(address: str, timeout_s: float = 1.0) -> tuple[str, list[Any], dict[str, Any]]:
    return "echo", [address], {"purpose": "internet", "subject": "x", "timeout_s": timeout_s}


def dns(server: str, timeout_s: float = 1.0) -> tuple[str, list[Any], dict[str, Any]]:
    named = {"role": "configured", "purpose": "name", "timeout_s": timeout_s}
    return "dns", [server, "www.example.org"], named


def mtu(method: str, address: str, timeout_s: float = 1.2) -> tuple[str, list[Any], dict[str, Any]]:
    return "mtu", [method, address], {"subject": "x", "timeout_s": timeout_s}


def arp(address: str, timeout_s: float = 0.6) -> tuple[str, list[Any], dict[str, Any]]:
    return "arp", ["eth0", address], {"purpose": "gateway", "timeout_s": timeout_s}


def mac(world: World, place: str, adapter: str = "eth0") -> str:
    return world.run(place, "cat", f"/sys/class/net/{adapter}/address").strip()


def test_a_healthy_path(world: World) -> None:
    near, far, far6, name, connect, connect6 = world.probe(
        echo(BOX4), echo(FAR4), echo(FAR6), dns(FAR4), tcp(FAR4), tcp(FAR6)
    )
    for answer in (near, far, far6):
        assert (answer.failure, answer.sent, answer.received) == (None, 3, 3)
        assert 0 < answer.rtt_ms < 200
    assert (name.failure, name.addresses) == (None, ["192.0.2.80"])
    assert (connect.failure, connect.source, connect.adapter) == (None, OWN4, "eth0")
    assert (connect6.failure, connect6.adapter) == (None, "eth0")


# A router's rule, and what TCP port 80, echo and a DNS question make of it.
ON_THE_WAY = {
    "host unreachable": ("reject with icmp host-unreachable", "unreachable", "unreachable", "unreachable"),
    "net unreachable": ("reject with icmp net-unreachable", "unreachable", "unreachable", "unreachable"),
    "prohibited": ("reject with icmp admin-prohibited", "unreachable", "unreachable", "unreachable"),
    "port unreachable": ("reject with icmp port-unreachable", "refused", "refused", "refused"),
    "swallowed": ("drop", "timed_out", "timed_out", "timed_out"),
}


@pytest.mark.parametrize("name", ON_THE_WAY)
def test_what_a_router_says(world: World, name: str) -> None:
    verdict, *expected = ON_THE_WAY[name]
    with world.filtered(ROUTER, "forward", f"ip daddr {FAR4} {verdict}"):
        answers = world.probe(tcp(FAR4, timeout_s=0.6), echo(FAR4, 0.6), dns(FAR4, 0.6))
    assert [answer.failure for answer in answers] == expected
    if name not in ("swallowed",):
        assert all(BOX4 in answer.detail for answer in answers)


def test_what_a_router_says_over_ipv6(world: World) -> None:
    with world.filtered(ROUTER, "forward", f"ip6 daddr {FAR6} reject with icmpv6 no-route"):
        answers = world.probe(tcp(FAR6), echo(FAR6), dns(FAR6))
    assert [answer.failure for answer in answers] == ["unreachable"] * 3


def test_a_link_local_neighbour(world: World) -> None:
    box = f"{NEAR6}%eth0"
    connect, ping, bare = world.probe(tcp(box), echo(box), tcp(NEAR6))
    assert (connect.failure, ping.failure, ping.received) == ("refused", None, 3)
    assert connect.adapter == "eth0"
    assert bare.failure == "no_route"


def test_a_reset_from_the_network(world: World) -> None:
    with world.filtered(ROUTER, "forward", "meta l4proto tcp reject with tcp reset"):
        [answer] = world.probe(tcp(FAR4))
    assert answer.failure == "refused"


def test_nobody_at_home_on_the_own_link(world: World) -> None:
    answers = world.probe(tcp("192.0.2.77", timeout_s=2), echo("192.0.2.77", 2), dns("192.0.2.77", 2))
    assert [answer.failure for answer in answers] == ["unreachable"] * 3


# A filter on this computer: TCP that is dropped silently looks like a dead line, the kernel says nothing about it.
HERE = {
    "rejected": ("reject", "not_permitted", "not_permitted", "not_permitted"),
    "prohibited": ("reject with icmp admin-prohibited", "not_permitted", "not_permitted", "not_permitted"),
    "dropped": ("drop", "timed_out", "not_permitted", "not_permitted"),
}


@pytest.mark.parametrize("name", HERE)
def test_a_filter_on_this_computer(world: World, name: str) -> None:
    verdict, *expected = HERE[name]
    with world.filtered(LAPTOP, "output", f"ip daddr {FAR4} {verdict}"):
        answers = world.probe(tcp(FAR4, timeout_s=0.6), echo(FAR4, 0.6), dns(FAR4, 0.6))
    assert [answer.failure for answer in answers] == expected


ROUTES = {"unreachable": "unreachable", "blackhole": "no_route", "prohibit": "not_permitted"}


@pytest.mark.parametrize("kind", ROUTES)
def test_routes_that_lead_nowhere(world: World, kind: str) -> None:
    with world.changed(LAPTOP, f"route add {kind} {FAR4}/32", f"route del {kind} {FAR4}/32"):
        answers = world.probe(tcp(FAR4), echo(FAR4), dns(FAR4))
    assert {answer.failure for answer in answers} == {ROUTES[kind]}
    assert all(answer.ms is not None and answer.ms < 100 for answer in answers)


def test_no_default_route(world: World) -> None:
    with world.changed(LAPTOP, f"route del default via {BOX4}", f"route add default via {BOX4}"):
        answers = world.probe(tcp(FAR4), echo(FAR4), dns(FAR4), mtu("icmp", FAR4))
    assert {answer.failure for answer in answers} == {"no_route"}


def test_an_adapter_that_is_down(world: World) -> None:
    default = f"route add default via {BOX4}"
    try:
        with world.changed(LAPTOP, "link set eth0 down", "link set eth0 up"):
            answers = world.probe(tcp(FAR4), echo(FAR4), dns(FAR4), arp(BOX4))
    finally:
        world.run(LAPTOP, "ip", *default.split())
        world.run(LAPTOP, "ip", "-6", "addr", "replace", "2001:db8:1::2/64", "dev", "eth0", "nodad")
        world.run(LAPTOP, "ip", "-6", "route", "replace", "default", "via", "2001:db8:1::1")
    assert {answer.failure for answer in answers} == {"no_route"}


def test_one_owner_of_our_address_and_of_the_gateways(world: World) -> None:
    own, box = world.probe(arp(OWN4), arp(BOX4))
    assert (own.failure, own.macs) == (None, [])
    assert (box.failure, box.macs) == (None, [mac(world, ROUTER, "lan")])


def test_a_neighbour_that_has_our_address(world: World) -> None:
    with world.claimed(OWN4):
        [own] = world.probe(arp(OWN4))
    assert (own.failure, own.macs) == (None, [mac(world, NEIGHBOUR)])


def test_a_neighbour_that_has_the_gateways_address(world: World) -> None:
    with world.claimed(BOX4):
        [box] = world.probe(arp(BOX4))
    assert box.macs == sorted([mac(world, NEIGHBOUR), mac(world, ROUTER, "lan")])


def test_an_address_that_nobody_has_and_adapters_that_cannot_be_asked(world: World) -> None:
    nobody, loopback, missing = world.probe(
        arp("192.0.2.77", 0.3),
        ("arp", ["lo", "127.0.0.1"], {"purpose": "gateway", "timeout_s": 0.3}),
        ("arp", ["eth9", BOX4], {"purpose": "gateway", "timeout_s": 0.3}),
    )
    assert (nobody.failure, nobody.macs) == ("timed_out", [])
    assert (loopback.failure, missing.failure) == ("not_supported", "no_route")


METHODS = [
    *(mtu(method, address) for method in ("icmp", "dns") for address in (FAR4, FAR6)),
    *(mtu(method, FAR4) for method in ("http", "tls")),
]


def _outcomes(answers: list[Any]) -> set[tuple[Any, ...]]:
    return {(answer.failure, answer.small_passed, answer.large_outcome) for answer in answers}


def test_a_wide_path(world: World) -> None:
    answers = world.probe(*METHODS)
    assert _outcomes(answers) == {(None, True, "passed")}
    assert {answer.large for answer in answers} == {1500, 1440}
    assert all(answer.ms < 500 for answer in answers)


def test_a_narrow_path_that_says_so(world: World) -> None:
    narrow = world.changed(ROUTER, "link set wan mtu 1300", "link set wan mtu 1500")
    with narrow:
        answers = world.probe(*METHODS[:4], mtu("http", FAR4, 2.5), mtu("tls", FAR4, 2.5))
    assert _outcomes(answers[:4]) == {(None, True, "too_big")}
    assert [answer.path_mtu for answer in answers[:4]] == [1300] * 4
    assert _outcomes(answers[4:]) == {(None, True, "passed")}  # TCP learned the size
    for place in (LAPTOP, SERVER):
        world.run(place, "ip", "route", "flush", "cache")
        world.run(place, "ip", "-6", "route", "flush", "cache")


def test_a_black_hole(world: World) -> None:
    with world.filtered(ROUTER, "forward", "meta length > 1400 drop"):
        answers = world.probe(*METHODS)
    assert _outcomes(answers) == {(None, True, "silent")}
    assert all(answer.path_mtu is None for answer in answers)


def test_a_narrow_path_whose_messages_are_filtered(world: World) -> None:
    narrow = world.changed(ROUTER, "link set wan mtu 1300", "link set wan mtu 1500")
    mute = world.filtered(ROUTER, "output", "icmp type destination-unreachable drop", "icmpv6 type packet-too-big drop")
    with mute, narrow:  # in this order nothing is told in between
        answers = world.probe(*METHODS)
    assert _outcomes(answers) == {(None, True, "silent")}


def test_nothing_is_said_about_the_size_when_nothing_passes(world: World) -> None:
    with world.filtered(ROUTER, "forward", "drop"):
        answers = world.probe(mtu("icmp", FAR4, 0.4), mtu("http", FAR4, 0.4))
    assert _outcomes(answers) == {("timed_out", False, "silent")}


def test_a_first_link_that_is_narrow_itself(world: World) -> None:
    with world.changed(LAPTOP, "link set eth0 mtu 1280", "link set eth0 mtu 1500"):
        [answer] = world.probe(mtu("icmp", FAR4))
    assert (answer.large, answer.small, answer.large_outcome) == (1280, 1180, "passed")


def test_a_tunnel_whose_real_path_is_smaller_than_it_believes(world: World) -> None:
    """Large is what the route's adapter takes, so that it fits the tunnel and is lost on the way."""
    narrow = world.changed(LAPTOP, "link set eth0 mtu 1420", "link set eth0 mtu 1500")
    with narrow, world.filtered(ROUTER, "forward", "meta length > 1400 drop"):
        answers = world.probe(*(mtu(method, FAR4) for method in ("icmp", "dns", "http", "tls")))
    assert _outcomes(answers) == {(None, True, "silent")}
    assert {answer.large for answer in answers} == {1420}


def test_an_address_borrowed_from_another_adapter_does_not_mislead(world: World) -> None:
    """As tunnels do it: our own address is that of an adapter with another MTU than the one that carries the route."""
    borrowed = world.changed(LAPTOP, f"addr add {LENT4}/32 dev lo", f"addr del {LENT4}/32 dev lo")
    narrow = world.changed(LAPTOP, "link set eth0 mtu 1400", "link set eth0 mtu 1500")
    route = f"{FAR4}/32 via {BOX4} dev eth0 src {LENT4}"
    with borrowed, narrow, world.changed(LAPTOP, f"route add {route}", f"route del {route}"):
        icmp, connect = world.probe(mtu("icmp", FAR4), tcp(FAR4))
    assert (icmp.large, icmp.large_outcome) == (1400, "passed")
    assert (connect.source, connect.adapter) == (LENT4, "eth0")


def test_a_size_that_somebody_set_on_the_route_counts(world: World) -> None:
    route = f"{FAR4}/32 via {BOX4} mtu 1350"
    set_by_hand = world.changed(LAPTOP, f"route add {route}", f"route del {route}")
    with set_by_hand, world.filtered(ROUTER, "forward", "meta length > 1400 drop"):
        answers = world.probe(*(mtu(method, FAR4) for method in ("icmp", "http", "tls")))
    assert _outcomes(answers) == {(None, True, "passed")}
    assert {answer.large for answer in answers} == {1350}


def test_a_router_that_makes_segments_smaller(world: World) -> None:
    """Nothing larger is ever sent over TCP, whatever the path would do to it."""
    with world.filtered(ROUTER, "forward", "tcp flags syn tcp option maxseg size set 1300"):
        answers = world.probe(mtu("tls", FAR4), mtu("http", FAR4))
    assert _outcomes(answers) == {(None, True, "passed")}
    assert {answer.large for answer in answers} == {1340}


NO_RAW = ("setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw")  # what an ordinary user may not


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="the setpriv program is not installed")
def test_without_the_right_to_raw_sockets(world: World) -> None:
    answers = world.probe(echo(FAR4), arp(BOX4), mtu("icmp", FAR4), under=NO_RAW)
    assert [answer.failure for answer in answers] == ["not_supported", "not_permitted", "not_supported"]


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="the setpriv program is not installed")
def test_where_the_system_lets_everybody_ping(world: World) -> None:
    """Most distributions open the range of groups; Debian 12 does not."""
    world.run(LAPTOP, "sysctl", "-qw", "net.ipv4.ping_group_range=0 0")
    try:
        answers = world.probe(echo(FAR4), echo(FAR6), mtu("icmp", FAR4), under=NO_RAW)
        with world.filtered(ROUTER, "forward", "meta length > 1400 drop"):
            [hole] = world.probe(mtu("icmp", FAR4), under=NO_RAW)
        with world.filtered(ROUTER, "forward", f"ip daddr {FAR4} reject with icmp host-unreachable"):
            [refused] = world.probe(echo(FAR4), under=NO_RAW)
    finally:
        world.run(LAPTOP, "sysctl", "-qw", "net.ipv4.ping_group_range=1 0")
    assert [answer.failure for answer in answers] == [None, None, None]
    assert (hole.small_passed, hole.large_outcome) == (True, "silent")
    assert (refused.failure, refused.received) == ("unreachable", 0)


@pytest.mark.skipif(shutil.which("openvpn") is None, reason="the openvpn program is not installed")
class TestRealOpenVpn:
    """The handshake against the real server: plain, and one that signs its packets."""

    @contextmanager
    def _server(self, world: World, authority: Authority, transport: str, *more: object) -> Iterator[None]:
        pair = authority.sign("openvpn")
        command = [
            *("ip", "netns", "exec", world.name(SERVER), "openvpn", "--dev", "tun", "--mode", "server", "--tls-server"),
            *("--dh", "none", "--verb", "3", "--proto", "tcp-server" if transport == "tcp" else "udp"),
            *("--local", FAR4, "--port", 1194, "--ca", authority.own.certificate, "--cert", pair.certificate),
            *("--key", pair.key, "--data-ciphers", "AES-256-GCM", *more),
        ]
        server = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)
        said: list[str] = []
        try:
            assert server.stdout is not None
            for line in server.stdout:
                said.append(line)
                if "Initialization Sequence Completed" in line:
                    break
            else:
                pytest.fail("".join(said))
            yield
        finally:
            server.terminate()
            server.communicate(timeout=10)

    def _ask(self, world: World, transport: str, timeout_s: float = 2.0) -> Any:
        places = ["openvpn", f"vpn.example.org:1194/{transport}"]
        [answer] = world.probe(("vpn_gateway", places, {"address": FAR4, "timeout_s": timeout_s}))
        return answer

    @pytest.mark.parametrize("transport", ["udp", "tcp"])
    def test_it_answers_a_stranger(self, world: World, authority: Authority, transport: str) -> None:
        with self._server(world, authority, transport):
            answer = self._ask(world, transport)
        assert (answer.failure, answer.protocol, answer.conclusive) == (None, "openvpn", True)

    @pytest.mark.parametrize("option", ["tls-auth", "tls-crypt"])
    def test_one_that_signs_is_silent_and_nothing_is_concluded(
        self, world: World, authority: Authority, tmp_path: Path, option: str
    ) -> None:
        key = tmp_path / "signing.key"
        subprocess.run(["openvpn", "--genkey", "secret", str(key)], check=True, timeout=20)
        with self._server(world, authority, "udp", f"--{option}", key):
            answer = self._ask(world, "udp", 0.7)
        assert (answer.failure, answer.protocol, answer.conclusive) == ("timed_out", "none", False)
        with self._server(world, authority, "tcp", f"--{option}", key):
            answer = self._ask(world, "tcp")
        assert (answer.failure, answer.protocol, answer.conclusive) == (None, "tcp", True)

    def test_it_is_not_running(self, world: World) -> None:
        assert self._ask(world, "udp").failure == "refused"
        assert self._ask(world, "tcp").failure == "refused"

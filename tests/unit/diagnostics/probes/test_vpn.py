"""VPN gateways: what they say to a stranger, and what their silence is worth."""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from diagnostics.model.answer import VpnGatewayAnswer
from diagnostics.model.failure import Failure
from diagnostics.model.site import Vpn
from diagnostics.probes import endpoint, ike, openvpn, vpn
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.network import NetworkProbes
from tests.fakes.servers import packet
from tests.fakes.servers.certificates import Authority
from tests.fakes.servers.gateway import dtls_cookie, ike_no_proposal
from tests.fakes.servers.gateway import openvpn as openvpn_server
from tests.fakes.servers.names import over_tcp
from tests.fakes.servers.packet import Answer, answering
from tests.fakes.servers.stream import (
    Talk,
    closed_port,
    drips,
    full_backlog,
    hangs_up,
    resets,
    says,
    serving,
    silent,
)
from tests.unit.diagnostics.probes.patience import patience_s


async def _gateway(kind: str, port: int, transport: str, timeout_s: float = 0.5) -> VpnGatewayAnswer:
    company = Vpn(name="Company VPN", kind=kind)
    where = f"vpn.example.org:{port}/{transport}"
    return await NetworkProbes().vpn_gateway(company, where, address="127.0.0.1", timeout_s=timeout_s)


@dataclass(frozen=True)
class Udp:
    kind: str
    server: Answer
    failure: Failure | None
    protocol: str
    conclusive: bool


DTLS_ALERT = bytes.fromhex("15feff00000000000000000002022f")
UDP = {
    "OpenVPN answers": Udp("openvpn", openvpn_server(), None, "openvpn", True),
    "OpenVPN loses the first packet": Udp("openvpn", packet.after(1, openvpn_server()), None, "openvpn", True),
    "OpenVPN for somebody else": Udp("openvpn", openvpn_server(echo=False), Failure.MALFORMED, "none", True),
    "OpenVPN, rubbish": Udp("openvpn", packet.always(b"\xff" * 20), Failure.MALFORMED, "none", True),
    "OpenVPN silent": Udp("openvpn", packet.nothing, Failure.TIMED_OUT, "none", False),
    "WireGuard silent": Udp("wireguard", packet.nothing, Failure.TIMED_OUT, "wireguard", False),
    "another VPN silent": Udp("other", packet.nothing, Failure.TIMED_OUT, "none", False),
    "DTLS answers": Udp("anyconnect", dtls_cookie, None, "dtls", True),
    "DTLS loses the first packet": Udp("forticlient", packet.after(1, dtls_cookie), None, "dtls", True),
    "DTLS refuses": Udp("anyconnect", packet.always(DTLS_ALERT), None, "dtls", True),
    "DTLS, our own packet": Udp("anyconnect", lambda wire: [wire], Failure.MALFORMED, "none", True),
    "DTLS silent": Udp("anyconnect", packet.nothing, Failure.TIMED_OUT, "none", False),
}


@pytest.mark.parametrize("name", UDP)
def test_over_udp(play, name: str) -> None:
    case = UDP[name]

    async def story() -> VpnGatewayAnswer:
        async with answering(case.server) as port:
            return await _gateway(case.kind, port, "udp", patience_s(case.failure, 0.2))

    begun = time.monotonic()
    answer = play(story())
    assert (answer.failure, answer.protocol, answer.conclusive) == (case.failure, case.protocol, case.conclusive)
    assert (answer.subject, answer.transport) == ("Company VPN", "udp")
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("kind", ["openvpn", "wireguard", "other"])
def test_a_closed_udp_port_says_so(play, kind: str) -> None:
    answer = play(_gateway(kind, closed_port(socket.SOCK_DGRAM), "udp"))
    assert (answer.failure, answer.conclusive) == (Failure.REFUSED, True)


@pytest.mark.parametrize("nat", [False, True], ids=["port 500", "port 4500"])
def test_an_ike_responder_that_wants_something_else_has_answered(play, monkeypatch, nat: bool) -> None:
    """On a free port that stands for the real one: that may be taken, by a VPN or by another run of these tests."""

    async def story(server: Callable[[int], Answer], failure: Failure | None) -> VpnGatewayAnswer:
        port = closed_port(socket.SOCK_DGRAM)
        monkeypatch.setattr(vpn, "_IKE_PORTS", frozenset((port,)))
        monkeypatch.setattr(ike, "NAT_PORT", port if nat else 0)
        async with answering(server(4500 if nat else 500), port=port):
            return await _gateway("ipsec", port, "udp", patience_s(failure, 0.2))

    answer = play(story(ike_no_proposal, None))
    assert (answer.failure, answer.protocol, answer.conclusive) == (None, "ike", True)
    answer = play(story(lambda _: packet.nothing, Failure.TIMED_OUT))
    assert (answer.failure, answer.protocol, answer.conclusive) == (Failure.TIMED_OUT, "none", False)


TCP: dict[str, tuple[str, Talk, Failure | None, str]] = {
    "OpenVPN answers": ("openvpn", over_tcp(openvpn_server()), None, "openvpn"),
    "OpenVPN that signs its packets hangs up": ("openvpn", hangs_up, None, "tcp"),
    "OpenVPN that signs its packets cuts": ("openvpn", resets, None, "tcp"),
    "OpenVPN port with something else": ("openvpn", says(b"HTTP/1.1 400 No\r\n\r\n"), None, "tcp"),
    "OpenVPN port that says nothing": ("openvpn", silent, None, "tcp"),
    "OpenVPN port that drips": ("openvpn", drips(b"\x00\x1a" + bytes(30), 0.2), None, "tcp"),
    "any other kind only connects": ("other", silent, None, "tcp"),
    "TLS VPN, silent after connecting": ("anyconnect", silent, Failure.TIMED_OUT, "tcp"),
    "TLS VPN, cut in the handshake": ("globalprotect", resets, Failure.RESET, "tcp"),
    "TLS VPN, another protocol": ("forticlient", says(b"SSH-2.0-x\r\n"), Failure.MALFORMED, "tcp"),
    "TLS VPN that refuses our offer": ("anyconnect", says(b"\x15\x03\x03\x00\x02\x02\x28"), None, "tls"),
}


@pytest.mark.parametrize("name", TCP)
def test_over_tcp(play, name: str) -> None:
    kind, talk, failure, protocol = TCP[name]

    async def story() -> VpnGatewayAnswer:
        async with serving(talk) as port:
            return await _gateway(kind, port, "tcp", patience_s(failure, 0.4))

    answer = play(story())
    assert (answer.failure, answer.protocol, answer.conclusive) == (failure, protocol, True)


def test_openvpn_over_tcp_was_reached_though_the_deadline_came_before_its_answer(play) -> None:
    async def story() -> VpnGatewayAnswer:
        async with serving(silent) as port:
            return await _gateway("openvpn", port, "tcp", 0.5)

    answer = play(story())
    assert (answer.failure, answer.protocol, answer.conclusive) == (None, "tcp", True)


PAGES = {
    "ocserv": (b"200 OK\r\nSet-Cookie: webvpncontext=; path=/\r\nX-Transcend-Version: 1", "anyconnect"),
    "Cisco's portal": (b"302 Found\r\nLocation: https://vpn.example.org/+CSCOE+/logon.html", "anyconnect"),
    "Cisco's cookie": (b"200 OK\r\nSet-Cookie: webvpnlogin=1; secure", "anyconnect"),
    "Cisco, another version": (b"404 No\r\nX-Aggregate-Auth: 1", "anyconnect"),
    "a web server": (b"200 OK\r\nServer: nginx\r\nSet-Cookie: session=webvpn", "tls"),
    "a redirect": (b"301 Moved\r\nLocation: https://www.example.org/", "tls"),
}


@pytest.mark.parametrize("name", PAGES)
def test_an_anyconnect_gateway_is_told_from_a_web_server(play, authority: Authority, name: str) -> None:
    head, protocol = PAGES[name]
    page = b"HTTP/1.1 " + head + b"\r\nContent-Length: 0\r\n\r\n"
    answer = play(_secure(authority, says(page)))
    assert (answer.failure, answer.protocol, answer.conclusive) == (None, protocol, True)


RUDE = {"silent": silent, "hangs up": hangs_up, "resets": resets, "not HTTP": says(b"SSH-2.0-x\r\n")}


@pytest.mark.parametrize("name", RUDE)
@pytest.mark.parametrize("timeout_s", [0.9, 2.5])
def test_a_tls_server_that_does_not_answer_the_request_was_reached_all_the_same(
    play, authority: Authority, name: str, timeout_s: float
) -> None:
    answer = play(_secure(authority, RUDE[name], timeout_s))
    assert (answer.failure, answer.protocol, answer.conclusive) == (None, "tls", True)


async def _secure(authority: Authority, talk: Talk, timeout_s: float = 2.0) -> VpnGatewayAnswer:
    async with serving(talk, context=authority.sign("gateway").server_context()) as port:
        return await _gateway("anyconnect", port, "tcp", timeout_s)


def test_a_tls_vpn_with_a_certificate_that_nobody_knows(play, authority: Authority) -> None:
    async def story() -> VpnGatewayAnswer:
        async with serving(silent, context=authority.sign("vpn").server_context()) as port:
            return await _gateway("anyconnect", port, "tcp", 2.0)

    answer = play(story())
    assert (answer.failure, answer.protocol) == (None, "tls")


def test_tcp_that_is_closed_or_swallowed(play) -> None:
    async def swallowed() -> VpnGatewayAnswer:
        async with full_backlog() as port:
            return await _gateway("openvpn", port, "tcp", 0.3)

    refused, dark = play(_gateway("openvpn", closed_port(), "tcp")), play(swallowed())
    assert (refused.failure, refused.protocol, refused.conclusive) == (Failure.REFUSED, "none", True)
    assert (dark.failure, dark.protocol, dark.conclusive) == (Failure.TIMED_OUT, "none", True)


ENDPOINTS = {
    "vpn.example.org:1194/udp": ("openvpn", ("vpn.example.org", 1194, "udp")),
    "vpn.example.org": ("openvpn", ("vpn.example.org", 1194, "udp")),
    "vpn.example.org:51820": ("wireguard", ("vpn.example.org", 51820, "udp")),
    "vpn.example.org/tcp": ("other", ("vpn.example.org", 443, "tcp")),
    "192.0.2.1:443/TCP": ("anyconnect", ("192.0.2.1", 443, "tcp")),
    "[2001:db8::1]:500/udp": ("ipsec", ("2001:db8::1", 500, "udp")),
    "[2001:db8::1]": ("ipsec", ("2001:db8::1", 500, "udp")),
    "2001:db8::1": ("ipsec", ("2001:db8::1", 500, "udp")),
}


@pytest.mark.parametrize("text", ENDPOINTS)
def test_endpoints(text: str) -> None:
    kind, expected = ENDPOINTS[text]
    assert endpoint.parse(text, kind) == expected


@pytest.mark.parametrize("text", ["", ":443", "vpn:0/tcp", "vpn:70000/tcp", "vpn:x/tcp", "vpn:443/sctp", "/udp"])
def test_what_is_no_endpoint(play, text: str) -> None:
    with pytest.raises(ProbeFailed):
        endpoint.parse(text, "other")
    probe = NetworkProbes().vpn_gateway(Vpn(name="x"), text, address="127.0.0.1", timeout_s=1)
    assert play(probe).failure is Failure.NOT_SUPPORTED


def test_the_first_packet_of_openvpn() -> None:
    greeting = openvpn.Greeting()
    assert len(greeting.packet) == 14
    assert greeting.packet[0] == 0x38
    assert greeting.accepts(b"") is None
    assert greeting.accepts(bytes((0x40,)) + bytes(8) + b"\xff" + bytes(30)) is None

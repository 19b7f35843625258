"""VPN gateways: what they say to a stranger, and what their silence is worth."""

import socket
import time
from dataclasses import dataclass

import pytest

from diagnostics.model.answer import VpnGatewayAnswer
from diagnostics.model.failure import Failure
from diagnostics.model.site import Vpn
from diagnostics.probes import endpoint, openvpn
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.network import NetworkProbes
from tests.fakes.servers import packet
from tests.fakes.servers.certificates import Authority
from tests.fakes.servers.gateway import ike_no_proposal
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


async def _gateway(kind: str, port: int, transport: str, timeout_s: float = 0.5) -> VpnGatewayAnswer:
    vpn = Vpn(name="Company VPN", kind=kind)
    where = f"vpn.example.org:{port}/{transport}"
    return await NetworkProbes().vpn_gateway(vpn, where, address="127.0.0.1", timeout_s=timeout_s)


@dataclass(frozen=True)
class Udp:
    kind: str
    server: Answer
    failure: Failure | None
    protocol: str
    conclusive: bool


UDP = {
    "OpenVPN answers": Udp("openvpn", openvpn_server(), None, "openvpn", True),
    "OpenVPN loses the first packet": Udp("openvpn", packet.after(1, openvpn_server()), None, "openvpn", True),
    "OpenVPN for somebody else": Udp("openvpn", openvpn_server(echo=False), Failure.MALFORMED, "none", True),
    "OpenVPN, rubbish": Udp("openvpn", packet.always(b"\xff" * 20), Failure.MALFORMED, "none", True),
    "OpenVPN silent": Udp("openvpn", packet.nothing, Failure.TIMED_OUT, "none", False),
    "WireGuard silent": Udp("wireguard", packet.nothing, Failure.TIMED_OUT, "wireguard", False),
    "another VPN silent": Udp("other", packet.nothing, Failure.TIMED_OUT, "none", False),
    "DTLS silent": Udp("anyconnect", packet.nothing, Failure.TIMED_OUT, "none", False),
}


@pytest.mark.parametrize("name", UDP)
def test_over_udp(play, name: str) -> None:
    case = UDP[name]

    async def story() -> VpnGatewayAnswer:
        async with answering(case.server) as port:
            return await _gateway(case.kind, port, "udp", 1.1 if "loses" in name else 0.2)

    begun = time.monotonic()
    answer = play(story())
    assert (answer.failure, answer.protocol, answer.conclusive) == (case.failure, case.protocol, case.conclusive)
    assert (answer.subject, answer.transport) == ("Company VPN", "udp")
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("kind", ["openvpn", "wireguard", "other"])
def test_a_closed_udp_port_says_so(play, kind: str) -> None:
    answer = play(_gateway(kind, closed_port(socket.SOCK_DGRAM), "udp"))
    assert (answer.failure, answer.conclusive) == (Failure.REFUSED, True)


@pytest.mark.parametrize("port", [500, 4500])
def test_an_ike_responder_that_wants_something_else_has_answered(play, monkeypatch, port: int) -> None:
    async def story(server: Answer) -> VpnGatewayAnswer:
        async with answering(server, host="127.0.0.9", port=port):
            vpn = Vpn(name="x", kind="ipsec")
            where = f"vpn.example.org:{port}/udp"
            return await NetworkProbes().vpn_gateway(vpn, where, address="127.0.0.9", timeout_s=0.2)

    answer = play(story(ike_no_proposal(port)))
    assert (answer.failure, answer.protocol, answer.conclusive) == (None, "ike", True)
    answer = play(story(packet.nothing))
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
            return await _gateway(kind, port, "tcp", 0.4)

    answer = play(story())
    assert (answer.failure, answer.protocol, answer.conclusive) == (failure, protocol, True)


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

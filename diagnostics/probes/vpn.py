"""Speaks to a VPN gateway as far as it goes without credentials.

What silence means differs (`conclusive`):

- TCP, every kind: silence is conclusive, because an open port accepts anybody's connection.
- OpenVPN over UDP: a server answers strangers, unless it wants signed packets (tls-auth, tls-crypt), which many do
  and which cannot be seen from outside. So silence alone proves nothing.
- IPsec: IKEv2 gateways answer, old and strict ones drop strangers. Not conclusive.
- AnyConnect and FortiClient over UDP: DTLS. Some gateways answer strangers, others only who has signed in over TCP.
  Not conclusive.
- WireGuard and everything else over UDP: nobody answers a stranger. Only a refusal (ICMP) can be learned.

A refusal or an unreachable, by whatever kind, is conclusive; so is an answer.
"""

import asyncio
import ssl

from diagnostics.model.answer import Purpose, VpnGatewayAnswer
from diagnostics.model.failure import Failure
from diagnostics.model.site import Vpn
from diagnostics.probes import anyconnect, dtls, endpoint, ike, openvpn, trust
from diagnostics.probes.channel import TcpChannel, TlsChannel, connected
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.datagram import Datagrams
from diagnostics.probes.endpoint import Endpoint
from diagnostics.probes.trial import Trial

_EVERY_S = 0.5  # between repeats: a round trip to the other side of the world fits in
_STRANGER_S = 1.0  # how long a refusal by ICMP is waited for where no answer can come
_PROTOCOL_S = 1.0  # how long an answer is waited for once the TCP connection has proved that we get there
_TLS_KINDS = frozenset(("anyconnect", "globalprotect", "forticlient"))
_DTLS_KINDS = frozenset(("anyconnect", "forticlient"))
_TLS_ON_443 = frozenset(("windows", "tailscale"))  # SSTP; the relays of Tailscale
_IKE_KINDS = frozenset(("ipsec", "windows"))
_IKE_PORTS = frozenset((500, ike.NAT_PORT))
_HTTPS = 443
_ENOUGH = frozenset((("openvpn", "tcp"), ("anyconnect", "tls")))
_HARMLESS = b"\0"  # no VPN protocol has a packet this short: it is dropped before anything looks at it


async def gateway(vpn: Vpn, where: str, *, address: str, timeout_s: float) -> VpnGatewayAnswer:
    """`where` is the endpoint as in the site file, `address` what it resolves to.

    `protocol` is the highest thing that was proved: "openvpn", "ike", "dtls", "anyconnect" (it named its own sign-in),
    "tls" (a handshake that ended in any answer: perhaps only a web server), "tcp" (connected) or "none"; "wireguard"
    only names what was looked for. Where a stranger may get no answer, the wait for one ends after 1 s at the latest.
    """
    speech = _Speech(vpn.kind, address)
    async with Trial(_deadline(vpn.kind, where, timeout_s)) as trial:
        await speech.run(trial, where)
    if (vpn.kind, speech.proved) in _ENOUGH:  # reached late: no time was left for the answer
        trial.failure, trial.detail = None, ""
    place = speech.place or Endpoint("", 0, "udp")
    return trial.onto(
        VpnGatewayAnswer(
            purpose=Purpose.VPN_GATEWAY,
            subject=vpn.name,
            gateway=where,
            address=address,
            port=place.port,
            transport=place.transport,
            protocol=speech.proved,
            conclusive=trial.failure is not Failure.TIMED_OUT or place.transport == "tcp",
        ),
        remark=speech.remark,
    )


def _answers_strangers(kind: str, place: Endpoint) -> bool:
    return place.transport == "tcp" or kind == "openvpn" or (kind in _IKE_KINDS and place.port in _IKE_PORTS)


def _deadline(kind: str, where: str, timeout_s: float) -> float:
    try:
        place = endpoint.parse(where, kind)
    except ProbeFailed:  # said again, and better, inside the trial
        return timeout_s
    return timeout_s if _answers_strangers(kind, place) else min(timeout_s, _STRANGER_S)


class _Speech:
    """One attempt at one endpoint; what it proved survives its failure."""

    def __init__(self, kind: str, address: str) -> None:
        self.kind, self.address = kind, address
        self.place: Endpoint | None = None
        self.proved = "wireguard" if kind == "wireguard" else "none"
        self.remark = ""

    async def run(self, trial: Trial, where: str) -> None:
        self.place = place = endpoint.parse(where, self.kind)
        if place.transport == "udp":
            await self._udp(trial, place)
            return
        trial.stage = "connect"
        async with connected((self.address,), place.port) as line:
            self.proved = "tcp"
            if self.kind == "openvpn":
                await self._openvpn_over_tcp(line)
            elif self.kind in _TLS_KINDS or (self.kind in _TLS_ON_443 and place.port == _HTTPS):
                trial.stage = "handshake"
                await self._tls(line, place.host)

    async def _udp(self, trial: Trial, place: Endpoint) -> None:
        with Datagrams.udp(self.address, place.port) as line:
            if self.kind in _DTLS_KINDS:
                hello = dtls.Greeting()
                await line.ask(trial, lambda: hello.packet, hello.accepts, times=2, every_s=_EVERY_S)
                self.proved = "dtls"
                return
            if not _answers_strangers(self.kind, place):
                await line.ask(trial, lambda: _HARMLESS, lambda _: None, times=2, every_s=_EVERY_S)
            protocol = "openvpn" if self.kind == "openvpn" else "ike"
            greeting = openvpn.Greeting() if protocol == "openvpn" else ike.Greeting(place.port)
            times = max(1, int(trial.left_s() / _EVERY_S))
            await line.ask(trial, lambda: greeting.packet, greeting.accepts, times=times, every_s=_EVERY_S)
            self.proved = protocol

    async def _openvpn_over_tcp(self, line: TcpChannel) -> None:
        """The connection is the proof of reach; the answer only proves the protocol (a signing server hangs up)."""
        greeting = openvpn.Greeting()
        try:
            async with asyncio.timeout(_PROTOCOL_S):
                await line.send(len(greeting.packet).to_bytes(openvpn.LENGTH_PREFIX, "big") + greeting.packet)
                size = int.from_bytes(await line.exactly(openvpn.LENGTH_PREFIX), "big")
                answered = greeting.accepts(await line.exactly(size))
        except (ProbeFailed, OSError) as error:
            self.remark = f"connected, no OpenVPN answer ({type(error).__name__})"
            return
        if answered:
            self.proved = "openvpn"
        else:
            self.remark = "connected, but the answer is not OpenVPN's"

    async def _tls(self, line: TcpChannel, host: str) -> None:
        secure = TlsChannel(line, trust.unverified(), host)
        try:
            await secure.handshake()
        except ssl.SSLError as alert:  # refusing our offer is speaking TLS too
            self.remark = f"TLS: {getattr(alert, 'reason', None)}"
            self.proved = "tls"
            return
        self.proved = "tls"
        if self.kind == "anyconnect":
            await self._anyconnect(secure, host)

    async def _anyconnect(self, secure: TlsChannel, host: str) -> None:
        """The handshake is the proof of reach; the page only proves the protocol (some hide behind a secret path)."""
        try:
            async with asyncio.timeout(_PROTOCOL_S):
                if await anyconnect.greet(secure, host):
                    self.proved = "anyconnect"
                else:
                    self.remark = "a web server that does not name AnyConnect"
        except (ProbeFailed, OSError) as error:  # OSError: TLS errors too
            self.remark = f"TLS, no answer to the sign-in request ({type(error).__name__})"

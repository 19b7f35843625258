"""What the network answered. Every class is one kind of observation.

`failure` None means that the operation gave what was asked for. `ms` is the time from the first
packet to the end of the operation, in milliseconds. `subject` says what the probe is about: the
site's name of a VPN or service, or the target itself.
"""

from enum import StrEnum

from diagnostics.model.fact import Fact
from diagnostics.model.failure import Failure


class Purpose(StrEnum):
    """Why a probe was sent; rules choose observations by it."""

    GATEWAY = "gateway"  # the default gateway, "the box"
    INTERNET = "internet"  # literal addresses that prove the line without DNS
    INTERNET6 = "internet6"  # the same over IPv6
    PORTAL = "portal"  # plain HTTP whose body is known
    NAME = "name"  # public names that every resolver must know
    NONEXISTENT = "nonexistent"  # a random name that nobody owns
    SITE_TLS = "site_tls"  # public HTTPS sites: issuer, dates
    TIME = "time"
    PROXY = "proxy"
    PAC = "pac"
    VPN_GATEWAY = "vpn_gateway"
    VPN_NAME = "vpn_name"  # internal names that a VPN's resolvers know
    SERVICE = "service"
    MTU = "mtu"
    LOAD = "load"
    INSIDE = "inside"  # things behind a VPN's tunnel: its resolvers, its services
    BROWSER = "browser"  # what a browser would do on its own, past the system
    WAY = "way"  # the first routers on the way out


class Role(StrEnum):
    """Which kind of name server was asked."""

    CONFIGURED = "configured"  # what this computer uses
    REFERENCE = "reference"  # the second opinion of the site file
    INTERNAL = "internal"  # a VPN's own resolver
    BROWSER = "browser"  # the encrypted name service that a browser is set to


class Answer(Fact, frozen=True, kw_only=True):
    """What all probes share."""

    purpose: Purpose
    subject: str
    failure: Failure | None = None
    ms: float | None = None
    detail: str = ""  # the original error, for IT; no rule may read it


class TcpAnswer(Answer, frozen=True, tag="tcp"):
    """A TCP connect to one literal address (RFC 9293)."""

    address: str
    port: int
    adapter: str | None = None  # the adapter that the system chose for it
    source: str | None = None  # our own address on that way


class EchoAnswer(Answer, frozen=True, tag="echo"):
    """ICMP echo (RFC 792, RFC 4443). `failure` NOT_SUPPORTED: this user may not send ICMP here."""

    address: str
    sent: int
    received: int
    rtt_ms: float | None = None  # median
    size: int = 32  # payload, bytes


class ArpAnswer(Answer, frozen=True, tag="arp"):
    """Who claims an address on the local link (RFC 826, RFC 5227). Two MACs: two owners."""

    adapter: str
    address: str
    macs: tuple[str, ...] = ()


class DhcpAnswer(Answer, frozen=True, tag="dhcp"):
    """What a DHCP server on the link would give this computer (RFC 2131). Nothing was taken."""

    adapter: str
    offered: str | None = None
    prefix: str | None = None  # bits of the offered mask
    router: str | None = None
    server: str | None = None


class DnsAnswer(Answer, frozen=True, tag="dns"):
    """One question to one name server, no cache in between. `failure` from RCODE (RFC 1035) or from the network."""

    role: Role
    server: str
    transport: str  # "udp" or "tcp"
    name: str
    record: str = "A"
    addresses: tuple[str, ...] = ()


class LookupAnswer(Answer, frozen=True, tag="lookup"):
    """What the operating system's own resolver says (hosts file, cache, search list included)."""

    name: str
    addresses: tuple[str, ...] = ()


class HttpAnswer(Answer, frozen=True, tag="http"):
    """One HTTP request, no redirect followed. `as_expected` None: nothing in particular was expected."""

    url: str
    status: int | None = None
    as_expected: bool | None = None
    redirect_host: str | None = None
    proxy: str | None = None  # host:port it went through
    date_offset_s: float | None = None  # server's Date minus this computer's clock
    challenge: tuple[str, ...] = ()  # authentication schemes offered
    connected: bool = False  # the TCP connection stood (to the proxy, when there is one): silence came after it
    body: str | None = None  # kept for route scripts (PAC) only, at most 16 KiB


class TlsAnswer(Answer, frozen=True, tag="tls"):
    """A TLS handshake with the system's trust (RFC 8446). The certificate is read even when it is refused."""

    host: str
    address: str | None
    port: int
    issuer: str | None = None
    subject_name: str | None = None
    not_before: str | None = None  # RFC 3339
    not_after: str | None = None
    server_time_offset_s: float | None = None
    connected: bool = False  # the TCP connection stood: whatever failed, failed in the handshake


class ClockAnswer(Answer, frozen=True, tag="clock"):
    """True time minus this computer's time, in seconds (positive: this clock is late)."""

    method: str  # "ntp", "https", "http"
    offset_s: float | None = None
    uncertainty_s: float | None = None


class MtuAnswer(Answer, frozen=True, tag="mtu"):
    """Whether large packets get through where small ones do (RFC 4821). Sizes are whole IP packets in bytes."""

    method: str  # "icmp", "dns", "tls", "http"
    address: str
    small: int
    small_passed: bool
    large: int
    large_outcome: str  # "passed", "too_big" (the path said so), "silent"
    path_mtu: int | None = None


class VpnGatewayAnswer(Answer, frozen=True, tag="vpn_gateway"):
    """What one VPN gateway endpoint said. `failure` None: it spoke its own protocol or accepted the connection."""

    gateway: str  # as in the site file: "vpn.example.org:1194/udp"
    address: str | None
    port: int
    transport: str  # "udp" or "tcp"
    protocol: str  # "openvpn", "anyconnect", "dtls", "tls", "tcp", "ike", "wireguard", "none"
    conclusive: (
        bool  # whether silence means that nothing gets through (False for WireGuard, which never answers strangers)
    )


class LoadAnswer(Answer, frozen=True, tag="load"):
    """A test that loads the line. Rates in Mbit/s of user data; delays are medians in milliseconds."""

    source: str  # "site" or "speedtest"
    down_mbit: float | None = None
    up_mbit: float | None = None
    idle_ms: float | None = None
    loaded_down_ms: float | None = None
    loaded_up_ms: float | None = None
    bytes_used: int = 0


class SeriesAnswer(Answer, frozen=True, tag="series"):
    """A run of small probes to one target, evenly spaced: loss, delay and jitter of one stretch of the way.

    `purpose` says which stretch: GATEWAY (to the box), INTERNET (beyond it), VPN_GATEWAY, INSIDE (through the tunnel).
    A probe without an answer counts as lost. `failure` is set when nothing was answered at all. Series of one run
    overlap in time, so that the stretches can be compared.
    """

    method: str  # "icmp", "tcp" (connects; a refusal is an answer), "dns" (questions over UDP)
    address: str
    sent: int
    received: int
    rtt_ms: float | None = None  # median
    rtt_least_ms: float | None = None
    rtt_p95_ms: float | None = None
    jitter_ms: float | None = None  # mean absolute difference of successive delays (the input of RFC 3550, 6.4.1)
    longest_gap: int = 0  # most probes in a row without an answer
    every_ms: float = 0.0  # spacing
    adapter: str | None = None  # the adapter that the system chose for it

    @property
    def lost_share(self) -> float:
        """Lost probes, 0.0 to 1.0."""
        return 1.0 - self.received / self.sent if self.sent else 0.0


class HopsAnswer(Answer, frozen=True, tag="hops"):
    """The first routers on the way to an address, nearest first; an empty text for one that kept silent."""

    address: str
    hops: tuple[str, ...] = ()

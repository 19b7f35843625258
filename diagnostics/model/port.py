"""The two doors through which a check reaches the world. Everything behind them can be replaced by a fake.

`SystemFacts` methods block (they read files, netlink and D-Bus) and are called through `Context.ask`, in a
daemon thread with a deadline. `Probes` methods are coroutines that RETURN failures and never raise a network
error; cancelling them closes their sockets.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import msgspec

from diagnostics.model.answer import (
    ArpAnswer,
    ClockAnswer,
    DhcpAnswer,
    DnsAnswer,
    EchoAnswer,
    HopsAnswer,
    HttpAnswer,
    LoadAnswer,
    LookupAnswer,
    MtuAnswer,
    Purpose,
    Role,
    SeriesAnswer,
    TcpAnswer,
    TlsAnswer,
    VpnGatewayAnswer,
)
from diagnostics.model.fact import (
    Adapter,
    AdapterTraffic,
    Address,
    AudioDevice,
    BrowserSetting,
    HostsEntry,
    LaptopLoad,
    LaptopPower,
    LogHit,
    Neighbour,
    NetworkHint,
    OtherVpn,
    ProxySetting,
    ResolverConfig,
    Route,
    Talker,
    Volume,
    VpnCertificate,
    VpnClient,
    WifiLink,
)
from diagnostics.model.observed import Observed
from diagnostics.model.site import LoadTargets, Vpn

if TYPE_CHECKING:  # the events describe whole diagnoses, which name `OsInfo` below: only annotations may look back
    from diagnostics.model.event import LoadProgress


class OsInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Which system this is; no name of a computer or a person."""

    system: str  # "linux", "darwin", "windows"
    name: str  # "Debian GNU/Linux 12"
    kernel: str
    machine: str


class SystemFacts(Protocol):
    """What the laptop says of itself. One implementation per operating system, one fake in tests/fakes."""

    def os(self) -> OsInfo:
        """Name and version of the system."""

    def adapters(self) -> Observed[tuple[Adapter, ...]]:
        """All adapters, loopback included, in index order."""

    def addresses(self) -> Observed[tuple[Address, ...]]:
        """All addresses of both families, without those of the loopback adapter."""

    def routes(self) -> Observed[tuple[Route, ...]]:
        """Unicast routes of both families, from the main table and every table that a rule reaches."""

    def neighbours(self) -> Observed[tuple[Neighbour, ...]]:
        """The ARP and neighbour discovery tables."""

    def resolvers(self) -> Observed[tuple[ResolverConfig, ...]]:
        """Configured name servers, most specific source first; `servers` never lists a stub, but what is behind it."""

    def hosts(self, names: tuple[str, ...]) -> Observed[tuple[HostsEntry, ...]]:
        """Lines of the hosts file for any of these names (compared without case and trailing dot)."""

    def proxies(self) -> Observed[tuple[ProxySetting, ...]]:
        """Every proxy setting of this person and this computer."""

    def wifi(self) -> Observed[tuple[WifiLink, ...]]:
        """The state of every Wi-Fi radio; an empty tuple when the laptop has none."""

    def vpn(self, spec: Vpn) -> Observed[VpnClient]:
        """How the VPN is installed and running here. Only processes of our own network namespace count."""

    def load(self, window_s: float) -> Observed[LaptopLoad]:
        """Sample the machine's load for that many seconds (blocks as long). Our own process does not count."""

    def volumes(self) -> Observed[tuple[Volume, ...]]:
        """Free space of the system, home, profile and temporary volumes; one entry a file system."""

    def hints(self) -> Observed[tuple[NetworkHint, ...]]:
        """What the system's network service believes of the connection, and whether the line is metered."""

    def power(self) -> Observed[LaptopPower]:
        """Battery, power profile, frequency, heat, and when the computer last woke up."""

    def traffic(self, window_s: float) -> Observed[tuple[AdapterTraffic | Talker, ...]]:
        """What every adapter carries, and which programs move it, sampled for that many seconds (blocks as long).

        Programs of other people may be hidden; our own process does not count. Talkers below 0.05 Mbit/s are left out.
        """

    def vpn_log(self, spec: Vpn) -> Observed[tuple[LogHit, ...]]:
        """Known lines in the log of a VPN's client: at most the last 256 KiB and the last 24 h of each file.

        UNSUPPORTED when the site names no log and the product keeps none that is known; DENIED when none may be read.
        """

    def vpn_certificate(self, spec: Vpn) -> Observed[VpnCertificate]:
        """The dates of the certificate that the site file names; UNSUPPORTED when it names none."""

    def other_vpns(self, ours: tuple[Vpn, ...]) -> Observed[tuple[OtherVpn, ...]]:
        """VPN products and tunnels on this laptop that belong to none of `ours`."""

    def browsers(self) -> Observed[tuple[BrowserSetting, ...]]:
        """Secure DNS and proxy of every browser profile of this person that was used, where they can be read."""

    def audio(self) -> Observed[tuple[AudioDevice, ...]]:
        """Microphones and speakers as the sound service knows them; empty when the laptop has none."""


class Probes(Protocol):
    """The smallest network operations. `timeout_s` bounds the whole operation, resolving excluded unless said."""

    async def tcp(self, address: str, port: int, *, purpose: Purpose, subject: str, timeout_s: float) -> TcpAnswer:
        """Connect to a literal address and close."""

    async def echo(
        self, address: str, *, purpose: Purpose, subject: str, timeout_s: float, count: int = 3, size: int = 32
    ) -> EchoAnswer:
        """ICMP echo, `count` requests 50 ms apart; NOT_SUPPORTED where this user may not."""

    async def arp(self, adapter: str, address: str, *, purpose: Purpose, timeout_s: float) -> ArpAnswer:
        """Ask the link who owns an address and collect every answer until the time is over (two answers: two owners).

        NOT_PERMITTED when this user may not open a packet socket, NOT_SUPPORTED on other systems.
        """

    async def dhcp(self, adapter: str, *, timeout_s: float) -> DhcpAnswer:
        """Ask the link for an address and read the first offer without taking it; same limits as `arp`."""

    async def dns(
        self,
        server: str,
        name: str,
        *,
        role: Role,
        purpose: Purpose,
        timeout_s: float,
        record: str = "A",
        transport: str = "udp",
        attempts: int = 1,
    ) -> DnsAnswer:
        """One question to one server (port 53); over UDP it is sent again `attempts` times within `timeout_s`."""

    async def lookup(self, name: str, *, purpose: Purpose, subject: str, timeout_s: float) -> LookupAnswer:
        """Ask the operating system's resolver, as every program does."""

    async def http(
        self,
        url: str,
        *,
        purpose: Purpose,
        subject: str,
        timeout_s: float,
        address: str | None = None,
        expect_status: int | None = None,
        expect_body: str | None = None,
        proxy: str | None = None,
        ca: str | None = None,
        verify: bool = True,
    ) -> HttpAnswer:
        """GET, no redirect followed, body at most 64 KiB; `address` skips the name; `proxy` is host:port."""

    async def tls(
        self,
        host: str,
        port: int,
        *,
        purpose: Purpose,
        subject: str,
        timeout_s: float,
        address: str | None = None,
        ca: str | None = None,
    ) -> TlsAnswer:
        """Handshake with the system's trust plus `ca`; the certificate is read even when it is refused."""

    async def clock(self, source: str, *, timeout_s: float, address: str | None = None) -> ClockAnswer:
        """True time from "ntp://host[:port]" (RFC 5905) or the Date header (RFC 9110) of "https://host", "http://host".

        TLS errors are ignored for this one read: a wrong clock is what breaks TLS.
        """

    async def mtu(
        self,
        method: str,
        address: str,
        *,
        subject: str,
        timeout_s: float,
        port: int | None = None,
        host: str | None = None,
    ) -> MtuAnswer:
        """Small and large unfragmented packets side by side.

        "icmp"; "dns" (padded question, RFC 7830); "http"; "tls" (a ClientHello padded as in RFC 7685: a large packet
        upward that any TLS server answers).
        """

    async def series(
        self,
        address: str,
        *,
        method: str,
        purpose: Purpose,
        subject: str,
        count: int,
        every_s: float,
        wait_s: float,
        port: int = 0,
    ) -> SeriesAnswer:
        """`count` small probes `every_s` apart, each waited for `wait_s`: "icmp", "tcp" (connects), "dns" (UDP).

        Takes at most (count - 1) * every_s + wait_s. NOT_SUPPORTED where this user may not send ICMP. A lost SYN is
        sent again by the system after 1 s, so `wait_s` below that makes its loss visible.
        """

    async def hops(self, address: str, *, subject: str, most: int, timeout_s: float) -> HopsAnswer:
        """The first `most` routers towards an address (UDP with a small TTL, and the ICMP that comes back)."""

    async def doh(self, url: str, name: str, *, purpose: Purpose, timeout_s: float, record: str = "A") -> DnsAnswer:
        """One question over HTTPS (RFC 8484) as a browser asks it: role BROWSER, transport "https"."""

    async def vpn_gateway(self, vpn: Vpn, gateway: str, *, address: str, timeout_s: float) -> VpnGatewayAnswer:
        """Speak the VPN's own protocol as far as it goes without credentials; `address` is the resolved gateway."""

    async def load(
        self,
        targets: LoadTargets | None,
        *,
        timeout_s: float,
        progress: "Callable[[LoadProgress], None]",
        metered: bool = False,
    ) -> LoadAnswer:
        """Load the line: delay when idle, rate and delay under load, down then up.

        `targets` None: public servers. Never moves more data than `diagnostics.probes.load.announced_megabytes` says
        for the same arguments. Numbers that were had before a failure are kept beside it. `progress` is called from
        the loop, at most ten times a second.
        """

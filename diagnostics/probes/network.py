"""The one implementation of `Probes`: every method hands over to the module of its protocol.

Modules that bring TLS along are imported when they are first used: what the laptop says of itself is on screen before.
"""

from collections.abc import Callable

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
from diagnostics.model.event import LoadProgress
from diagnostics.model.site import LoadTargets, Vpn
from diagnostics.probes import arp, dhcp, icmp, resolve, tcp


class NetworkProbes:
    """`diagnostics.model.port.Probes` on real sockets. Holds no state; use it from a running asyncio loop."""

    async def tcp(self, address: str, port: int, *, purpose: Purpose, subject: str, timeout_s: float) -> TcpAnswer:
        """See `diagnostics.probes.tcp.connect`."""
        return await tcp.connect(address, port, purpose=purpose, subject=subject, timeout_s=timeout_s)

    async def echo(
        self, address: str, *, purpose: Purpose, subject: str, timeout_s: float, count: int = 3, size: int = 32
    ) -> EchoAnswer:
        """See `diagnostics.probes.icmp.echo`."""
        return await icmp.echo(address, purpose=purpose, subject=subject, timeout_s=timeout_s, count=count, size=size)

    async def dhcp(self, adapter: str, *, timeout_s: float) -> DhcpAnswer:
        """See `diagnostics.probes.dhcp.offer`."""
        return await dhcp.offer(adapter, timeout_s=timeout_s)

    async def arp(self, adapter: str, address: str, *, purpose: Purpose, timeout_s: float) -> ArpAnswer:
        """See `diagnostics.probes.arp.owners`."""
        return await arp.owners(adapter, address, purpose=purpose, timeout_s=timeout_s)

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
        """See `diagnostics.probes.dns.question`."""
        from diagnostics.probes import dns  # noqa: PLC0415

        return await dns.question(
            server,
            name,
            role=role,
            purpose=purpose,
            timeout_s=timeout_s,
            record=record,
            transport=transport,
            attempts=attempts,
        )

    async def lookup(self, name: str, *, purpose: Purpose, subject: str, timeout_s: float) -> LookupAnswer:
        """See `diagnostics.probes.resolve.lookup`."""
        return await resolve.lookup(name, purpose=purpose, subject=subject, timeout_s=timeout_s)

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
        """See `diagnostics.probes.http.get`."""
        from diagnostics.probes import http  # noqa: PLC0415

        return await http.get(
            url,
            purpose=purpose,
            subject=subject,
            timeout_s=timeout_s,
            address=address,
            expect_status=expect_status,
            expect_body=expect_body,
            proxy=proxy,
            ca=ca,
            verify=verify,
        )

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
        """See `diagnostics.probes.tls.handshake`."""
        from diagnostics.probes import tls  # noqa: PLC0415

        return await tls.handshake(
            host, port, purpose=purpose, subject=subject, timeout_s=timeout_s, address=address, ca=ca
        )

    async def clock(self, source: str, *, timeout_s: float, address: str | None = None) -> ClockAnswer:
        """See `diagnostics.probes.clock.read`."""
        from diagnostics.probes import clock  # noqa: PLC0415

        return await clock.read(source, timeout_s=timeout_s, address=address)

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
        """See `diagnostics.probes.mtu.measure`."""
        from diagnostics.probes import mtu  # noqa: PLC0415

        return await mtu.measure(method, address, subject=subject, timeout_s=timeout_s, port=port, host=host)

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
        """See `diagnostics.probes.series.run`."""
        from diagnostics.probes import series  # noqa: PLC0415

        return await series.run(
            address,
            method=method,
            purpose=purpose,
            subject=subject,
            count=count,
            every_s=every_s,
            wait_s=wait_s,
            port=port,
        )

    async def hops(self, address: str, *, subject: str, most: int, timeout_s: float) -> HopsAnswer:
        """See `diagnostics.probes.hops.trace`."""
        from diagnostics.probes import hops  # noqa: PLC0415

        return await hops.trace(address, subject=subject, most=most, timeout_s=timeout_s)

    async def doh(self, url: str, name: str, *, purpose: Purpose, timeout_s: float, record: str = "A") -> DnsAnswer:
        """See `diagnostics.probes.doh.question`."""
        from diagnostics.probes import doh  # noqa: PLC0415

        return await doh.question(url, name, purpose=purpose, timeout_s=timeout_s, record=record)

    async def vpn_gateway(self, vpn: Vpn, gateway: str, *, address: str, timeout_s: float) -> VpnGatewayAnswer:
        """See `diagnostics.probes.vpn.gateway`."""
        from diagnostics.probes.vpn import gateway as speak  # noqa: PLC0415

        return await speak(vpn, gateway, address=address, timeout_s=timeout_s)

    async def load(
        self,
        targets: LoadTargets | None,
        *,
        timeout_s: float,
        progress: Callable[[LoadProgress], None],
        metered: bool = False,
    ) -> LoadAnswer:
        """See `diagnostics.probes.load.load`."""
        from diagnostics.probes.load import load  # noqa: PLC0415  # most runs never load the line

        return await load(targets, timeout_s=timeout_s, progress=progress, metered=metered)

"""What lies behind a tunnel that is up: its name servers, its names, and whether large packets get through."""

from collections.abc import AsyncIterator

from diagnostics.checks.naming import find
from diagnostics.checks.patience import CONNECT_S, DNS_ATTEMPTS, DNS_S, LOOKUP_S, MTU_S
from diagnostics.checks.side_by_side import Probe, side_by_side
from diagnostics.checks.target import url_endpoint
from diagnostics.model.answer import Purpose, Role
from diagnostics.model.check import Context, check
from diagnostics.model.fact import Fact, VpnClient
from diagnostics.model.site import Service, Vpn

DNS_PORT = 53
MOST_NAMES = 2
MOST_SERVICES = 3


@check("vpn.inside", needs=("vpn.client",), timeout_s=8.0)
async def inside(ctx: Context) -> AsyncIterator[Fact]:
    """Only where a tunnel is up; without one everything behind it is silent and says nothing."""
    up = {client.vpn for client in ctx.seen.of(VpnClient) if client.tunnel_up}
    probes: list[Probe] = []
    for vpn in ctx.site.vpn:
        if vpn.name in up:
            probes += _servers(ctx, vpn)
    if up:
        behind = [service for service in ctx.site.service if service.via == "vpn"]
        probes += [_large(ctx, service) for service in behind[:MOST_SERVICES]]
    async for fact in side_by_side(*probes):
        yield fact


def _servers(ctx: Context, vpn: Vpn) -> list[Probe]:
    names = vpn.names[:MOST_NAMES]
    probes: list[Probe] = [
        ctx.probes.tcp(server, DNS_PORT, purpose=Purpose.INSIDE, subject=vpn.name, timeout_s=CONNECT_S)
        for server in vpn.resolvers
    ]
    probes += [
        ctx.probes.dns(
            server, name, role=Role.INTERNAL, purpose=Purpose.VPN_NAME, timeout_s=DNS_S, attempts=DNS_ATTEMPTS
        )
        for server in vpn.resolvers
        for name in names
    ]
    probes += [
        ctx.probes.lookup(name, purpose=Purpose.VPN_NAME, subject=vpn.name, timeout_s=LOOKUP_S) for name in names
    ]
    return probes


async def _large(ctx: Context, service: Service) -> list[Fact]:
    """Large packets to a service, by ICMP and by the service's own protocol."""
    end = url_endpoint(service.url)
    address = await _address(ctx, end.host)
    if address is None:
        return []
    found: list[Fact] = [await ctx.probes.mtu("icmp", address, subject=service.name, timeout_s=MTU_S)]
    method = {"https": "tls", "http": "http"}.get(service.url.partition(":")[0])
    if method is not None:
        found.append(
            await ctx.probes.mtu(method, address, subject=service.name, timeout_s=MTU_S, port=end.port, host=end.host)
        )
    return found


async def _address(ctx: Context, host: str) -> str | None:
    """As the system says, else as the VPN's own servers do: a tunnel can be judged though its names are not used."""
    trusted = (Role.CONFIGURED, Role.INTERNAL)
    found = await find(ctx, host, purpose=Purpose.INSIDE, subject=host, trusted=trusted)
    found.close()
    return next(iter(found.addresses), None)

"""How good the way is: series of small probes to the box, beyond it and through the tunnel, all at the same time.

The comparison of simultaneous series tells where data is lost or waits (faults.md, section 4.2). Two methods go to
every target, because many routers answer ICMP late or not at all while they pass everything on.
"""

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from dataclasses import dataclass

from diagnostics.checks.naming import find
from diagnostics.checks.patience import SERIES_WAIT_S
from diagnostics.checks.side_by_side import Probe, side_by_side
from diagnostics.checks.target import Endpoint, endpoint, literal, url_endpoint
from diagnostics.model.answer import Purpose, SeriesAnswer
from diagnostics.model.check import Context, check
from diagnostics.model.fact import Adapter, Address, Fact, Route, VpnClient
from diagnostics.model.site import Vpn

SHORT_COUNT, SHORT_EVERY_S = 30, 0.033
"""One second: 2 % of loss shows in three targets of 45 probes nine times out of ten."""

CONNECT_SHARE = 2
"""Connects cost both sides more than echoes: half as many."""

LONG_COUNT, LONG_EVERY_S = 46, 0.036
"""Nearly two seconds more, only where the first one saw something: 1 % is told from 3 %."""

NAME_S = 0.9
"""Everything else starts together; a name that takes longer than that is not waited for."""

LATEST_S = 2.6
"""Who had to wait that long for a name has no time left for a second look."""

MOST_ANCHORS = 3
MOST_INSIDE = 3

UNEASY_JITTER_MS = 15.0
UNEASY_RTT_MS = 120.0
UNEASY_BOX_MS = 30.0
"""From here on a longer look is worth its two seconds; half of what the rules call a fault."""

WIDEST_NETWORK = 30
"""Bits; a smaller network than that has no first address to speak of."""

DNS_PORT, HTTP_PORT, HTTPS_PORT = 53, 80, 443
IPV4 = 4


@dataclass(frozen=True)
class Target:
    """Where a series goes, and how."""

    purpose: Purpose
    subject: str
    address: str
    method: str
    port: int = 0


@check("internet.quality", needs=("link.adapters", "ip.addresses", "vpn.client"), timeout_s=7.0)
async def quality(ctx: Context) -> AsyncIterator[Fact]:
    """A short series to every target; where one is uneasy, a longer one to all that answered."""
    began_s = asyncio.get_running_loop().time()
    targets = [*_box(ctx), *_anchors(ctx), *await _behind_tunnels(ctx)]
    seen: list[tuple[Target, SeriesAnswer]] = []
    async for fact in side_by_side(*(_series(ctx, target, SHORT_COUNT, SHORT_EVERY_S) for target in targets)):
        if isinstance(fact, SeriesAnswer):
            seen.append((_target_of(fact, targets), fact))
        yield fact
    late = asyncio.get_running_loop().time() - began_s > LATEST_S
    # Everything beyond the box has passed it: a box that loses only what is meant for itself is shy.
    beyond = [fact for _, fact in seen if fact.purpose is not Purpose.GATEWAY and fact.received]
    if not late and any(_is_uneasy(fact) for fact in beyond or [fact for _, fact in seen]):
        again = [target for target, fact in seen if fact.received]
        async for fact in side_by_side(*(_series(ctx, target, LONG_COUNT, LONG_EVERY_S) for target in again)):
            yield fact


def _series(ctx: Context, target: Target, count: int, every_s: float) -> Probe:
    share = CONNECT_SHARE if target.method != "icmp" else 1
    return ctx.probes.series(
        target.address,
        method=target.method,
        purpose=target.purpose,
        subject=target.subject,
        count=count // share,
        every_s=every_s * share,
        wait_s=SERIES_WAIT_S,
        port=target.port,
    )


def _target_of(fact: SeriesAnswer, targets: list[Target]) -> Target:
    return next(
        target
        for target in targets
        if (target.method, target.address, target.purpose) == (fact.method, fact.address, fact.purpose)
    )


def _is_uneasy(fact: SeriesAnswer) -> bool:
    """Worth a longer look. A target that answered nothing at all is dead or shy, which other checks find out."""
    if not fact.received:
        return False
    slow = UNEASY_BOX_MS if fact.purpose is Purpose.GATEWAY else UNEASY_RTT_MS
    return fact.received < fact.sent or (fact.jitter_ms or 0.0) > UNEASY_JITTER_MS or (fact.rtt_ms or 0.0) > slow


def _box(ctx: Context) -> list[Target]:
    physical = {adapter.name for adapter in ctx.seen.of(Adapter) if adapter.is_physical}
    gateways = [
        route.gateway
        for route in sorted(ctx.seen.of(Route), key=lambda route: route.metric)
        if route.is_default and route.gateway and route.adapter in physical and literal(route.gateway)
    ]
    found: list[Target] = []
    for gateway in [one for one in dict.fromkeys(gateways) if ":" not in one][:1]:
        for method, port in (("icmp", 0), ("tcp", HTTP_PORT), ("dns", DNS_PORT)):
            found.append(Target(Purpose.GATEWAY, gateway, gateway, method, port))
    return found


def _anchors(ctx: Context) -> list[Target]:
    ends = [endpoint(text) for text in ctx.site.internet.addresses]
    four = [end for end in ends if end.literal is not None and end.literal.version == IPV4]
    only_six = {route.destination for route in ctx.seen.of(Route) if route.is_default} == {"::/0"}
    chosen = [end for end in ends if end.literal is not None and end not in four] if only_six else four
    return _both_ways(Purpose.INTERNET, chosen[:MOST_ANCHORS])


def _both_ways(purpose: Purpose, ends: list[Endpoint]) -> list[Target]:
    found: list[Target] = []
    for end in ends:
        label = f"[{end.host}]:{end.port}" if ":" in end.host else f"{end.host}:{end.port}"
        found.append(Target(purpose, label, end.host, "icmp"))
        found.append(Target(purpose, label, end.host, "tcp", end.port))
    return found


async def _behind_tunnels(ctx: Context) -> list[Target]:
    """Things inside every tunnel that is up, and its far end as seen from outside the tunnel."""
    up = {client.vpn: client for client in ctx.seen.of(VpnClient) if client.tunnel_up}
    found: list[Target] = []
    for vpn in ctx.site.vpn:
        if vpn.name in up:
            found += [*_inside(ctx, vpn, up[vpn.name].adapter), *await _edge(ctx, vpn)]
    if up and not any(target.purpose is Purpose.INSIDE for target in found):
        found += await _services(ctx)
    return list(dict.fromkeys(found))


def _inside(ctx: Context, vpn: Vpn, adapter: str | None) -> list[Target]:
    found: list[Target] = []
    for server in vpn.resolvers[:MOST_INSIDE]:
        found.append(Target(Purpose.INSIDE, vpn.name, server, "icmp"))
        found.append(Target(Purpose.INSIDE, vpn.name, server, "dns", DNS_PORT))
    far = [route.gateway for route in ctx.seen.of(Route) if route.adapter == adapter and route.gateway]
    for gateway in [*far, *_first_hosts(ctx, adapter)][:1]:
        found.append(Target(Purpose.INSIDE, vpn.name, gateway, "icmp"))
    return found


def _first_hosts(ctx: Context, adapter: str | None) -> list[str]:
    """Where the far end of a tunnel without a next hop usually sits: the first address of its network."""
    found: list[str] = []
    for own in ctx.seen.of(Address):
        if own.adapter == adapter and ":" not in own.address and own.prefix <= WIDEST_NETWORK:
            network = ipaddress.ip_interface(f"{own.address}/{own.prefix}").network
            first = str(network.network_address + 1)
            found += [first] if first != own.address else []
    return found


async def _edge(ctx: Context, vpn: Vpn) -> list[Target]:
    for gateway in vpn.gateways[:1]:
        address = await _address(ctx, endpoint(gateway).host, vpn.name, Purpose.VPN_GATEWAY)
        if address:
            return [
                Target(Purpose.VPN_GATEWAY, vpn.name, address, "icmp"),
                Target(Purpose.VPN_GATEWAY, vpn.name, address, "tcp", HTTPS_PORT),
            ]
    return []


async def _services(ctx: Context) -> list[Target]:
    """Without a resolver of its own, what people use stands for the inside."""
    ends = [(service.name, url_endpoint(service.url)) for service in ctx.site.service if service.via == "vpn"]
    found: list[Target] = []
    for name, end in ends[:MOST_INSIDE]:
        address = await _address(ctx, end.host, name, Purpose.INSIDE)
        if address:
            found.append(Target(Purpose.INSIDE, name, address, "icmp"))
            found.append(Target(Purpose.INSIDE, name, address, "tcp", end.port))
    return found


async def _address(ctx: Context, host: str, subject: str, purpose: Purpose) -> str | None:
    try:
        async with asyncio.timeout(NAME_S):
            found = await find(ctx, host, purpose=purpose, subject=subject)
    except TimeoutError:
        return None
    found.close()
    return next(iter(found.addresses), None)

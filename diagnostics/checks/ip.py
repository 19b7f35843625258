"""Addresses, routes, and who else claims them."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator

from diagnostics.checks.patience import ARP_S, DHCP_S
from diagnostics.checks.side_by_side import side_by_side
from diagnostics.checks.system import facts_of
from diagnostics.model.answer import ArpAnswer, Purpose
from diagnostics.model.check import Context, check
from diagnostics.model.fact import Adapter, Address, Fact, Origin, Route

IPV4 = 4


@check("ip.addresses", timeout_s=3.0, local=True)
async def addresses(ctx: Context) -> AsyncIterator[Fact]:
    """Addresses and routes of both families."""
    for name, source in (("addresses", ctx.system.addresses), ("routes", ctx.system.routes)):
        for fact in await facts_of(ctx, name, source):
            yield fact


@check("ip.conflict", needs=("link.adapters", "ip.addresses"), timeout_s=4.0)
async def conflict(ctx: Context) -> AsyncIterator[Fact]:
    """Ask the link who else owns this computer's addresses and the gateway's (RFC 5227).

    Beside a fixed address, also ask what a DHCP server would give: it shows which network this really is.
    """
    physical = {adapter.name for adapter in ctx.seen.of(Adapter) if adapter.is_physical and adapter.carrier}
    own = {
        (item.adapter, item.address)
        for item in ctx.seen.of(Address)
        if item.adapter in physical and _is_plain_v4(item.address)
    }
    gateways = {
        (route.adapter, route.gateway)
        for route in ctx.seen.of(Route)
        if route.adapter in physical and route.gateway and _is_plain_v4(route.gateway)
    }
    fixed = {
        item.adapter
        for item in ctx.seen.of(Address)
        if item.adapter in physical and item.origin in (Origin.STATIC, Origin.UNKNOWN) and _is_plain_v4(item.address)
    }
    claims = [
        ctx.probes.arp(adapter, address, purpose=Purpose.GATEWAY, timeout_s=ARP_S)
        for adapter, address in sorted(own | gateways)
        if adapter
    ]
    offers = [asyncio.ensure_future(ctx.probes.dhcp(adapter, timeout_s=DHCP_S)) for adapter in sorted(fixed)]
    try:
        alive = False
        async for fact in side_by_side(*claims):
            alive = alive or (
                isinstance(fact, ArpAnswer) and bool(fact.macs) and (fact.adapter, fact.address) in gateways
            )
            yield fact
        for offer in offers:
            if offer.done() or not alive:  # a gateway that answers proves the network: nobody need wait for more
                yield await offer
    finally:
        for offer in offers:
            offer.cancel()


def _is_plain_v4(address: str) -> bool:
    parsed = ipaddress.ip_address(address.split("%")[0])
    return parsed.version == IPV4 and not parsed.is_link_local

"""Whether the box, the default gateway, gives any sign of life."""

from collections.abc import AsyncIterator

from diagnostics.checks.patience import GATEWAY_S
from diagnostics.checks.side_by_side import side_by_side
from diagnostics.checks.system import facts_of
from diagnostics.model.answer import Purpose
from diagnostics.model.check import Context, check
from diagnostics.model.fact import Adapter, Fact, Neighbour, Route

BOX_PORTS = (53, 80, 443)
"""A box serves names and its settings page; a refusal from it proves life as well as an answer."""


@check("gateway.answers", needs=("link.adapters", "ip.addresses"), timeout_s=5.0)
async def answers(ctx: Context) -> AsyncIterator[Fact]:
    """ICMP and TCP to every gateway of a physical adapter, then what the neighbour table learned from it."""
    physical = {adapter.name for adapter in ctx.seen.of(Adapter) if adapter.is_physical}
    gateways = dict.fromkeys(
        _scoped(route)
        for route in ctx.seen.of(Route)
        if route.gateway and route.adapter in physical and route.is_default
    )
    probes = [
        ctx.probes.tcp(gateway, port, purpose=Purpose.GATEWAY, subject=gateway, timeout_s=GATEWAY_S)
        for gateway in gateways
        for port in BOX_PORTS
    ] + [
        ctx.probes.echo(gateway, purpose=Purpose.GATEWAY, subject=gateway, timeout_s=GATEWAY_S) for gateway in gateways
    ]
    async for fact in side_by_side(*probes):
        yield fact
    if gateways:
        bare = {gateway.split("%")[0] for gateway in gateways}
        for fact in await facts_of(ctx, "neighbours", ctx.system.neighbours):
            if not isinstance(fact, Neighbour) or fact.address in bare:
                yield fact


def _scoped(route: Route) -> str:
    """A link-local gateway is only an address together with its adapter (RFC 4007)."""
    gateway = route.gateway or ""
    return f"{gateway}%{route.adapter}" if gateway.startswith("fe80") else gateway

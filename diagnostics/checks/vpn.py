"""The organisation's VPN: what runs on this laptop, and whether its gateway can be talked to from here."""

from collections.abc import AsyncIterator

from diagnostics.checks.naming import find
from diagnostics.checks.patience import CONNECT_S, VPN_GATEWAY_S
from diagnostics.checks.side_by_side import Probe, side_by_side, together
from diagnostics.checks.system import facts_of
from diagnostics.checks.target import endpoint
from diagnostics.model.answer import Purpose
from diagnostics.model.check import Context, check
from diagnostics.model.fact import Fact, FactMissing
from diagnostics.model.observed import Knowledge
from diagnostics.model.site import Vpn

CONTROL_PORT = 443
"""The port that every network lets through: if it answers and the VPN's own does not, the network is choosy."""


@check("vpn.client", timeout_s=3.5)
async def client(ctx: Context) -> AsyncIterator[Fact]:
    """Program, process and tunnel of every VPN in the site file."""
    for vpn in ctx.site.vpn:
        for fact in await facts_of(ctx, "vpn", ctx.system.vpn, vpn):
            yield fact


@check("vpn.log", timeout_s=3.5)
async def log(ctx: Context) -> AsyncIterator[Fact]:
    """Known lines in the logs of the VPN's clients: what happened when nobody was looking."""
    for vpn in ctx.site.vpn:
        for fact in await facts_of(ctx, "vpn_log", ctx.system.vpn_log, vpn):
            yield fact


@check("vpn.certificate", timeout_s=3.0)
async def certificate(ctx: Context) -> AsyncIterator[Fact]:
    """The dates of the certificates that this laptop shows; nothing where the site file names none."""
    for vpn in ctx.site.vpn:
        for fact in await facts_of(ctx, "vpn_certificate", ctx.system.vpn_certificate, vpn):
            if not (isinstance(fact, FactMissing) and fact.state == Knowledge.UNSUPPORTED.value):
                yield fact


@check("vpn.others", timeout_s=3.0)
async def others(ctx: Context) -> AsyncIterator[Fact]:
    """VPN products on this laptop that are not the organisation's."""
    for fact in await facts_of(ctx, "other_vpns", ctx.system.other_vpns, ctx.site.vpn):
        yield fact


TLS_KINDS = frozenset(("anyconnect", "globalprotect", "forticlient", "windows"))
"""Products whose gateway shows a certificate on its TCP door."""


@check("vpn.gateway", timeout_s=9.0)
async def gateway(ctx: Context) -> AsyncIterator[Fact]:
    """Resolve every gateway, speak its protocol, and try other doors of the same address beside it."""
    hosts = {
        (vpn.name, endpoint(text).host): (
            vpn,
            [one for one in vpn.gateways if endpoint(one).host == endpoint(text).host],
        )
        for vpn in ctx.site.vpn
        for text in vpn.gateways
    }
    async for fact in side_by_side(*(_host(ctx, vpn, host, doors) for (_, host), (vpn, doors) in hosts.items())):
        yield fact


async def _host(ctx: Context, vpn: Vpn, host: str, doors: list[str]) -> list[Fact]:
    found = await find(ctx, host, purpose=Purpose.VPN_GATEWAY, subject=vpn.name)
    facts: list[Fact] = []
    for address in found.addresses[:1]:
        facts = await together(*_doors(ctx, vpn, address, doors))
    return facts + await found.rest()


def _doors(ctx: Context, vpn: Vpn, address: str, doors: list[str]) -> list[Probe]:
    controls: list[Probe] = [
        ctx.probes.echo(address, purpose=Purpose.VPN_GATEWAY, subject=vpn.name, timeout_s=CONNECT_S),
        ctx.probes.tcp(address, CONTROL_PORT, purpose=Purpose.VPN_GATEWAY, subject=vpn.name, timeout_s=CONNECT_S),
    ]
    doors = [*doors, *_second_doors(vpn, doors)]
    own = [ctx.probes.vpn_gateway(vpn, door, address=address, timeout_s=VPN_GATEWAY_S) for door in doors]
    return [*own, *controls, *_certificates(ctx, vpn, address, doors)]


IKE_KINDS = frozenset(("ipsec", "windows"))
IKE_PORT, NAT_PORT = 500, 4500


def _second_doors(vpn: Vpn, doors: list[str]) -> list[str]:
    """IKE moves to another port behind any address translation (RFC 3947): both have to pass, whatever is written."""
    ports = {endpoint(door).port for door in doors if endpoint(door).transport == "udp"}
    if vpn.kind not in IKE_KINDS or IKE_PORT not in ports or NAT_PORT in ports:
        return []
    return [door.replace(f":{IKE_PORT}/", f":{NAT_PORT}/") for door in doors if f":{IKE_PORT}/udp" in door][:1]


def _certificates(ctx: Context, vpn: Vpn, address: str, doors: list[str]) -> list[Probe]:
    if vpn.kind not in TLS_KINDS:
        return []
    ends = [end for end in map(endpoint, doors) if end.transport == "tcp" and end.literal is None]
    return [
        ctx.probes.tls(
            end.host,
            end.port,
            purpose=Purpose.VPN_GATEWAY,
            subject=vpn.name,
            timeout_s=VPN_GATEWAY_S,
            address=address,
        )
        for end in ends[:1]
    ]

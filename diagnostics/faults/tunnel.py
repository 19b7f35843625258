"""Faults of a tunnel that is up: asleep, without routes or names, too narrow, or slow."""

import ipaddress
from collections.abc import Iterator

from diagnostics.faults.fault import Evidence, evidence, fault
from diagnostics.faults.ladder import WAKE_S, up, wanted
from diagnostics.faults.layer import CLOCK, DOOR, LINE, NAMES
from diagnostics.faults.scene import Scene, parse
from diagnostics.faults.service import Visit, visits
from diagnostics.model.answer import (
    DnsAnswer,
    EchoAnswer,
    HttpAnswer,
    LookupAnswer,
    MtuAnswer,
    Purpose,
    Role,
    TcpAnswer,
    TlsAnswer,
)
from diagnostics.model.fact import Address, LaptopPower, ResolverConfig, Route, VpnClient
from diagnostics.model.failure import Failure
from diagnostics.model.site import Vpn
from diagnostics.model.verdict import Owner

READS = ("vpn.client", "vpn.inside", "service.reachable", "internet.addresses")
BELOW = (*LINE, "vpn.tunnel_stale", *DOOR)


def _up(scene: Scene) -> Iterator[tuple[Vpn, VpnClient]]:
    """VPNs of the site file whose tunnel is up and not mute."""
    mute = {ladder.vpn.name for ladder in wanted(scene)}
    clients = up(scene)
    for vpn in scene.site.vpn:
        if vpn.name in clients and vpn.name not in mute:
            yield vpn, clients[vpn.name]


def _failing(scene: Scene) -> list[Visit]:
    return [visit for visit in visits(scene) if visit.service.via == "vpn"]


@fault(
    "vpn.tunnel_stale",
    owner=Owner.USER,
    reads=(*READS, "vpn.gateway"),
    explained_by=(*CLOCK, *DOOR),
    args=("vpn",),
)
def tunnel_stale(scene: Scene) -> Evidence | None:
    """The tunnel stands, packets go into it, and nothing comes out, while its gateway can be reached."""
    for ladder in wanted(scene):
        if ladder.mute and ladder.client.tunnel_up:
            woken = [item for item in scene.seen.of(LaptopPower) if (item.resumed_s_ago or WAKE_S) < WAKE_S]
            return evidence(
                ladder.mute,
                ladder.open_doors or ladder.controls,
                args={"vpn": ladder.vpn.name},
                reason="after_sleep" if woken else "unknown",
                affected=ladder.services,
            )
    return None


def _past_the_tunnel(scene: Scene, vpn: Vpn, client: VpnClient) -> list[TcpAnswer]:
    """Connections to things behind the tunnel that left through something else, where people feel it."""
    failing = {visit.service.name for visit in _failing(scene)}
    asked = [item for item in scene.of(TcpAnswer, Purpose.SERVICE) if item.subject in failing]
    asked += [item for item in scene.of(TcpAnswer, Purpose.INSIDE, vpn.name) if item.failure is not None]
    lost_names = any(not item.addresses for item in scene.of(LookupAnswer, Purpose.VPN_NAME, vpn.name))
    if not failing and not lost_names:
        return []
    return [item for item in asked if item.adapter is not None and item.adapter not in (client.adapter, "lo")]


def _at_home(scene: Scene, answer: TcpAnswer) -> list[Address]:
    """Our own addresses whose network holds the address: the system looks for it next door."""
    at = parse(answer.address)
    return [
        own
        for own in scene.seen.of(Address)
        if own.adapter == answer.adapter
        and parse(own.address).version == at.version
        and at in ipaddress.ip_interface(f"{own.address.split('%')[0]}/{own.prefix}").network
    ]


@fault("vpn.subnet_conflict", owner=Owner.IT, reads=READS, explained_by=BELOW, args=("vpn", "service"))
def subnet_conflict(scene: Scene) -> Evidence | None:
    """A company address lies in the network that this laptop is at home in, and packets go there."""
    for vpn, client in _up(scene):
        past = _past_the_tunnel(scene, vpn, client)
        homes = [(item, own) for item in past for own in _at_home(scene, item)]
        if homes:
            names = [item.subject for item, _ in homes if item.purpose is Purpose.SERVICE]
            names += [visit.service.name for visit in _failing(scene)]
            args = {"vpn": vpn.name, "service": names[0] if names else vpn.name}
            return evidence([item for item, _ in homes], [own for _, own in homes], args=args, affected=names)
    return None


@fault("vpn.routes_missing", owner=Owner.IT, reads=READS, explained_by=(*BELOW, "vpn.subnet_conflict"), args=("vpn",))
def routes_missing(scene: Scene) -> Evidence | None:
    """Company addresses leave past the tunnel, and no route leads them into it."""
    for vpn, client in _up(scene):
        past = [item for item in _past_the_tunnel(scene, vpn, client) if not _at_home(scene, item)]
        promised = [ipaddress.ip_network(text) for text in vpn.routes]
        into = [route for route in scene.seen.of(Route) if route.adapter == client.adapter and not route.unreachable]
        lacking = [net for net in promised if not any(_covers(route, net) for route in into)]
        affected = [visit.service.name for visit in _failing(scene)]
        unroutable = [
            item
            for item in past
            if not any(_leads_to(route, item.address) for route in into) and _is_company(scene, vpn, item)
        ]
        if unroutable:
            return evidence(
                unroutable,
                into if lacking else [],
                [client],
                args={"vpn": vpn.name},
                affected=affected,
                certain=bool(lacking) or len({item.address for item in unroutable}) > 1,
            )
        nameless = [visit.service.name for visit in _failing(scene) if not visit.doors]
        if lacking and nameless and len(lacking) == len(promised) and not scene.of(TcpAnswer, Purpose.INSIDE, vpn.name):
            return evidence([client], args={"vpn": vpn.name}, affected=nameless)
    return None


def _is_company(scene: Scene, vpn: Vpn, item: TcpAnswer) -> bool:
    """Whether an address is the company's. A name that was looked up elsewhere may lead to a stranger's."""
    promised = [ipaddress.ip_network(text) for text in vpn.routes]
    inside = {
        address for answer in scene.seen.of(DnsAnswer) if answer.role is Role.INTERNAL for address in answer.addresses
    }
    if item.purpose is Purpose.INSIDE or item.address in inside:
        return True
    if promised:
        return any(parse(item.address) in net for net in promised if net.version == parse(item.address).version)
    return not inside and parse(item.address).is_private


def _covers(route: Route, net: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    """Whether a route leads to at least a part of a network: gateways may push it in pieces."""
    return ipaddress.ip_network(route.destination).overlaps(net)


def _leads_to(route: Route, address: str) -> bool:
    return parse(address) in ipaddress.ip_network(route.destination)


@fault(
    "vpn.dns_not_applied",
    owner=Owner.USER,
    reads=READS,
    explained_by=(*BELOW, *NAMES, "dns.hosts_override", "vpn.subnet_conflict", "vpn.routes_missing"),
    args=("vpn",),
)
def dns_not_applied(scene: Scene) -> Evidence | None:
    """The company's own name server knows a name when it is asked, and this computer asks somebody else."""
    working = {item.subject for item in scene.of(HttpAnswer, Purpose.SERVICE) if item.failure is None}
    behind = {service.name for service in scene.site.service if service.via == "vpn"}
    for vpn, _ in _up(scene):
        known = {
            item.name: item
            for item in scene.seen.of(DnsAnswer)
            if item.role is Role.INTERNAL and item.addresses and (not vpn.resolvers or item.server in vpn.resolvers)
        }
        wrong = [
            item
            for purpose in (Purpose.SERVICE, Purpose.VPN_NAME)
            for item in scene.of(LookupAnswer, purpose)
            if item.name in known
            and not set(item.addresses) & set(known[item.name].addresses)
            and not (purpose is Purpose.SERVICE and (item.subject in working or item.subject not in behind))
            # A question that got lost on its way to the right server is another matter, whoever answered instead.
            and not (
                set(scene.configured) & set(vpn.resolvers)
                and (item.failure is Failure.TIMED_OUT or (item.failure is not None and scene.is_poor_inside))
            )
        ]
        if wrong:
            asked = [config for config in scene.seen.of(ResolverConfig) if not set(config.servers) & set(vpn.resolvers)]
            affected = [item.subject for item in wrong if item.purpose is Purpose.SERVICE]
            return evidence(
                wrong, [known[item.name] for item in wrong], asked, args={"vpn": vpn.name}, affected=affected
            )
    return None


@fault(
    "vpn.mtu",
    owner=Owner.IT,
    reads=READS,
    explained_by=(*BELOW, "vpn.subnet_conflict", "vpn.routes_missing", "mtu.black_hole"),
    args=("vpn",),
)
def mtu(scene: Scene) -> Evidence | None:
    """Behind the tunnel small packets pass and large ones vanish: a service hangs, or would at the first upload."""
    failing = {visit.service.name: visit for visit in _failing(scene)}
    behind = [service.name for service in scene.site.service if service.via == "vpn"]
    for vpn, _ in _up(scene):
        if scene.is_poor_inside:
            continue  # where single packets get lost or late, a large one that did not come back proves nothing
        for name in behind:
            silent = [
                item for item in scene.seen.of(MtuAnswer) if item.subject == name and item.large_outcome == "silent"
            ]
            echoes = [item for item in silent if item.method == "icmp" and item.small_passed]
            own = [item for item in silent if item.method != "icmp" and item.small_passed]
            stalled = _stalled(failing[name]) if name in failing else []
            if (own and (echoes or name in failing)) or (stalled and (own or echoes)):
                return evidence(own, echoes, stalled, args={"vpn": vpn.name}, affected=(name,))
            tiny = [item for item in scene.of(EchoAnswer, Purpose.SERVICE, name) if item.received]
            if stalled and tiny and any(item.method == "icmp" for item in silent):
                # Even what counts as small does not pass; echoes of a few bytes do. Filters of large pings do so too.
                return evidence(silent, stalled, tiny, args={"vpn": vpn.name}, affected=(name,), certain=False)
    return None


def _stalled(visit: Visit) -> list[TlsAnswer | HttpAnswer]:
    """Conversations that began and went silent."""
    talks: list[TlsAnswer | HttpAnswer] = [*visit.handshakes, *visit.pages]
    return [item for item in talks if item.connected and item.failure is Failure.TIMED_OUT]


@fault(
    "vpn.tunnel_degraded",
    owner=Owner.IT,
    reads=("vpn.client", "internet.quality"),
    explained_by=(*BELOW, "laptop.bandwidth_hog", "internet.loss", "internet.high_latency"),
    args=("vpn",),
)
def tunnel_degraded(scene: Scene) -> Evidence | None:
    """At the same moment the line is good outside the tunnel, and inside it data is lost or late."""
    inner, outer = scene.inner, scene.outer
    for vpn, _ in _up(scene):
        if inner and outer and not outer.is_lossy(scene.limits.loss_percent) and scene.is_poor_inside:
            behind = [service.name for service in scene.site.service if service.via == "vpn"]
            return evidence(inner.series, outer.series, args={"vpn": vpn.name}, affected=behind)
    return None

"""Faults of the laptop's own address and its way out."""

import ipaddress

from diagnostics.faults.fault import Evidence, evidence, fault
from diagnostics.faults.layer import LINK
from diagnostics.faults.scene import IPV4, Scene, parse
from diagnostics.model.answer import ArpAnswer, DhcpAnswer, EchoAnswer, Purpose
from diagnostics.model.fact import Address, Fact, FactMissing, Neighbour, Origin, Route
from diagnostics.model.verdict import Owner

READS = ("link.adapters", "ip.addresses", "internet.addresses")


def _known(scene: Scene) -> bool:
    return not any(item.fact in ("addresses", "routes", "adapters") for item in scene.seen.of(FactMissing))


@fault("ip.no_lease", owner=Owner.USER, reads=READS, explained_by=LINK)
def no_lease(scene: Scene) -> Evidence | None:
    """A connected adapter has no address, or only one that it gave itself (RFC 3927)."""
    if scene.out or not scene.usable or not _known(scene):
        return None
    if any(scene.addresses_of(item.name) or scene.addresses_of(item.name, 6) for item in scene.usable):
        return None
    own = [item for item in scene.seen.of(Address) if item.origin is Origin.LINK_LOCAL]
    return evidence([*scene.usable, *own], scene.anchors)


@fault("ip.conflict", owner=Owner.USER, reads=("ip.addresses", "ip.conflict", "gateway.answers"), explained_by=LINK)
def conflict(scene: Scene) -> Evidence | None:
    """Our own address, or with loss the gateway's, is claimed by two hardware addresses (RFC 5227)."""
    detected = [item for item in scene.seen.of(Address) if item.duplicate and parse(item.address).version == IPV4]
    own = {item.address for item in scene.seen.of(Address)}
    gateways = {route.gateway for route in scene.gateways}
    gateway_macs = {mac for item in scene.seen.of(ArpAnswer) if item.address in gateways for mac in item.macs}
    rivals = [
        item
        for item in scene.seen.of(ArpAnswer)
        # A router with proxy ARP answers for every address, ours included: that is not a rival.
        if item.address in own and item.address not in gateways and set(item.macs) - gateway_macs
    ]
    doubled = [item for item in scene.seen.of(ArpAnswer) if item.address in gateways and len(item.macs) > 1]
    suffering = _loss(scene)
    if detected or rivals:
        return evidence(detected, rivals, suffering)
    if doubled and suffering:
        return evidence(doubled, suffering)
    return None


def _loss(scene: Scene) -> list[EchoAnswer]:
    """Echo series that lost something although somebody answered, or that stayed silent while the line is dead."""
    series = scene.of(EchoAnswer, Purpose.GATEWAY) + scene.of(EchoAnswer, Purpose.INTERNET)
    return [item for item in series if item.sent and item.received < item.sent and (item.received or not scene.online)]


@fault(
    "ip.misconfigured",
    owner=Owner.USER,
    reads=(*READS, "gateway.answers", "ip.conflict"),
    explained_by=(*LINK, "ip.conflict"),
)
def misconfigured(scene: Scene) -> Evidence | None:
    """A fixed address does not fit the network: its gateway lies outside, or a different network is on the wire."""
    if scene.out or not _known(scene):
        return None
    static = [
        item
        for adapter in scene.usable
        for item in scene.addresses_of(adapter.name)
        if item.origin in (Origin.STATIC, Origin.UNKNOWN)
    ]
    outside = [route for route in scene.gateways if not _reachable_on_link(scene, route)]
    if outside and static and not scene.gateway_signs:
        return evidence(static, outside)
    if not static or not scene.gateways or scene.gateway_signs or scene.gateway_on_link:
        return None
    strangers = _another_router(scene) or _another_network(scene, static)
    return evidence(static, strangers) if strangers else None


def _another_router(scene: Scene) -> list[Fact]:
    """Offers of the network itself that name another way out than the one that somebody typed."""
    ours = {route.gateway for route in scene.gateways}
    return [item for item in scene.seen.of(DhcpAnswer) if item.router and item.router not in ours]


def _reachable_on_link(scene: Scene, route: Route) -> bool:
    """Whether the gateway lies in a prefix of its adapter, or a host route was made for it on purpose."""
    gateway = parse(route.gateway or "0.0.0.0")
    prefixes = [
        ipaddress.ip_interface(f"{item.address}/{item.prefix}").network
        for item in scene.addresses_of(route.adapter or "", gateway.version)
    ]
    prefixes += [
        ipaddress.ip_network(item.destination)
        for item in scene.seen.of(Route)
        if item.adapter == route.adapter and item.gateway is None and not item.is_default
    ]
    return any(gateway in prefix for prefix in prefixes)


def _another_network(scene: Scene, static: list[Address]) -> list[Fact]:
    """Somebody on the link answers for, or offers, an address outside every prefix that this computer believes in."""
    prefixes = [ipaddress.ip_interface(f"{item.address}/{item.prefix}").network for item in static]
    heard: list[tuple[Fact, str]] = [(item, item.address) for item in scene.seen.of(ArpAnswer) if item.macs]
    heard += [(item, item.address) for item in scene.seen.of(Neighbour) if item.mac and item.state != "failed"]
    heard += [(item, item.offered) for item in scene.seen.of(DhcpAnswer) if item.offered]
    return [
        item
        for item, address in heard
        if (at := parse(address)).version == IPV4 and not any(at in net for net in prefixes)
    ]


@fault("route.no_default", owner=Owner.USER, reads=READS, explained_by=(*LINK, "ip.no_lease"))
def no_default(scene: Scene) -> Evidence | None:
    """There is an address and no way out of the local network, for either family."""
    if scene.out or not _known(scene) or scene.default_routes:
        return None
    own = [item for adapter in scene.usable for item in scene.addresses_of(adapter.name)]
    own += [item for adapter in scene.usable for item in scene.addresses_of(adapter.name, 6)]
    if not own:
        return None
    return evidence(own, scene.anchors)

"""Faults of the box and of the line behind it."""

from diagnostics.faults.fault import WITNESSES, Evidence, evidence, fault
from diagnostics.faults.ladder import wanted
from diagnostics.faults.layer import ADDRESS, BOX, LINE, RIVAL
from diagnostics.faults.scene import Scene, replied
from diagnostics.model.answer import (
    Answer,
    ArpAnswer,
    DhcpAnswer,
    DnsAnswer,
    EchoAnswer,
    HttpAnswer,
    MtuAnswer,
    Purpose,
    Role,
    SeriesAnswer,
    TcpAnswer,
    TlsAnswer,
)
from diagnostics.model.fact import AdapterType, Neighbour
from diagnostics.model.failure import Failure
from diagnostics.model.verdict import Owner

FULL = ("laptop.bandwidth_hog", "internet.loss")
"""On a jammed or lossy line single probes run out of time and prove nothing."""

READS = ("link.adapters", "ip.addresses", "gateway.answers", "internet.addresses", "internet.portal")


@fault("gateway.unreachable", owner=Owner.USER, reads=READS, explained_by=ADDRESS)
def gateway_unreachable(scene: Scene) -> Evidence | None:
    """There is a default gateway, it gives no sign of life, and nothing gets out."""
    if scene.out or not scene.gateways or scene.gateway_signs or _somebody_beyond(scene) or _filtered(scene):
        return None
    silent = [*scene.of(TcpAnswer, Purpose.GATEWAY), *scene.of(EchoAnswer, Purpose.GATEWAY)]
    unknown_to_link = [
        item
        for item in scene.seen.of(Neighbour)
        if item.address in {route.gateway for route in scene.gateways} and (item.state in ("failed", "incomplete"))
    ]
    # A box that still answers ARP and nothing else has frozen, or the line is down behind a very shy box.
    return evidence(unknown_to_link, silent, certain=bool(unknown_to_link and silent) and not scene.gateway_on_link)


def _somebody_beyond(scene: Scene) -> bool:
    """Whether anything beyond the box was heard: then the box passes data on."""
    return any(replied(item) for item in scene.seen.of(DnsAnswer) if not scene.is_next_door(item.server)) or any(
        item.received for item in scene.seen.of(EchoAnswer)
    )


def _filtered(scene: Scene) -> bool:
    """Whether this computer itself refused to send to the box or the internet: then their silence means nothing."""
    outward = (Purpose.GATEWAY, Purpose.INTERNET, Purpose.INTERNET6, Purpose.NAME, Purpose.PORTAL)
    return any(
        item.failure is Failure.NOT_PERMITTED and item.purpose in outward
        for item in scene.seen.of(Answer)
        if not isinstance(item, (ArpAnswer, DhcpAnswer))  # those need rights that programs do not have
    )


@fault("internet.captive_portal", owner=Owner.USER, reads=(*READS, "tls.public", "dns.reference"), explained_by=BOX)
def captive_portal(scene: Scene) -> Evidence | None:
    """Known plain pages come back as somebody else's, and not merely because names are lied about."""
    altered = scene.altered_pages
    if not altered or _only_names_lie(scene):
        return None
    foreign = [item for item in scene.of(TlsAnswer, Purpose.SITE_TLS) if item.failure is not None]
    closed = [item for item in scene.anchors if item.failure is not None]
    if any(item.as_expected for item in scene.of(HttpAnswer, Purpose.PORTAL)) and not (foreign or closed):
        return None  # one page out of several changed its text: its owner did that
    hosts = {item.subject for item in altered}
    return evidence(altered, [*foreign, *closed], certain=len(hosts) >= WITNESSES or bool(foreign or closed))


def _only_names_lie(scene: Scene) -> bool:
    """Whether literal addresses work freely and the altered pages come from addresses that nobody else knows."""
    if not scene.reached or len(scene.reached) < len(scene.anchors):
        return False
    truths = {item.subject: scene.truth(item.subject) for item in scene.altered_pages}
    told = {
        name: {
            a
            for item in scene.seen.of(DnsAnswer)
            if item.name == name and item.role is Role.CONFIGURED
            for a in item.addresses
        }
        for name in truths
    }
    return all(truths[name] and told[name] and not truths[name] & told[name] for name in truths)


@fault("isp.down", owner=Owner.PROVIDER, reads=READS, explained_by=(*RIVAL, "firewall.blocked"))
def isp_down(scene: Scene) -> Evidence | None:
    """The box answers, and nothing beyond it does."""
    dead = scene.anchors and all(item.failure is not None for item in scene.anchors)
    if scene.out or not dead or _filtered(scene) or scene.altered_pages or _swallowed_by_a_tunnel(scene):
        return None
    alive = [*scene.gateway_signs, *scene.gateway_on_link]
    if not alive and not _routed_without_gateway(scene):
        return None
    if _answers_from_afar(scene):
        return None
    pages = [item for item in scene.of(HttpAnswer, Purpose.PORTAL) if item.failure is not None]
    echoes = [item for item in scene.of(EchoAnswer, Purpose.INTERNET) if not item.received]
    told_so = [item for item in scene.anchors if item.failure in (Failure.UNREACHABLE, Failure.NO_ROUTE)]
    return evidence(
        scene.anchors,
        [*pages, *echoes],
        alive,
        certain=bool(alive) and len(scene.anchors) >= WITNESSES,
        # A box that says at once that it knows no way has lost its own address on the provider's side.
        reason="no_wan_address" if told_so else "upstream",
    )


def _swallowed_by_a_tunnel(scene: Scene) -> bool:
    """Whether everything goes into our own tunnel, and its gateway still answers outside it: then the line is fine."""
    return any(ladder.mute and scene.all_into(ladder.client.adapter) for ladder in wanted(scene))


def _routed_without_gateway(scene: Scene) -> bool:
    """A phone or a point-to-point line has no gateway address to ask; its carrier stands for the box."""
    mobile = {item.name for item in scene.usable if item.type is AdapterType.MOBILE}
    return any(route.adapter in mobile and route.gateway is None for route in scene.default_routes)


def _answers_from_afar(scene: Scene) -> bool:
    """Whether a reference server out on the internet replied: then the line carries at least that."""
    return any(replied(item) for item in scene.seen.of(DnsAnswer) if item.role is Role.REFERENCE)


@fault(
    "internet.partial",
    owner=Owner.PROVIDER,
    reads=(*READS, "dns.reference", "internet.quality"),
    explained_by=(*LINE, *FULL),
)
def partial(scene: Scene) -> Evidence | None:
    """Some literal addresses answer and others do not, at the same time, by the same protocol."""
    lost = [
        item for item in scene.anchors if item.failure in (Failure.TIMED_OUT, Failure.UNREACHABLE, Failure.NO_ROUTE)
    ]
    if not lost or not scene.reached or scene.altered_pages or _passes_now_and_then(scene, lost):
        return None
    echoes = {
        item.address: item
        for item in scene.of(EchoAnswer, Purpose.INTERNET)
        if item.failure is not Failure.NOT_SUPPORTED
    }
    answering = [item for item in echoes.values() if item.received]
    deaf = [echoes[item.address] for item in lost if item.address in echoes and not echoes[item.address].received]
    # Without ICMP to compare, several reachable networks beside one lost one are the second witness.
    return evidence(lost, scene.reached, certain=bool(answering and len(deaf) == len(lost)))


def _passes_now_and_then(scene: Scene, lost: list[TcpAnswer]) -> bool:
    """Whether the series reached every address that one connect did not: then data is lost, and nothing is cut off."""
    heard = {item.address for item in scene.of(SeriesAnswer, Purpose.INTERNET) if item.received}
    return all(item.address in heard for item in lost)


@fault(
    "ipv6.broken",
    owner=Owner.PROVIDER,
    reads=("ip.addresses", "internet.addresses", "internet.ipv6"),
    explained_by=(*LINE, *FULL),
)
def ipv6_broken(scene: Scene) -> Evidence | None:
    """IPv6 is announced to this laptop and leads nowhere, while IPv4 works."""
    tried = scene.of(TcpAnswer, Purpose.INTERNET6)
    announced = [route for route in scene.default_routes if route.destination == "::/0"]
    if not tried or not announced or not scene.reached:
        return None
    if any(item.failure is None or item.failure is Failure.NO_ADDRESS for item in tried):
        return None
    return evidence(tried, announced, certain=len(tried) >= WITNESSES)


@fault(
    "mtu.black_hole",
    owner=Owner.IT,
    reads=("internet.addresses", "internet.mtu", "tls.public"),
    explained_by=(*LINE, *FULL),
)
def mtu_black_hole(scene: Scene) -> Evidence | None:
    """Small packets pass and large ones vanish without a word, by at least one method that real traffic uses."""
    if not scene.online or scene.has_tunnel_default or scene.is_shaky:
        return None
    behind = {service.name for service in scene.site.service if service.via == "vpn"}
    ladder = [item for item in scene.seen.of(MtuAnswer) if item.small_passed and item.subject not in behind]
    silent = {m: [i for i in ladder if i.method == m and i.large_outcome == "silent"] for m in ("icmp", "dns", "http")}
    passed = {m: [i for i in ladder if i.method == m and i.large_outcome == "passed"] for m in silent}
    stalled = [
        item for item in scene.of(TlsAnswer, Purpose.SITE_TLS) if item.connected and item.failure is Failure.TIMED_OUT
    ]
    finished = [item for item in scene.handshakes]
    upward = silent["http"] if not passed["http"] else []
    downward = stalled if not finished else []
    by_icmp = silent["icmp"] if not passed["icmp"] else []
    by_dns = silent["dns"] if not passed["dns"] else []  # some forwarders drop long questions: weak by itself
    if not (upward or downward or (by_icmp and by_dns and not passed["http"])):
        return None
    return evidence(upward, downward, by_icmp, by_dns)

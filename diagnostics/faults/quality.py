"""Faults of a line that works, badly: loss, delay, jams, and too little of it."""

from statistics import median

from diagnostics.faults.fault import WITNESSES, Evidence, evidence, fault
from diagnostics.faults.layer import LINE
from diagnostics.faults.scene import Scene
from diagnostics.faults.stretch import Stretch
from diagnostics.model.answer import LoadAnswer, Purpose, SeriesAnswer
from diagnostics.model.fact import AdapterTraffic, AdapterType, Fact, LaptopLoad, NetworkHint, Talker
from diagnostics.model.threshold import LEAST_RATES
from diagnostics.model.verdict import Owner

READS = ("internet.quality", "gateway.answers", "internet.addresses")
AIR = ("wifi.weak_signal", "wifi.congested")
OURSELVES = ("laptop.bandwidth_hog",)

SATELLITE_MS = 480.0
"""Up to a geostationary satellite and back takes 480 ms at the speed of light; nothing on earth is that far."""

STEADY = 0.25
"""A far way is steadily far: its jitter stays under this share of its delay."""

ALONE = 1.5
"""One method by itself has to lose clearly more."""

MOST_OF = 0.8
CPU_FAIR_PERCENT = 70.0
"""A busy laptop measures itself, not the line."""

HOTSPOT_GATEWAYS = frozenset({"172.20.10.1", "192.168.43.1"})


@fault("internet.loss", owner=Owner.PROVIDER, reads=READS, explained_by=(*LINE, *AIR, *OURSELVES), args=("n",))
def loss(scene: Scene) -> Evidence | None:
    """Simultaneous series lose data, by every method and to most targets; the box's series tells on which side."""
    way = scene.outer or scene.stretch(Purpose.INTERNET)
    if not way.is_lossy(scene.limits.loss_percent):
        way = way.only("tcp")  # what programs use; echoes may be served better than they
        if way.targets < WITNESSES or not way.is_lossy(scene.limits.loss_percent * ALONE):
            return None
    args = {"n": str(max(1, round(way.lost_percent)))}
    groups = [*way.witnesses()]
    segment = _segment(scene, way)
    if segment in ("wifi", "cable"):
        return evidence(*scene.box.witnesses(), *groups, args=args, reason=segment, owner=Owner.USER)
    return evidence(*groups, args=args, reason=segment, certain=len(groups) >= WITNESSES and segment is not None)


def _segment(scene: Scene, way: Stretch) -> str | None:
    """On which side of the box it gets lost: before it when its series loses at least half as much, behind it when the
    box is clean beyond chance, and not known in between."""
    if scene.box.passes_freely(way):
        return "isp"
    if scene.box.is_lossy(scene.limits.lan_loss_percent) and scene.box.loses_half_of(way):
        return "wifi" if scene.way_out in scene.radios else "cable"
    return None


@fault("internet.high_latency", owner=Owner.PROVIDER, reads=READS, explained_by=(*LINE, *AIR, *OURSELVES), args=("n",))
def high_latency(scene: Scene) -> Evidence | None:
    """The way takes long with nothing on it; where the box itself is slow to reach, it is the home network."""
    way = scene.outer
    rtt_ms, slow = _round_trip(scene, way)
    if rtt_ms is None:
        return None
    args = {"n": str(round(rtt_ms))}
    box_ms = scene.box.rtt_ms or 0.0
    if box_ms > scene.limits.lan_delay_ms and rtt_ms >= box_ms * MOST_OF:
        return evidence(*scene.box.witnesses(), slow, args=args, reason="lan", owner=Owner.USER)
    if rtt_ms <= scene.limits.delay_ms:
        return _distant_vpn(scene)
    groups: list[list[Fact]] = [[*group] for group in way.witnesses()]
    return evidence(*(groups or [slow]), args=args, reason=_why_far(scene, way, rtt_ms))


def _round_trip(scene: Scene, way: Stretch) -> tuple[float | None, list[Fact]]:
    """The line's round trip. Beyond a second no series is answered in time, and only patient connects tell."""
    if way.rtt_ms is not None:
        return way.rtt_ms, [*way.series]
    if scene.has_tunnel_default:
        return None, []
    told = [item for item in scene.reached if item.ms is not None]
    return (median(item.ms or 0.0 for item in told) if told else None), [*told]


def _why_far(scene: Scene, way: Stretch, rtt_ms: float) -> str | None:
    mobile = {item.name for item in scene.usable if item.type is AdapterType.MOBILE}
    if scene.way_out in mobile or any(route.gateway in HOTSPOT_GATEWAYS for route in scene.gateways):
        return "mobile"
    if rtt_ms >= SATELLITE_MS and (way.jitter_ms or 0.0) <= rtt_ms * STEADY:
        return "satellite"
    return None


def _distant_vpn(scene: Scene) -> Evidence | None:
    """The company is far away: the VPN's own gateway takes nearly as long as what lies behind it."""
    inside, edge, limits = scene.inner.rtt_ms, scene.edge.rtt_ms, scene.limits
    if inside is None or edge is None or scene.has_tunnel_default:
        return None
    outside = scene.outer.rtt_ms or 0.0
    if inside <= limits.delay_ms or edge - outside <= limits.tunnel_delay_ms or inside - edge > limits.tunnel_delay_ms:
        return None
    args = {"n": str(round(inside))}
    return evidence(
        scene.inner.series, scene.edge.series, args=args, reason="distant_vpn", certain=True, owner=Owner.IT
    )


@fault("laptop.bandwidth_hog", owner=Owner.USER, reads=("laptop.traffic", "internet.quality"), args=("app",))
def bandwidth_hog(scene: Scene) -> Evidence | None:
    """One program of this laptop carries most of its traffic, and the line suffers meanwhile."""
    talkers = scene.seen.of(Talker)
    ways = [
        ([item.up_mbit for item in talkers], [item.tx_mbit for item in _outward(scene)]),
        ([item.down_mbit for item in talkers], [item.rx_mbit for item in _outward(scene)]),
    ]
    for own, carried in ways:
        for talker, mbit in zip(talkers, own, strict=True):
            most = mbit >= scene.limits.busy_share * sum(own) and mbit >= A_GOOD_PART * max(carried, default=0.0)
            if most and mbit >= scene.limits.busy_mbit and (harm := _harm(scene, talker)):
                sure = len(harm) > 1 and (scene.outer.rtt_ms or 0.0) > scene.limits.idle_delay_ms
                return evidence([talker], harm, _outward(scene), args={"app": talker.process}, certain=sure)
    return _nameless_hog(scene)


OWN_MBIT = 0.8
"""What our own probes send at the most, and a little more."""


def _nameless_hog(scene: Scene) -> Evidence | None:
    """This laptop itself sends a lot while the line suffers. Sockets without connection (UDP) do not count bytes."""
    sending = [item for item in _outward(scene) if item.tx_mbit > OWN_MBIT]
    suffers = scene.outer.is_lossy(scene.limits.loss_percent) or (scene.outer.rtt_ms or 0.0) > scene.limits.delay_ms
    if not sending or not suffers or scene.seen.of(LoadAnswer):
        return None
    return evidence(sending, scene.outer.series[:2], args={"app": ""}, certain=False)


FELT_MS = 60.0
"""Added delay from which on a loaded line is felt (working latency C); one's own packets have to wait that long."""

A_GOOD_PART = 0.3
"""Of what the adapter carries: the rest is what a full line sends twice, and the packets that say so."""


def _outward(scene: Scene) -> list[AdapterTraffic]:
    names = {adapter.name for adapter in scene.physical}
    return [item for item in scene.seen.of(AdapterTraffic) if item.adapter in names]


def _harm(scene: Scene, talker: Talker) -> list[Fact]:
    """Signs that the line is full: the program's own packets queue, and so do everybody else's."""
    limits = scene.limits
    found: list[Fact] = []
    queued_ms = (talker.rtt_ms or 0.0) - (talker.rtt_least_ms or 0.0) if talker.rtt_least_ms is not None else 0.0
    if queued_ms > FELT_MS:
        found.append(talker)
    box_ms = scene.box.rtt_ms or 0.0
    beyond_ms = (scene.outer.rtt_ms or 0.0) - box_ms
    late = beyond_ms > limits.idle_delay_ms or (bool(found) and beyond_ms > FELT_MS)
    if late or scene.outer.is_lossy(limits.loss_percent):
        found += scene.outer.series[:2]
    found += [
        item
        for item in scene.of(SeriesAnswer, Purpose.INTERNET)
        if not item.received and scene.reached and item.method == "tcp"
    ][:1]
    return found


@fault(
    "internet.slow",
    owner=Owner.PROVIDER,
    reads=("internet.load",),
    explained_by=(*LINE, *AIR, *OURSELVES, "internet.loss", "vpn.tunnel_degraded"),
    args=("down", "need"),
)
def slow(scene: Scene) -> Evidence | None:
    """The line delivers less than the work needs, measured while nothing else used it."""
    for test in scene.seen.of(LoadAnswer):
        need_down, need_up = _need(scene)
        little_down = test.down_mbit is not None and test.down_mbit < need_down
        little_up = test.up_mbit is not None and test.up_mbit < need_up
        if (little_down or little_up) and not _busy(scene):
            got, need = (test.down_mbit, need_down) if little_down else (test.up_mbit, need_up)
            return evidence([test], args={"down": f"{got:.1f}", "need": f"{need:g}"})
    return None


def _need(scene: Scene) -> tuple[float, float]:
    down, up = LEAST_RATES.get(scene.site.call.profile, LEAST_RATES["office"])
    return scene.limits.down_mbit or down, scene.limits.up_mbit or up


def _busy(scene: Scene) -> bool:
    return any(item.cpu_percent > CPU_FAIR_PERCENT for item in scene.seen.of(LaptopLoad))


@fault(
    "internet.bufferbloat",
    owner=Owner.USER,
    reads=("internet.load", "internet.quality"),
    explained_by=(*LINE, *OURSELVES, "internet.loss", "internet.high_latency", "internet.slow", *AIR),
    args=("n",),
)
def bufferbloat(scene: Scene) -> Evidence | None:
    """Clean and quick when idle, and late by 200 ms or more as soon as the line is loaded (working latency D or F)."""
    limits = scene.limits
    for test in scene.seen.of(LoadAnswer):
        loaded = max(test.loaded_down_ms or 0.0, test.loaded_up_ms or 0.0)
        if test.idle_ms is None or test.idle_ms >= limits.idle_delay_ms or _busy(scene):
            continue
        if loaded - test.idle_ms > limits.loaded_delay_ms:
            quiet = [item for item in scene.outer.series if (item.rtt_ms or 0.0) < limits.idle_delay_ms]
            return evidence([test], quiet, args={"n": str(round(loaded - test.idle_ms))})
    return None


def is_metered(scene: Scene) -> bool:
    """Whether the system believes that every megabyte costs."""
    return any(item.metered for item in scene.seen.of(NetworkHint))

"""Faults of the adapter and its cable."""

from diagnostics.faults.fault import Evidence, evidence, fault
from diagnostics.faults.scene import Scene
from diagnostics.model.fact import Adapter, AdapterType, Address, Fact, FactMissing, LaptopPower, Origin
from diagnostics.model.verdict import Owner

READS = ("link.adapters", "ip.addresses", "internet.addresses")


def _blind(scene: Scene) -> bool:
    """Whether the adapters could not be read at all, or people get out in some other way."""
    unread = any(item.fact == "adapters" for item in scene.seen.of(FactMissing)) or not scene.seen.of(Adapter)
    return unread or scene.out or bool(scene.usable)


@fault("link.no_adapter", owner=Owner.IT, reads=READS)
def no_adapter(scene: Scene) -> Evidence | None:
    """The system lists no adapter that could lead to a network, and nothing gets out."""
    if _blind(scene) or scene.physical:
        return None
    if scene.default_routes:
        return None  # a way out through an adapter of a kind that we do not know: the laptop has a network
    return evidence(scene.seen.of(Adapter), scene.anchors)


@fault("link.disabled", owner=Owner.USER, reads=READS, explained_by=("wifi.radio_off",))
def disabled(scene: Scene) -> Evidence | None:
    """An adapter is switched off in the settings and no other one is of use."""
    off = [item for item in scene.physical if item.enabled is False]
    if _blind(scene) or not off:
        return None
    return evidence(off, scene.anchors, certain=len(off) == len(scene.physical) and bool(scene.anchors))


IDLE_RADIO = ("wifi.radio_off", "wifi.not_connected")
"""A laptop that lives on Wi-Fi has an empty socket: the radio is what people miss."""

DOCKED = frozenset({"usb", "thunderbolt"})


def _dry(scene: Scene) -> list[Adapter]:
    """Wired adapters that are switched on and feel no cable."""
    return [
        item
        for item in scene.physical
        if item.type is AdapterType.ETHERNET
        and item.name not in scene.radios
        and item.enabled
        and item.carrier is False
    ]


@fault("link.dock_ethernet", owner=Owner.USER, reads=READS, explained_by=("link.disabled", *IDLE_RADIO))
def dock_ethernet(scene: Scene) -> Evidence | None:
    """The wired adapter that hangs on a dock or a USB plug feels no cable, and no other adapter is of use."""
    docked = [item for item in _dry(scene) if item.bus in DOCKED]
    if _blind(scene) or not docked:
        return None
    return evidence(docked, scene.anchors, certain=False)  # the cable behind the dock looks the same


@fault(
    "link.unplugged",
    owner=Owner.USER,
    reads=READS,
    explained_by=("link.disabled", "link.dock_ethernet", *IDLE_RADIO),
)
def unplugged(scene: Scene) -> Evidence | None:
    """A wired adapter is switched on and feels no cable, and no other adapter is of use."""
    if _blind(scene) or not (dry := _dry(scene)):
        return None
    return evidence(dry, scene.anchors)


FRESH_WAKE_S = 300.0
"""The fault begins with the resume; who opens us five minutes later has another one."""


@fault(
    "link.stuck_after_sleep",
    owner=Owner.USER,
    reads=(*READS, "gateway.answers", "laptop.power"),
    explained_by=("link.no_adapter", "link.disabled", "link.unplugged", "link.dock_ethernet", *IDLE_RADIO),
)
def stuck_after_sleep(scene: Scene) -> Evidence | None:
    """The computer woke a moment ago; its adapter looks alive, and the box does not hear it or gave no address."""
    woken = [
        item
        for item in scene.seen.of(LaptopPower)
        if item.resumed_s_ago is not None and item.resumed_s_ago <= FRESH_WAKE_S
    ]
    if not woken or scene.out or not scene.usable or scene.gateway_signs or scene.gateway_on_link:
        return None
    unheard: list[Fact] = [item for item in scene.seen.of(Address) if item.origin is Origin.LINK_LOCAL]
    if scene.gateways or not any(scene.addresses_of(item.name) for item in scene.usable):
        return evidence(woken, [*scene.usable[:1], *unheard], scene.anchors, certain=False)
    return None

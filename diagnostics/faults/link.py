"""Faults of the adapter and its cable."""

from diagnostics.faults.fault import Evidence, evidence, fault
from diagnostics.faults.scene import Scene
from diagnostics.model.fact import Adapter, AdapterType, FactMissing
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
    if any(item.type is not AdapterType.LOOPBACK and scene.addresses_of(item.name) for item in scene.seen.of(Adapter)):
        return None  # a virtual machine's or container's adapter with an address: the laptop has a network
    return evidence(scene.seen.of(Adapter), scene.anchors)


@fault("link.disabled", owner=Owner.USER, reads=READS)
def disabled(scene: Scene) -> Evidence | None:
    """An adapter is switched off in the settings and no other one is of use."""
    off = [item for item in scene.physical if item.enabled is False]
    if _blind(scene) or not off:
        return None
    return evidence(off, scene.anchors, certain=len(off) == len(scene.physical) and bool(scene.anchors))


@fault("link.unplugged", owner=Owner.USER, reads=READS, explained_by=("link.disabled",))
def unplugged(scene: Scene) -> Evidence | None:
    """A wired adapter is switched on and feels no cable, and no other adapter is of use."""
    dry = [
        item for item in scene.physical if item.type is AdapterType.ETHERNET and item.enabled and item.carrier is False
    ]
    if _blind(scene) or not dry:
        return None
    return evidence(dry, scene.anchors)

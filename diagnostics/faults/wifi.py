"""Faults of the air: the radio, joining, and the signal."""

from diagnostics.faults.fault import Evidence, evidence, fault
from diagnostics.faults.layer import BOX
from diagnostics.faults.scene import Scene
from diagnostics.model.fact import Adapter, AudioDevice, Fact, WifiLink, WifiRefusal
from diagnostics.model.verdict import Owner

READS = ("link.adapters", "ip.addresses", "internet.addresses")

CROWDED_BAND_MHZ = 3000
"""Below it lies the band that headsets, ovens and neighbours share."""


def _another_way(scene: Scene, radio: str) -> bool:
    """Whether something else leads to a network: then nobody needs this radio."""
    return scene.out or any(item.name != radio for item in scene.usable)


@fault("wifi.radio_off", owner=Owner.USER, reads=READS)
def radio_off(scene: Scene) -> Evidence | None:
    """The radio is switched off, by software or by a key, and there is no other way out."""
    for link in scene.seen.of(WifiLink):
        if link.radio_on is False and not _another_way(scene, link.adapter):
            reason = "hardware" if link.hardware_off else "software"
            return evidence([link], scene.anchors, _idle(scene, link.adapter), reason=reason)
    return None


def _idle(scene: Scene, name: str) -> list[Adapter]:
    return [item for item in scene.seen.of(Adapter) if item.name == name and item not in scene.usable]


REASONS = {
    WifiRefusal.WRONG_KEY: "wrong_key",
    WifiRefusal.OUT_OF_RANGE: "out_of_range",
    WifiRefusal.SIGN_IN: "sign_in",
}


@fault("wifi.not_connected", owner=Owner.USER, reads=READS, explained_by=("wifi.radio_off", "link.disabled"))
def not_connected(scene: Scene) -> Evidence | None:
    """The radio is on, belongs to no network, and there is no other way out."""
    for link in scene.seen.of(WifiLink):
        if link.connected is False and link.radio_on is not False and not _another_way(scene, link.adapter):
            return evidence([link], scene.anchors, _idle(scene, link.adapter), reason=_why(link))
    return None


def _why(link: WifiLink) -> str | None:
    if link.refusal in REASONS:
        return REASONS[link.refusal]
    if link.refusal is None and link.known_in_range is False and link.networks_visible:
        return "unknown_network"
    return None


def _suffering(scene: Scene, link: WifiLink) -> list[Fact]:
    """Trouble on the way to the box, or beyond it when the box tells nothing, while this radio is the way out."""
    limits = scene.limits
    if scene.way_out is not None and scene.way_out != link.adapter:
        return []
    way = scene.box or scene.outer
    shaky = (way.jitter_ms or 0.0) > limits.jitter_ms
    limit = limits.lan_loss_percent if scene.box else limits.loss_percent
    if way.is_lossy(limit) or shaky or (scene.box.rtt_ms or 0.0) > limits.lan_delay_ms:
        return [*way.series[:4]]
    return []


@fault("wifi.weak_signal", owner=Owner.USER, reads=(*READS, "internet.quality"), explained_by=BOX)
def weak_signal(scene: Scene) -> Evidence | None:
    """The signal is too weak, and data suffers before the box. Weak alone is no fault."""
    for link in scene.seen.of(WifiLink):
        weak = link.signal_dbm is not None and link.signal_dbm <= scene.limits.wifi_weak_dbm
        if link.connected and weak and (suffering := _suffering(scene, link)):
            return evidence([link], suffering, certain=bool(scene.box))
    return None


@fault("wifi.congested", owner=Owner.USER, reads=(*READS, "internet.quality"), explained_by=BOX)
def congested(scene: Scene) -> Evidence | None:
    """The signal is strong, data suffers before the box all the same, and the channel is shared by many."""
    for link in scene.seen.of(WifiLink):
        strong = link.signal_dbm is not None and link.signal_dbm >= scene.limits.wifi_good_dbm
        if link.connected and strong and _is_crowded(scene, link) and (suffering := _suffering(scene, link)):
            return evidence([link], suffering, certain=bool(scene.box))
    return None


def _is_crowded(scene: Scene, link: WifiLink) -> bool:
    many = (link.neighbours_on_channel or 0) >= scene.limits.wifi_crowd_networks
    repeats = (link.retry_percent or 0.0) > scene.limits.wifi_retry_percent
    headset = any(item.bus == "bluetooth" and item.default for item in scene.seen.of(AudioDevice))
    shared_band = link.frequency_mhz is not None and link.frequency_mhz < CROWDED_BAND_MHZ
    return many or repeats or (headset and shared_band)

"""Calls: the symptom that always has a cause behind it, and the headset."""

from diagnostics.faults.fault import Evidence, evidence, fault
from diagnostics.faults.layer import LINE
from diagnostics.faults.scene import Scene
from diagnostics.faults.stretch import estimated_quality
from diagnostics.model.answer import Purpose
from diagnostics.model.fact import AudioDevice
from diagnostics.model.verdict import Owner

BEHIND_CALLS = (
    "wifi.weak_signal",
    "wifi.congested",
    "laptop.bandwidth_hog",
    "internet.loss",
    "internet.high_latency",
    "internet.bufferbloat",
    "internet.slow",
    "vpn.tunnel_degraded",
)
"""Causes that people hear before they see them, in the order in which they are named."""

CALLS = "calls"


@fault(
    "call.quality",
    owner=Owner.IT,
    reads=("internet.quality",),
    explained_by=(*LINE, *BEHIND_CALLS, "vpn.tunnel_stale"),
)
def quality(scene: Scene) -> Evidence | None:
    """The way that calls take would spoil them: by the estimate of ITU-T G.107, by jitter or by loss."""
    way = scene.inner if scene.has_tunnel_default and scene.inner else scene.stretch(Purpose.INTERNET)
    if not way or way.rtt_ms is None:
        return None
    jitter, limits = way.jitter_ms or 0.0, scene.limits
    lossy = way.is_lossy(limits.loss_percent)
    score = estimated_quality(way.rtt_ms, jitter, way.lost_percent if lossy else 0.0)
    if score >= limits.mos and jitter <= limits.jitter_ms and not lossy:
        return None
    return evidence(*way.witnesses())


@fault("audio.device", owner=Owner.USER, reads=("call.audio",))
def device(scene: Scene) -> Evidence | None:
    """Calls hurt, and the microphone or speaker that they use is missing, muted or of the wrong kind."""
    devices = scene.seen.of(AudioDevice)
    if scene.symptom != CALLS or not devices:
        return None
    real = [item for item in devices if not item.virtual]
    default = [item for item in real if item.default]
    muted = [item for item in default if item.muted or item.volume_percent == 0]
    music = [item for item in default if item.bluetooth_profile == "music"]
    ways = {item.direction for item in real}
    if muted:
        return evidence(muted, reason="muted", certain=False)
    if "in" not in ways:
        return evidence(music or devices, reason="music_profile" if music else "none_present", certain=False)
    if "out" not in ways:
        return evidence(devices, reason="none_present", certain=False)
    unused = [item for item in real if item.bus in ("usb", "bluetooth") and not item.default]
    if unused and not any(item.bus in ("usb", "bluetooth") for item in default):
        return evidence(unused, reason="not_default", certain=False)
    return None

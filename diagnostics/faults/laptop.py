"""Faults of the laptop itself: a parallel branch, named as the cause only when the network is fine."""

from diagnostics.faults.fault import Evidence, evidence, fault
from diagnostics.faults.scene import Scene
from diagnostics.faults.threshold import (
    CPU_BUSY_PERCENT,
    CPU_FULL_PERCENT,
    CPU_STALLED_PERCENT,
    DISK_FAULT_BYTES,
    DISK_FAULT_SHARE,
    DISK_SMALL_BYTES,
    MEMORY_FAULT_SHARE,
    MEMORY_PAGING_SHARE,
)
from diagnostics.model.fact import LaptopLoad, LaptopPower, Volume
from diagnostics.model.verdict import Owner


@fault("laptop.disk_full", owner=Owner.USER, reads=("laptop.volumes",), args=("n",))
def disk_full(scene: Scene) -> Evidence | None:
    """A volume that the system or the person writes to has no room left."""
    full = [item for item in scene.seen.of(Volume) if item.total and _is_full(item)]
    if not full:
        return None
    return evidence(full, certain=True, args={"n": str(full[0].free // 1_000_000)})


def _is_full(volume: Volume) -> bool:
    share = volume.free / volume.total
    if volume.total < DISK_SMALL_BYTES:
        return share < DISK_FAULT_SHARE
    return volume.free < DISK_FAULT_BYTES


@fault("laptop.memory_pressure", owner=Owner.USER, reads=("laptop.load",), args=("app",))
def memory_pressure(scene: Scene) -> Evidence | None:
    """Next to no memory is available, or little of it and pages come back from swap."""
    for load in scene.seen.of(LaptopLoad):
        if not load.memory_total:
            continue
        share = load.memory_available / load.memory_total
        if share < MEMORY_FAULT_SHARE or (share < MEMORY_PAGING_SHARE and load.swapping):
            return evidence([load], certain=True, args={"app": load.largest_process or ""})
    return None


@fault("laptop.cpu_overloaded", owner=Owner.USER, reads=("laptop.load",), args=("app",))
def cpu_overloaded(scene: Scene) -> Evidence | None:
    """Programs other than us keep nearly the whole processor busy, and work waits for it."""
    for load in scene.seen.of(LaptopLoad):
        waiting = load.stalled_percent is None or load.stalled_percent >= CPU_STALLED_PERCENT
        waiting = waiting or load.cpu_percent >= CPU_FULL_PERCENT
        if load.cpu_percent >= CPU_BUSY_PERCENT and waiting:
            sustained = load.stalled_percent is not None and (load.load_1min or 0.0) >= load.cores / 2
            return evidence([load], certain=sustained, args={"app": load.top_process or ""})
    return None


UNDER_LOAD_PERCENT = 50.0
"""An idle processor clocks down on purpose; one that works does not."""

COMPLAINTS = ("slow", "calls", "computer")


@fault("laptop.throttled", owner=Owner.USER, reads=("laptop.power", "laptop.load"))
def throttled(scene: Scene) -> Evidence | None:
    """The computer holds itself back: heat under load, or the saver on an empty battery."""
    working = [item for item in scene.seen.of(LaptopLoad) if item.cpu_percent >= UNDER_LOAD_PERCENT]
    for power in scene.seen.of(LaptopPower):
        held_back = power.frequency_share is not None and power.frequency_share < scene.limits.frequency_share
        if working and (held_back or power.throttle_events):
            return evidence([power], working, reason="heat", certain=bool(held_back and power.throttle_events))
        empty = power.battery_percent is not None and power.battery_percent < scene.limits.battery_percent
        if power.saver and power.on_battery and empty:
            return evidence([power], working, reason="battery", certain=False)
        if power.saver and scene.symptom in COMPLAINTS:
            return evidence([power], working, reason="saver", certain=False)
    return None

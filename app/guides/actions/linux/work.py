"""One deed on one adapter: what it works with, and connecting, which most verbs end with."""

from collections.abc import Callable
from dataclasses import dataclass

from app.guides.actions.linux import profile, tables, tunnel
from app.guides.actions.linux.bus import Bus
from app.guides.actions.linux.device import ACTIVATED, Device
from app.guides.actions.linux.profile import word
from app.guides.actions.linux.snapshot import Snapshot
from app.guides.hand import Deed, Did

_RESERVE_S = 1.0  # of the deed's time, for its own answer
_WITHOUT = ("disabled", "link-local")  # ways of IPv4 that lead to no address that counts

DONE = Deed(Did.DONE)


@dataclass(frozen=True)
class Work:
    """One deed on one adapter."""

    bus: Bus
    device: Device
    before: Snapshot

    def left_s(self) -> float:
        """What may still be waited, in seconds."""
        return max(0.0, self.bus.left_s - _RESERVE_S)


Verb = Callable[[Work], Deed]


def connect(work: Work, path: str | None = None) -> Deed:
    """Connect with this profile, else the likeliest, else a new one; wait for an address."""
    return connected(work, begin(work, path))


def begin(work: Work, path: str | None = None) -> str:
    """The order to connect; the path of the connection. Raises LookupError where nothing can be made up."""
    device = work.device
    path = path or device.choose()
    return device.begin(path) if path is not None else device.begin_new(work.before.made)


def connected(work: Work, active: str) -> Deed:
    """Wait until a connection that was begun has its address, or has ended. VPNs above it are connected again."""
    device, bus = work.device, work.bus

    def decided() -> bool:
        return device.is_over(active) or (device.state == ACTIVATED and is_complete(device))

    if not bus.wait(decided, work.left_s()):
        return Deed(Did.TIMED_OUT, f"no address in time (state {device.state}, reason {device.reason()})")
    if not (device.state == ACTIVATED and is_complete(device)):
        return Deed(Did.FAILED, f"not connected (state {device.state}, reason {device.reason()})")
    tunnel.revive(bus, work.before.tunnels, work.left_s())
    return DONE


def is_complete(device: Device) -> bool:
    """Whether it has the address that its profile is after."""
    path = device.profile()
    if path is None:
        return False
    method = word(profile.read(device.bus, path), "ipv4", "method", "auto")
    found = tables.acquire(device.adapter)
    return method in _WITHOUT or bool(found.of("ipv4").addresses if method == "auto" else found.addresses)

"""What a VPN leaves on an adapter when its NetworkManager dies: ways to the gateway that nobody takes away any more."""

import msgspec

from app.guides.actions.linux import tables
from app.guides.actions.linux.bus import AnswerError, Bus
from app.guides.actions.linux.device import ACTIVATED, DEVICE, Device
from diagnostics.system.linux.network_manager import ROOT, SERVICE

_GONE_S = 2.0  # NetworkManager needs a tenth of it
_WHOLE = ("/32", "/128")  # a way to one computer: nothing else is put on an adapter for the sake of a VPN


class Trail(msgspec.Struct, frozen=True):
    """The ways to single computers over one adapter."""

    adapter: str
    ways: tuple[str, ...] = ()


def trails(bus: Bus) -> tuple[Trail, ...]:
    """Of every adapter that NetworkManager has connected. Raises what `Bus` raises."""
    return tuple(Trail(device.adapter, _ways(device.adapter)) for device in _connected(bus))


def erase(bus: Bus, before: tuple[Trail, ...]) -> bool:
    """Take away what was not there before; whether there was anything. The connection itself is not cut."""
    were = {trail.adapter: set(trail.ways) for trail in before}
    left = False
    for device in _connected(bus):
        were_there = were.get(device.adapter)
        if were_there is None or set(_ways(device.adapter)) <= were_there:
            continue
        left = True
        device.reapply(device.applied())
        bus.wait(lambda: set(_ways(device.adapter)) <= were_there, _GONE_S)  # noqa: B023
    return left


def _connected(bus: Bus) -> list[Device]:
    found = []
    for path in bus.get(ROOT, SERVICE, "Devices"):
        try:
            properties = bus.get_all(path, DEVICE)
        except (AnswerError, LookupError):
            continue  # it has gone while we looked
        if properties["State"] == ACTIVATED and properties["Managed"]:
            found.append(Device(bus, path, str(properties["Interface"])))
    return found


def _ways(adapter: str) -> tuple[str, ...]:
    routes = tables.acquire(adapter).routes
    return tuple(sorted({route.destination for route in routes if route.destination.endswith(_WHOLE)}))

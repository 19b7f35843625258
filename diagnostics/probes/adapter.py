"""Which adapter carries what. Asks the system's tables, sends nothing."""

import socket

from diagnostics.probes.route import way_to

_ETHERNET_MTU = 1500  # bytes; what is assumed when the system does not say


def adapter_of(address: str) -> str | None:
    """The adapter that carries this address of ours, or None."""
    import psutil  # noqa: PLC0415  # not needed before the first probe; importing it costs start-up time

    bare = address.split("%", 1)[0]  # without the scope of a link-local address
    for name, entries in psutil.net_if_addrs().items():
        if any(entry.address.split("%", 1)[0] == bare for entry in entries):
            return name
    return None


def adapter_towards(address: str, source: str | None) -> str | None:
    """The adapter that the system would use to reach `address`; `source` is our own address on that way, if known."""
    way = way_to(address)
    if way is not None:
        return way.adapter
    return adapter_of(source) if source else None


def mtu_towards(address: str, source: str | None) -> int:
    """Bytes of the largest packet that this computer would send there: the adapter's MTU, or less where a route says.

    What the path itself has said so far does not count.
    """
    import psutil  # noqa: PLC0415

    way = way_to(address)
    name = way.adapter if way else adapter_of(source) if source else None
    stats = psutil.net_if_stats().get(name) if name else None
    adapters = stats.mtu if stats and stats.mtu else _ETHERNET_MTU
    return min(adapters, way.mtu) if way and way.mtu else adapters


def ipv4_of(adapter: str) -> tuple[str, ...]:
    """The IPv4 addresses of an adapter, first the one that the system prefers."""
    import psutil  # noqa: PLC0415

    entries = psutil.net_if_addrs().get(adapter, [])
    return tuple(entry.address for entry in entries if entry.family == socket.AF_INET)

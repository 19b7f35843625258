"""Which adapter an address of ours belongs to. Asks the system's tables (psutil), sends nothing."""

import socket

_ETHERNET_MTU = 1500  # bytes; what is assumed when the system does not say


def adapter_of(address: str) -> str | None:
    """The adapter that carries this address of ours, or None."""
    import psutil  # noqa: PLC0415  # not needed before the first probe; importing it costs start-up time

    bare = address.split("%", 1)[0]  # without the scope of a link-local address
    for name, entries in psutil.net_if_addrs().items():
        if any(entry.address.split("%", 1)[0] == bare for entry in entries):
            return name
    return None


def mtu_of(address: str) -> int:
    """The MTU in bytes of the adapter that carries this address of ours."""
    import psutil  # noqa: PLC0415

    name = adapter_of(address)
    stats = psutil.net_if_stats().get(name) if name else None
    return stats.mtu if stats and stats.mtu else _ETHERNET_MTU


def ipv4_of(adapter: str) -> tuple[str, ...]:
    """The IPv4 addresses of an adapter, first the one that the system prefers."""
    import psutil  # noqa: PLC0415

    entries = psutil.net_if_addrs().get(adapter, [])
    return tuple(entry.address for entry in entries if entry.family == socket.AF_INET)

"""Which way the kernel would send to an address, asked over rtnetlink(7); sends nothing. Linux only.

Rules, marks and tunnels count, as they do for a packet; our own address on the way would not tell (several adapters may
share it, and a tunnel may borrow it).
"""

import ipaddress
import os
import socket
import struct
from collections.abc import Iterator
from typing import NamedTuple

# linux/rtnetlink.h; Python names none of them.
_HEADER = struct.Struct("=IHHII")
_ROUTE = struct.Struct("=BBBBBBBBI")
_ATTRIBUTE = struct.Struct("=HH")
_NUMBER = struct.Struct("=I")
_GET_ROUTE, _NEW_ROUTE, _REQUEST = 26, 24, 1
_DST, _OIF, _METRICS, _CACHE = 1, 4, 8, 12
_METRIC_MTU = 2
_EXPIRES = struct.Struct("=8xi")  # third field of struct rta_cacheinfo: not 0 when the numbers were learned
_REPLY_BYTES = 8192
_WAIT_S = 0.2  # the kernel answers within the call; this only bounds a surprise


class Way(NamedTuple):
    """`mtu` in bytes is what somebody set on the route; None when the adapter's own counts."""

    adapter: str
    mtu: int | None = None


def way_to(address: str) -> Way | None:
    """None when there is no route, and on other systems. A path MTU that was learned from ICMP is left out."""
    family = getattr(socket, "AF_NETLINK", None)
    host, _, scope = address.partition("%")
    if family is None:
        return None
    try:
        packed = ipaddress.ip_address(host).packed
        if scope:
            return Way(socket.if_indextoname(int(scope)) if scope.isdecimal() else scope)
        with socket.socket(family, socket.SOCK_RAW, 0) as sock:
            sock.settimeout(_WAIT_S)
            sock.sendto(_question(packed), (0, 0))
            return _read(sock.recv(_REPLY_BYTES))
    except (OSError, ValueError, struct.error):
        return None


def _question(packed: bytes) -> bytes:
    family = socket.AF_INET if len(packed) == 4 else socket.AF_INET6
    body = _ROUTE.pack(family, len(packed) * 8, 0, 0, 0, 0, 0, 0, 0)
    body += _ATTRIBUTE.pack(_ATTRIBUTE.size + len(packed), _DST) + packed
    return _HEADER.pack(_HEADER.size + len(body), _GET_ROUTE, _REQUEST, os.getpid() & 0xFFFF, 0) + body


def _read(reply: bytes) -> Way | None:
    size, kind, *_ = _HEADER.unpack_from(reply)
    if kind != _NEW_ROUTE:
        return None
    found = dict(_attributes(reply[_HEADER.size + _ROUTE.size : size]))
    if _OIF not in found:
        return None
    metrics = dict(_attributes(found.get(_METRICS, b"")))
    learned = _CACHE in found and _EXPIRES.unpack_from(found[_CACHE])[0] != 0
    mtu = _NUMBER.unpack_from(metrics[_METRIC_MTU])[0] if _METRIC_MTU in metrics and not learned else None
    return Way(socket.if_indextoname(_NUMBER.unpack(found[_OIF])[0]), mtu or None)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + _ATTRIBUTE.size <= len(data):
        size, kind = _ATTRIBUTE.unpack_from(data, at)
        if size < _ATTRIBUTE.size:
            return
        yield kind & 0x3FFF, data[at + _ATTRIBUTE.size : at + size]
        at += (size + 3) & ~3

"""The kernel's network tables as plain data: each `acquire_*` is one netlink dump, decoded but not judged.

Layouts: linux/if_link.h, if_addr.h, rtnetlink.h, neighbour.h, fib_rules.h. What the kernel did not send is absent.
"""

import socket
import struct
from ipaddress import ip_address
from typing import Any

from diagnostics.system.linux import netlink
from diagnostics.system.linux.netlink import Attributes, attributes

Row = dict[str, Any]

AF_INET = 2
AF_INET6 = 10
_FAMILIES = frozenset({AF_INET, AF_INET6})  # dumps also bring bridge, MPLS and multicast rows

_IFINFOMSG = struct.Struct("=BBHiII")
_IFADDRMSG = struct.Struct("=BBBBi")
_RTMSG = struct.Struct("=BBBBBBBBI")
_RTNEXTHOP = struct.Struct("=HBBi")
_NDMSG = struct.Struct("=BBHiHBB")
_RULE = struct.Struct("=BBBBBBBBI")
_U32 = struct.Struct("=I")
_I32 = struct.Struct("=i")
_IFA_CACHEINFO = struct.Struct("=IIII")
_STATS64_BYTES = struct.Struct("=QQQQ")  # packets in, packets out, bytes in, bytes out: the first four of many


def acquire_links() -> list[Row]:
    """RTM_GETLINK: every adapter of this network namespace."""
    return [_link(header, found) for header, found in netlink.dump(netlink.RTM_GETLINK, _IFINFOMSG.size)]


def acquire_addresses() -> list[Row]:
    """RTM_GETADDR: every address. Lifetimes in seconds, 4294967295 for ever."""
    rows = []
    for header, found in netlink.dump(netlink.RTM_GETADDR, _IFADDRMSG.size):
        family, prefix, flags, scope, index = _IFADDRMSG.unpack(header)
        address = found.get(2) or found.get(1)  # IFA_LOCAL, else IFA_ADDRESS: on point-to-point links that is the peer
        if family not in _FAMILIES or address is None:
            continue
        row: Row = {"family": family, "prefix": prefix, "index": index, "scope": scope, "address": _ip(address)}
        row["flags"] = _u32(found[8]) if 8 in found else flags  # IFA_FLAGS is the 32-bit form
        if 6 in found:
            row["preferred_s"], row["valid_s"] = _IFA_CACHEINFO.unpack_from(found[6])[:2]
        if 11 in found:
            row["proto"] = found[11][0]
        rows.append(row)
    return rows


def acquire_routes() -> list[Row]:
    """RTM_GETROUTE: the routes of all tables but the kernel's own "local" one, without cached clones."""
    rows = []
    for header, found in netlink.dump(netlink.RTM_GETROUTE, _RTMSG.size):
        row = _route(header, found)
        if row is not None:
            rows.append(row)
    return rows


def acquire_rules() -> list[Row]:
    """RTM_GETRULE: which tables the policy rules lead to."""
    rows = []
    for header, found in netlink.dump(netlink.RTM_GETRULE, _RULE.size):
        family, _, _, _, table, _, _, action, _ = _RULE.unpack(header)
        if family in _FAMILIES:
            rows.append({"family": family, "table": _u32(found[15]) if 15 in found else table, "action": action})
    return rows


def acquire_neighbours() -> list[Row]:
    """RTM_GETNEIGH: ARP and neighbour discovery entries."""
    rows = []
    for header, found in netlink.dump(netlink.RTM_GETNEIGH, _NDMSG.size):
        family, _, _, index, state, _, _ = _NDMSG.unpack(header)
        if family in _FAMILIES and 1 in found:
            mac = _mac(found[2]) if 2 in found else None
            rows.append({"family": family, "index": index, "state": state, "address": _ip(found[1]), "mac": mac})
    return rows


def _link(header: bytes, found: Attributes) -> Row:
    _, _, hardware, index, flags, _ = _IFINFOMSG.unpack(header)
    row: Row = {"index": index, "hardware": hardware, "flags": flags, "name": _text(found.get(3, b""))}
    numbers = {"mtu": 4, "master": 10}
    row |= {key: _u32(found[number]) for key, number in numbers.items() if number in found}
    if 5 in found:
        row["lower"] = _u32(found[5])  # IFLA_LINK: the peer of a veth, what a vlan or macvlan sits on
    if 37 in found:
        row["lower_namespace"] = _I32.unpack_from(found[37])[0]
    if 33 in found:
        row["carrier"] = bool(found[33][0])
    if 16 in found:
        row["operstate"] = found[16][0]
    if 1 in found:
        row["mac"] = _mac(found[1])
    if 57 in found:
        row["bus"] = _text(found[57])  # IFLA_PARENT_DEV_BUS_NAME (since Linux 5.14): it is made of hardware
    kind = attributes(found.get(18, b"")).get(1)
    if kind is not None:
        row["kind"] = _text(kind)
    if len(found.get(23, b"")) >= _STATS64_BYTES.size:
        _, _, row["rx_bytes"], row["tx_bytes"] = _STATS64_BYTES.unpack_from(found[23])
    return row


def _route(header: bytes, found: Attributes) -> Row | None:
    family, prefix, _, _, table, protocol, _, kind, flags = _RTMSG.unpack(header)
    table = _u32(found[15]) if 15 in found else table
    if family not in _FAMILIES or table == 255 or flags & 0x200:  # RT_TABLE_LOCAL, RTM_F_CLONED
        return None
    base = ip_address(bytes(4 if family == AF_INET else 16))
    row: Row = {"family": family, "prefix": prefix, "table": table, "protocol": protocol, "type": kind, "flags": flags}
    row["destination"] = _ip(found[1]) if 1 in found else str(base)
    row["metric"] = _u32(found[6]) if 6 in found else 0
    hops = _hops(found[9]) if 9 in found else [_hop(_u32(found[4]) if 4 in found else None, 0, found)]
    return row | {"hops": hops}


def _hops(data: bytes) -> list[Row]:
    """The next hops of RTA_MULTIPATH."""
    hops, at = [], 0
    while at + _RTNEXTHOP.size <= len(data):
        length, flags, _, index = _RTNEXTHOP.unpack_from(data, at)
        if length < _RTNEXTHOP.size:
            break
        hops.append(_hop(index, flags, attributes(data[at + _RTNEXTHOP.size : at + length])))
        at += (length + 3) & ~3
    return hops


def _hop(index: int | None, flags: int, found: Attributes) -> Row:
    gateway = None
    if 5 in found:
        gateway = _ip(found[5])
    elif 18 in found:  # RTA_VIA: an IPv4 route through an IPv6 neighbour; two bytes of family come first
        gateway = _ip(found[18][2:])
    return {"index": index, "gateway": gateway, "flags": flags}


def _u32(data: bytes) -> int:
    return int(_U32.unpack_from(data)[0])


def _ip(data: bytes) -> str:
    """Canonical text (RFC 5952 for IPv6)."""
    return socket.inet_ntoa(data) if len(data) == 4 else str(ip_address(data))


def _mac(data: bytes) -> str | None:
    return data.hex(":") if len(data) == 6 else None


def _text(data: bytes) -> str:
    return data.rstrip(b"\0").decode("utf-8", "replace")

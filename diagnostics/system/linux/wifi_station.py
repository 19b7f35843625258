"""The access point as the radio's driver measures it: generic netlink, family nl80211 (linux/nl80211.h).

Newer kernels and cards no longer fill /proc/net/wireless; this needs no special rights.
"""

import errno
import socket
import struct
from typing import Any

from diagnostics.system.linux.netlink import (
    AF_NETLINK,
    NLM_F_DUMP,
    NLMSG_DONE,
    NLMSG_ERROR,
    Attributes,
    attributes,
    message,
    messages,
    refusal,
)
from diagnostics.system.linux.table import Row

_NETLINK_GENERIC = 16
_CONTROLLER = 0x10  # GENL_ID_CTRL
_GET_FAMILY = 3
_FAMILY_ID, _FAMILY_NAME = 1, 2
_GET_STATION = 17
_IFINDEX = 3
_STATION_INFO = 21
_SIGNAL, _TX_PACKETS, _TX_RETRIES = 7, 10, 11

_GENERIC = struct.Struct("=BBH")  # command, version, reserved
_ATTRIBUTE = struct.Struct("=HH")
_U16 = struct.Struct("=H")
_U32 = struct.Struct("=I")

# The kernel answers from memory; a driver that asks its card takes a few milliseconds.
_TIMEOUT_S = 0.2
_PART_BYTES = 1 << 16
# Below so many frames a share of repeated ones says nothing.
_LEAST_FRAMES = 200


def acquire_station(index: int) -> Row:
    """{"signal_dbm", "tx_packets", "tx_retries"} of the access point that adapter `index` is joined to, as far as told.

    Empty when it is joined to none. Raises OSError (ENOENT on a kernel without Wi-Fi).
    """
    with socket.socket(AF_NETLINK, socket.SOCK_RAW, _NETLINK_GENERIC) as channel:
        channel.settimeout(_TIMEOUT_S)
        channel.bind((0, 0))
        channel.send(request(_CONTROLLER, 0, _GET_FAMILY, {_FAMILY_NAME: b"nl80211\0"}))
        family = family_of(channel.recv(_PART_BYTES))
        channel.send(request(family, NLM_F_DUMP, _GET_STATION, {_IFINDEX: _U32.pack(index)}))
        while True:
            part = channel.recv(_PART_BYTES)
            found, ended = parse_stations(part)
            if found or ended:
                return found


def request(family: int, flags: int, command: int, wanted: Attributes) -> bytes:
    """One message of generic netlink."""
    body = _GENERIC.pack(command, 1, 0)
    for kind, value in wanted.items():
        body += _ATTRIBUTE.pack(_ATTRIBUTE.size + len(value), kind) + value + b"\0" * (-len(value) % 4)
    return message(family, flags, body)


def family_of(part: bytes) -> int:
    """The number that this kernel gave to the family; raises OSError (ENOENT when it has none)."""
    for kind, _, body in messages(part):
        _raise_if_error(kind, body)
        return int(_U16.unpack_from(attributes(body[_GENERIC.size :])[_FAMILY_ID])[0])
    raise OSError(errno.EBADMSG, "nl80211")


def parse_stations(part: bytes) -> tuple[Row, bool]:
    """The first station of a received part that tells anything, and whether the dump ends here."""
    for kind, _, body in messages(part):
        if kind == NLMSG_DONE:
            return {}, True
        _raise_if_error(kind, body)
        info = attributes(attributes(body[_GENERIC.size :]).get(_STATION_INFO, b""))
        row: Row = {}
        if _SIGNAL in info:
            row["signal_dbm"] = int(struct.unpack_from("=b", info[_SIGNAL])[0])
        for name, number in (("tx_packets", _TX_PACKETS), ("tx_retries", _TX_RETRIES)):
            if number in info:
                row[name] = int(_U32.unpack_from(info[number])[0])
        if row:
            return row, False
    return {}, False


def retry_percent(row: dict[str, Any]) -> float | None:
    """Repeated frames by all sent frames since the radio joined, in per cent; None when too few were sent."""
    sent, repeated = row.get("tx_packets"), row.get("tx_retries")
    if sent is None or repeated is None or sent < _LEAST_FRAMES:
        return None
    return round(100.0 * int(repeated) / (int(sent) + int(repeated)), 1)


def _raise_if_error(kind: int, body: bytes) -> None:
    if kind == NLMSG_ERROR:
        raise refusal(body)

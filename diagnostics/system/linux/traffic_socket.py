"""Counters of every TCP socket of this network namespace: NETLINK_SOCK_DIAG (sock_diag(7)), with its tcp_info.

Constants and layouts are those of linux/sock_diag.h, linux/inet_diag.h and linux/tcp.h. UDP sockets have no counters.
"""

import errno
import socket
import struct
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address

from diagnostics.system.linux.netlink import (
    AF_NETLINK,
    NLM_F_DUMP,
    NLMSG_DONE,
    NLMSG_ERROR,
    attributes,
    message,
    messages,
    refusal,
)
from diagnostics.system.linux.table import Row

_NETLINK_SOCK_DIAG = 4
_SOCK_DIAG_BY_FAMILY = 20
_AF_INET, _AF_INET6 = 2, 10
_TCP = 6
_INET_DIAG_INFO = 2
# Bits of the states: not those without data (SYN sent and received, time-wait, listening, a request).
_STATES = sum(
    1 << state for state in (1, 4, 5, 8, 9, 11)
)  # established, fin-wait 1 and 2, close-wait, last-ack, closing
_REQUEST = struct.Struct("=BBBBI48x")
_MESSAGE = struct.Struct("=4B2s2s16s16sI2I5I")  # struct inet_diag_msg
_U32 = struct.Struct("=I")
_BYTES = struct.Struct("=QQ")  # acked, received
_SENT = struct.Struct("=Q")
_RTT_AT, _RETRANS_AT, _BYTES_AT, _LEAST_RTT_AT, _SENT_AT = 68, 100, 120, 148, 200
_NEVER = 0xFFFFFFFF  # the kernel has not measured it yet
_TIMEOUT_S = 1.0  # the kernel answers within microseconds; the limit keeps a broken one from hanging a thread
_PART_BYTES = 1 << 17


def acquire_sockets() -> list[Row]:
    """Every connected TCP socket whose other end is another computer.

    "cookie" (unique while the system runs), "inode" and "user" of its owner, "sent" and "received" bytes,
    "rtt_us", "least_rtt_us" (None: not measured), "retransmitted" packets. Raises OSError.
    """
    rows: list[Row] = []
    for family in (_AF_INET, _AF_INET6):
        rows += (row for body in _dump(family) if (row := parse_socket(body)) is not None)
    return rows


def parse_socket(body: bytes) -> Row | None:
    """One answer of the kernel; None for a socket that speaks with this computer itself, or without counters."""
    if len(body) < _MESSAGE.size:
        return None
    family, *_, source, target, _, cookie_low, cookie_high, _, _, _, user, inode = _MESSAGE.unpack_from(body)
    info = attributes(body[_MESSAGE.size :]).get(_INET_DIAG_INFO, b"")
    if len(info) < _BYTES_AT + _BYTES.size or _is_local(_address(family, source), _address(family, target)):
        return None
    acked, received = _BYTES.unpack_from(info, _BYTES_AT)
    return {
        "cookie": cookie_high << 32 | cookie_low,
        "inode": inode,
        "user": user,
        # What went out, second tries included, is what fills a line; old kernels only know what arrived.
        "sent": _SENT.unpack_from(info, _SENT_AT)[0] if len(info) >= _SENT_AT + _SENT.size else acked,
        "received": received,
        "rtt_us": _u32(info, _RTT_AT),
        "least_rtt_us": _u32(info, _LEAST_RTT_AT) if len(info) >= _LEAST_RTT_AT + 4 else None,
        "retransmitted": _u32(info, _RETRANS_AT) or 0,
    }


def _u32(data: bytes, at: int) -> int | None:
    value = int(_U32.unpack_from(data, at)[0])
    return None if value == _NEVER else value


def _address(family: int, data: bytes) -> IPv4Address | IPv6Address:
    address = ip_address(data[:4] if family == _AF_INET else data)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _is_local(source: IPv4Address | IPv6Address, target: IPv4Address | IPv6Address) -> bool:
    return target.is_loopback or source == target


def _dump(family: int) -> Iterator[bytes]:
    payload = _REQUEST.pack(family, _TCP, 1 << (_INET_DIAG_INFO - 1), 0, _STATES)
    with socket.socket(AF_NETLINK, socket.SOCK_RAW, _NETLINK_SOCK_DIAG) as channel:
        channel.settimeout(_TIMEOUT_S)
        channel.send(message(_SOCK_DIAG_BY_FAMILY, NLM_F_DUMP, payload))
        while True:
            for kind, _, body in messages(channel.recv(_PART_BYTES)):
                if kind == NLMSG_DONE:
                    return
                if kind == NLMSG_ERROR:
                    error = refusal(body)
                    if error.errno == errno.ENOENT:  # a kernel without this family
                        return
                    raise error
                yield body

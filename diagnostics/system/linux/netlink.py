"""A reader of rtnetlink dumps (RFC 3549, rtnetlink(7)): asks the kernel for a table, yields (header, attributes).

Own code instead of a library: the whole diagnosis has 1.5 s, importing a netlink library alone takes a tenth of that,
and all that is needed here is to ask for five tables. Constants are those of linux/netlink.h and linux/rtnetlink.h.
"""

import errno
import os
import socket
import struct
from collections.abc import Iterator

RTM_GETLINK = 18
RTM_GETADDR = 22
RTM_GETROUTE = 26
RTM_GETNEIGH = 30
RTM_GETRULE = 34

AF_NETLINK = 16  # spelled out because the socket module has the names on Linux only
_NETLINK_ROUTE = 0
NLM_F_REQUEST = 0x1
NLM_F_DUMP = 0x300  # root, match
_NLM_F_DUMP_INTR = 0x10
NLMSG_ERROR = 2
NLMSG_DONE = 3
_ATTRIBUTE_TYPE = 0x3FFF  # the two upper bits are flags (nested, byte order)

_HEADER = struct.Struct("=IHHII")
_ATTRIBUTE = struct.Struct("=HH")
_ERRNO = struct.Struct("=i")

# The kernel answers a dump within microseconds; the limit only keeps a broken one from hanging a thread.
_TIMEOUT_S = 1.0
# A table that changes while it is read is marked by the kernel; three attempts have always been enough in practice.
_ATTEMPTS = 3
# Dump parts are at most 32 KiB since Linux 4.17.
_PART_BYTES = 1 << 17

Attributes = dict[int, bytes]


def dump(request: int, header_size: int) -> list[tuple[bytes, Attributes]]:
    """All rows of one table. `header_size` is the length of the fixed part that begins each row, in bytes.

    Raises OSError (EOPNOTSUPP where this kernel lacks the table, TimeoutError when it stays silent).
    """
    rows: list[tuple[bytes, Attributes]] = []
    for _ in range(_ATTEMPTS):
        rows, interrupted = _dump_once(request, header_size)
        if not interrupted:
            break
    return rows


def attributes(data: bytes) -> Attributes:
    """The attributes packed in `data`, by number; of repeated ones the last. A cut one ends the reading."""
    found: Attributes = {}
    at = 0
    while at + _ATTRIBUTE.size <= len(data):
        length, kind = _ATTRIBUTE.unpack_from(data, at)
        if length < _ATTRIBUTE.size or at + length > len(data):
            break
        found[kind & _ATTRIBUTE_TYPE] = data[at + _ATTRIBUTE.size : at + length]
        at += _aligned(length)
    return found


def _dump_once(request: int, header_size: int) -> tuple[list[tuple[bytes, Attributes]], bool]:
    rows: list[tuple[bytes, Attributes]] = []
    interrupted = False
    # 20 zero bytes are longer than any request header used here and mean "every family" in each of them.
    payload = bytes(20)
    with socket.socket(AF_NETLINK, socket.SOCK_RAW, _NETLINK_ROUTE) as channel:
        channel.settimeout(_TIMEOUT_S)
        channel.bind((0, 0))
        channel.send(message(request, NLM_F_DUMP, payload))
        while True:
            for kind, flags, body in messages(channel.recv(_PART_BYTES)):
                interrupted |= bool(flags & _NLM_F_DUMP_INTR)
                if kind == NLMSG_DONE:
                    return rows, interrupted
                if kind == NLMSG_ERROR:
                    raise refusal(body)
                rows.append((body[:header_size], attributes(body[_aligned(header_size) :])))


def message(kind: int, flags: int, payload: bytes) -> bytes:
    """One request of that type, ready to be sent."""
    return _HEADER.pack(_HEADER.size + len(payload), kind, NLM_F_REQUEST | flags, 1, 0) + payload


def refusal(body: bytes) -> OSError:
    """What the kernel says in a message of type NLMSG_ERROR."""
    code = -int(_ERRNO.unpack_from(body)[0])
    return OSError(code, os.strerror(code))


def messages(part: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The messages (type, flags, body) in one received part."""
    at = 0
    while at + _HEADER.size <= len(part):
        length, kind, flags, _, _ = _HEADER.unpack_from(part, at)
        if length < _HEADER.size:
            raise OSError(errno.EBADMSG, "netlink")
        yield kind, flags, part[at + _HEADER.size : at + length]
        at += _aligned(length)


def _aligned(length: int) -> int:
    return (length + 3) & ~3

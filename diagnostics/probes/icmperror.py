"""What routers and hosts say about a packet of ours: the ICMP errors in a socket's error queue (Linux, ip(7)).

On systems without an error queue these functions do nothing and the plain error of the socket has to do.
"""

import errno
import ipaddress
import socket
import struct
import sys
from typing import NamedTuple

from diagnostics.model.failure import Failure
from diagnostics.probes.classify import ProbeFailed

# linux/in.h, linux/in6.h, linux/errqueue.h: Python names none of them.
_IP_RECVERR = 11
_IPV6_RECVERR = 25
_EXTENDED_ERROR = struct.Struct("=IBBBBII")  # struct sock_extended_err
_FROM_ICMP, _FROM_ICMP6 = 2, 3  # ee_origin
_CONTROL_BYTES = 512
_PACKET_BYTES = 2048  # the start of the packet that the error is about

_PORT_UNREACHABLE = (3, 4)  # code of type 3 in ICMP, of type 1 in ICMPv6
_PROHIBITED = {_FROM_ICMP: (9, 10, 13), _FROM_ICMP6: (1, 5, 6)}


class IcmpError(NamedTuple):
    """One entry of the error queue. `mtu` is the next hop's, in bytes, of a "packet too big"; 0 when it did not say."""

    type: int
    code: int
    mtu: int | None
    offender: str | None  # who said it; None when our own kernel did, without any packet
    version: int  # 4 or 6

    @property
    def too_big(self) -> bool:
        """RFC 792 type 3 code 4, RFC 4443 type 2, or the kernel's own refusal to send it."""
        return self.mtu is not None

    def failure(self, source: str | None = None) -> ProbeFailed:
        """As a failure. A refusal signed with our own address (`source`) comes from a filter on this computer.

        "Host unreachable" from ourselves is no filter: that is how the kernel reports that no neighbour answered.
        """
        said = f"ICMPv{self.version} {self.type}/{self.code} from {self.offender or 'this computer'}"
        if self.too_big:
            return ProbeFailed(Failure.TOO_LARGE, f"{said}, next hop takes {self.mtu} bytes")
        origin = _FROM_ICMP if self.version == 4 else _FROM_ICMP6
        unreachable = self.type == (3 if origin == _FROM_ICMP else 1)
        refused = unreachable and self.code == _PORT_UNREACHABLE[origin - _FROM_ICMP]
        prohibited = unreachable and self.code in _PROHIBITED[origin]
        if source is not None and self.offender == source and (refused or prohibited):
            return ProbeFailed(Failure.NOT_PERMITTED, f"{said}, our own address")
        return ProbeFailed(Failure.REFUSED if refused else Failure.UNREACHABLE, said)


def listen_to_errors(sock: socket.socket, on: bool = True) -> None:
    """Ask the kernel to queue ICMP errors for this socket, or to stop doing so."""
    if not hasattr(socket, "MSG_ERRQUEUE"):
        return
    try:
        if sock.family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, _IPV6_RECVERR, int(on))
        else:
            sock.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, int(on))
    except OSError:  # a kernel that does not offer it for this kind of socket: go without
        pass


def drain_errors(sock: socket.socket) -> list[IcmpError]:
    """Take every waiting ICMP error off the queue; never blocks."""
    return [error for _, error in drain_by_port(sock)]


def drain_by_port(sock: socket.socket) -> list[tuple[int, IcmpError]]:
    """The same, each with the port that the packet in question was sent to (0 where there are no ports)."""
    flag = getattr(socket, "MSG_ERRQUEUE", None)
    errors: list[tuple[int, IcmpError]] = []
    while flag is not None:
        try:
            _, control, _, sent_to = getattr(sock, "recvmsg")(_PACKET_BYTES, _CONTROL_BYTES, flag)  # noqa: B009
        except OSError:  # BlockingIOError: the queue is empty
            break
        port = sent_to[1] if sent_to else 0
        errors += [(port, found) for level, kind, data in control if (found := _parse(level, kind, data))]
    return errors


def _parse(level: int, kind: int, data: bytes) -> IcmpError | None:
    if (level, kind) not in ((socket.IPPROTO_IP, _IP_RECVERR), (socket.IPPROTO_IPV6, _IPV6_RECVERR)):
        return None
    number, origin, type_, code, _, info, _ = _EXTENDED_ERROR.unpack_from(data)
    version = 4 if level == socket.IPPROTO_IP else 6
    from_net = origin in (_FROM_ICMP, _FROM_ICMP6)
    offender = _address(data[_EXTENDED_ERROR.size :]) if from_net else None
    return IcmpError(type_, code, info if number == errno.EMSGSIZE else None, offender, version)


def _address(sockaddr: bytes) -> str | None:
    """The address in a struct sockaddr_in or sockaddr_in6 (family in host order, then port)."""
    if len(sockaddr) < 8:
        return None
    family = int.from_bytes(sockaddr[:2], sys.byteorder)
    if family == socket.AF_INET:
        return str(ipaddress.IPv4Address(sockaddr[4:8]))
    if family == socket.AF_INET6 and len(sockaddr) >= 24:
        return str(ipaddress.IPv6Address(sockaddr[8:24]))
    return None

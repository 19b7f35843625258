"""Whole Ethernet frames on one adapter, for what has no ordinary socket: ARP, and DHCP beside the system's client."""

import socket

from diagnostics.model.failure import Failure
from diagnostics.probes.classify import ProbeFailed

BROADCAST = b"\xff" * 6
HEADER = 14  # bytes of an Ethernet header
ETHERNET = 1  # hardware type; Wi-Fi presents itself as the same


def packet_socket(adapter: str, ethertype: int, *, what: str) -> socket.socket:
    """A non-blocking packet socket bound to the adapter; the caller closes it.

    Raises ProbeFailed NOT_SUPPORTED on other systems and on adapters without hardware addresses (`what` names what
    they lack), and the OSError of the system, PermissionError without the right to open one.
    """
    family = getattr(socket, "AF_PACKET", None)
    if family is None:
        raise ProbeFailed(Failure.NOT_SUPPORTED, "no packet sockets on this system")
    sock = socket.socket(family, socket.SOCK_RAW, socket.htons(ethertype))
    try:
        sock.setblocking(False)
        sock.bind((adapter, ethertype))
        if sock.getsockname()[3] != ETHERNET:
            raise ProbeFailed(Failure.NOT_SUPPORTED, f"{adapter} has no {what}")
    except BaseException:
        sock.close()
        raise
    return sock

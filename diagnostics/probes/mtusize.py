"""What a path MTU probe is finding out, and the socket options it needs (Linux ip(7), ipv6(7))."""

import socket

from diagnostics.model.failure import Failure
from diagnostics.probes.classify import ProbeFailed

_MTU_DISCOVER = {socket.AF_INET: (socket.IPPROTO_IP, 10), socket.AF_INET6: (socket.IPPROTO_IPV6, 23)}  # linux/in.h
_MTU_OPTION = {socket.AF_INET: (socket.IPPROTO_IP, 14), socket.AF_INET6: (socket.IPPROTO_IPV6, 24)}
_PROBE = 3  # IP_PMTUDISC_PROBE: forbid fragments, and do not let what was learned before decide


class Sizes:
    """What is being found out: filled while packets come back."""

    def __init__(self, small: int, large: int) -> None:
        self.small, self.large = small, large
        self.small_passed = False
        self.outcome = "silent"
        self.path_mtu: int | None = None

    @property
    def settled(self) -> bool:
        """Whether waiting longer cannot change anything."""
        return self.small_passed and self.outcome != "silent"

    def heard(self, size: int) -> None:
        """A packet of that size was answered."""
        if size == self.large:
            self.outcome = "passed"
        self.small_passed = True  # where a large one passes, so does a small one

    def narrow(self, largest: int | None) -> None:
        """No packet larger than that can be sent this way at all."""
        if largest is not None and self.small < largest < self.large:
            self.large = largest

    def refused(self, mtu: int | None) -> None:
        """The path said that the large packet does not fit."""
        self.outcome, self.path_mtu = "too_big", mtu or None


def forbid_fragments(sock: socket.socket) -> None:
    """Only where it is certain to work; elsewhere "passed" would mean nothing, so ProbeFailed(NOT_SUPPORTED)."""
    if not hasattr(socket, "MSG_ERRQUEUE"):
        raise ProbeFailed(Failure.NOT_SUPPORTED, "cannot forbid fragments on this system yet")
    level, option = _MTU_DISCOVER[socket.AddressFamily(sock.family)]
    sock.setsockopt(level, option, _PROBE)


def known_mtu(sock: socket.socket) -> int | None:
    """What the kernel believes about the path of a connected socket, in bytes; None where it cannot be asked."""
    if not hasattr(socket, "MSG_ERRQUEUE"):
        return None
    level, option = _MTU_OPTION[socket.AddressFamily(sock.family)]
    try:
        return sock.getsockopt(level, option)
    except OSError:
        return None

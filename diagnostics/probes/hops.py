"""The first routers on the way to an address: UDP packets that may only go so far, and the ICMP that comes back.

Needs no privilege where the system queues ICMP errors for their socket (Linux, ip(7)); NOT_SUPPORTED elsewhere.
"""

import asyncio
import socket

from diagnostics.model.answer import HopsAnswer, Purpose
from diagnostics.model.failure import Failure
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.datagram import family_of, place
from diagnostics.probes.icmperror import drain_by_port, listen_to_errors
from diagnostics.probes.tcp import source_towards
from diagnostics.probes.trial import Trial

_FIRST_PORT = 33434  # plus the distance, as traceroute does: nobody listens there, and the port tells the distance
_TRIES = 2
_EXPIRED = {4: (11, 0), 6: (3, 0)}  # "time exceeded in transit": RFC 792, RFC 4443
_LIMIT = {
    socket.AF_INET: (socket.IPPROTO_IP, socket.IP_TTL),
    socket.AF_INET6: (socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS),
}
_PAYLOAD = bytes(24)
_SLACK_S = 1.0  # beyond the planned end: only a loop that stands still needs it


async def trace(address: str, *, subject: str, most: int, timeout_s: float) -> HopsAnswer:
    """Ask for all distances at once, and after half of the time again for those that kept silent.

    `hops` has one entry for each distance up to `most`, or up to the one at which the way ended: there the entry is
    who said so, the target itself when it was reached. TIMED_OUT: nobody said anything.
    """
    hops: tuple[str, ...] = ()
    async with Trial(timeout_s + _SLACK_S) as trial:
        with _opened(address) as sock:
            way = _Way(sock, address, most)
            await way.walk(timeout_s)
        if not way.found:
            raise way.refusal or ProbeFailed(Failure.TIMED_OUT, f"no router within {most} hops said anything")
        hops = tuple(way.found.get(distance, "") for distance in range(1, way.end + 1))
    return trial.onto(HopsAnswer(purpose=Purpose.WAY, subject=subject, address=address), hops=hops)


def _opened(address: str) -> socket.socket:
    if not hasattr(socket, "MSG_ERRQUEUE"):
        raise ProbeFailed(Failure.NOT_SUPPORTED, "this system keeps no ICMP errors for a socket")
    sock = socket.socket(family_of(address), socket.SOCK_DGRAM)
    sock.setblocking(False)
    listen_to_errors(sock)
    return sock


class _Way:
    """What is known of the way: routers by distance, and the distance at which it ends."""

    def __init__(self, sock: socket.socket, address: str, most: int) -> None:
        self.found: dict[int, str] = {}
        self.end = most
        self.refusal: ProbeFailed | None = None  # of this computer itself
        self._sock, self._address = sock, address
        source = source_towards(address, _FIRST_PORT)
        self._source = source if source != address else None

    async def walk(self, timeout_s: float) -> None:
        """Raises an OSError when nothing can be sent."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        news = asyncio.Event()
        loop.add_reader(self._sock, news.set)  # errors in the queue wake a reader
        try:
            for turn in range(1, _TRIES + 1):
                self._ask()
                try:
                    async with asyncio.timeout_at(start + timeout_s * turn / _TRIES):
                        while not self._settled():
                            news.clear()
                            await news.wait()
                            self._take()
                except TimeoutError:
                    continue
                return
        finally:
            loop.remove_reader(self._sock)

    def _settled(self) -> bool:
        return self.refusal is not None or all(distance in self.found for distance in range(1, self.end + 1))

    def _ask(self) -> None:
        for distance in range(1, self.end + 1):
            if distance not in self.found:
                self._sock.setsockopt(*_LIMIT[socket.AddressFamily(self._sock.family)], distance)
                self._send(distance)

    def _send(self, distance: int) -> None:
        for _ in range(self.end + 1):  # an error that waits in the socket is reported instead of sending
            try:
                self._sock.sendto(_PAYLOAD, place(self._address, _FIRST_PORT + distance))
                return
            except BlockingIOError:  # the send buffer is full: as good as lost
                return
            except OSError:
                if not self._take():
                    raise

    def _take(self) -> bool:
        """Read what routers said; False when there was nothing."""
        said = drain_by_port(self._sock)
        for port, error in said:
            distance = port - _FIRST_PORT
            if error.offender in (None, self._source):
                self.refusal = error.failure(self._source)
            elif (error.type, error.code) == _EXPIRED[error.version]:
                self.found.setdefault(distance, error.offender)
            else:
                # A router that refuses to pass us on has been at the distance before, when the packet expired there.
                again = self.found.get(distance - 1) == error.offender
                self.found.setdefault(distance, error.offender)
                self.end = min(self.end, distance - again)
        return bool(said)

"""A connected datagram socket (UDP, ICMP) whose waiting ends in a packet or in the ICMP error that came instead."""

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

from diagnostics.model.failure import Failure
from diagnostics.probes.arrival import receive_stamped
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.icmperror import IcmpError, drain_errors, listen_to_errors
from diagnostics.probes.trial import Trial

T = TypeVar("T")

_LARGEST = 65535  # bytes of one datagram


def family_of(address: str) -> socket.AddressFamily:
    """AF_INET or AF_INET6 of a literal address; raises ProbeFailed(NO_ADDRESS) for anything else."""
    try:
        version = ipaddress.ip_address(address).version
    except ValueError as wrong:
        raise ProbeFailed(Failure.NO_ADDRESS, f"{address!r} is not an IP address") from wrong
    return socket.AF_INET if version == 4 else socket.AF_INET6


def place(address: str, port: int) -> tuple[str, int] | tuple[str, int, int, int]:
    """What `connect` takes. The adapter of a link-local address ("fe80::1%eth0") becomes a number here.

    Left in the text, asyncio would send it to the resolver, in a thread that delays quitting.
    """
    host, _, scope = address.partition("%")
    if not scope:
        return address, port
    return host, port, 0, int(scope) if scope.isdecimal() else socket.if_nametoindex(scope)


class Datagrams:
    """`with Datagrams(sock) as line:`; owns `sock` (non-blocking, connected) and closes it."""

    def __init__(self, sock: socket.socket, peer: str) -> None:
        self.sock = sock
        self.peer = peer  # kept here: a raw socket has no port, and getpeername refuses without one
        self._errors: list[IcmpError] = []

    @classmethod
    def udp(cls, address: str, port: int) -> "Datagrams":
        """A UDP socket connected to a literal address. Raises what `connect` raises (no route, no address)."""
        sock = socket.socket(family_of(address), socket.SOCK_DGRAM)
        return cls.connected(sock, address, port)

    @classmethod
    def connected(cls, sock: socket.socket, address: str, port: int) -> "Datagrams":
        """Connect a fresh datagram or raw socket; it is closed when that fails."""
        try:
            sock.setblocking(False)
            listen_to_errors(sock)
            sock.connect(place(address, port))
        except BaseException:
            sock.close()
            raise
        return cls(sock, address)

    def __enter__(self) -> "Datagrams":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.sock.close()

    @property
    def source(self) -> str:
        """Our own address on the way to the peer."""
        return str(self.sock.getsockname()[0])

    def send(self, packet: bytes) -> None:
        """Send at once. Queued ICMP errors are kept for `receive`; other errors are raised."""
        for _ in range(2):  # an error that waits in the socket is reported instead of sending: then once more
            try:
                self.sock.send(packet)
                return
            except BlockingIOError:  # the send buffer is full: as good as lost
                return
            except OSError as error:
                errors = drain_errors(self.sock)
                if not errors:
                    raise
                self._errors += errors
                if error.errno == errno.EMSGSIZE:
                    return

    async def receive(self) -> bytes | IcmpError:
        """The next packet or ICMP error. Waits without end: bound it."""
        return (await self.arrival())[0]

    async def arrival(self) -> tuple[bytes | IcmpError, float | None]:
        """The same with the moment at which the kernel took it in, see `receive_stamped`; None for an ICMP error."""
        while True:
            if self._errors:
                return self._errors.pop(0), None
            try:
                return receive_stamped(self.sock, _LARGEST)
            except BlockingIOError:
                self._errors += drain_errors(self.sock)
            except OSError:
                self._errors += drain_errors(self.sock)
                if not self._errors:
                    raise
            if self._errors:
                continue
            if not hasattr(socket, "MSG_ERRQUEUE"):  # no error queue to watch, and perhaps no add_reader either
                return await asyncio.get_running_loop().sock_recv(self.sock, _LARGEST), None
            await self._readable()

    async def receive_within(self, seconds: float) -> bytes | IcmpError | None:
        """The same, or None when nothing came in that time."""
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                return await self.receive()
        except TimeoutError:
            return None

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[None] = loop.create_future()

        def wake() -> None:
            if not ready.done():
                ready.set_result(None)

        # Errors in the queue wake a reader too (EPOLLERR), which `loop.sock_recv` would spin on.
        loop.add_reader(self.sock, wake)
        try:
            await ready
        finally:
            loop.remove_reader(self.sock)

    def refusal(self, error: IcmpError) -> ProbeFailed:
        """What an ICMP error means for this socket; see `IcmpError.failure`."""
        return error.failure(self.source if self.source != self.peer else None)

    async def ask(
        self,
        trial: Trial,
        packet: Callable[[], bytes],
        accept: Callable[[bytes], T | None],
        *,
        times: int,
        every_s: float,
    ) -> T:
        """Send `packet()` up to `times` times, `every_s` apart, and return the first answer that `accept` takes.

        Ends with ProbeFailed at the first ICMP error. An answer that is not taken is remembered: `trial` then
        ends as MALFORMED instead of TIMED_OUT. Waits until the trial's deadline after the last request.
        """
        loop = asyncio.get_running_loop()
        for left in range(times - 1, -1, -1):
            self.send(packet())
            until = loop.time() + every_s
            while left == 0 or loop.time() < until:
                got = await (self.receive() if left == 0 else self.receive_within(until - loop.time()))
                if got is None:
                    break
                if isinstance(got, IcmpError):
                    raise self.refusal(got)
                answer = accept(got)
                if answer is not None:
                    return answer
                trial.late = Failure.MALFORMED
        raise ProbeFailed(Failure.BROKEN, "asked zero times")

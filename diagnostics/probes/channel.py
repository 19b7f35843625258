"""Byte streams over TCP and TLS on plain non-blocking sockets.

asyncio's streams are not used: their TLS transport waits for the other side when it is closed, and a cancelled
handshake can leave it open. Here cancelling a coroutine and closing the socket is all there is to do.
"""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Protocol

from diagnostics.model.failure import Failure
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.datagram import family_of, place
from diagnostics.probes.icmperror import drain_errors, listen_to_errors

_CHUNK = 16384  # bytes asked for at a time; also the largest TLS record
_STAGGER_S = 0.25  # RFC 8305, section 8: how long one address may be tried alone
_MOST_ADDRESSES = 4  # of one name; more only cost time when all of them are dead
_NO_LINGER = struct.pack("ii", 1, 0)  # SO_LINGER: on, for zero seconds
_TLS_RECORD_TYPES = frozenset((20, 21, 22, 23))  # RFC 8446, section 5.1
_TLS_MAJOR = 3


class Channel(Protocol):
    """A stream of bytes in both directions."""

    async def send(self, data: bytes) -> None:
        """Send all of it."""

    async def receive(self) -> bytes:
        """Some bytes, or b"" when the other side has ended the stream."""


class TcpChannel:
    """A connected TCP socket; whoever opened it closes it."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    @property
    def peer(self) -> str:
        """The address at the other end."""
        return str(self.sock.getpeername()[0])

    async def send(self, data: bytes) -> None:
        """Send all of it."""
        await asyncio.get_running_loop().sock_sendall(self.sock, data)

    async def receive(self) -> bytes:
        """Some bytes, or b"" at the end."""
        return await asyncio.get_running_loop().sock_recv(self.sock, _CHUNK)

    async def exactly(self, count: int) -> bytes:
        """That many bytes. Raises ProbeFailed(CLOSED) when the stream ends before."""
        data = b""
        while len(data) < count:
            more = await asyncio.get_running_loop().sock_recv(self.sock, count - len(data))
            if not more:
                raise ProbeFailed(Failure.CLOSED, f"ended after {len(data)} of {count} bytes")
            data += more
        return data


class TlsChannel:
    """TLS (RFC 8446) over another channel. Call `handshake` first."""

    def __init__(self, under: Channel, context: ssl.SSLContext, host: str) -> None:
        self._under = under
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._first = True
        self.tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)

    async def handshake(self) -> None:
        """Raises ssl.SSLError, an OSError, or ProbeFailed CLOSED or MALFORMED."""
        while True:
            try:
                self.tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._pump()
            except ssl.SSLError:
                await self._flush_quietly()  # tell the server why (RFC 8446, section 6.2)
                raise
            else:
                return await self._flush()

    async def send(self, data: bytes) -> None:
        """Send all of it."""
        self.tls.write(data)
        await self._flush()

    async def receive(self) -> bytes:
        """Some bytes, or b"" at the end, whether or not the end was announced (close_notify)."""
        while True:
            try:
                return self.tls.read(_CHUNK)
            except ssl.SSLWantReadError:
                try:
                    await self._pump()
                except ProbeFailed as end:
                    if end.failure is Failure.CLOSED:
                        return b""
                    raise
            except ssl.SSLZeroReturnError:
                return b""

    async def _pump(self) -> None:
        await self._flush()
        data = await self._under.receive()
        if not data:
            raise ProbeFailed(Failure.CLOSED, "the connection ended inside TLS")
        if self._first:
            self._first = False
            if data[0] not in _TLS_RECORD_TYPES or data[1:2] not in (b"", bytes((_TLS_MAJOR,))):
                raise ProbeFailed(Failure.MALFORMED, f"not TLS: {data[:32]!r}")
        self._incoming.write(data)

    async def _flush(self) -> None:
        if self._outgoing.pending:
            await self._under.send(self._outgoing.read())

    async def _flush_quietly(self) -> None:
        try:
            await self._flush()
        except OSError:  # they are gone already; the handshake's own error is the one to tell
            pass


def reset_on_close(sock: socket.socket) -> None:
    """Close will cut the connection: nothing is sent again behind our back, and no TIME_WAIT stays (RFC 9293, 3.10.4).

    Routers on the way let go of it at once too (RFC 5382, section 5).
    """
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)


async def open_socket(address: str, port: int) -> socket.socket:
    """A connected non-blocking TCP socket; the caller closes it. Raises an OSError or ProbeFailed."""
    sock = socket.socket(family_of(address), socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        listen_to_errors(sock)
        try:
            await asyncio.get_running_loop().sock_connect(sock, place(address, port))
        except OSError:
            # Linux 5.10 and later also keep the ICMP error of a TCP connect: it says who refused.
            errors = drain_errors(sock)
            if errors:
                raise errors[0].failure(_source_unless(sock, address)) from None
            raise
        listen_to_errors(sock, on=False)  # from here on a passing ICMP error must not cut the connection
    except BaseException:
        sock.close()
        raise
    return sock


def _source_unless(sock: socket.socket, address: str) -> str | None:
    source = str(sock.getsockname()[0])
    return None if source == address else source


@asynccontextmanager
async def connected(addresses: Sequence[str], port: int) -> AsyncIterator[TcpChannel]:
    """Connect to the first address that accepts, each next one started 250 ms later (RFC 8305), and close at the end.

    When all fail, the failure of the first is raised.
    """
    sock = await (open_socket(addresses[0], port) if len(addresses) == 1 else _race(_interleaved(addresses), port))
    try:
        yield TcpChannel(sock)
    finally:
        sock.close()


def _interleaved(addresses: Sequence[str]) -> list[str]:
    """Families in turn, the system's favourite first, so that a dead family costs one step and not all of them."""
    favourite = ":" in addresses[0]
    first = [address for address in addresses if (":" in address) == favourite]
    second = [address for address in addresses if (":" in address) != favourite]
    mixed: list[str] = []
    for turn in range(max(len(first), len(second))):
        mixed += first[turn : turn + 1] + second[turn : turn + 1]
    return mixed[:_MOST_ADDRESSES]


async def _race(addresses: list[str], port: int) -> socket.socket:
    tasks: list[asyncio.Task[socket.socket]] = []
    winner: socket.socket | None = None
    try:
        waiting: set[asyncio.Task[socket.socket]] = set()
        while winner is None and (waiting or len(tasks) < len(addresses)):
            if len(tasks) < len(addresses):
                tasks.append(asyncio.create_task(open_socket(addresses[len(tasks)], port)))
                waiting.add(tasks[-1])
            patience = _STAGGER_S if len(tasks) < len(addresses) else None
            done, waiting = await asyncio.wait(waiting, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            winner = next((task.result() for task in done if task.exception() is None), None)
    finally:
        for task in tasks:
            if not task.done() or task.exception() is not None or task.result() is not winner:
                task.cancel()
                task.add_done_callback(_close_loser)
    return winner if winner is not None else tasks[0].result()  # raises what the first one raised


def _close_loser(task: asyncio.Task[socket.socket]) -> None:
    if not task.cancelled() and task.exception() is None:
        task.result().close()

"""Path MTU by TCP: a short request, and one that fills a whole segment, side by side."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable

from diagnostics.probes import http
from diagnostics.probes.channel import TcpChannel, connected, reset_on_close
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.clienthello import padded
from diagnostics.probes.httpmessage import Reader
from diagnostics.probes.mtusize import Sizes, known_mtu
from diagnostics.probes.tcp_info import has_timestamps
from diagnostics.probes.weburl import bracketed

Talk = Callable[[TcpChannel, str, int], Awaitable[object]]

_LONG = 3000  # bytes of an HTTP request: two full segments of Ethernet and a rest
_HEADERS = {socket.AF_INET: 40, socket.AF_INET6: 60}  # bytes of IP and TCP header (RFC 9293) without options
_TIMESTAMPS = 12  # bytes of the option in every segment (RFC 7323, appendix A)


async def by_tls(address: str, port: int, host: str, sizes: Sizes) -> None:
    """A short and a padded greeting. Raises ProbeFailed or an OSError when there is no connection."""
    await _side_by_side(_greet, _greet, address, port, host, sizes)


async def by_http(address: str, port: int, host: str, sizes: Sizes) -> None:
    """A short against a long HEAD. Raises like `by_tls`."""
    await _side_by_side(_short_head, _long_head, address, port, host, sizes)


async def _side_by_side(small: Talk, large: Talk, address: str, port: int, host: str, sizes: Sizes) -> None:
    async with contextlib.AsyncExitStack() as stack:
        # Both connections stand before anything is sent, so that silence can only be that of the request.
        lines = [await stack.enter_async_context(connected((address,), port)) for _ in range(2)]
        for line in lines:  # what was swallowed must not be sent again and again after we have left
            reset_on_close(line.sock)
        sizes.narrow(_largest_packet(lines[1].sock))
        await asyncio.gather(
            _answered(small, lines[0], host, sizes, sizes.small), _answered(large, lines[1], host, sizes, sizes.large)
        )


def _headers(sock: socket.socket) -> int:
    return _HEADERS[socket.AddressFamily(sock.family)] + (_TIMESTAMPS if has_timestamps(sock) else 0)


def _largest_packet(sock: socket.socket) -> int | None:
    """Bytes of the largest packet that this connection sends: the other side may have asked for less than we could."""
    option = getattr(socket, "TCP_MAXSEG", None)
    return None if option is None else sock.getsockopt(socket.IPPROTO_TCP, option) + _headers(sock)


async def _answered(talk: Talk, line: TcpChannel, host: str, sizes: Sizes, size: int) -> None:
    try:
        await talk(line, host, size - _headers(line.sock))
    except (ProbeFailed, OSError):  # an alert, a refusal, rubbish, a cut: all of them came back from there
        pass
    except asyncio.CancelledError:
        known = known_mtu(line.sock)
        if size == sizes.large and known is not None and known < size:
            sizes.refused(known)
        raise
    sizes.heard(size)
    known = known_mtu(line.sock)
    if size == sizes.large and known is not None and known < size:
        sizes.path_mtu = known


async def _greet(line: TcpChannel, host: str, room: int) -> None:
    line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    await line.send(padded(room, host))
    await line.receive()


async def _short_head(line: TcpChannel, host: str, room: int) -> None:
    del room
    await line.send(http.request("HEAD", "/", bracketed(host)))
    await Reader(line).head()


async def _long_head(line: TcpChannel, host: str, room: int) -> None:
    del room
    await line.send(http.request("HEAD", "/", bracketed(host), (("X-Padding", "x" * _LONG),)))
    await Reader(line).head()

"""Path MTU by TCP: a short exchange and one whose first flight fills several full segments, side by side."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from diagnostics.probes import http, trust
from diagnostics.probes.channel import TcpChannel, TlsChannel, connected
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.httpmessage import Reader
from diagnostics.probes.mtusize import Sizes, known_mtu
from diagnostics.probes.weburl import bracketed

Talk = Callable[[TcpChannel, str], Awaitable[object]]

_LONG = 3000  # bytes of request: two full segments of Ethernet and a rest
_LABEL = 250  # bytes of one invented protocol name in ALPN (at most 255, RFC 7301)
# TLS 1.2 ClientHello that offers nothing but a signalling value (RFC 5746): every server answers with a short alert.
_EMPTY_OFFER = bytes.fromhex("160301002d010000290303") + bytes(32) + bytes.fromhex("00000200ff0100")


async def by_tls(address: str, port: int, host: str, sizes: Sizes) -> None:
    """An empty offer against a whole handshake. Raises ProbeFailed or an OSError when there is no connection."""
    await _side_by_side(_empty_offer, _long_handshake, address, port, host, sizes)


async def by_http(address: str, port: int, host: str, sizes: Sizes) -> None:
    """A short against a long HEAD. Raises like `by_tls`."""
    await _side_by_side(_short_head, _long_head, address, port, host, sizes)


async def _side_by_side(small: Talk, large: Talk, address: str, port: int, host: str, sizes: Sizes) -> None:
    async with contextlib.AsyncExitStack() as stack:
        # Both connections stand before anything is sent, so that silence can only be that of the request.
        lines = [await stack.enter_async_context(connected((address,), port)) for _ in range(2)]
        await asyncio.gather(
            _answered(small, lines[0], host, sizes, sizes.small), _answered(large, lines[1], host, sizes, sizes.large)
        )


async def _answered(talk: Talk, line: TcpChannel, host: str, sizes: Sizes, size: int) -> None:
    try:
        await talk(line, host)
    except (ProbeFailed, OSError):  # an alert, a refusal, rubbish, a cut: all of them came back from there
        pass
    sizes.heard(size)
    known = known_mtu(line.sock)
    if size == sizes.large and known is not None and known < size:
        sizes.path_mtu = known


async def _empty_offer(line: TcpChannel, host: str) -> None:
    del host
    await line.send(_EMPTY_OFFER)
    await line.receive()


async def _long_handshake(line: TcpChannel, host: str) -> None:
    context = trust.unverified()
    invented = [f"x-{number}".ljust(_LABEL, "-") for number in range(_LONG // _LABEL)]
    context.set_alpn_protocols(["http/1.1", *invented])
    await TlsChannel(line, context, host).handshake()


async def _short_head(line: TcpChannel, host: str) -> None:
    await line.send(http.request("HEAD", "/", bracketed(host)))
    await Reader(line).head()


async def _long_head(line: TcpChannel, host: str) -> None:
    await line.send(http.request("HEAD", "/", bracketed(host), (("X-Padding", "x" * _LONG),)))
    await Reader(line).head()

"""One HTTP GET (RFC 9110), direct or through a proxy, with one deadline over all of it."""

import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from diagnostics.model.answer import HttpAnswer, Purpose
from diagnostics.model.failure import Failure
from diagnostics.probes.channel import Channel, TlsChannel, connected
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.httpdate import seconds_of
from diagnostics.probes.httpmessage import BODY_LIMIT, Body, Head, Reader
from diagnostics.probes.resolve import resolve
from diagnostics.probes.tls import context_for
from diagnostics.probes.trial import Trial
from diagnostics.probes.weburl import WebUrl, host_and_port, parse, redirect_host

_HALF_SECOND = 0.5  # Date counts whole seconds and is cut, not rounded: on average half a second is missing
_PROXY_AUTH, _UNAUTHORISED = 407, 401
_SCRIPT_LIMIT = 16384  # bytes of a route script that the report keeps
_OLDEST_AGE_S = 86400 * 366  # a cache that claims more is not believed


@dataclass
class Exchange:
    """What is known so far of one request; complete or not, it is what the answer is made of."""

    url: WebUrl
    connected: bool = False
    head: Head | None = None
    body: Body | None = None
    sent_at: float = 0.0  # this computer's clock, Unix seconds
    rtt_s: float = 0.0  # from the request to the end of the head

    def date_offset_s(self) -> float | None:
        """The server's clock minus ours, within one second plus half of `rtt_s`; a cache's Age is added."""
        stamp = seconds_of(self.head.get("date") or "") if self.head else None
        if self.head is None or stamp is None or not self.sent_at:
            return None
        age = self.head.get("age") or ""
        aged = int(age) if age.isascii() and age.isdigit() and len(age) < len(str(_OLDEST_AGE_S)) + 1 else 0
        return round(stamp + aged + _HALF_SECOND - (self.sent_at + self.rtt_s / 2), 3)


async def get(
    url: str,
    *,
    purpose: Purpose,
    subject: str,
    timeout_s: float,
    address: str | None = None,
    expect_status: int | None = None,
    expect_body: str | None = None,
    proxy: str | None = None,
    ca: str | None = None,
    verify: bool = True,
) -> HttpAnswer:
    """GET without following redirects.

    `address` replaces the look-up of whatever is connected to: the proxy when there is one, else the host. A
    body is compared without white space around it. At most 64 KiB of it are read; a longer one is no failure, it
    only cannot equal `expect_body`. When the deadline comes inside the body, `status` is set all the same.
    PROXY_AUTH: 407, with the schemes in `challenge`. PROXY_FAILED: any other refusal of CONNECT.
    """
    answer = HttpAnswer(purpose=purpose, subject=subject, url=url, proxy=proxy)
    async with Trial(timeout_s) as reading:
        parsed = parse(url)
        host, port = host_and_port(proxy) if proxy is not None else (parsed.host, parsed.port)
    if reading.failure is not None:
        return reading.onto(answer)
    addresses, resolving = await resolve(host, address, timeout_s)
    if resolving.failure is not None:
        return resolving.onto(answer)
    context, remark = context_for(ca, verify) if parsed.secure else (None, "")
    exchange = Exchange(parsed)
    async with Trial(timeout_s) as trial:
        await _exchange(exchange, trial, addresses, port, context, through=proxy is not None)
    if exchange.body is not None and not exchange.body.whole:
        remark = f"{remark}; body longer than {BODY_LIMIT} bytes".removeprefix("; ")
    return trial.onto(answer, remark=remark, **_findings(exchange, trial, purpose, expect_status, expect_body))


def _findings(
    exchange: Exchange, trial: Trial, purpose: Purpose, expect_status: int | None, expect_body: str | None
) -> dict[str, object]:
    head, body = exchange.head, exchange.body
    found: dict[str, object] = {"connected": exchange.connected}
    if head is None:
        return found
    header = "proxy-authenticate" if head.status == _PROXY_AUTH else "www-authenticate"
    found |= {
        "status": head.status,
        "redirect_host": redirect_host(exchange.url.absolute, head.get("location")),
        "date_offset_s": exchange.date_offset_s(),
        "challenge": head.schemes(header) if head.status in (_PROXY_AUTH, _UNAUTHORISED) else (),
    }
    if body is not None and purpose is Purpose.PAC:
        found["body"] = body.data[:_SCRIPT_LIMIT].decode("utf-8", "replace")
    if trial.failure is None and body is not None and (expect_status is not None or expect_body is not None):
        right = expect_status is None or head.status == expect_status
        if expect_body is not None:
            right = right and body.whole and body.data.strip() == expect_body.strip().encode()
        found["as_expected"] = right
    return found


async def _exchange(
    exchange: Exchange,
    trial: Trial,
    addresses: tuple[str, ...],
    port: int,
    context: ssl.SSLContext | None,
    *,
    through: bool,
) -> None:
    url = exchange.url
    async with opened(exchange, trial, addresses, port, context, through=through) as channel:
        target = url.absolute if through and not url.secure else url.target
        await converse(exchange, trial, channel, request("GET", target, url.host_header))


@asynccontextmanager
async def opened(
    exchange: Exchange,
    trial: Trial,
    addresses: tuple[str, ...],
    port: int,
    context: ssl.SSLContext | None,
    *,
    through: bool = False,
) -> AsyncIterator[Channel]:
    """A channel on which the request can be sent: TCP, then CONNECT where a proxy needs it, then TLS with a context."""
    trial.stage = "connect"
    async with connected(addresses, port) as line:
        exchange.connected = True
        channel: Channel = line
        if context is not None:
            if through:
                await _tunnel(exchange, trial, channel)
            trial.stage = "handshake"
            channel = secure = TlsChannel(line, context, exchange.url.host)
            await secure.handshake()
        yield channel


async def _tunnel(exchange: Exchange, trial: Trial, channel: Channel) -> None:
    """CONNECT (RFC 9110, section 9.3.6). A refusal's head is kept: it names the authentication schemes."""
    trial.stage = "proxy"
    await channel.send(request("CONNECT", exchange.url.authority, exchange.url.authority))
    head = await Reader(channel).head()
    if head.status // 100 == 2:
        return
    exchange.head = head
    failure = Failure.PROXY_AUTH if head.status == _PROXY_AUTH else Failure.PROXY_FAILED
    raise ProbeFailed(failure, f"CONNECT answered {head.status}")


async def converse(exchange: Exchange, trial: Trial, channel: Channel, message: bytes, *, body: bool = True) -> None:
    """Send a request and take its answer into `exchange`."""
    trial.stage = "head"
    started, exchange.sent_at = time.perf_counter(), time.time()
    await channel.send(message)
    reader = Reader(channel)
    exchange.head = await reader.head()
    exchange.rtt_s = time.perf_counter() - started
    if exchange.head.status == _PROXY_AUTH:  # also from a proxy that nobody configured
        raise ProbeFailed(Failure.PROXY_AUTH, "407")
    if body:
        trial.stage = "body"
        exchange.body = await reader.body(exchange.head)


def request(method: str, target: str, host: str, extra: tuple[tuple[str, str], ...] = ()) -> bytes:
    """A request without a body, that asks caches for the truth and the server to close."""
    headers = (
        ("Host", host),
        ("User-Agent", "Unstuck"),
        ("Accept", "*/*"),
        ("Accept-Encoding", "identity"),
        ("Cache-Control", "no-cache"),
        ("Connection", "close"),
    )
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in (*headers, *extra)), "", ""]
    return "\r\n".join(lines).encode("ascii")

"""One connection of a load test: request after request, bytes counted where they arrive.

Download and upload share the reading of responses. Reading goes through one buffer that all connections share
(`asyncio.BufferedProtocol`): nothing is copied or kept, so 500 Mbit/s cost a fraction of a core.
"""

import asyncio
from abc import abstractmethod
from typing import cast

from diagnostics.model.failure import Failure
from diagnostics.probes.classify import failure_of
from diagnostics.probes.load.traffic import End, Traffic
from diagnostics.probes.load.wire import HEAD_LIMIT, Body, ResponseHead, parse_head

WRITE_AHEAD = 128 * 1024
"""Bytes that may wait in the program; the system's own send buffer comes on top and keeps the line full."""

MOST_INTERIM = 8
"""Interim answers (RFC 9110, 15.2) before the real one; a server has no reason for more than one or two."""

USER_AGENT = "Unstuck"


class Stream(asyncio.BufferedProtocol):
    """Base of both directions. `ended` gets the one `End` of this connection; it never raises."""

    def __init__(self, traffic: Traffic, scratch: memoryview) -> None:
        loop = asyncio.get_running_loop()
        self.ended: asyncio.Future[End] = loop.create_future()
        self.closed: asyncio.Future[None] = loop.create_future()
        self.traffic = traffic
        self._scratch = scratch
        self._transport: asyncio.Transport | None = None
        self._head = bytearray()
        self._body: Body | None = None
        self._reply: ResponseHead | None = None
        self._asked = 0
        self._exchanges = self._interim = 0
        self._began_s = traffic.clock()

    def abort(self) -> None:
        """Close at once; what is on its way is dropped. `closed` is done when the socket is."""
        if self._transport is None:
            if not self.closed.done():
                self.closed.set_result(None)
        else:
            self._transport.abort()

    @abstractmethod
    def passed(self) -> int:
        """User data in bytes that made it across so far, on this connection."""

    @abstractmethod
    def send_request(self, size: int) -> None:
        """Begin an exchange of that many bytes."""

    @abstractmethod
    def judge_head(self, head: ResponseHead) -> End | None:
        """An `End` when the answer's head already shows that this will not work."""

    @abstractmethod
    def count(self, payload: int) -> End | None:
        """Body bytes arrived; an `End` when they are too many."""

    @abstractmethod
    def judge_whole(self, payload: int) -> End | None:
        """An `End` when a whole answer of that size is not what was asked for."""

    # asyncio's side -------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connected, TLS included: ask for something."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=WRITE_AHEAD)
        self._began_s = self.traffic.clock()
        self._next()

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002  # asyncio's signature
        """One buffer for everybody: it is emptied before anybody else can fill it."""
        return self._scratch

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes arrived."""
        data = self._scratch[:nbytes]
        while data and not self.ended.done():
            data = data[self._take_head(data) if self._body is None else self._take_body(data) :]

    def eof_received(self) -> bool:
        """The other side has nothing more to say: that may be how the body ends."""
        if self._body is not None and self._body.ends_with_connection:
            self._body.done = True
            self._whole()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """The last call. An end of ours is already noted by then."""
        if exc is not None:
            self.end(End(*(failure_of(exc) or (Failure.BROKEN, repr(exc)))))
        elif self._exchanges and self._asked == 0:
            self.end(End())
        else:
            self.end(End(Failure.CLOSED, "the connection ended before the answer was complete"))
        if not self.closed.done():
            self.closed.set_result(None)

    # one exchange ---------------------------------------------------------------------------------------------

    def end(self, how: End) -> None:
        """Note how it ended; only the first word counts."""
        if not self.ended.done():
            self.ended.set_result(how)

    def _next(self) -> None:
        spent_s = self.traffic.clock() - self._began_s
        size = self.traffic.next_size(self.passed() / spent_s if spent_s > 0 else 0.0)
        self._head.clear()
        self._body = self._reply = None
        self._asked, self._interim = size or 0, 0
        if size is not None:
            self.send_request(size)

    def _take_head(self, data: memoryview) -> int:
        before = len(self._head)
        self._head += data[: HEAD_LIMIT + 1 - before]
        end = self._head.find(b"\r\n\r\n", max(0, before - 3))
        if end < 0:
            if not b"HTTP/1.".startswith(self._head[:7]):
                self.end(End(Failure.MALFORMED, f"not HTTP: {bytes(self._head[:40])!r}"))
            elif len(self._head) > HEAD_LIMIT:
                self.end(End(Failure.TOO_MUCH, f"more than {HEAD_LIMIT} bytes of headers"))
            return len(self._head) - before
        head = parse_head(bytes(self._head[:end]))
        used = end + 4 - before
        self._head.clear()
        if head is None or self._asked == 0:
            self.end(End(Failure.MALFORMED, "not an HTTP answer to our request"))
        elif not head.is_interim:
            self._begin_body(head)
        else:
            self._interim += 1
            if self._interim > MOST_INTERIM:
                self.end(End(Failure.MALFORMED, f"more than {MOST_INTERIM} interim answers"))
        return used

    def _begin_body(self, head: ResponseHead) -> None:
        refusal = judge_status(head) or self.judge_head(head)
        if refusal is not None:
            self.end(refusal)
            return
        self._reply, self._body = head, Body(head)
        if self._body.done:
            self._whole()

    def _take_body(self, data: memoryview) -> int:
        body = cast("Body", self._body)
        before = body.payload
        used = body.take(data)
        too_much = self.count(body.payload - before)
        if body.malformed:
            self.end(End(Failure.MALFORMED, "broken chunked coding"))
        elif too_much is not None:
            self.end(too_much)
        elif body.done:
            self._whole()
        return used

    def _whole(self) -> None:
        """The answer is complete: go on, or make room for a new connection."""
        disappointment = self.judge_whole(cast("Body", self._body).payload)
        if disappointment is not None:
            self.end(disappointment)
            return
        self._exchanges += 1
        if self._reply is not None and self._reply.keep_alive and not cast("Body", self._body).ends_with_connection:
            self._next()
        else:
            self.end(End())


def judge_status(head: ResponseHead) -> End | None:
    """What a status other than success means: 407 a proxy, 3xx and 511 a portal, everything else a refusal."""
    where = head.headers.get("location", "")
    if 200 <= head.status < 300 and head.status != 206:
        return None
    if head.status == 407:
        return End(Failure.PROXY_AUTH, "HTTP 407")
    if 300 <= head.status < 400 or head.status == 511:
        return End(Failure.MALFORMED, f"HTTP {head.status}: sent elsewhere, {where[:200]}")
    return End(Failure.REFUSED, f"HTTP {head.status}")

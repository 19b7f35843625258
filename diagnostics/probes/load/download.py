"""The download side of the load test: GET after GET, what arrives is counted."""

import asyncio
from typing import cast

from diagnostics.model.failure import Failure
from diagnostics.probes.load.stream import USER_AGENT, Stream
from diagnostics.probes.load.traffic import End
from diagnostics.probes.load.wire import ResponseHead

PROMISING_SIZE = 64 * 1024
"""Bytes: a whole answer that is shorter than this and than what we asked for is a page for people, not a load test."""


class Download(Stream):
    """GET after GET; counts what is received."""

    _got = 0

    def passed(self) -> int:
        """Body bytes received on this connection."""
        return self._got

    def send_request(self, size: int) -> None:
        """Ask for so many bytes."""
        endpoint = self.traffic.endpoint
        self._write(
            f"GET {endpoint.path(size)} HTTP/1.1\r\nHost: {endpoint.authority}\r\nUser-Agent: {USER_AGENT}\r\n"
            "Accept: */*\r\nAccept-Encoding: identity\r\nCache-Control: no-store\r\n\r\n"
        )

    def _write(self, text: str) -> None:
        cast("asyncio.Transport", self._transport).write(text.encode("ascii"))

    def judge_head(self, head: ResponseHead) -> End | None:
        """A server that was told a size must not announce more: the volume has been promised to somebody."""
        if self.traffic.endpoint.sized and head.length is not None and head.length > self._asked:
            return End(Failure.TOO_MUCH, f"asked for {self._asked} bytes, offered {head.length}")
        return None

    def count(self, payload: int) -> End | None:
        """Add to the phase; stop where the request's share of the allowance is used up."""
        self._got += payload
        self.traffic.received += payload
        if self._body is None or self._body.payload <= self._asked:
            return None
        if self.traffic.endpoint.sized:
            return End(Failure.TOO_MUCH, f"more than the {self._asked} bytes that were asked for")
        self._exchanges += 1
        self.traffic.reserved += self._body.payload - self._asked  # read past the end before we could know
        return End()  # a plain file: cut off and ask again

    def judge_whole(self, payload: int) -> End | None:
        """A short page instead of data."""
        if payload < min(PROMISING_SIZE, self._asked):
            return End(Failure.MALFORMED, f"asked for {self._asked} bytes, got a page of {payload}")
        return None

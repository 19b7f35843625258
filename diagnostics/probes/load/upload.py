"""The upload side of the load test: POST after POST, what the other side confirms is counted."""

import asyncio
import os
from typing import cast

from diagnostics.model.failure import Failure
from diagnostics.probes.load.stream import USER_AGENT, Stream
from diagnostics.probes.load.traffic import End, Traffic, acknowledged
from diagnostics.probes.load.wire import ResponseHead

REPLY_LIMIT = 64 * 1024
"""Bytes of answer to an upload that we are ready to read."""

BLOCK = 128 * 1024
"""Bytes of an upload that are written at once and repeated; longer than the windows of compressing tunnels (32 KiB)."""


class Upload(Stream):
    """POST after POST; counts what the other side has confirmed."""

    block = memoryview(os.urandom(BLOCK))  # a tunnel that compresses would make the line look faster than it is

    def __init__(self, traffic: Traffic, scratch: memoryview) -> None:
        super().__init__(traffic, scratch)
        self._to_send = 0
        self._handed = 0
        self._answer_bytes = 0
        self._answered = False
        self._paused = False
        self._final: int | None = None

    def passed(self) -> int:
        """Bytes that the other side has confirmed on this connection; stays readable after its end."""
        if self._final is not None or self._transport is None:
            return self._final or 0
        sock = self._transport.get_extra_info("socket")
        return acknowledged(sock, self._handed, self._transport.get_write_buffer_size())

    def abort(self) -> None:
        """Keep the count, then close."""
        self._final = self.passed()
        super().abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Keep the count."""
        if self._final is None:
            self._final = self.passed()
        super().connection_lost(exc)

    def send_request(self, size: int) -> None:
        """Announce so many bytes and begin to send them."""
        endpoint = self.traffic.endpoint
        self._to_send, self._answer_bytes, self._answered = size, 0, False
        head = (
            f"POST {endpoint.path(size)} HTTP/1.1\r\nHost: {endpoint.authority}\r\nUser-Agent: {USER_AGENT}\r\n"
            f"Content-Type: application/octet-stream\r\nContent-Length: {size}\r\n\r\n"
        )
        cast("asyncio.Transport", self._transport).write(head.encode("ascii"))
        self._pump()

    def pause_writing(self) -> None:
        """Enough is waiting."""
        self._paused = True

    def resume_writing(self) -> None:
        """Room again."""
        self._paused = False
        self._pump()

    def _pump(self) -> None:
        transport = cast("asyncio.Transport", self._transport)
        while self._to_send and not self._paused and not self.ended.done() and not transport.is_closing():
            part = self.block[: self._to_send]
            self._to_send -= len(part)
            self._handed += len(part)
            self.traffic.handed += len(part)
            transport.write(part)
        if self._answered and self._to_send == 0:
            self._answered = False
            super()._whole()

    def judge_head(self, head: ResponseHead) -> End | None:  # noqa: ARG002  # see the base
        """Any success will do."""
        return None

    def count(self, payload: int) -> End | None:
        """The answer to an upload is small."""
        self._answer_bytes += payload
        if self._answer_bytes > REPLY_LIMIT:
            return End(Failure.TOO_MUCH, f"more than {REPLY_LIMIT} bytes of answer to an upload")
        return None

    def judge_whole(self, payload: int) -> End | None:  # noqa: ARG002  # see the base
        """An upload counts by what was confirmed."""
        return None

    def _whole(self) -> None:
        """Some servers answer before they have read everything: the rest is still sent, and thrown away there."""
        if self._to_send:
            self._answered = True
        else:
            super()._whole()

"""HTTP/1.1 messages (RFC 9112) over a channel: small, strict, and never reading more than it was told to."""

import re
from typing import NamedTuple

from diagnostics.model.failure import Failure
from diagnostics.probes.channel import Channel
from diagnostics.probes.classify import ProbeFailed

BODY_LIMIT = 65536  # bytes; every body that we compare or read is far smaller
_HEAD_LIMIT = 32768  # bytes of status line and headers; servers themselves refuse more than 8 to 16 KiB
_CHUNK_LINE_LIMIT = 256  # bytes of "size;extensions"
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5][0-9][0-9])(?: [^\r\n]*)?$")
_START = b"HTTP/1."
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
_SCHEME = re.compile(r"(?:^|,)\s*([A-Za-z][A-Za-z0-9._-]*)(?=\s*(?:,|$)|\s+[^=\s,]|\s+\w+=)")
_WITHOUT_BODY = frozenset((204, 304))


class Head(NamedTuple):
    """Status and headers; names are in lower case, in the order of arrival."""

    status: int
    headers: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        """The first value of a header."""
        return next((value for key, value in self.headers if key == name), None)

    def schemes(self, name: str) -> tuple[str, ...]:
        """The authentication schemes that a challenge header offers (RFC 9110, section 11.6), without doubles."""
        offers = (scheme for key, value in self.headers if key == name for scheme in _SCHEME.findall(value))
        return tuple(dict.fromkeys(offers))


class Body(NamedTuple):
    """What was read of a body. `whole` is False when it goes on past the limit."""

    data: bytes
    whole: bool


class Reader:
    """Takes messages off a channel."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._buffer = b""

    async def head(self) -> Head:
        """The head of the final response; interim ones (1xx) are passed over.

        Raises ProbeFailed: MALFORMED, TOO_MUCH, or CLOSED when it ends before it is complete.
        """
        read = 0
        while True:
            lines: list[bytes] = []
            while not lines or lines[-1]:
                lines.append(await self._line(_HEAD_LIMIT - read, start=not lines))
                read += len(lines[-1]) + 2
            head = _parse(lines[:-1])
            if head.status >= 200 or head.status == 101:
                return head

    async def body(self, head: Head, limit: int = BODY_LIMIT) -> Body:
        """The body, at most `limit` bytes of it. Raises ProbeFailed like `head`."""
        if head.status in _WITHOUT_BODY:
            return Body(b"", True)
        if (head.get("transfer-encoding") or "").lower().split(",")[-1].strip() == "chunked":
            return await self._chunked(limit)
        length = head.get("content-length")
        if length is None:
            return await self._until_end(limit)
        if not (length.isascii() and length.isdigit()):
            raise ProbeFailed(Failure.MALFORMED, f"content-length {length[:40]!r}")
        wanted = min(int(length), limit)
        return Body(await self._exactly(wanted), int(length) <= limit)

    async def _chunked(self, limit: int) -> Body:
        data = b""
        while True:
            line = await self._line(_CHUNK_LINE_LIMIT)
            digits = line.split(b";", 1)[0].strip()
            if not re.fullmatch(rb"[0-9A-Fa-f]{1,16}", digits):
                raise ProbeFailed(Failure.MALFORMED, f"chunk size {line[:40]!r}")
            size = int(digits, 16)
            if size == 0:
                return Body(data, True)
            if len(data) + size > limit:
                return Body(data + await self._exactly(limit - len(data)), False)
            data += await self._exactly(size)
            if await self._exactly(2) != b"\r\n":
                raise ProbeFailed(Failure.MALFORMED, "a chunk is longer than it says")

    async def _until_end(self, limit: int) -> Body:
        while len(self._buffer) <= limit and await self._more():
            pass
        return Body(self._buffer[:limit], len(self._buffer) <= limit)

    async def _exactly(self, count: int) -> bytes:
        while len(self._buffer) < count:
            if not await self._more():
                raise ProbeFailed(Failure.CLOSED, f"the body ended {count - len(self._buffer)} bytes early")
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    async def _line(self, limit: int, *, start: bool = False) -> bytes:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > limit:
                raise ProbeFailed(Failure.TOO_MUCH, "a line or head without end")
            if start and not _START.startswith(self._buffer[: len(_START)]):
                raise ProbeFailed(Failure.MALFORMED, f"not HTTP: {self._buffer[:40]!r}")
            if not await self._more():
                raise ProbeFailed(Failure.CLOSED, f"ended after {searched} bytes of a head")
        if start and not self._buffer.startswith(_START):
            raise ProbeFailed(Failure.MALFORMED, f"not HTTP: {self._buffer[:40]!r}")
        if end > limit:
            raise ProbeFailed(Failure.TOO_MUCH, "a line or head without end")
        line, self._buffer = self._buffer[:end], self._buffer[end + 1 :]
        return line.removesuffix(b"\r")

    async def _more(self) -> bool:
        data = await self._channel.receive()
        self._buffer += data
        return bool(data)


def _parse(lines: list[bytes]) -> Head:
    status = _STATUS.match(lines[0]) if lines else None
    if status is None:
        raise ProbeFailed(Failure.MALFORMED, f"not a status line: {lines[0][:40] if lines else b''!r}")
    headers: list[tuple[str, str]] = []
    for line in lines[1:]:
        if line[:1] in (b" ", b"\t") and headers:  # an obsolete folded line belongs to the one before
            name, value = headers[-1]
            headers[-1] = (name, f"{value} {line.strip().decode('latin-1')}")
            continue
        key, colon, rest = line.partition(b":")
        if not colon or not _TOKEN.match(key):
            raise ProbeFailed(Failure.MALFORMED, f"not a header: {line[:40]!r}")
        headers.append((key.decode("ascii").lower(), rest.strip().decode("latin-1")))
    return Head(int(status.group(1)), tuple(headers))

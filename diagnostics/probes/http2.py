"""One request over HTTP/2 (RFC 9113): as much of it as one short exchange takes.

Some DNS servers speak nothing older. The size of the table of headers is set to zero (RFC 7541), so that no state has
to be kept; of the answer's headers only the status is read, which always comes first.
"""

import struct
from typing import NamedTuple

from diagnostics.model.failure import Failure
from diagnostics.probes.channel import Channel
from diagnostics.probes.classify import ProbeFailed

PROTOCOL = "h2"  # its name in ALPN
_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_FRAME = struct.Struct("!BHBBI")  # length in two parts, type, flags, stream
_DATA, _HEADERS, _RST_STREAM, _SETTINGS, _PING, _GOAWAY, _CONTINUATION = 0, 1, 3, 4, 6, 7, 9
_END_STREAM, _ACK, _END_HEADERS, _PADDED, _PRIORITY = 0x1, 0x1, 0x4, 0x8, 0x20
_TABLE_SIZE, _ENABLE_PUSH = 1, 2
_STREAM = 1
_LARGEST_FRAME = 16384  # bytes; more must not come without our leave
_BODY_LIMIT = 65535  # bytes: the window that a stream begins with, so that it never has to be widened
_MOST_FRAMES = 200  # a server that only ever talks about settings does not keep us
_STATUS = {8: 200, 9: 204, 10: 206, 11: 304, 12: 400, 13: 404, 14: 500}  # RFC 7541, appendix A
_DIGITS = {f"{code:05b}": str(code) for code in range(3)} | {f"{0x19 + at:06b}": str(3 + at) for at in range(7)}
"""RFC 7541, appendix B, as far as a status needs it."""


class Reply(NamedTuple):
    """Status and whole body."""

    status: int
    body: bytes


async def ask(channel: Channel, headers: tuple[tuple[str, str], ...], body: bytes = b"") -> Reply:
    """Send a request, `headers` with the pseudo headers first and names in lower case.

    Raises ProbeFailed (MALFORMED, TOO_MUCH, RESET, CLOSED) or an OSError.
    """
    settings = struct.pack("!HIHI", _TABLE_SIZE, 0, _ENABLE_PUSH, 0)
    packed = b"".join(b"\0" + _text(name) + _text(value) for name, value in headers)
    head = _frame(_HEADERS, _END_HEADERS | (0 if body else _END_STREAM), _STREAM, packed)
    data = _frame(_DATA, _END_STREAM, _STREAM, body) if body else b""
    await channel.send(_PREFACE + _frame(_SETTINGS, 0, 0, settings) + head + data)
    return await _Listener(channel).reply()


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return _FRAME.pack(len(payload) >> 16, len(payload) & 0xFFFF, kind, flags, stream) + payload


def _text(text: str) -> bytes:
    """A string literal without Huffman coding (RFC 7541, section 5.2)."""
    data = text.encode("ascii")
    size = len(data)
    if size < 127:
        return bytes((size,)) + data
    size, prefix = size - 127, b"\x7f"
    while size > 127:
        prefix, size = prefix + bytes((size & 127 | 128,)), size >> 7
    return prefix + bytes((size,)) + data


class _Listener:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._buffer = b""
        self._status: int | None = None
        self._headers = b""
        self._body = b""

    async def reply(self) -> Reply:
        for _ in range(_MOST_FRAMES):
            kind, flags, stream, payload = await self._next()
            if stream == _STREAM and self._take(kind, flags, payload):
                if self._status is None:
                    raise ProbeFailed(Failure.MALFORMED, "a body without a status")
                return Reply(self._status, self._body)
            if kind in (_SETTINGS, _PING) and not flags & _ACK:
                await self._channel.send(_frame(kind, _ACK, 0, payload if kind == _PING else b""))
            if kind == _GOAWAY and int.from_bytes(payload[:4], "big") < _STREAM:
                raise ProbeFailed(Failure.CLOSED, f"HTTP/2 error {int.from_bytes(payload[4:8], 'big')}")
        raise ProbeFailed(Failure.TOO_MUCH, "frames without end")

    async def _next(self) -> tuple[int, int, int, bytes]:
        high, low, kind, flags, stream = _FRAME.unpack(await self._exactly(_FRAME.size))
        size = high << 16 | low
        if size > _LARGEST_FRAME:
            raise ProbeFailed(Failure.MALFORMED, f"a frame of {size} bytes: not HTTP/2")
        return kind, flags, stream & 0x7FFFFFFF, await self._exactly(size)

    async def _exactly(self, count: int) -> bytes:
        while len(self._buffer) < count:
            more = await self._channel.receive()
            if not more:
                raise ProbeFailed(Failure.CLOSED, "ended before the answer was complete")
            self._buffer += more
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken

    def _take(self, kind: int, flags: int, payload: bytes) -> bool:
        """A frame of our stream; True when it was the last."""
        if kind == _RST_STREAM:
            raise ProbeFailed(Failure.RESET, f"HTTP/2 error {int.from_bytes(payload[:4], 'big')}")
        if kind in (_DATA, _HEADERS) and flags & _PADDED:
            payload = payload[1 : len(payload) - payload[0]] if payload else b""
        if kind == _DATA:
            self._body += payload
            if len(self._body) > _BODY_LIMIT:
                raise ProbeFailed(Failure.TOO_MUCH, "a body without end")
        elif kind in (_HEADERS, _CONTINUATION):
            self._headers += payload[5:] if kind == _HEADERS and flags & _PRIORITY else payload
            if flags & _END_HEADERS:
                status = status_in(self._headers) if self._status is None else self._status
                self._status, self._headers = (status if status is None or status >= 200 else None), b""
        return kind in (_DATA, _HEADERS) and bool(flags & _END_STREAM)


def status_in(block: bytes) -> int | None:
    """The status in a block of packed headers, None when it does not begin with one."""
    while block and block[0] >> 5 == 0b001:  # a change of the table's size, in one byte or several
        more = block[0] & 31 == 31
        block = block[1:]
        while more and block:
            more, block = bool(block[0] & 128), block[1:]
    if not block:
        return None
    first = block[0]
    if first & 128:
        return _STATUS.get(first & 127)
    index = first & (63 if first & 64 else 15)
    if index not in _STATUS or len(block) < 2:
        return None
    size = block[1] & 127
    text = _digits(block[2 : 2 + size]) if block[1] & 128 else block[2 : 2 + size].decode("latin-1")
    return int(text) if len(text) == 3 and text.isascii() and text.isdigit() else None


def _digits(packed: bytes) -> str:
    text = code = ""
    for bit in "".join(f"{byte:08b}" for byte in packed):
        code += bit
        if code in _DIGITS:
            text, code = text + _DIGITS[code], ""
    return text

"""The little of HTTP/1.1 (RFC 9112) that a load test needs: one response head, and where its body ends.

Bodies are counted, never kept: at 500 Mbit/s there is no time to copy them.
"""

from dataclasses import dataclass, field

HEAD_LIMIT = 16 * 1024
"""Bytes of status line and headers; common servers refuse to send more than 8 KiB themselves."""

CHUNK_LINE_LIMIT = 1024
"""Bytes of a chunk-size line with its extensions, or of all trailer lines."""


@dataclass(frozen=True)
class ResponseHead:
    """What matters of a response head. `length` None: the body ends with the connection, or is chunked."""

    status: int
    length: int | None = None
    chunked: bool = False
    keep_alive: bool = True
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def is_interim(self) -> bool:
        """Whether the real response is still to come (RFC 9110, 15.2)."""
        return 100 <= self.status < 200


def parse_head(raw: bytes) -> ResponseHead | None:
    """Read a response head without its final empty line; None when it is not HTTP/1.x."""
    lines = raw.decode("latin-1").split("\r\n")
    version, _, rest = lines[0].partition(" ")
    code = rest[:3]
    if version not in ("HTTP/1.0", "HTTP/1.1") or not (code.isascii() and code.isdigit() and len(code) == 3):
        return None
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            return None
        headers[name.lower()] = value.strip()
    chunked = headers.get("transfer-encoding", "").lower().endswith("chunked")
    length = headers.get("content-length")
    if length is not None and not (length.isascii() and length.isdigit()):
        return None
    status = int(code)
    nobody = status in (204, 304) or 100 <= status < 200
    connection = headers.get("connection", "").lower()
    return ResponseHead(
        status=status,
        length=0 if nobody else int(length) if length is not None and not chunked else None,
        chunked=chunked and not nobody,
        keep_alive="close" not in connection and (version == "HTTP/1.1" or "keep-alive" in connection),
        headers=headers,
    )


class Body:
    """Finds the end of a body while counting it. `payload` is user data in bytes, framing excluded."""

    def __init__(self, head: ResponseHead) -> None:
        self.payload = 0
        self.done = head.length == 0
        self.malformed = False
        self.ends_with_connection = head.length is None and not head.chunked
        self._left = head.length
        self._chunks = _Chunks() if head.chunked else None

    def take(self, data: memoryview) -> int:
        """Count what belongs to the body; returns how many bytes of `data` that was, framing included."""
        if self.ends_with_connection:
            self.payload += len(data)
            return len(data)
        if self._chunks is not None:
            used = self._chunks.take(data)
            self.payload, self.done, self.malformed = self._chunks.payload, self._chunks.done, self._chunks.malformed
            return used
        used = min(len(data), self._left or 0)
        self.payload += used
        self._left = (self._left or 0) - used
        self.done = self._left == 0
        return used


class _Chunks:
    """The chunked coding (RFC 9112, 7.1): skips over data by arithmetic and reads only the lines between it."""

    def __init__(self) -> None:
        self.payload = 0
        self.done = False
        self.malformed = False
        self._in_chunk = 0  # bytes of data still to come in this chunk
        self._line = bytearray()
        self._expects = "size"  # then "data", "gap" (the line end after data), at last "trailer"

    def take(self, data: memoryview) -> int:
        """As `Body.take`."""
        at = 0
        while at < len(data) and not (self.done or self.malformed):
            if self._expects == "data":
                step = min(self._in_chunk, len(data) - at)
                self._in_chunk -= step
                self.payload += step
                at += step
                if self._in_chunk == 0:
                    self._expects = "gap"
            else:
                at += self._take_line(data[at:])
        return at

    def _take_line(self, data: memoryview) -> int:
        window = bytes(data[: CHUNK_LINE_LIMIT + 2])
        end = window.find(b"\n")
        used = len(window) if end < 0 else end + 1
        self._line += window[:used]
        if len(self._line) > CHUNK_LINE_LIMIT:
            self.malformed = True
        elif end >= 0:
            line = bytes(self._line).strip()
            self._line.clear()
            self._read_line(line)
        return used

    def _read_line(self, line: bytes) -> None:
        if self._expects == "gap":
            self.malformed = line != b""
            self._expects = "size"
        elif self._expects == "trailer":
            self.done = line == b""
        else:
            digits = line.split(b";", 1)[0].strip()
            if not digits or len(digits) > 15 or not all(c in b"0123456789abcdefABCDEF" for c in digits):
                self.malformed = True
                return
            self._in_chunk = int(digits, 16)
            self._expects = "data" if self._in_chunk else "trailer"

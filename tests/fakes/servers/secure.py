"""A name server behind HTTPS (RFC 8484), obedient or not."""

import asyncio
import base64
from urllib.parse import parse_qs, urlsplit

from tests.fakes.servers.packet import Answer
from tests.fakes.servers.stream import Talk

DATA, HEADERS, SETTINGS, PING = 0, 1, 4, 6
BOTH = ("POST", "GET")


class SecureNames:
    """`asked` keeps method and path of every request."""

    def __init__(
        self, answer: Answer, *, methods: tuple[str, ...] = BOTH, status: int = 200, page: bytes | None = None
    ) -> None:
        self.answer, self.methods, self.status, self.page = answer, methods, status, page
        self.asked: list[str] = []

    @property
    def talk2(self) -> Talk:
        """The same over HTTP/2, for clients that pack headers as plain literals."""
        return self._talk2

    async def _talk2(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(24) == b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
        writer.write(frame(SETTINGS, 0, 0, b"") + frame(PING, 0, 0, bytes(8)))
        headers: dict[str, str] = {}
        body, ended = b"", False
        while not ended:
            kind, flags, stream, payload = await _read_frame(reader)
            if kind == HEADERS:
                headers = _literals(payload)
            elif kind == DATA:
                body += payload
            ended = stream == 1 and bool(flags & 1)
        method, target = headers[":method"], headers[":path"]
        self.asked.append(f"{method} {urlsplit(target).path}")
        status, page = self._page(method, target, body)
        packed = b"\x88" if status == 200 else b"\x08\x03" + str(status).encode()
        writer.write(frame(HEADERS, 4, 1, packed) + frame(DATA, 0, 1, page[:7]) + frame(DATA, 1, 1, page[7:]))
        await writer.drain()

    def _page(self, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        if method not in self.methods:
            return 405, b""
        if self.status != 200 or self.page is not None:
            return self.status, self.page or b""
        if method == "GET":
            text = parse_qs(urlsplit(target).query)["dns"][0]
            body = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return 200, self.answer(body)[0]

    @property
    def talk(self) -> Talk:
        return self._talk

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target, _ = head.split("\r\n", 1)[0].split()
        self.asked.append(f"{method} {urlsplit(target).path}")
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head.split("\r\n")[1:])
        }
        length = int(headers.get("content-length", 0))
        assert not length or headers["content-type"] == "application/dns-message"
        status, body = self._page(method, target, await reader.readexactly(length))
        said = f"HTTP/1.1 {status} X\r\nContent-Type: application/dns-message\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(said.encode() + body)
        await writer.drain()


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    """RFC 9113, section 4.1."""
    return len(payload).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + payload


async def _read_frame(reader: asyncio.StreamReader) -> tuple[int, int, int, bytes]:
    head = await reader.readexactly(9)
    payload = await reader.readexactly(int.from_bytes(head[:3], "big"))
    return head[3], head[4], int.from_bytes(head[5:], "big"), payload


def _literals(block: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    while block:
        assert block[0] == 0
        name, block = _literal(block[1:])
        value, block = _literal(block)
        found[name] = value
    return found


def _literal(block: bytes) -> tuple[str, bytes]:
    size, at = block[0], 1
    if size == 127:
        shift = 0
        while True:
            size += (block[at] & 127) << shift
            shift, at = shift + 7, at + 1
            if not block[at - 1] & 128:
                break
    return block[at : at + size].decode(), block[at + size :]

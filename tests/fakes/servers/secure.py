"""A name server behind HTTPS (RFC 8484), obedient or not."""

import asyncio
import base64
from urllib.parse import parse_qs, urlsplit

from tests.fakes.servers.packet import Answer
from tests.fakes.servers.stream import Talk

BOTH = ("POST", "GET")


class SecureNames:
    """`asked` keeps method and path of every request."""

    def __init__(
        self, answer: Answer, *, methods: tuple[str, ...] = BOTH, status: int = 200, page: bytes | None = None
    ) -> None:
        self.answer, self.methods, self.status, self.page = answer, methods, status, page
        self.asked: list[str] = []

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
        if method not in self.methods:
            status, body = 405, b""
        elif self.status != 200 or self.page is not None:
            status, body = self.status, self.page or b""
        else:
            if method == "POST":
                assert headers["content-type"] == "application/dns-message"
                wire = await reader.readexactly(int(headers["content-length"]))
            else:
                text = parse_qs(urlsplit(target).query)["dns"][0]
                wire = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            status, body = 200, self.answer(wire)[0]
        said = f"HTTP/1.1 {status} X\r\nContent-Type: application/dns-message\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(said.encode() + body)
        await writer.drain()

"""A small forward proxy: absolute URLs and CONNECT, or one refusal for everybody."""

import asyncio
from urllib.parse import urlsplit


class Proxy:
    """`asked` keeps the request lines. With a `status` nothing is passed on."""

    def __init__(self, status: int | None = None, challenge: str | None = None) -> None:
        self.status, self.challenge = status, challenge
        self.asked: list[str] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        line = head.split(b"\r\n", 1)[0].decode()
        self.asked.append(line)
        if self.status is not None:
            extra = f"Proxy-Authenticate: {self.challenge}\r\n" if self.challenge else ""
            writer.write(f"HTTP/1.1 {self.status} No\r\n{extra}Content-Length: 0\r\n\r\n".encode())
            return
        method, target, _ = line.split()
        place = urlsplit(f"//{target}" if method == "CONNECT" else target)
        there, back = await asyncio.open_connection(place.hostname, place.port or 80)
        try:
            if method == "CONNECT":
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                back.write(head)
            await asyncio.gather(_pump(reader, back), _pump(there, writer))
        finally:
            back.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    if writer.can_write_eof():
        writer.write_eof()

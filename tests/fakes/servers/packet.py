"""UDP servers whose behaviour is one function: packet in, answers out."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

Answer = Callable[[bytes], list[bytes]]


class _Protocol(asyncio.DatagramProtocol):
    def __init__(self, answer: Answer, delay_s: float) -> None:
        self.answer, self.delay_s = answer, delay_s
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, address: Any) -> None:
        for packet in self.answer(data):
            asyncio.get_running_loop().call_later(self.delay_s, self._send, packet, address)

    def _send(self, packet: bytes, address: Any) -> None:
        if not self.transport.is_closing():
            self.transport.sendto(packet, address)

    def error_received(self, error: Exception) -> None:
        """The client went away."""


@asynccontextmanager
async def answering(
    answer: Answer, *, delay_s: float = 0.0, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[int]:
    """Serve UDP; yields the port."""
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Protocol(answer, delay_s), local_addr=(host, port)
    )
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.abort()


def nothing(_: bytes) -> list[bytes]:
    """Never answers."""
    return []


def always(*packets: bytes) -> Answer:
    """The same answer to everything."""
    return lambda _: list(packets)


def after(misses: int, then: Answer) -> Answer:
    """Loses the first packets."""
    left = [misses]

    def answer(data: bytes) -> list[bytes]:
        if left[0]:
            left[0] -= 1
            return []
        return then(data)

    return answer

"""A proxy that spoils what passes: python -m tests.chaos.outbox.proxy UPSTREAM SEED STATS; prints its port.

Every fault is written to STATS, one line each, before it is done.
"""

import asyncio
import contextlib
import os
import random
import signal
import socket
import struct
import sys
from pathlib import Path

WEIGHTS = {
    "ok": 30,
    "cut upload": 18,
    "reply lost": 18,
    "reply cut": 5,
    "reset": 9,
    "stalled before": 3,
    "stalled after": 6,
    "answer 503": 4,
    "answer 403": 3,
    "answer 413": 1,
    "sign-in page": 3,
}
STALL_S = 0.7  # longer than the sender's patience
PAGES = {
    "answer 503": b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "answer 403": b"HTTP/1.1 403 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "answer 413": b"HTTP/1.1 413 Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    "sign-in page": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
}
LARGEST_UPLOAD = 60_000


class Chaos:
    def __init__(self, upstream: int, seed: int, stats: Path) -> None:
        self.upstream = upstream
        self.rng = random.Random(seed)
        self.stats = stats.open("a", buffering=1)
        self.tasks: set[asyncio.Task[None] | None] = set()  # the event loop itself forgets them

    async def handle(self, client: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self.tasks.add(task)
        mode = self.rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        cut = self.rng.randint(0, LARGEST_UPLOAD) if mode == "cut upload" else None
        self.stats.write(f"{mode}\n")
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await self._spoil(mode, cut, client, back)
        back.close()
        self.tasks.discard(task)

    async def _spoil(
        self, mode: str, cut: int | None, client: asyncio.StreamReader, back: asyncio.StreamWriter
    ) -> None:
        if mode == "reset":
            linger = struct.pack("ii", 1, 0)
            back.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            return
        if mode == "stalled before":
            await asyncio.sleep(STALL_S)
            return
        if mode in PAGES:
            await client.readuntil(b"\r\n\r\n")
            back.write(PAGES[mode])
            await back.drain()
            return
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self.upstream)
        up = asyncio.create_task(_pump(client, to_server, cut))
        try:
            if cut is not None:
                await up
                return
            reply = await from_server.readuntil(b"\r\n\r\n")  # the server has decided
            if mode == "stalled after":
                await asyncio.sleep(STALL_S)
            if mode in ("reply lost", "stalled after"):
                return
            back.write(reply[: len(reply) // 3] if mode == "reply cut" else reply)
            await back.drain()
            if mode == "ok":
                while more := await from_server.read(65536):
                    back.write(more)
                    await back.drain()
        finally:
            up.cancel()
            to_server.close()


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter, cut: int | None) -> None:
    passed = 0
    with contextlib.suppress(OSError):
        while data := await source.read(65536 if cut is None else max(1, min(65536, cut - passed))):
            target.write(data)
            await target.drain()
            passed += len(data)
            if cut is not None and passed >= cut:
                return


async def serve(upstream: int, seed: int, stats: Path) -> None:
    chaos = Chaos(upstream, seed, stats)
    server = await asyncio.start_server(chaos.handle, "127.0.0.1", 0)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, os._exit, 0)  # whatever is stalled just now
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))

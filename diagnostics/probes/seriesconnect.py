"""Series of TCP connects (RFC 9293), each cut off with a reset so that nothing stays behind on either side."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from diagnostics.probes.channel import open_socket, reset_on_close
from diagnostics.probes.classify import ProbeFailed, failure_of
from diagnostics.probes.seriestally import Tally
from diagnostics.probes.tcp_info import clean_connect_rtt_s


@asynccontextmanager
async def connects(address: str, port: int, tally: Tally) -> AsyncIterator["_Connects"]:
    """A sender of connects; those that are still on their way at the end are cut off."""
    sender = _Connects(address, port, tally)
    try:
        yield sender
    finally:
        for task in sender.open:
            task.cancel()
        await asyncio.gather(*sender.open, return_exceptions=True)


class _Connects:
    def __init__(self, address: str, port: int, tally: Tally) -> None:
        self.open: set[asyncio.Task[None]] = set()
        self._target = (address, port)
        self._tally = tally
        self._loop = asyncio.get_running_loop()

    def send(self, number: int) -> None:
        task = self._loop.create_task(self._one(number))
        self.open.add(task)
        task.add_done_callback(self.open.discard)

    async def _one(self, number: int) -> None:
        began = self._loop.time()
        try:
            with await open_socket(*self._target) as sock:
                waited = self._loop.time() - began
                told = clean_connect_rtt_s(sock)
                reset_on_close(sock)
            self._tally.answered(number, waited if told is None else min(told, waited))
        except ConnectionRefusedError:
            self._tally.answered(number, self._loop.time() - began)
        except (OSError, ProbeFailed) as error:
            found = failure_of(error)
            if found is not None:
                self._tally.refused(ProbeFailed(*found), number)

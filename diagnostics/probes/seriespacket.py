"""Series of single packets over one socket: echo requests, and small questions to a name server over UDP."""

import asyncio
import os
import struct
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from diagnostics.probes import icmp
from diagnostics.probes.arrival import stamp_arrivals
from diagnostics.probes.classify import ProbeFailed, failure_of
from diagnostics.probes.datagram import Datagrams
from diagnostics.probes.icmperror import IcmpError
from diagnostics.probes.seriestally import Tally

_ECHO_BYTES = 32  # of payload, as every ping
_STAMP_SLACK_S = 0.002  # a kernel's stamp may differ so much from our own clock before it is not believed
_HEADER = struct.Struct("!HHHHHH")  # RFC 1035, section 4.1.1
_RECURSION, _IS_REPLY = 0x0100, 0x8000
_LOCALHOST = b"\x09localhost\x00" + struct.pack("!HH", 1, 1)
"""A, IN. Name servers answer it by themselves (RFC 6761, section 6.3), so that what is behind them does not show."""
_MOST_ERRORS = 100  # of the socket itself in one series; a socket that fails for ever must not keep us busy


@asynccontextmanager
async def echoes(address: str, tally: Tally) -> AsyncIterator["_Packets"]:
    """A sender of echo requests. Raises ProbeFailed(NOT_SUPPORTED) when this user may not, or an OSError."""
    opened = icmp.open_line(address)
    with opened.line:
        async with _listening(
            _Packets(opened.line, tally, lambda number: opened.request(number, _ECHO_BYTES), opened.sequence_of)
        ) as sender:
            yield sender


@asynccontextmanager
async def questions(address: str, port: int, tally: Tally) -> AsyncIterator["_Packets"]:
    """A sender of questions. Raises ProbeFailed or an OSError when there is no way to send any."""
    first = int.from_bytes(os.urandom(2), "big")

    def number_of(packet: bytes) -> int | None:
        if len(packet) < _HEADER.size:
            return None
        identifier, flags, *_ = _HEADER.unpack_from(packet)
        return (identifier - first) & 0xFFFF if flags & _IS_REPLY else None

    with Datagrams.udp(address, port) as line:

        def send(number: int) -> None:
            line.send(_HEADER.pack((first + number) & 0xFFFF, _RECURSION, 1, 0, 0, 0) + _LOCALHOST)

        async with _listening(_Packets(line, tally, send, number_of)) as sender:
            yield sender


@asynccontextmanager
async def _listening(sender: "_Packets") -> AsyncIterator["_Packets"]:
    listener = asyncio.get_running_loop().create_task(sender.listen())
    try:
        yield sender
    finally:
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)


class _Packets:
    def __init__(
        self, line: Datagrams, tally: Tally, send: Callable[[int], None], number_of: Callable[[bytes], int | None]
    ) -> None:
        self._line, self._tally = line, tally
        self._send, self._number_of = send, number_of
        self._left: dict[int, tuple[float, float]] = {}  # the loop's clock and the wall clock at sending
        self._loop = asyncio.get_running_loop()
        stamp_arrivals(line.sock)

    def send(self, number: int) -> None:
        self._left[number] = self._loop.time(), time.time()
        self._send(number)

    async def listen(self) -> None:
        """Take in what comes back until cancelled."""
        for _ in range(_MOST_ERRORS):
            try:
                await self._listen()
            except OSError as error:
                found = failure_of(error)
                if found is not None:
                    self._tally.refused(ProbeFailed(*found))

    async def _listen(self) -> None:
        while True:
            got, stamp = await self._line.arrival()
            if isinstance(got, IcmpError):
                self._tally.refused(self._line.refusal(got))
            elif (number := self._number_of(got)) in self._left:
                self._tally.answered(number, self._delay(number, stamp))

    def _delay(self, number: int, stamp: float | None) -> float:
        """Seconds. The stamp is of the wall clock, which may be set meanwhile: then our own clock decides."""
        began, began_wall = self._left[number]
        waited = self._loop.time() - began
        took = waited if stamp is None else stamp - began_wall
        return took if 0 <= took <= waited + _STAMP_SLACK_S else waited

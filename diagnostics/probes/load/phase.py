"""One direction of the HTTP load test: several connections at once, a warm-up that is thrown away, a steady window."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from diagnostics.model.failure import Failure
from diagnostics.probes.classify import failure_of
from diagnostics.probes.load.delay import DelaySampler
from diagnostics.probes.load.download import Download
from diagnostics.probes.load.meter import RateMeter
from diagnostics.probes.load.stream import Stream
from diagnostics.probes.load.target import Endpoint
from diagnostics.probes.load.traffic import End, Traffic
from diagnostics.probes.load.upload import Upload

STREAMS = 6
"""Connections at once, as browsers open to one host: one alone is held back by loss and by the receive window."""

WARM_UP_S = 2.0
"""Slow start of six connections over 100 ms of round trip is over by then."""

WARM_UP_SHARE = 0.3
"""Of the allowance: on a fast line the volume runs out first, and something must be left to measure."""

TICK_S = 0.025
"""How often the count is read; the window is exact to one tick, whose rate is part of it."""

REPORT_S = 0.2
"""How often progress is told."""

FIRST_BYTE_S = 4.0
"""Connect, TLS and request are three or four round trips: 2.4 s over a satellite."""

CONNECT_S = 3.0
"""One connection, TLS included: two SYN retransmissions (1 s, 2 s) fit in."""

LEAST_FLOW = 4 * 1024
"""Bytes in the whole window below which nothing flows: a server that drips is no measure of the line."""

SCRATCH = 256 * 1024
"""Bytes read at once: few wake-ups at 500 Mbit/s."""


@dataclass(frozen=True)
class Route:
    """One endpoint with the address that answered and what TLS needs."""

    endpoint: Endpoint
    address: str
    tls: ssl.SSLContext | None


@dataclass(frozen=True)
class PhaseResult:
    """What one direction gave. The window (seconds of the loop's clock) is what rate and delay were taken from."""

    mbit: float | None = None
    loaded_ms: float | None = None
    bytes_used: int = 0
    window: tuple[float, float] = (0.0, 0.0)
    end: End | None = None  # a failure


class Phase:
    """Runs once. `report` gets the share of the phase that is over (0 to 1) and the latest rate in Mbit/s."""

    def __init__(
        self,
        kind: type[Download] | type[Upload],
        route: Route,
        *,
        allowance: int,
        seconds: float,
        report: Callable[[float, float | None], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._kind = kind
        self._route = route
        self._seconds = seconds
        self._report = report
        self._began_s = self._loop.time()
        self._traffic = Traffic(route.endpoint, STREAMS, allowance, self._began_s + seconds, self._loop.time)
        self._meter = RateMeter()
        self._meter.note(self._began_s, 0)
        self._streams: list[Stream] = []
        self._scratch = memoryview(bytearray(SCRATCH))
        self._steady_s: float | None = None  # when the window began
        self._sampler = DelaySampler(route.address, route.endpoint.port)

    async def run(self) -> PhaseResult:
        """Load the line. Cancelling closes every socket before the cancellation goes on."""
        workers = [self._loop.create_task(self._work()) for _ in range(STREAMS)]
        self._sampler.start()
        try:
            end = await self._watch(workers)
        finally:
            await self._close(workers)
        if end is not None:
            return PhaseResult(bytes_used=self._used(), end=end)
        return self._result()

    async def _close(self, workers: "list[asyncio.Task[None]]") -> None:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, self._sampler.stop(), return_exceptions=True)

    async def _watch(self, workers: "list[asyncio.Task[None]]") -> End | None:
        """Count until the phase is over; an `End` when it broke off."""
        told_s = self._began_s
        while True:
            now = self._loop.time()
            moved = sum(stream.passed() for stream in self._streams)
            self._meter.note(now, moved)
            self._begin_window(now, moved)
            if now - told_s >= REPORT_S:
                self._report(min(1.0, (now - self._began_s) / self._seconds), self._meter.mbit(now - 2 * REPORT_S, now))
                told_s = now
            if now >= self._traffic.until_s or self._traffic.idle_since_s is not None:
                return None
            if all(worker.done() for worker in workers):
                return self._traffic.failures[0] if self._traffic.failures else End(Failure.CLOSED)
            if moved == 0 and now - self._began_s > FIRST_BYTE_S:
                return self._nothing()
            await asyncio.sleep(TICK_S)

    def _begin_window(self, now: float, moved: int) -> None:
        warm = now - self._began_s >= min(WARM_UP_S, self._seconds / 3)
        if self._steady_s is None and (warm or moved >= WARM_UP_SHARE * self._traffic.allowance):
            self._steady_s = now

    def _nothing(self) -> End:
        if self._traffic.failures:
            return self._traffic.failures[0]
        return End(Failure.TIMED_OUT, "connected, and no data moved")

    def _result(self) -> PhaseResult:
        window = self._meter.steady(self._steady_s)
        if self._traffic.idle_since_s is not None and self._meter.window(*window)[1] < LEAST_FLOW:
            window = self._meter.steady(None)  # the whole volume had passed before the window could begin
        mbit = self._meter.mbit(*window)
        if mbit is None or self._meter.window(*window)[1] < LEAST_FLOW:
            return PhaseResult(bytes_used=self._used(), end=self._nothing())
        delay = self._sampler.median_ms(*window)
        return PhaseResult(mbit=mbit, loaded_ms=delay, bytes_used=self._used(), window=window)

    def _used(self) -> int:
        return self._traffic.received + self._traffic.handed

    async def _work(self) -> None:
        """Keep one connection busy; after an orderly end open it again."""
        while True:
            end = await self._connection()
            if end.failure is not None:
                self._traffic.failures.append(end)
                return

    async def _connection(self) -> End:
        stream = self._kind(self._traffic, self._scratch)
        endpoint = self._route.endpoint
        try:
            async with asyncio.timeout(CONNECT_S):
                await self._loop.create_connection(
                    lambda: stream,
                    self._route.address,
                    endpoint.port,
                    ssl=self._route.tls,
                    server_hostname=endpoint.host if self._route.tls else None,
                )
        except OSError as error:  # TimeoutError and TLS errors among them
            return End(*(failure_of(error) or (Failure.BROKEN, repr(error))))
        self._streams.append(stream)
        try:
            return await stream.ended
        finally:
            stream.abort()
            await stream.closed

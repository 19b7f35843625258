"""Delay beside a load test: how long a TCP connect takes, again and again.

A connect is one small packet each way through the same queues as the load, needs no privilege and passes where
ICMP is dropped (working latency as in draft-ietf-ippm-responsiveness, with the connect as its round trip). The
median of a hundred samples is within a few percent of `ping` beside it.
"""

import asyncio
import ipaddress
import socket
import statistics

from diagnostics.model.failure import Failure
from diagnostics.probes.classify import failure_of
from diagnostics.probes.tcp_info import connect_rtt_s

INTERVAL_S = 0.1
"""Ten samples a second: enough for a stable median of one phase, and 1 kB/s of traffic."""

IDLE_INTERVAL_S = 0.05
IDLE_SAMPLES = 20
"""One second of an idle line."""

GRACE_S = 0.3
"""How long samples that are still on their way at the end of a phase are waited for."""

LEAST_SAMPLES = 5
"""A median of fewer is chance."""


class DelaySampler:
    """Takes samples from `start` until `stop`. Belongs to the loop's thread."""

    def __init__(self, address: str, port: int, interval_s: float = INTERVAL_S) -> None:
        self.failure: tuple[Failure, str] | None = None  # the latest one
        version = ipaddress.ip_address(address.partition("%")[0]).version
        self._family = socket.AF_INET6 if version == 6 else socket.AF_INET
        self._target = (address, port)
        self._interval_s = interval_s
        self._loop = asyncio.get_running_loop()
        self._answered = 0
        self._samples: list[tuple[float, float]] = []  # when it left, how many seconds it took
        self._open: dict[asyncio.Task[None], float] = {}
        self._ticker: asyncio.Task[None] | None = None

    def start(self, samples: int | None = None) -> None:
        """Begin; end by itself after so many samples."""
        self._ticker = self._loop.create_task(self._tick(samples))

    async def finished(self) -> None:
        """Wait until the announced number of samples has left and every one of them has ended."""
        if self._ticker is not None:
            await self._ticker
        if self._open:
            await asyncio.wait(self._open)

    async def stop(self, grace_s: float = GRACE_S) -> None:
        """Take no more samples; those on their way get `grace_s`, then count with the time they have waited."""
        if self._ticker is not None:
            self._ticker.cancel()
        try:
            if self._open and grace_s:
                await asyncio.wait(self._open, timeout=grace_s)
        finally:
            left = list(self._open)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, *([self._ticker] if self._ticker else []), return_exceptions=True)

    def answered_ms(self) -> float | None:
        """Median of all samples when most of them were answered, else None: for choosing between servers."""
        median = self.median_ms()
        return median if self.failure is None and self._answered * 2 > len(self._samples) else None

    def median_ms(self, since_s: float = 0.0, until_s: float = float("inf")) -> float | None:
        """Median of the samples that left between two moments of the loop's clock, None when there are too few."""
        taken = [1000 * seconds for at, seconds in self._samples if since_s <= at <= until_s]
        return round(statistics.median(taken), 3) if len(taken) >= LEAST_SAMPLES else None

    async def _tick(self, samples: int | None) -> None:
        at = self._loop.time()
        while samples is None or samples > 0:
            self._open[self._loop.create_task(self._sample())] = at
            samples = None if samples is None else samples - 1
            at += self._interval_s
            await asyncio.sleep(max(0.0, at - self._loop.time()))

    async def _sample(self) -> None:
        task = asyncio.current_task()
        began = self._loop.time()
        took: float | None = None
        arrived = True
        try:
            with socket.socket(self._family, socket.SOCK_STREAM) as sock:
                sock.setblocking(False)
                began = self._loop.time()
                await self._loop.sock_connect(sock, self._target)
                took = connect_rtt_s(sock)
                self._answered += 1
        except asyncio.CancelledError:
            raise
        except OSError as error:
            self.failure = failure_of(error)
            arrived = False
        finally:
            if arrived:
                self._samples.append((began, self._loop.time() - began if took is None else took))
            if task is not None:
                self._open.pop(task, None)

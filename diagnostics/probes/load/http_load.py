"""The load test against the site's own endpoint: delay when idle, then 8 seconds down, then 8 seconds up."""

import asyncio
import ssl
from collections.abc import Callable

from msgspec.structs import replace

from diagnostics.model.answer import LoadAnswer, Purpose
from diagnostics.model.event import LoadProgress
from diagnostics.model.failure import Failure
from diagnostics.model.site import LoadTargets
from diagnostics.probes.classify import failure_of
from diagnostics.probes.load.delay import IDLE_INTERVAL_S, IDLE_SAMPLES, DelaySampler
from diagnostics.probes.load.download import Download
from diagnostics.probes.load.phase import Phase, Route
from diagnostics.probes.load.target import Endpoint, addresses, parse
from diagnostics.probes.load.traffic import End
from diagnostics.probes.load.upload import Upload
from diagnostics.probes.load.volume import allowance
from diagnostics.probes.trust import verifying

PHASE_S = 8.0
"""Seconds each way at most: etiquette of a test that fills a shared line."""

AROUND_S = 4.0
"""What a test takes besides its two phases: name, connect, idle delay, closing."""

LEAST_PHASE_S = 1.0
"""A shorter phase is slow start and nothing else."""

ADDRESS_S = 2.0
"""How long one address of the endpoint may take to answer before the next one is tried; also for its name."""

IDLE_SHARE = 0.06
"""Part of the whole test that the idle phase is, for the progress; the two directions share the rest."""

Kind = type[Download] | type[Upload]
Progress = Callable[[LoadProgress], None]


async def site_load(targets: LoadTargets, *, timeout_s: float, progress: Progress, metered: bool = False) -> LoadAnswer:
    """Measure the line against the site's endpoint; see `Probes.load`.

    Rates count user data only: what the program received, and what the other side confirmed. Delays are medians of
    TCP connects to the same server. Numbers that were had before a failure are kept.
    """
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    test = _Test(targets, timeout_s, progress, metered)
    end: End | None
    try:
        async with asyncio.timeout(timeout_s):
            end = await test.run()
    except TimeoutError:
        end = End(Failure.TIMED_OUT, f"no end within {timeout_s:g} s")
    answer = replace(test.answer, ms=round((loop.time() - began_s) * 1000, 3))
    return answer if end is None else replace(answer, failure=end.failure, detail=end.detail)


class _Test:
    """One test; `answer` grows with every phase."""

    def __init__(self, targets: LoadTargets, timeout_s: float, progress: Progress, metered: bool) -> None:
        self.answer = LoadAnswer(purpose=Purpose.LOAD, subject=targets.down, source="site")
        self._targets = targets
        self._allowed = allowance(targets, metered)
        self._phase_s = max(LEAST_PHASE_S, min(PHASE_S, (timeout_s - AROUND_S) / 2))
        self._progress = progress

    async def run(self) -> End | None:
        """All three phases; the failure that stopped it, or None."""
        down, up = parse(self._targets.down), parse(self._targets.up)
        if down is None or up is None:
            wrong = self._targets.down if down is None else self._targets.up
            return End(Failure.NOT_SUPPORTED, f"not a plain http or https URL: {wrong[:200]!r}")
        route = await self._idle(down)
        if isinstance(route, End):
            return route
        failed = await self._direction(Download, route, "down", self._allowed.down)
        if failed is not None:
            return failed
        same_place = (up.host, up.port, up.tls) == (down.host, down.port, down.tls)
        back = Route(up, route.address, route.tls) if same_place else await find_route(up, route.tls)
        return back if isinstance(back, End) else await self._direction(Upload, back, "up", self._allowed.up)

    async def _idle(self, down: Endpoint) -> Route | End:
        self._progress(LoadProgress("idle", 0.0))
        route = await find_route(down, None)
        if isinstance(route, End):
            return route
        sampler = DelaySampler(route.address, down.port, IDLE_INTERVAL_S)
        try:
            sampler.start(IDLE_SAMPLES)
            await asyncio.wait_for(sampler.finished(), ADDRESS_S)
        except TimeoutError:
            pass  # the samples that came are what there is
        finally:
            await sampler.stop(0.0)
        self.answer = replace(self.answer, idle_ms=sampler.median_ms())
        return route

    async def _direction(self, kind: Kind, route: Route, name: str, allowed: int) -> End | None:
        share = (1 - IDLE_SHARE) / 2
        start = IDLE_SHARE + (share if name == "up" else 0.0)

        def report(fraction: float, mbit: float | None) -> None:
            latest = None if mbit is None else round(mbit, 2)
            self._progress(LoadProgress(name, round(start + share * fraction, 3), latest))

        report(0.0, None)
        result = await Phase(kind, route, allowance=allowed, seconds=self._phase_s, report=report).run()
        rate = None if result.mbit is None else round(result.mbit, 3)
        used = self.answer.bytes_used + result.bytes_used
        if name == "down":
            self.answer = replace(self.answer, down_mbit=rate, loaded_down_ms=result.loaded_ms, bytes_used=used)
        else:
            self.answer = replace(self.answer, up_mbit=rate, loaded_up_ms=result.loaded_ms, bytes_used=used)
        report(1.0, rate)
        return result.end


async def find_route(endpoint: Endpoint, tls: ssl.SSLContext | None) -> Route | End:
    """The first address of the endpoint that accepts a connection."""
    found = await addresses(endpoint.host, ADDRESS_S)
    if isinstance(found, Failure):
        return End(found, f"{endpoint.host} has no address")
    loop = asyncio.get_running_loop()
    end = End(Failure.NO_DATA, f"{endpoint.host} has no address")
    for address in found:
        try:
            async with asyncio.timeout(ADDRESS_S):
                transport, _ = await loop.create_connection(asyncio.Protocol, address, endpoint.port)
        except OSError as error:
            end = End(*(failure_of(error) or (Failure.BROKEN, repr(error))))
        else:
            transport.close()
            return Route(endpoint, address, (tls or verifying()) if endpoint.tls else None)
    return end

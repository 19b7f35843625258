"""The load test against public servers through speedtest-cli, for sites without an endpoint of their own.

The package picks the servers and moves the data, in a thread that is abandoned on cancel; rates and delays are
measured here, in the same way as against a site's endpoint.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from diagnostics.model.answer import LoadAnswer, Purpose
from diagnostics.model.event import LoadProgress
from diagnostics.model.failure import Failure
from diagnostics.probes.blocking import in_daemon_thread
from diagnostics.probes.load.delay import IDLE_INTERVAL_S, IDLE_SAMPLES, DelaySampler
from diagnostics.probes.load.meter import MEGA, RateMeter
from diagnostics.probes.load.phase import LEAST_FLOW, REPORT_S, TICK_S, WARM_UP_S, WARM_UP_SHARE
from diagnostics.probes.load.speedtest_brake import Brake
from diagnostics.probes.load.speedtest_session import UNREACHED_MS, end_of, open_session, tuned
from diagnostics.probes.load.target import addresses, parse
from diagnostics.probes.load.traffic import End
from diagnostics.probes.load.volume import allowance

PHASE_S = 8
"""Whole seconds each way: the package's own test length is a whole number."""

AROUND_S = 8.0
"""What the test takes besides its phases: configuration, server list of half a megabyte, choice, idle delay."""

LISTS_S = 6.0
"""How long configuration and list may take, for each of HTTPS and HTTP, and the package's look at the server."""

CHOICE_S = 2.0
"""How long the nearest servers have to answer."""

TAIL_S = 1.5
"""How long the package's threads may take to notice that a phase is over before they are left to themselves."""

IDLE_SHARE = 0.15
"""Part of the whole test before data moves, for the progress."""

Progress = Callable[[LoadProgress], None]
Target = tuple[str, int]  # address and port


async def public_load(*, timeout_s: float, progress: Progress, metered: bool = False) -> LoadAnswer:
    """Measure the line against public servers; see `Probes.load`.

    NOT_SUPPORTED when those servers, or their lists, refuse or cannot be reached: that is no finding about the line.
    """
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    test = _Test(timeout_s, progress, metered)
    end: End | None
    try:
        async with asyncio.timeout(timeout_s):
            end = await test.run()
    except TimeoutError:
        begun = test.answer.idle_ms is not None
        end = End(Failure.TIMED_OUT if begun else Failure.NOT_SUPPORTED, f"no end within {timeout_s:g} s")
    finally:
        test.brake.stop()
    answer = replace(test.answer, bytes_used=test.brake.total, ms=round((loop.time() - began_s) * 1000, 3))
    return answer if end is None else replace(answer, failure=end.failure, detail=end.detail)


class _Test:
    """One test; `answer` grows with every phase."""

    def __init__(self, timeout_s: float, progress: Progress, metered: bool) -> None:
        self.answer = LoadAnswer(purpose=Purpose.LOAD, subject="speedtest.net", source="speedtest")
        self.brake = Brake()
        self._allowed = allowance(None, metered)
        self._phase_s = max(2, min(PHASE_S, int((timeout_s - AROUND_S) / 2)))
        self._progress = progress
        self._loop = asyncio.get_running_loop()

    async def run(self) -> End | None:
        """All phases; the failure that stopped the test, or None."""
        self._progress(LoadProgress("idle", 0.0))
        session = await self._open()
        if isinstance(session, End):
            return session
        target = await self._choose(session)
        if isinstance(target, End):
            return target
        self.answer = replace(self.answer, subject=str(session.best.get("host") or target[0]))
        session.config.update(tuned(self._phase_s, self._allowed))
        failed = await self._direction(session, target, "down", self._allowed.down)
        return failed or await self._direction(session, target, "up", self._allowed.up)

    async def _open(self) -> Any:
        """HTTPS first (the real service refuses plain HTTP from time to time), then HTTP."""
        end: End | None = None
        for secure in (True, False):
            try:
                return await in_daemon_thread(open_session, self.brake, secure, timeout_s=LISTS_S)
            except Exception as error:  # noqa: BLE001  # the package raises whatever odd XML makes it raise
                end = end_of(error)
        return end

    async def _choose(self, session: Any) -> Target | End:
        """The nearest server by our own connects; the package then checks that it is one."""
        samplers: dict[int, DelaySampler] = {}
        targets: dict[int, Target] = {}
        found = await asyncio.gather(*(_locate(str(server.get("url", ""))) for server in session.closest))
        for number, target in enumerate(found):
            if target is not None:
                targets[number] = target
                samplers[number] = DelaySampler(*targets[number], IDLE_INTERVAL_S)
                samplers[number].start(IDLE_SAMPLES)
        try:
            await asyncio.wait_for(asyncio.gather(*(sampler.finished() for sampler in samplers.values())), CHOICE_S)
        except TimeoutError:
            pass  # those that answered are enough
        finally:
            await asyncio.gather(*(sampler.stop(0.0) for sampler in samplers.values()))
        medians = {number: sampler.answered_ms() for number, sampler in samplers.items()}
        near = sorted((ms, number) for number, ms in medians.items() if ms is not None)
        if not near:
            return End(Failure.NOT_SUPPORTED, "none of the nearest public speed-test servers can be reached from here")
        return await self._confirm(session, near[0][1], near[0][0], targets[near[0][1]])

    async def _confirm(self, session: Any, number: int, idle_ms: float, target: Target) -> Target | End:
        try:
            best = await in_daemon_thread(session.get_best_server, [session.closest[number]], timeout_s=LISTS_S)
        except Exception as error:  # noqa: BLE001  # as above
            return end_of(error)
        if float(best.get("latency", UNREACHED_MS)) >= UNREACHED_MS:
            return End(Failure.NOT_SUPPORTED, f"{target[0]} port {target[1]} is listed and is no speed-test server")
        self.answer = replace(self.answer, idle_ms=idle_ms)
        return target

    async def _direction(self, session: Any, target: Target, name: str, allowed: int) -> End | None:
        self.brake.begin(allowed)
        sampler, meter = DelaySampler(*target), RateMeter()
        work = session.download if name == "down" else session.upload
        options = () if name == "down" else (_nothing, False)  # callback, and no 70 MB of memory filled beforehand
        task = self._loop.create_task(in_daemon_thread(work, *options, timeout_s=self._phase_s + TAIL_S))
        sampler.start()
        meter.note(self._loop.time(), 0)
        try:
            steady_s = await self._watch(task, meter, name, allowed)
            self.brake.end_phase()
            await asyncio.wait([task], timeout=TAIL_S)
        finally:
            self.brake.end_phase()
            task.cancel()
            await asyncio.gather(task, sampler.stop(), return_exceptions=True)
        return self._keep(name, meter, sampler, steady_s)

    async def _watch(self, task: "asyncio.Task[Any]", meter: RateMeter, name: str, allowed: int) -> float | None:
        """Count until the phase is over; when the warm-up was, None when it still lasted."""
        told_s = began_s = meter.last_s
        steady_s: float | None = None
        start = IDLE_SHARE + (0.0 if name == "down" else (1 - IDLE_SHARE) / 2)
        while True:
            now = self._loop.time()
            meter.note(now, self.brake.passed())
            if steady_s is None and (now - began_s >= WARM_UP_S or self.brake.moved >= WARM_UP_SHARE * allowed):
                steady_s = now
            if now - told_s >= REPORT_S:
                share = min(1.0, (now - began_s) / self._phase_s) * (1 - IDLE_SHARE) / 2
                rate = meter.mbit(now - 2 * REPORT_S, now)
                self._progress(LoadProgress(name, round(start + share, 3), None if rate is None else round(rate, 2)))
                told_s = now
            if task.done() or self.brake.isSet() or now - began_s >= self._phase_s:
                return steady_s
            await asyncio.sleep(TICK_S)

    def _keep(self, name: str, meter: RateMeter, sampler: DelaySampler, steady_s: float | None) -> End | None:
        window = meter.steady(steady_s)
        seconds, moved = meter.window(*window)
        if moved < LEAST_FLOW:
            return End(Failure.TIMED_OUT, f"the public server accepted us and no data moved ({name})")
        rate = round(moved * 8 / MEGA / seconds, 3)
        delay = sampler.median_ms(*window)
        if name == "down":
            self.answer = replace(self.answer, down_mbit=rate, loaded_down_ms=delay)
        else:
            self.answer = replace(self.answer, up_mbit=rate, loaded_up_ms=delay)
        self._progress(LoadProgress(name, 1.0 if name == "up" else round((1 + IDLE_SHARE) / 2, 3), rate))
        return None


async def _locate(url: str) -> Target | None:
    endpoint = parse(url)
    found = await addresses(endpoint.host, CHOICE_S) if endpoint is not None else ()
    if endpoint is None or isinstance(found, Failure) or not found:
        return None
    return found[0], endpoint.port


def _nothing(*_: Any, **__: Any) -> None:
    """The package's progress call: requests started and ended, which says less than our own count."""

"""One run of the checks in one daemon thread, told as events."""

import asyncio
import datetime
import secrets
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from diagnostics.checks import ALL_CHECKS
from diagnostics.engine.fact import ask
from diagnostics.engine.plan import plan
from diagnostics.model.answer import Answer
from diagnostics.model.check import Check, Context
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.event import CheckFinished, CheckStarted, Event, Finished, RunStarted, Seen
from diagnostics.model.fact import Fact, FactMissing
from diagnostics.model.failure import Failure
from diagnostics.model.observation import CheckResult, CheckState, Observation, Observations
from diagnostics.model.trouble import is_trouble

Listener = Callable[[Event], None]

HEAD_START_S = 0.05
"""Local facts take a few milliseconds; the modules that speak to the network take twenty to import."""


class Run:
    """A diagnosis from start to its one `Finished` event.

    `listener` is called in the engine's thread, one event at a time. `start` may be called once;
    `cancel` and `join` may be called from any thread, at any time, also before the start.
    """

    def __init__(
        self,
        ctx: Context,
        listener: Listener,
        *,
        full: bool = False,
        only: tuple[str, ...] | None = None,
        checks: tuple[Check, ...] = ALL_CHECKS,
    ) -> None:
        self._ctx = ctx
        self._listener = listener
        self._checks = plan(checks, full=full, only=only)
        self._thread = threading.Thread(target=self._main, name="engine", daemon=True)
        self._lock = threading.Lock()
        self._cancelled = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Diagnosis] | None = None

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask the run to end; it still delivers its `Finished`. Returns at once."""
        with self._lock:
            self._cancelled = True
            if self._loop is not None and self._task is not None:
                self._loop.call_soon_threadsafe(self._task.cancel)

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait for the end; True when the thread is gone."""
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _main(self) -> None:
        """The engine's thread. Whatever happens, exactly one `Finished` leaves it."""
        try:
            with asyncio.Runner() as runner:
                finished = runner.run(self._watch())
        except Exception as error:  # noqa: BLE001  # the last line of defence: the window must learn that the run is over
            finished = Finished("error", None, "".join(traceback.format_exception(error)))
        self._listener(finished)

    async def _watch(self) -> Finished:
        task = asyncio.create_task(_Execution(self._ctx, self._listener, self._checks).go())
        with self._lock:
            self._loop, self._task = asyncio.get_running_loop(), task
            if self._cancelled:
                task.cancel()
        try:
            return Finished("ok", await task)
        except asyncio.CancelledError:
            return Finished("cancelled")
        except Exception as error:  # noqa: BLE001  # our own mistake becomes a Finished, never a dead thread
            return Finished("error", None, "".join(traceback.format_exception(error)))
        finally:
            with self._lock:
                self._loop = self._task = None


class _Execution:
    """The state of one run while it lasts; lives in the engine's thread only."""

    def __init__(self, ctx: Context, listener: Listener, checks: tuple[Check, ...]) -> None:
        self._ctx = ctx
        self._listener = listener
        self._checks = checks
        self._began = time.monotonic()
        self._items: dict[str, list[Observation]] = {check.id: [] for check in checks}
        self._done = {check.id: asyncio.Event() for check in checks}
        self._results: dict[str, CheckResult] = {}
        self._seen = asyncio.Event()

    async def go(self) -> Diagnosis:
        """Run every check, then judge."""
        started_at = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self._listener(RunStarted(tuple(check.id for check in self._checks)))
        async with asyncio.TaskGroup() as group:
            for check in sorted(self._checks, key=lambda check: not check.local):
                if not check.local:
                    await self._first_sight()
                group.create_task(self._one(check))
        from diagnostics.verdict.judge import judge  # noqa: PLC0415  # the first sight must not wait for the rules

        observations = tuple(item for check in self._checks for item in self._items[check.id])
        results = tuple(self._results[check.id] for check in self._checks)
        return Diagnosis(
            id=secrets.token_hex(8),
            started_at=started_at,
            duration_s=round(time.monotonic() - self._began, 3),
            symptom=self._ctx.symptom,
            site=self._ctx.site,
            os=self._ctx.system.os(),
            verdict=judge(self._ctx.site, results, observations, self._ctx.symptom),
            checks=results,
            observations=observations,
        )

    async def _first_sight(self) -> None:
        """Wait, briefly and once, until the laptop has said something: it is on screen before the network is asked."""
        if not self._seen.is_set() and any(check.local for check in self._checks):
            try:
                async with asyncio.timeout(HEAD_START_S):
                    await self._seen.wait()
            except TimeoutError:
                self._seen.set()

    async def _one(self, check: Check) -> None:
        for need in check.needs:
            await self._done[need].wait()
        self._listener(CheckStarted(check.id))
        began = time.monotonic()
        try:
            async with asyncio.timeout(check.timeout_s):
                await self._look(check)
            state, detail = _state_of([item.fact for item in self._items[check.id]]), ""
        except TimeoutError:
            state, detail = CheckState.OVERRAN, f"no end within {check.timeout_s:g} s"
        except Exception as error:  # noqa: BLE001  # an exception that leaves a check is our own bug: it is reported as such
            state, detail = CheckState.BROKEN, "".join(traceback.format_exception(error))
        result = CheckResult(
            id=check.id,
            state=state,
            duration_s=round(time.monotonic() - began, 3),
            seen=len(self._items[check.id]),
            detail=detail,
        )
        self._results[check.id] = result
        self._done[check.id].set()
        self._listener(CheckFinished(result))

    async def _look(self, check: Check) -> None:
        seen = Observations(item for need in check.needs for item in self._items[need])
        ctx = replace(self._ctx, seen=seen, ask=ask, progress=self._listener)
        facts: Any = check.body(ctx)
        start_s = time.monotonic() - self._began
        try:
            async for fact in facts:
                self._keep(check, fact, start_s)
        finally:
            await facts.aclose()

    def _keep(self, check: Check, fact: Any, start_s: float) -> None:
        items = self._items[check.id]
        now_s = time.monotonic() - self._began
        if isinstance(fact, Answer) and fact.ms is not None:
            start_s = max(start_s, now_s - fact.ms / 1000)
        item = Observation(
            id=f"{check.id}/{len(items) + 1}",
            check=check.id,
            start_s=round(start_s, 4),
            end_s=round(now_s, 4),
            fact=fact,
        )
        items.append(item)
        self._listener(Seen(item))
        self._seen.set()


def _state_of(facts: list[Fact]) -> CheckState:
    """How a check that ended by itself is summed up."""
    if not facts:
        return CheckState.SKIPPED
    unknowable = [
        fact
        for fact in facts
        if isinstance(fact, FactMissing)
        or (isinstance(fact, Answer) and fact.failure in (Failure.NOT_SUPPORTED, Failure.CANCELLED))
    ]
    if len(unknowable) == len(facts):
        return CheckState.NOT_AVAILABLE
    return CheckState.PROBLEM if any(is_trouble(fact) for fact in facts) else CheckState.OK

"""One attempt with a deadline and a clock: whatever the network does inside ends as a value."""

import asyncio
import time
from types import TracebackType
from typing import TypeVar

import msgspec

from diagnostics.model.answer import Answer
from diagnostics.model.failure import Failure
from diagnostics.probes.classify import failure_of

A = TypeVar("A", bound=Answer)


class Trial:
    """`async with Trial(timeout_s) as trial:` swallows network errors and keeps them as `failure`, `ms`, `detail`.

    `ms` is None when nothing came until the deadline. Set `stage` to say where the attempt is ("connect",
    "handshake"): it prefixes `detail`. Set `late` when something useless arrived, so that the deadline does not
    call it silence. Our own mistakes (any other exception) and cancellation pass through.
    """

    def __init__(self, timeout_s: float) -> None:
        self.failure: Failure | None = None
        self.ms: float | None = None
        self.detail = ""
        self.stage = ""
        self.late: Failure = Failure.TIMED_OUT
        self._timeout_s = timeout_s
        self._start = 0.0
        self._timeout = asyncio.timeout(timeout_s)

    async def __aenter__(self) -> "Trial":
        self._start = time.perf_counter()
        await self._timeout.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.ms = self.elapsed_ms()
        deadline = False
        try:
            await self._timeout.__aexit__(kind, error, trace)
        except TimeoutError as late:
            error, deadline = late, True
        if error is None:
            return False
        found = failure_of(error)
        if found is None:
            return False
        self.failure, self.detail = found
        if deadline:
            self.failure, self.detail = self.late, f"nothing useful within {self._timeout_s:g} s"
        if self.failure is Failure.TIMED_OUT:
            self.ms = None
        if self.stage:
            self.detail = f"{self.stage}: {self.detail}"
        return True

    def elapsed_ms(self) -> float:
        """Milliseconds since the start."""
        return round((time.perf_counter() - self._start) * 1000, 3)

    def left_s(self) -> float:
        """Seconds until the deadline."""
        return max(0.0, self._timeout_s - (time.perf_counter() - self._start))

    def onto(self, answer: A, **fields: object) -> A:
        """The answer with this trial's outcome, and with further fields, filled in; `remark` joins `detail`."""
        remark = str(fields.pop("remark", ""))
        detail = "; ".join(part for part in (self.detail, remark) if part)
        return msgspec.structs.replace(answer, failure=self.failure, ms=self.ms, detail=detail, **fields)

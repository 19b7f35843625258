"""Looks at this computer for a walk without a window: the same site, symptom and address every time."""

import queue
from typing import TYPE_CHECKING

from app.cli.stop import SLICE_S, Stop
from app.guides.auto import Interrupted, LookFailedError
from diagnostics.command import LONGEST_RUN_S, last_line
from diagnostics.model.site import Site

if TYPE_CHECKING:
    from diagnostics.engine.run import Run
    from diagnostics.model.diagnosis import Diagnosis
    from diagnostics.model.event import Event, Finished

ENDS_WITHIN_S = 5.0  # after it was cancelled


class Looks:
    """`looks(only)` is one run of the engine, waited for."""

    def __init__(self, site: Site, symptom: str | None, stop: Stop) -> None:
        self._site = site
        self._symptom = symptom
        self._stop = stop

    def __call__(self, only: tuple[str, ...] | None) -> "Diagnosis":
        """Look at these checks, or at everything. Raises Interrupted and LookFailedError."""
        from diagnostics.engine.run import Run  # noqa: PLC0415  # the whole engine: not for a refusal
        from diagnostics.model.check import Context  # noqa: PLC0415
        from diagnostics.probes.network import NetworkProbes  # noqa: PLC0415
        from diagnostics.system import current  # noqa: PLC0415

        events: queue.Queue[Event] = queue.Queue()
        context = Context(site=self._site, system=current(), probes=NetworkProbes(), symptom=self._symptom)
        run = Run(context, events.put, only=only)
        run.start()
        finished = self._wait(run, events)
        if finished.diagnosis is None:
            raise LookFailedError(f"a look ended as {finished.outcome}: {last_line(finished.detail)}")
        return finished.diagnosis

    def _wait(self, run: "Run", events: "queue.Queue[Event]") -> "Finished":
        from diagnostics.model.event import Finished  # noqa: PLC0415

        waited_s = 0.0
        while waited_s < LONGEST_RUN_S:
            while not events.empty():
                event = events.get_nowait()
                if isinstance(event, Finished):
                    return event
            if self._stop.wait(SLICE_S):
                run.cancel()
                run.join(ENDS_WITHIN_S)
                raise Interrupted
            waited_s += SLICE_S
        run.cancel()
        raise LookFailedError("a look did not end; send this to IT: engine stalled")

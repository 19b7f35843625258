"""A watch of this very laptop. Importing this module loads the whole engine."""

import queue
from collections.abc import Callable

from diagnostics.checks import ALL_CHECKS
from diagnostics.engine.plan import plan
from diagnostics.engine.run import Run
from diagnostics.model.check import Context
from diagnostics.model.event import Event
from diagnostics.model.site import Site
from diagnostics.probes.network import NetworkProbes
from diagnostics.system import current
from diagnostics.watch.reading import LIGHT
from diagnostics.watch.run import LONGEST_LOOK_S, Ended, Listener, Looking, Moved, Pace, Watch


def make_watch(site: Site, listener: Listener, pace: Pace, symptom: str | None = None) -> Watch:
    """A watch that has not begun; `listener` is called in its thread."""

    def run(tell: Callable[[Event], None], only: tuple[str, ...] | None) -> Looking:
        return Run(Context(site=site, system=current(), probes=NetworkProbes(), symptom=symptom), tell, only=only)

    return Watch(run, listener, pace, light=light_checks())


def light_checks() -> tuple[str, ...]:
    """What a light look runs: the listed checks that this program has, and everything that they need."""
    known = {check.id for check in ALL_CHECKS}
    return tuple(check.id for check in plan(ALL_CHECKS, full=False, only=tuple(id for id in LIGHT if id in known)))


def follow(site: Site, pace: Pace, tell: Callable[[Moved], None]) -> Ended:
    """Run a watch to its end in this thread's stead; Ctrl-C ends it early, with the result so far."""
    events: queue.Queue[Moved | Ended] = queue.Queue()
    watch = make_watch(site, events.put, pace)
    watch.start()
    while True:
        try:
            event = events.get(timeout=pace.every_s + 2 * LONGEST_LOOK_S)
            if isinstance(event, Ended):
                return event
            tell(event)
        except KeyboardInterrupt:
            watch.cancel()

"""The window: start to first paint, first observation, verdict with everything dark, memory, never blocked."""

import sys
from collections.abc import Callable
from dataclasses import replace
from statistics import median

from tests.bench.figure import Figure
from tests.bench.process import NotMeasurableError, child, first_paint_ms

PAINT = Figure("window, start to first paint", "ms", 1.6, over_floor=True)
SEEN = Figure("first observation after first paint", "ms", 150)
DARK = Figure("verdict after first paint, everything dark", "ms", 3500)
MEMORY = Figure("memory after a full run", "MiB", 2.0, over_floor=True)
GAP = Figure("worst gap of the window under 20,000 events", "ms", 50)


def figures(rounds: int) -> list[Figure]:
    """Starts of an empty window and of the app, turn and turn about; then the flood."""
    return [
        *_guarded((PAINT,), rounds, _paint),
        *_guarded((SEEN, DARK, MEMORY), rounds, _runs),
        *_guarded((GAP,), rounds, _flood),
    ]


def _guarded(planned: tuple[Figure, ...], rounds: int, work: Callable[[int], list[Figure]]) -> list[Figure]:
    try:
        return work(rounds)
    except NotMeasurableError as error:
        return [replace(one, reason=str(error)) for one in planned]


def _paint(rounds: int) -> list[Figure]:
    """Both programs as a person starts them, timed from outside."""
    empties, apps = [], []
    for number in range(rounds + 1):
        empty = first_paint_ms(sys.executable, "-m", "tests.bench.empty")
        app = first_paint_ms(sys.executable, "-m", "app")
        if number:  # the first pair warms the file cache
            empties.append(empty)
            apps.append(app)
    return [replace(PAINT, value=median(apps), floor=median(empties), runs=rounds)]


def _runs(rounds: int) -> list[Figure]:
    """The app until its first run has ended and is painted, watched from inside."""
    empties = [child("empty")["rss_mib"] for _ in range(rounds)]
    apps = [child("app") for _ in range(rounds)]
    filled = []
    for figure, name in ((SEEN, "observation_ms"), (DARK, "verdict_ms")):
        if all(name in app for app in apps):
            filled.append(replace(figure, value=median(app[name] - app["paint_ms"] for app in apps), runs=rounds))
        else:
            filled.append(replace(figure, reason="it never came"))
    memory = median(app["rss_mib"] for app in apps)
    return [*filled, replace(MEMORY, value=memory, floor=median(empties), runs=rounds)]


def _flood(rounds: int) -> list[Figure]:
    worst = [child("flood").get("worst_gap_ms") for _ in range(rounds)]
    seen = [gap for gap in worst if gap is not None]
    if len(seen) < rounds:
        raise NotMeasurableError("the flood had no end")
    return [replace(GAP, value=median(seen), runs=rounds)]

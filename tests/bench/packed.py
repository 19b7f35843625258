"""The packed app in dist/: what it weighs, and how much slower it starts than the source."""

import sys
from dataclasses import replace
from statistics import median

from tests.bench.figure import Figure
from tests.bench.process import ROOT, NotMeasurableError, first_paint_ms

PROGRAM = ROOT / "dist" / "unstuck" / "unstuck"
SIZE = Figure("packed folder", "MiB", 125)
START = Figure("packed, start to first paint, against the source", "ms", 1.15, over_floor=True)


def figures(rounds: int) -> list[Figure]:
    """Both need `packaging/dev.py build` first."""
    if not PROGRAM.exists():
        return [replace(one, reason="run packaging/dev.py build first") for one in (SIZE, START)]
    files = [file for file in PROGRAM.parent.rglob("*") if file.is_file() and not file.is_symlink()]
    size = replace(SIZE, value=sum(file.stat().st_size for file in files) / 2**20, runs=1)
    try:
        packed, source = [], []
        for _ in range(rounds):
            source.append(first_paint_ms(sys.executable, "-m", "app"))
            packed.append(first_paint_ms(str(PROGRAM)))
    except NotMeasurableError as error:
        return [size, replace(START, reason=str(error))]
    return [size, replace(START, value=median(packed), floor=median(source), runs=rounds)]

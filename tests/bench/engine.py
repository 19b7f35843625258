"""The engine: its import, the command line with everything dark, judging a thousand saved runs, sealing a report."""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

from tests.bench.figure import Figure
from tests.bench.process import ROOT, NotMeasurableError, measure

GOLDEN = ROOT / "tests" / "golden"
SAVED_RUNS = 1000

IMPORT = Figure("import of the engine, against a bare Python", "ms", None)
DARK = Figure("unstuck diagnose, whole process, everything dark", "ms", 3500)
JUDGE = Figure("judging 1,000 saved runs", "ms", 2000)
REPORT = Figure("report: collect, redact, seal", "ms", 1000)
REPORT_SIZE = Figure("report: size, sealed", "KiB", 300)

COULD_JUDGE = (0, 1, 3)  # exit statuses of a diagnosis that took place


def figures(rounds: int) -> list[Figure]:
    """All of them; what does not exist says so."""
    return [
        *_guarded((IMPORT,), lambda: _import(rounds)),
        *_guarded((DARK,), lambda: _dark(rounds)),
        *_guarded((JUDGE,), lambda: _judge(rounds)),
        *_guarded((REPORT, REPORT_SIZE), lambda: _report(rounds)),
    ]


def _guarded(planned: tuple[Figure, ...], work: Callable[[], list[Figure]]) -> list[Figure]:
    try:
        return work()
    except (NotMeasurableError, ImportError) as error:
        return [replace(one, reason=str(error)) for one in planned]


def _import(rounds: int) -> list[Figure]:
    bare, engine = [], []
    for _ in range(rounds):
        bare.append(measure(sys.executable, "-c", "pass")[0])
        engine.append(measure(sys.executable, "-c", "import diagnostics.engine.run, diagnostics.probes.network")[0])
    return [replace(IMPORT, value=median(engine), floor=median(bare), runs=rounds)]


def _dark(rounds: int) -> list[Figure]:
    taken = []
    for _ in range(rounds):
        elapsed_ms, output = measure(sys.executable, "-m", "diagnostics", "--json", allowed=COULD_JUDGE)
        if not output.startswith("{"):
            raise NotMeasurableError("python -m diagnostics --json printed no diagnosis")
        taken.append(elapsed_ms)
    return [replace(DARK, value=median(taken), runs=rounds)]


def _saved() -> list[bytes]:
    files: list[Path] = sorted(GOLDEN.glob("*/*.json"))
    if not files:
        raise NotMeasurableError("there is no saved run in tests/golden")
    return [files[number % len(files)].read_bytes() for number in range(SAVED_RUNS)]


def _timed(rounds: int, work: Callable[[], object]) -> float:
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


def _judge(rounds: int) -> list[Figure]:
    """Decoding counts: IT judges what comes from a file."""
    import msgspec

    from diagnostics.model.diagnosis import Diagnosis
    from diagnostics.verdict.judge import judge

    saved = _saved()
    decoder = msgspec.json.Decoder(Diagnosis)

    def work() -> None:
        for one in saved:
            run = decoder.decode(one)
            judge(run.site, run.checks, run.observations)

    return [replace(JUDGE, value=_timed(rounds, work), runs=rounds)]


def _report(rounds: int) -> list[Figure]:
    """The report of the largest saved run: composed, shown in both languages, sealed to two people of IT."""
    import msgspec
    import pyrage

    from app.reports.code import code_of
    from app.reports.draft import compose
    from app.reports.seal import seal
    from diagnostics.model.diagnosis import Diagnosis
    from diagnostics.model.site import Report

    run = msgspec.json.decode(max(_saved(), key=len), type=Diagnosis)
    to = Report(recipients=tuple(str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2)))
    sizes: list[int] = []

    def work() -> None:
        draft = compose(run, words="Nothing works since this morning.", contact="", tried=(), site=run.site, lang="en")
        draft.html("fr")
        draft.text("en")
        sizes.append(len(seal(draft, code_of(run), to).data))

    taken = _timed(rounds, work)
    return [replace(REPORT, value=taken, runs=rounds), replace(REPORT_SIZE, value=max(sizes) / 1024, runs=rounds)]

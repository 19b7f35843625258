"""Starts one measured process in a network of its own, where nothing answers and from which nothing leaves."""

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 60.0


class NotMeasurableError(Exception):
    """The figure cannot be had here; the text says why."""


@functools.cache
def dark() -> tuple[str, ...]:
    """The command prefix that takes every network away but loopback."""
    if shutil.which("unshare") is None:
        raise NotMeasurableError("it needs Linux's unshare, so that no probe leaves this computer")
    for options in (["--net"], ["--net", "--map-root-user"]):
        prefix = ["unshare", *options, "--", "sh", "-c", 'ip link set lo up && exec "$@"', "dark"]
        if subprocess.run([*prefix, "true"], check=False, capture_output=True, timeout=10).returncode == 0:
            return tuple(prefix)
    raise NotMeasurableError("this user may not make a network namespace, so probes would leave this computer")


def _surroundings(home: str, **extra: str) -> dict[str, str]:
    """The environment of a measured process: a fresh profile, no proxy, no display, and byte code that is kept."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.lower().endswith("_proxy") and name != "PYTHONDONTWRITEBYTECODE"
    }
    folders = {f"XDG_{name}_HOME": f"{home}/{name.lower()}" for name in ("CONFIG", "DATA", "STATE", "CACHE")}
    return {**inherited, **folders, "HOME": home, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8", **extra}


def measure(*command: str, allowed: tuple[int, ...] = (0,)) -> tuple[float, str]:
    """Run a command in the dark with a fresh profile; milliseconds from start to end, and its output."""
    with tempfile.TemporaryDirectory(prefix="unstuck-bench-") as home:
        began_ns = time.monotonic_ns()
        surroundings = _surroundings(home, QT_LOGGING_RULES="*=false", UNSTUCK_BENCH_BEGAN_NS=str(began_ns))
        try:
            done = subprocess.run(
                [*dark(), *command],
                cwd=ROOT,
                env=surroundings,
                check=False,
                capture_output=True,
                text=True,
                timeout=LIMIT_S,
            )
        except subprocess.TimeoutExpired as late:
            raise NotMeasurableError(f"still running after {LIMIT_S:.0f} s") from late
    elapsed_ms = (time.monotonic_ns() - began_ns) / 1e6
    if done.returncode not in allowed:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise NotMeasurableError(f"it ended with status {done.returncode}: {last[:160]}")
    return elapsed_ms, done.stdout


def first_paint_ms(*command: str) -> float:
    """Milliseconds from start to the first picture that Qt flushes, by Qt's own log: works for a packed app too."""
    with tempfile.TemporaryDirectory(prefix="unstuck-bench-") as home:
        surroundings = _surroundings(home, QT_LOGGING_RULES="qt.widgets.painting=true", QT_FORCE_STDERR_LOGGING="1")
        began_ns = time.monotonic_ns()
        with subprocess.Popen(
            [*dark(), *command],
            cwd=ROOT,
            env=surroundings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            guard = threading.Timer(LIMIT_S, process.kill)
            guard.start()
            try:
                assert process.stderr is not None
                for line in process.stderr:
                    if "Flushing" in line:
                        return (time.monotonic_ns() - began_ns) / 1e6
            finally:
                guard.cancel()
                process.kill()
    raise NotMeasurableError("no window was painted")


def child(kind: str, *arguments: str) -> dict[str, float]:
    """Run one of the programs of `tests.bench.child` and read the figures that it prints last."""
    _, output = measure(sys.executable, "-m", "tests.bench.child", kind, *arguments)
    found: dict[str, float] = json.loads(output.strip().splitlines()[-1])
    return found

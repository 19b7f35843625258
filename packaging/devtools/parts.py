"""The test command: its parts, how each is run, what a part needs, and the table at the end."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree

from devtools import environment, system
from devtools.environment import ROOT
from devtools.say import say

CHECK = ("format", "lint", "types", "imports")
PYTEST = ("engine", "probes", "wire", "reports", "desk", "desktop", "unit", "gui", "screens", "long", "lab")
SLOW = ("long", "lab")  # what `--fast` leaves out
ALL = CHECK + PYTEST

SIDE_BY_SIDE = (
    *((part,) for part in CHECK),
    ("desktop", "wire", "probes", "unit", "desk", "reports", "engine"),
    ("gui", "screens"),
    ("long",),
    ("lab",),
)
"""What runs at the same time. The lab measures times, so it has the computer to itself; so does the window, but for
the tests that only look at its screens: they keep the second core busy, and the others mostly wait.
"""

ENGINE = ("tests/unit/diagnostics", "tests/golden")  # run once, in a world without Qt and without the app
PROBES = "tests/unit/diagnostics/probes"  # part of it; they mostly wait for deadlines, so they run beside the rest

WIRE = tuple(
    f"{PROBES}/{name}" for name in ("load", "test_in_namespaces.py", "test_way_in_namespaces.py", "test_vpn.py")
)
"""The half of them that waits longest; two halves wait at the same time."""

QUICK = "not lab and not long"
"""The marker expression of the parts that are always run."""

ROOMS = {
    "reports": ("tests/unit/app/reports",),
    "desk": ("tests/unit/app/desk", "tests/unit/app/content", "tests/unit/app/cli", "tests/redaction"),
    "desktop": ("tests/desktop", "tests/unit/packaging"),
}
"""What computes long or waits for programs, in runs of its own: two cores are then busy to the end."""

SCREENS = tuple(f"tests/gui/{name}" for name in ("test_accessible.py", "test_fit.py", "test_theme.py"))
"""Every screen in every state, looked at and measured in pixels: no test in there waits for the clock."""

WINDOW = {"gui": ("tests/gui", *(f"--ignore={file}" for file in SCREENS)), "screens": SCREENS}

NO_QT = ("-p", "no:pytest-qt")
"""Where no test opens a window, every test is a little quicker without the one that cleans up behind windows."""

PLATFORMS = ("linux", "darwin", "win32")
TYPED_TOOLS = ("packaging/dev.py", "packaging/devtools")

TOOL_TIMEOUT_S = 600.0  # three cold mypy runs over Qt's stubs take two minutes on two busy cores
PYTEST_TIMEOUT_S = {
    "engine": 600.0,
    "probes": 600.0,
    "wire": 600.0,
    "reports": 600.0,
    "desk": 600.0,
    "desktop": 600.0,
    "unit": 600.0,
    "gui": 900.0,
    "screens": 900.0,
    "long": 900.0,
    "lab": 3000.0,
}  # a hung test ends here, and is named
PYTEST_NOTHING_COLLECTED = 5

WITH_DEADLINES = ("probes", "wire")
SECOND_TRIES = 3
"""The probes' tests wait for deadlines of half a second beside two other runs on two cores. A few that fail there are
run once more; the table says so, and what fails twice has failed."""


@dataclass
class Outcome:
    """How one part ended. A tool counts as one test, passed or failed."""

    part: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    remark: str = ""

    @property
    def word(self) -> str:
        """The verdict of the line in the table."""
        if self.failed:
            return "FAILED"
        return "passed" if self.passed else "skipped"


@dataclass
class Tool:
    """Programs that must all exit with 0; those of one part run side by side."""

    commands: dict[str, list[str]]
    environment: dict[str, str] = field(default_factory=dict)


def run(only: tuple[str, ...], *, fast: bool) -> int:
    """Run the parts asked for (none: all of them), print the table, and return the exit status."""
    wanted = only or tuple(part for part in ALL if not (fast and part in SLOW))
    if set(wanted) & set(PYTEST):
        system.provide("window", "test")
    python = str(environment.ensure("dev"))
    began = time.monotonic()
    outcomes = [outcome for group in SIDE_BY_SIDE for outcome in _together(group, wanted, python)]
    _table(outcomes, time.monotonic() - began)
    return 1 if any(outcome.failed for outcome in outcomes) else 0


def _together(group: tuple[str, ...], wanted: tuple[str, ...], python: str) -> list[Outcome]:
    """The parts of a group that were asked for, side by side; each says what it has to say when it is over."""
    parts = [part for part in group if part in wanted]
    with ThreadPoolExecutor(max_workers=max(1, len(parts))) as pool:
        return list(pool.map(lambda part: _timed(part, python, quiet=len(parts) > 1), parts))


def _timed(part: str, python: str, *, quiet: bool) -> Outcome:
    if not quiet:
        say(f"\n== {part}")
    began = time.monotonic()
    outcome = _tool(part, python) if part in CHECK else _pytest(part, python, quiet=quiet)
    outcome.seconds = time.monotonic() - began
    return outcome


def _table(outcomes: list[Outcome], seconds: float) -> None:
    say(f"\n{'part':<9}{'':<9}{'passed':>7}{'failed':>8}{'skipped':>9}{'seconds':>9}")
    for one in outcomes:
        line = (
            f"{one.part:<9}{one.word:<9}{one.passed:>7}{one.failed:>8}{one.skipped:>9}{one.seconds:>9.1f}  {one.remark}"
        )
        say(line.rstrip())
    say(f"{'':<42}{seconds:>9.1f}")
    passed, failed, skipped = (sum(getattr(one, name) for one in outcomes) for name in ("passed", "failed", "skipped"))
    say(f"{passed} passed, {failed} failed, {skipped} skipped")


# ------------------------------------------------------------------------------------------------ the tools


def _commands(part: str, python: str) -> Tool:
    if part == "format":
        return Tool({"ruff format": [python, "-m", "ruff", "format", "--check", "."]})
    if part == "lint":
        return Tool({"ruff check": [python, "-m", "ruff", "check", "."]})
    if part == "imports":
        command = [str(environment.program("lint-imports")), "--no-cache", "--no-logo"]
        return Tool({"import contracts": command}, {"PYTHONPATH": str(ROOT)})
    typed = {
        f"mypy for {platform}": [python, "-m", "mypy", "--platform", platform, "--cache-dir", f".mypy_cache/{platform}"]
        for platform in PLATFORMS
    }
    own = [python, "-m", "mypy", "--strict", "--config-file=", "--explicit-package-bases"]
    own += ["--cache-dir", ".mypy_cache/own", *TYPED_TOOLS]
    return Tool({**typed, "mypy for packaging": own}, {"MYPYPATH": "packaging"})


def _tool(part: str, python: str) -> Outcome:
    tool = _commands(part, python)
    outcome = Outcome(part)
    with ThreadPoolExecutor(max_workers=min(len(tool.commands), os.cpu_count() or 1)) as pool:
        results = list(pool.map(lambda command: _output(command, tool.environment), tool.commands.values()))
    for name, (status, text) in zip(tool.commands, results, strict=True):
        say(f"-- {name}\n{text.strip()}".rstrip())
        if status == 0:
            outcome.passed += 1
        else:
            outcome.failed += 1
            outcome.remark = " ".join([outcome.remark, name]).strip()
    return outcome


def _output(command: list[str], extra: dict[str, str]) -> tuple[int, str]:
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **extra},
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TOOL_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired:
        return 1, f"{' '.join(command)} was still running after {TOOL_TIMEOUT_S:.0f} s"
    return done.returncode, done.stdout


# ------------------------------------------------------------------------------------------------ the tests


def _pytest(part: str, python: str, *, quiet: bool) -> Outcome:
    if part == "lab":
        reason = why_no_lab(python)
        if reason:
            say(f"skipped: {reason}")
            return Outcome(part, skipped=1, remark=reason)
    with tempfile.TemporaryDirectory(prefix="unstuck-test-") as folder:
        report = Path(folder) / "result.xml"
        command = [
            python,
            "-m",
            "pytest",
            "-q",
            "--continue-on-collection-errors",
            *_selection(part),
            f"--junitxml={report}",
            f"--basetemp={Path(folder) / 'files'}",  # of its own: runs side by side would tidy up each other's
        ]
        if not quiet:
            status = _run_bounded(command, PYTEST_TIMEOUT_S[part])
            return _read_report(part, report, status)
        log = Path(folder) / "output.txt"
        command += ["-o", f"cache_dir={folder}/cache"]
        with log.open("wb") as output:
            status = _run_bounded(command, PYTEST_TIMEOUT_S[part], output)
            first = _read_report(part, report, status)
            if part in WITH_DEADLINES and 0 < first.failed <= SECOND_TRIES:
                output.write(b"\n-- what failed beside other tests, once more\n")
                output.flush()
                again = _run_bounded([*command, "--last-failed"], PYTEST_TIMEOUT_S[part], output)
                second = _read_report(part, report, again)
                first.remark = f"{first.failed} needed a second try"
                first.passed, first.failed = first.passed + first.failed - second.failed, second.failed
        say(f"\n== {part}\n{log.read_text(encoding='utf-8', errors='replace').strip()}")
        return first


def _selection(part: str) -> list[str]:
    engine = [folder for folder in ENGINE if (ROOT / folder).is_dir()]
    alone = ["-p", "tests.without_qt", *NO_QT, "-m", QUICK]
    if part == "engine":
        return [*alone, *engine, f"--ignore={PROBES}"]
    if part == "probes":
        return [*alone, PROBES, *(f"--ignore={path}" for path in WIRE)]
    if part == "wire":
        return [*alone, *WIRE]
    if part in ROOMS:
        return [*ROOMS[part], *NO_QT, "-m", QUICK]
    if part == "unit":  # every other folder but the window's: a new folder is never forgotten
        return [
            "tests",
            "--ignore=tests/gui",
            *(f"--ignore={folder}" for folder in (*chain(*ROOMS.values()), *engine)),
            *NO_QT,
            "-m",
            QUICK,
        ]
    if part in WINDOW:
        return [*WINDOW[part], "-m", QUICK]
    if part == "long":
        return ["tests", "-m", "long and not lab"]
    return ["tests", "-m", "lab"]


def _run_bounded(command: list[str], timeout_s: float, output: BinaryIO | None = None) -> int:
    """Run pytest in a process group of its own, so that its children end with it; exit status, or 124 when cut off."""
    joined = subprocess.STDOUT if output else None
    with subprocess.Popen(
        command, cwd=ROOT, env=_remembering(), start_new_session=os.name != "nt", stdout=output, stderr=joined
    ) as process:
        try:
            return process.wait(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            say(f"still running after {timeout_s:.0f} s: stopped")
            return 124
        finally:
            if process.poll() is None:
                _end(process)


def _remembering() -> dict[str, str]:
    """Our environment, in which Python keeps what it compiled, beside the libraries and nowhere in the sources.

    Without it every part compiles every test, and every program that a test starts compiles the app.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(environment.VENV / "compiled")}


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ask the group to end, so that the lab takes its namespaces down; after ten seconds it is ended."""
    if sys.platform == "win32":
        process.kill()
        return
    import signal

    for sign, patience_s in ((signal.SIGINT, 10.0), (signal.SIGKILL, 10.0)):
        os.killpg(process.pid, sign)
        try:
            process.wait(timeout=patience_s)
        except subprocess.TimeoutExpired:
            continue
        return


def _read_report(part: str, report: Path, status: int) -> Outcome:
    try:
        suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        return Outcome(part, failed=1, remark=f"pytest ended with status {status} and left no result")
    total, failed, skipped = (
        sum(int(suite.get(name, "0")) for suite in suites for name in names)
        for names in (("tests",), ("failures", "errors"), ("skipped",))
    )
    passed, remark = max(total - failed - skipped, 0), ""
    if status == PYTEST_NOTHING_COLLECTED:
        failed, remark = 1, "no test found"
    elif status and not failed:
        failed, remark = 1, f"pytest ended with status {status}"
    return Outcome(part, passed=passed, failed=failed, skipped=skipped, remark=remark)


LACKING = "from tests.lab.need import missing; print(', '.join(missing()))"


def why_no_lab(python: str) -> str:
    """Empty where the lab can run; otherwise the reason in words. What it needs is the lab's own knowledge."""
    if not sys.platform.startswith("linux"):
        return "the lab needs Linux"
    asked = subprocess.run([python, "-c", LACKING], cwd=ROOT, check=False, capture_output=True, text=True)
    if asked.returncode != 0:
        return ""  # the lab itself is broken: its tests must say so
    if asked.stdout.strip():
        return f"the lab needs {asked.stdout.strip()}"
    made = subprocess.run(["unshare", "--net", "true"], check=False, capture_output=True)
    return "" if made.returncode == 0 else "this root may not make network namespaces"

"""The packed app: one PyInstaller folder that needs no Python, from the one spec file."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from devtools import environment, system
from devtools.environment import ROOT
from devtools.say import Trouble, say

SPEC = ROOT / "packaging" / "pyinstaller" / "unstuck.spec"
WORK = ROOT / "build" / "pyinstaller"
DIST = ROOT / "dist"
BUDGET_MIB = 125  # the onedir of the whole product; the first package may not already be above it

BUILD_TIMEOUT_S = 900.0  # 10 s on an idle machine
SMOKE_TIMEOUT_S = 60.0
JUDGED = (0, 1, 3)  # healthy, a cause, unknown; 2 would mean that it could not run


def build() -> int:
    """Build `dist/unstuck`, start it once, and print what it weighs."""
    system.provide("window", "build")
    python = environment.ensure("build")
    shutil.rmtree(DIST / "unstuck", ignore_errors=True)
    began = time.monotonic()
    command = [str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(DIST), "--workpath", str(WORK), str(SPEC)]
    surroundings = {**os.environ, "PYINSTALLER_CONFIG_DIR": str(WORK / "cache")}
    try:
        packed = subprocess.run(command, cwd=ROOT, env=surroundings, check=False, timeout=BUILD_TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        raise Trouble(f"PyInstaller was still running after {BUILD_TIMEOUT_S:.0f} s: nothing was built.") from error
    if packed.returncode != 0:
        raise Trouble("PyInstaller could not pack the app: its own message stands above.")
    seconds = time.monotonic() - began
    app = DIST / "unstuck" / ("unstuck.exe" if os.name == "nt" else "unstuck")
    say(f"it starts: {_smoke(app)}")
    files, mib = _weigh(app.parent)
    word = "within" if mib <= BUDGET_MIB else "OVER"
    say(f"{app.relative_to(ROOT)}: {mib:.1f} MiB in {files} files, {word} {BUDGET_MIB} MiB, built in {seconds:.0f} s")
    return 0 if mib <= BUDGET_MIB else 1


def _smoke(app: Path) -> str:
    """Start the packed app as a person without Python would; the first line of what it says.

    Judging a saved run needs the libraries, the rules and the sentences: what a bundle forgets first.
    """
    saved = sorted((ROOT / "tests" / "golden").glob("*/*.json"))
    arguments = ["judge", str(saved[0]), "--lang", "fr"] if saved else ["--help"]
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QT_", "LD_"))}
    started = subprocess.run(
        [str(app), *arguments], check=False, capture_output=True, text=True, env=bare, timeout=SMOKE_TIMEOUT_S
    )
    if started.returncode not in JUDGED or not started.stdout.strip():
        raise Trouble(f"The packed app does not start (status {started.returncode}): {started.stderr.strip()}")
    return started.stdout.strip().splitlines()[0]


def _weigh(folder: Path) -> tuple[int, float]:
    """Number of files and their size in MiB; links count as nothing, as an archive counts them."""
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    return len(files), sum(file.stat().st_size for file in files) / 2**20

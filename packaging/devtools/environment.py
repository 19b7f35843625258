"""The environment in `.venv` at the top of the repository: made once, brought up to date when its pins change."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from devtools import link, system
from devtools.say import Trouble, say

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
STAMP = VENV / "unstuck-stamp.json"
REQUIREMENTS = ROOT / "packaging" / "requirements"
BINARIES = VENV / ("Scripts" if os.name == "nt" else "bin")

COMPILED = ("app", "diagnostics", "resources")
LEVELS = ("runtime", "dev", "build")
ATTEMPTS = 3  # a registry that fails three times in a row, each with pip's own retries, is down


def program(name: str) -> Path:
    """Path of a program of the environment."""
    if os.name != "nt":
        return BINARIES / name
    command_file = BINARIES / f"{name}.cmd"  # what devtools.link writes for the project's own programs
    return command_file if command_file.exists() else BINARIES / f"{name}.exe"


def call(command: list[str]) -> int:
    """Run a command in the foreground from the caller's folder, and hand back its exit status."""
    try:
        return subprocess.run(command, check=False, env=_clean_environment()).returncode
    except KeyboardInterrupt:  # the person pressed Ctrl+C: the program got it too and has ended
        return 130


def ensure(level: str) -> Path:
    """Make or update the environment so that everything of `level` is there; returns its Python."""
    python = program("python")
    stamp = _read_stamp()
    if stamp.get("made_by") != _maker() or not python.exists():
        _make()
        stamp = {"made_by": _maker()}
        _write_stamp(stamp)
    pins = REQUIREMENTS / f"{level}.txt"
    digest = hashlib.sha256(pins.read_bytes()).hexdigest()
    if stamp.get(level) != digest:
        _install(python, pins, level)
        stamp[level] = digest
        _write_stamp(stamp)
    link.project(ROOT, VENV, python)
    return python


def compile_sources(python: Path) -> None:
    """Keep the program's byte code beside its sources, as for an installed one: without it every start takes longer.

    Python does the same by itself, except where it is told not to. A folder that may not be written costs the time.
    """
    folders = [str(ROOT / name) for name in COMPILED]
    subprocess.run([str(python), "-m", "compileall", "-q", *folders], check=False, capture_output=True)


def _maker() -> str:
    """What an environment depends on: this folder, and the Python below it."""
    return f"{ROOT} {sys.base_prefix} {sys.version_info[0]}.{sys.version_info[1]}"


def _read_stamp() -> dict[str, str]:
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write_stamp(stamp: dict[str, str]) -> None:
    STAMP.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")


def _make() -> None:
    if Path(sys.prefix).resolve() == VENV:
        raise Trouble(
            "This is the Python of .venv, which has to be made anew: start packaging/dev.py with the system's python3."
        )
    shutil.rmtree(VENV, ignore_errors=True)
    if importlib.util.find_spec("ensurepip") is not None:
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    elif importlib.util.find_spec("pip") is not None:  # pip 22.3 and newer can fill an environment from outside
        made = subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], check=False)
    else:
        raise Trouble(
            f"Python cannot make an environment here: install {system.venv_package()} (as root), then start again."
        )
    if made.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Trouble(f"Python could not make {VENV}: its own message stands above.")


def _install(python: Path, pins: Path, level: str) -> None:
    say(f"fetching the libraries of packaging/requirements/{level}.txt (the first time about 100 MB)")
    has_pip = subprocess.run([str(python), "-c", "import pip"], check=False, capture_output=True).returncode == 0
    pip = [str(python), "-m", "pip"] if has_pip else [sys.executable, "-m", "pip", "--python", str(python)]
    command = [*pip, "install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    command += ["--only-binary", ":all:", "--requirement", str(pins)]
    for attempt in range(1, ATTEMPTS + 1):
        if subprocess.run(command, check=False, env=_clean_environment()).returncode == 0:
            return
        say(f"attempt {attempt} of {ATTEMPTS} did not work")
    raise Trouble("The libraries could not be fetched: pip's own message stands above. Mend that, then start again.")


def _clean_environment() -> dict[str, str]:
    """Our environment without what would make another Python than `.venv` speak."""
    return {
        name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
    }

"""A folder of programs that is the whole PATH, a home of its own, and processes that end with the test."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

# These verbs are carried out on Linux only, and their tests start its programs.
collect_ignore_glob = [] if Path("/proc/self/stat").exists() else ["test_*.py"]

LIMIT_S = 5.0


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Installs a shell script as a program; only these are found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def install(name: str, script: str) -> Path:
        program = folder / name
        program.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
        program.chmod(0o755)
        return program

    return install


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's folder of settings; no desktop, no bus, no proxy in the environment."""
    folder = tmp_path / "config"
    folder.mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    for name in ("XDG_CURRENT_DESKTOP", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return folder


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Callable[[str], psutil.Process]]:
    """Starts a process of a name that does nothing."""
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str) -> psutil.Process:
        program = tmp_path / name
        program.symlink_to("/bin/sleep")
        started.append(subprocess.Popen([str(program), "60"]))
        return psutil.Process(started[-1].pid)

    yield start
    for process in started:
        process.kill()
        process.wait(LIMIT_S)

"""A bus of the test's own with the desktop's services on it, in a process of their own."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from tests.desktop.desk import Desk
from tests.lab.desktop import PYTHON, SERVER, Plan, bus_config, missing

LIMIT_S = 10.0


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Plan], Desk]]:
    """Starts the services of a plan on a system bus that only this test sees."""
    if missing():
        pytest.skip(missing())
    started: list[subprocess.Popen[str]] = []
    socket = tmp_path / "bus"

    def first_line(*argv: str) -> str:
        process = subprocess.Popen(
            argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"}
        )
        started.append(process)
        line = _pipe(process.stdout).readline().strip()
        assert line, _pipe(process.stderr).read()
        return line

    def start(plan: Plan) -> Desk:
        config = bus_config(tmp_path, socket)
        address = first_line("dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address=1")
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
        assert first_line(PYTHON, "-I", "-B", str(SERVER), json.dumps(plan)) == "ready"
        return Desk(address)

    try:
        yield start
    finally:
        for process in reversed(started):
            process.kill()
            process.communicate(timeout=LIMIT_S)


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe

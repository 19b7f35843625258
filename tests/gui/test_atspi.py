"""The window as a screen reader sees it: from another process, over the accessibility bus, on a real X server."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_PYTHON = "/usr/bin/python3"  # the bindings of the accessibility bus are a module of the system's Python
LIMIT_S = 60
NEEDED = ("Xvfb", "dbus-run-session")


def missing() -> str:
    for program in NEEDED:
        if shutil.which(program) is None:
            return f"{program} is not installed"
    asks = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
    done = subprocess.run([SYSTEM_PYTHON, "-c", asks], capture_output=True, check=False, timeout=LIMIT_S)
    return "" if done.returncode == 0 else "gir1.2-atspi-2.0 and python3-gi are not installed"


def free_display() -> str:
    for number in range(90, 200):
        if not Path(f"/tmp/.X11-unix/X{number}").exists() and not Path(f"/tmp/.X{number}-lock").exists():
            return f":{number}"
    raise RuntimeError("no free X display")


@pytest.mark.skipif(bool(missing()), reason=missing() or "everything is there")
def test_another_process_reads_and_presses(tmp_path: Path) -> None:
    display = free_display()
    server = subprocess.Popen(
        ["Xvfb", display, "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        surroundings = {name: value for name, value in os.environ.items() if name != "DBUS_SESSION_BUS_ADDRESS"}
        surroundings |= {
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "UNSTUCK_HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
        }
        window = f'"{sys.executable}" -m tests.gui.reader window'
        script = f'{window} & "{SYSTEM_PYTHON}" tests/gui/reader.py read; code=$?; wait; exit $code'
        done = subprocess.run(
            ["dbus-run-session", "--", "sh", "-c", script],
            cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=LIMIT_S, check=False,
        )  # fmt: skip
    finally:
        server.terminate()
        server.wait(10)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    assert lines, done.stderr[-2000:]
    seen = json.loads(lines[-1])
    assert seen["application"] == "Unstuck"
    assert "VPN: blocked here" in seen["path"]
    assert seen["unnamed"] == []
    assert any(button.startswith("Fix it with me") for button in seen["buttons"])
    order = [name for name in seen["buttons"] if name in {"Keep working now", "Send to IT", "Check again", "Details"}]
    assert order == ["Keep working now", "Send to IT", "Check again", "Details"]
    assert seen["pressed"] is True
    assert any("Step 1 of" in text for text in seen["after"])
    assert any("VPN" in text for text in seen["announced"]) or seen["announced"] == ["not supported here"]

"""Every adapter down, for real: the window on the lab's laptop still names the cause, guides, and keeps a report."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab.need import missing

ROOT = Path(__file__).resolve().parents[2]
DARK = {"link.disabled-switched_off": "link.disabled", "link.no_adapter-driver_gone": "link.no_adapter"}


@pytest.mark.lab
@pytest.mark.skipif(bool(missing()), reason=f"the lab needs {', '.join(missing())}")
@pytest.mark.parametrize("scenario", DARK)
def test_the_window_helps_with_every_adapter_down(scenario: str, tmp_path: Path) -> None:
    out, folder = tmp_path / "told.json", tmp_path / "reports"
    child = [sys.executable, "-m", "tests.gui.dark_child", str(out), str(folder)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.lab", "--enter", scenario, "--", *child],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert out.exists(), done.stdout + done.stderr
    told = json.loads(out.read_text())
    assert told["cause"] == DARK[scenario]
    assert told["step"]
    assert (told["kind"], told["ended"]) == ("kept", True)
    assert told["verdict_ms"] < 3500
    report = json.loads(Path(told["path"]).read_text())
    assert report["schema"] == "unstuck.report/1"
    assert report["diagnosis"]["verdict"]["cause"] == DARK[scenario]

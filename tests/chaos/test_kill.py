"""A walk that is killed at any moment goes on where it stood, and leaves nothing half changed."""

import json
import os
import secrets
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
SIDES = 2  # programs that kill side by side: most of the time a process starts or waits for the disk
KILLS = 100
LIMIT_S = 120.0
SEED = "UNSTUCK_CHAOS_SEED"
"""Set it to the number that a failure names, to have the same again as far as the computer plays along."""


def play(how: str, folder: Path, seed: int, *more: str) -> dict[str, Any]:
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.kill", how, str(folder), "--seed", str(seed), *more],
        cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{SEED}={seed}\n{done.stderr}"
    assert not done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def seed() -> int:
    return int(os.environ.get(SEED) or secrets.randbelow(2**31))


def test_kill_9_at_a_hundred_random_moments(tmp_path: Path, seed: int) -> None:
    results: list[dict[str, Any] | Exception] = []

    def one(side: int) -> None:
        try:
            results.append(play("moments", tmp_path / str(side), seed + side, "--kills", str(KILLS // SIDES)))
        except Exception as error:  # noqa: BLE001  # raised again in the test's own thread
            results.append(error)

    sides = [threading.Thread(target=one, args=(side,)) for side in range(SIDES)]
    for side in sides:
        side.start()
    for side in sides:
        side.join()
    for result in results:
        if isinstance(result, Exception):
            raise result
    found = [result["found"] for result in results if isinstance(result, dict)]
    total = {key: sum(item.get(key, 0) for item in found) for key in {key for item in found for key in item}}
    assert sum(result["kills"] for result in results if isinstance(result, dict)) == KILLS
    for what in ("begun", "done", "half changed", "at acting", "at checking"):
        assert total.get(what, 0) >= 1, f"no kill came in such a moment, so nothing is proved: {what}, {total}, {seed}"


def test_kill_at_every_call_that_reaches_the_disk(tmp_path: Path, seed: int) -> None:
    result = play("places", tmp_path / "places", seed)
    assert result["kills"] > result["places"] > 80
    assert result["found"]["half changed"] >= 3


def test_a_disk_that_is_full_at_any_moment(tmp_path: Path, seed: int) -> None:
    result = play("limits", tmp_path / "limits", seed)
    assert len(result["found"]) >= 4, "walks of very different lengths"

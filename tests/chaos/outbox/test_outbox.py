"""Far more than a thousand faults: what was promised arrives, once, as it was."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.outbox.server import NGINX

ROOT = Path(__file__).resolve().parents[3]
FAULTS = 1600  # half of them on each side
LIMIT_S = 140.0  # for both sides together, which run at the same time
SEED = "UNSTUCK_CHAOS_SEED"
"""Set it to the number that a failure names, to have the same again as far as the computer plays along."""

AT_LEAST = {
    "killed": 60,
    "cut upload": 60,
    "reply lost": 60,
    "reply cut": 10,
    "reset": 20,
    "refused": 10,
    "stalled before": 5,
    "stalled after": 10,
    "answer 503": 10,
    "answer 403": 5,
    "sign-in page": 5,
    "disk full": 15,
    "clock": 50,
    "two at once": 20,
}
"""Kinds without which nothing is proved. A run has about twice as many of each."""

EMPTY = (
    *("lost", "corrupt", "doubled", "strange", "not told", "still waiting", "untrue", "hushed", "left over"),
    *("records lost", "records doubled", "records made up", "records left"),
)

pytestmark = [pytest.mark.long, pytest.mark.skipif(NGINX is None, reason="nginx is not installed")]


def may_mount() -> bool:
    """Whether a mount namespace of one's own is to be had, for a disk that is really full and really read-only."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return False
    probe = ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(probe, capture_output=True, timeout=20, check=False).returncode == 0


def play(folder: Path, seed: int, *, own_disk: bool) -> dict[str, Any]:
    folder.mkdir()
    command = [sys.executable, "-W", "error", "-m", "tests.chaos.outbox.run", str(folder), "--seed", str(seed)]
    command += ["--faults", str(FAULTS // 2), "--limit-s", str(LIMIT_S)]
    if own_disk:
        command = ["unshare", "--mount", *command, "--own-disk"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_S + 30, check=False)
    assert done.returncode == 0, f"{SEED}={seed}\n{done.stderr}"
    assert not done.stderr, f"{SEED}={seed}\n{done.stderr}"
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_what_was_promised_arrives_once(tmp_path: Path) -> None:
    seed = int(os.environ.get(SEED) or secrets.randbelow(2**31))
    own_disk = may_mount()
    results: list[dict[str, Any] | BaseException] = []

    def one(side: int) -> None:
        try:
            results.append(play(tmp_path / str(side), seed + side, own_disk=own_disk and side == 0))
        except BaseException as error:  # noqa: BLE001  # raised again in the test's own thread
            results.append(error)

    sides = [threading.Thread(target=one, args=(side,)) for side in range(2)]
    for side in sides:
        side.start()
    for side in sides:
        side.join()
    total = Counter[str]()
    promised = records = 0
    for result in results:
        if isinstance(result, BaseException):
            raise result
        for what in EMPTY:
            assert result[what] == [], f"{SEED}={seed}: {what} {result[what]}"
        assert result["told twice"] == 0
        promised += result["promised"]
        records += result["records"]
        total.update(result["faults"])
    print(f"{SEED}={seed} promised={promised} records={records} faults={total.total()} {dict(sorted(total.items()))}")  # noqa: T201
    assert total.total() >= FAULTS, f"{SEED}={seed}: {total}"
    wanted = {**AT_LEAST, **({"disk read-only": 4} if own_disk or os.geteuid() else {})}
    missing = {what: total[what] for what, least in wanted.items() if total[what] < least}
    assert not missing, f"{SEED}={seed}: too few of {missing}, so nothing is proved"
    assert promised >= 100
    assert records >= 20

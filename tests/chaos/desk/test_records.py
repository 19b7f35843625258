"""Anonymous records and kill -9: each lies once, whole, in the drop or in the folder, and at the end in the folder."""

import os
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.reports.recordname import RecordName

ROOT = Path(__file__).resolve().parents[3]
SEED = "UNSTUCK_CHAOS_SEED"
LIVES, FILES = 10, 150
MEMORY = Path("/dev/shm")  # another disk than that of the test's folder, as a rule

pytestmark = pytest.mark.long


@pytest.fixture(params=["one disk", "two disks"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    if request.param == "one disk":
        made = tmp_path / "records"
        made.mkdir()
        yield made
        return
    if not MEMORY.is_dir() or MEMORY.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is only one disk")
    made = Path(tempfile.mkdtemp(dir=MEMORY))
    try:
        yield made
    finally:
        shutil.rmtree(made)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


def test_killed_again_and_again(folder: Path, tmp_path: Path) -> None:
    seed = int(os.environ.get(SEED) or secrets.randbelow(2**31))
    dice = random.Random(seed)
    drop = tmp_path / "drop"
    drop.mkdir()
    sent: dict[str, bytes] = {}
    command = [sys.executable, "-m", "tests.chaos.desk.recorder", str(drop), str(folder)]
    cut = 0
    for life in range(LIVES + 1):
        again = dice.sample(sorted(sent), min(20, len(sent)))  # their replies were lost: they come once more
        new = {
            str(RecordName.of(data)): data for data in (dice.randbytes(dice.randint(200, 9000)) for _ in range(FILES))
        }
        sent |= new
        for name in (*new, *again):
            (drop / name).write_bytes(sent[name])
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            if life < LIVES:
                try:
                    process.wait(dice.uniform(0.0, 0.03))
                except subprocess.TimeoutExpired:
                    process.kill()
                    cut += 1
            assert process.wait(60) in (0, -9)
        here, there = contents(drop), contents(folder)
        assert here.keys() | there.keys() == sent.keys(), f"{SEED}={seed}"
        assert all(there[name] == sent[name] for name in there), f"{SEED}={seed}: a half record"
    print(f"{SEED}={seed} records={len(sent)} kills={cut}")  # noqa: T201
    assert cut >= LIVES // 3, "nothing is proved"
    assert (contents(drop), len(contents(folder))) == ({}, len(sent))

"""kill -9 at every file of a publication: the public folder is the old edition or the new one, and works again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.desk.publish import work
from app.desk.publish.folder import DeskFolder
from tests.unit.app.desk.publish.desk_world import Laptop, built_in, keyring, made, write_guide

ROOT = Path(__file__).parents[5]
CHILD = """
import os, signal, sys
from pathlib import Path
from app.desk.publish import edition, rotate, start, work
from app.store import atomic
from tests.unit.app.desk.publish.desk_world import keyring, nobody, NOW
from app.desk.publish.folder import DeskFolder
place, what, at, inside = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] == "inside"
count = 0
def die():
    os.kill(os.getpid(), signal.SIGKILL)
write = atomic.write_new
def written(path, data):
    global count
    write(path, data)
    if count == at and inside:
        die()
    count += 1
    if count > at and not inside:
        real = Path.replace
        Path.replace = lambda self, target: (real(self, target), die())
atomic.write_new = written
desk = DeskFolder(place)
if what == "publish":
    work.publish(desk, keyring(desk), ["alice"])
elif what == "rotate":
    rotate.rotate(desk, keyring(desk), "root", out=["root-1"], into=["root-4"])
else:
    start.start(place, ["alice"], nobody, NOW, locked=False)
"""
GUIDE = "guides/vpn.mtu.toml"


def killed(place: Path, what: str, at: int, where: str) -> bool:
    """Whether it was killed; False when it had ended before."""
    command = [sys.executable, "-c", CHILD, str(place), what, str(at), where]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=60, check=False)
    assert done.returncode in (0, -9)
    return done.returncode == -9


@pytest.mark.long
@pytest.mark.parametrize("where", ["inside", "behind"])
def test_publishing(tmp_path: Path, where: str) -> None:
    desk = made(tmp_path)
    write_guide(desk)
    work.publish(desk, keyring(desk), ["alice"])
    laptop, now = Laptop(desk, tmp_path / "l"), laptop_sees(desk, tmp_path)
    kills = 0
    for at in range(12):
        new = built_in("vpn.mtu").replace(b"version = ", f"version = {at + 2}".encode(), 1)
        (desk.content / GUIDE).write_bytes(new)
        was_killed = killed(desk.path, "publish", at, where)
        kills += was_killed
        seen = laptop.get(GUIDE)
        assert seen in (now, new)
        assert was_killed or seen == new
        work.publish(desk, keyring(desk), ["alice"])  # as if nothing had been
        assert laptop.get(GUIDE) == new
        now = new
        if not was_killed:
            break
    assert kills >= 4  # the guide, its list, snapshot, timestamp


@pytest.mark.long
@pytest.mark.parametrize("where", ["inside", "behind"])
def test_a_new_root(tmp_path: Path, where: str) -> None:
    desk = made(tmp_path)
    write_guide(desk)
    work.publish(desk, keyring(desk), ["alice"])
    keyring(desk).make("root-4", locked=False)
    laptop = Laptop(desk, tmp_path / "l")
    for at in range(6):
        copy = tmp_path / f"desk{at}"
        subprocess.run(["cp", "-a", str(desk.path), str(copy)], check=True)
        was_killed = killed(copy, "rotate", at, where)
        one = DeskFolder(copy)
        assert Laptop(one, tmp_path / f"l{at}").get(GUIDE) == laptop.get(GUIDE)
        work.publish(one, keyring(one), ["alice"])
        if not was_killed:
            assert at >= 3
            return
    raise AssertionError("never ended")


@pytest.mark.long
def test_the_ceremony_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    for at in (0, 5, 13, 17, 20):
        place = tmp_path / f"desk{at}"
        assert killed(place, "init", at, "inside")
        assert not place.exists()


def laptop_sees(desk: DeskFolder, tmp_path: Path) -> bytes | None:
    return Laptop(desk, tmp_path / "first").get(GUIDE)

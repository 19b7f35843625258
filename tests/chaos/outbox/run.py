"""Lives of an outbox under faults, and what is true of them. Prints one JSON object; an assertion ends it.

python -m tests.chaos.outbox.run FOLDER --faults N --seed S [--limit-s T]

Senders are forked from this process, so that a kill costs milliseconds. As root, the outbox lies on a tmpfs of its own
(this process is then started in a mount namespace): the disk is really full, and really read-only.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests  # noqa: F401  # loaded once, before the forks

from app.reports.carrier.http import Drop
from app.reports.outbox import Outbox, Records, State
from app.reports.outbox.drawer import Drawer
from app.reports.recordname import RecordName
from app.reports.sealname import SealName
from tests.chaos.outbox.life import Diary, Life
from tests.chaos.outbox.server import Server, free_port, nginx

EVERY = 12  # rounds with a read-only disk: rare ones must not depend on luck
STEPS = 7
LONGEST_LIFE_S = 60.0
KILLED, TWO, READ_ONLY, FULL = "killed", "two at once", "disk read-only", "disk full"
TMPFS_BYTES = 4_000_000


class Disk:
    """Where the outbox lies. `own`: a tmpfs that may be filled and made read-only."""

    def __init__(self, folder: Path, *, own: bool) -> None:
        self.folder = folder
        self.own = own
        folder.mkdir()
        if own:
            self._mount("-t", "tmpfs", "-o", f"size={TMPFS_BYTES}", "tmpfs", str(folder))

    @property
    def outbox(self) -> Path:
        return self.folder / "outbox"

    @contextmanager
    def full(self, spare: int) -> Iterator[None]:
        """So many bytes are left, or fewer."""
        filler = self.folder / "filler"
        stat = os.statvfs(self.folder)
        too_much = stat.f_bavail * stat.f_frsize - spare
        with filler.open("wb") as file:
            if too_much > 0:
                os.posix_fallocate(file.fileno(), 0, too_much)
        try:
            yield
        finally:
            filler.unlink()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        if self.own:
            self._mount("-o", "remount,ro", str(self.folder))
            try:
                yield
            finally:
                self._mount("-o", "remount,rw", str(self.folder))
            return
        drawers = (self.outbox, self.outbox / "records")
        places = [place for drawer in drawers for place in (drawer, drawer / "pending", drawer / "done")]
        folders = [place for place in places if place.exists()]
        for folder in folders:
            folder.chmod(0o500)
        try:
            yield
        finally:
            for folder in folders:
                folder.chmod(0o700)

    def _mount(self, *arguments: str) -> None:
        subprocess.run(["mount", *arguments], check=True, timeout=20)


class World:
    def __init__(self, folder: Path, server: Server, proxy: int, rng: random.Random, *, own_disk: bool) -> None:
        self.server = server
        self.rng = rng
        self.disk = Disk(folder / "disk", own=own_disk)
        self.diary = Diary(folder / "diary")
        self.stats = folder / "proxy"
        self.url = f"http://127.0.0.1:{proxy}/in/"
        self.rounds = 0
        self.nowhere = f"http://127.0.0.1:{free_port()}/in/"

    def faults(self) -> Counter[str]:
        spoilt = Counter(self.stats.read_text().splitlines()) if self.stats.exists() else Counter[str]()
        spoilt.pop("ok", None)
        return spoilt + Counter(what for event, what in self.diary.lines() if event == "fault")

    def round(self) -> None:
        """One program or two, with whatever befalls them."""
        self.rounds += 1
        trouble = READ_ONLY if self.rounds % EVERY == 0 else self.rng.choices([None, FULL], [70, 30])[0]
        if trouble == READ_ONLY and os.geteuid() == 0 and not self.disk.own:
            trouble = None  # a folder that root may not write to needs a disk of its own
        if trouble == READ_ONLY:
            with self.disk.read_only():
                self.diary.write("fault", READ_ONLY)
                self._lives(limit=None)
        elif trouble == FULL and self.disk.own:
            with self.disk.full(self.rng.choice([0, 0, 0, 4096, 8192, 30_000])):
                self._lives(limit=None)
        else:
            self._lives(limit=self.rng.choice([0, 80, 700, 700, 5_000, 20_000]) if trouble == FULL else None)

    def _lives(self, *, limit: int | None) -> None:
        two = self.rng.random() < 0.3
        if two:
            self.diary.write("fault", TWO)
        lives = [self._born(limit) for _ in range(2 if two else 1)]
        for pid in lives:
            self._end(pid)

    def _born(self, limit: int | None) -> int:
        seed = self.rng.getrandbits(48)
        jumpy = self.rng.random() < 0.35
        pid = os.fork()
        if pid:
            return pid
        status = 1
        try:
            rng = random.Random(seed)
            Life(self.disk.outbox, self.diary, rng, self.url, self.nowhere, STEPS, jumpy, limit).live()
            status = 0
        except BaseException:  # noqa: BLE001  # a fork must never return into its parent's code
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)

    def _end(self, pid: int) -> None:
        """Kill it at a random moment of its life, or let it live to its end: that must be a good one."""
        kill_s = self.rng.uniform(0.0, 0.4) if self.rng.random() < 0.85 else LONGEST_LIFE_S
        status = _waited(pid, kill_s)
        if status is None:
            assert kill_s < LONGEST_LIFE_S, "a sender hangs"
            os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            if os.WIFSIGNALED(status):
                self.diary.write("fault", KILLED)
                return
        assert status == 0, f"a sender ended with {status}"

    def settle(self) -> None:
        """The faults are over: a last program, on the straight way."""
        outbox = Outbox(self.disk.outbox)
        way = [Drop(f"http://127.0.0.1:{self.server.port}/in/")]
        for entry in outbox.entries():
            outbox.retry(entry.name)
        for _ in range(3):
            outbox.deliver(way, force=True)
        records = Records(self.disk.outbox)
        while records.deliver(way, force=True):
            pass

    def believes_only_what_is_true(self) -> None:
        """At any moment: what the list calls sent lies in the drop."""
        sent = {entry.name for entry in Outbox(self.disk.outbox).entries() if entry.state is State.SENT}
        assert sent <= self.server.names, sent - self.server.names

    def result(self) -> dict[str, object]:
        events = self.diary.lines()
        of = {kind: {name for event, name in events if event == kind} for kind in ("wanted", "promised", "cancelling")}
        entries = Outbox(self.disk.outbox).entries()
        by_name = {entry.name: entry for entry in entries}
        files = self.server.files
        told = Counter(json.loads(data)["id"] for name, data in files.items() if RecordName.parse(name))
        noted, noting = ({what for event, what in events if event == kind} for kind in ("noted", "noting"))
        due = of["promised"] - of["cancelling"]
        Drawer(self.disk.outbox).sweep()
        taken = [by_name[name] for name in of["promised"] & of["cancelling"]]
        return {
            "promised": len(due),
            "lost": sorted(due - files.keys()),
            "corrupt": sorted(name for name, data in files.items() if not _is_whole(name, data)),
            "doubled": sorted(name for name, times in self.server.created().items() if times > 1),
            "strange": sorted({name for name in files if not RecordName.parse(name)} - of["wanted"]),
            "records": len(noted),
            "records lost": sorted(noted - told.keys()),
            "records doubled": sorted(id for id, times in told.items() if times > 1),
            "records made up": sorted(told.keys() - noting),
            "records left": sorted(path.name for path in (self.disk.outbox / "records" / "pending").glob("*.jsonl")),
            "not told": sorted(of["promised"] - by_name.keys()),
            "told twice": len(entries) - len(by_name),
            "still waiting": sorted(entry.name for entry in entries if entry.state is State.WAITING),
            "untrue": sorted(entry.name for entry in entries if entry.state is State.SENT and entry.name not in files),
            "hushed": sorted(
                entry.name
                for entry in taken
                if entry.name in files and entry.state is State.CANCELLED and not entry.may_have_left
            ),
            "cancelled": len(taken),
            "left over": sorted({path.name for path in (self.disk.outbox / "pending").iterdir()} & by_name.keys()),
            "arrived": len(files),
            "faults": dict(sorted(self.faults().items())),
        }


def _is_whole(name: str, data: bytes) -> bool:
    known = SealName.parse(name) or RecordName.parse(name)
    return known is not None and known.matches(data)


def _waited(pid: int, limit_s: float) -> int | None:
    """The exit status of a child; None when it still lives after so long."""
    handle = os.pidfd_open(pid)
    try:
        import select

        ready, _, _ = select.select([handle], [], [], limit_s)
    finally:
        os.close(handle)
    return os.waitpid(pid, 0)[1] if ready else None


@contextmanager
def spoiler(upstream: int, seed: int, stats: Path) -> Iterator[int]:
    command = [sys.executable, "-m", "tests.chaos.outbox.proxy", str(upstream), str(seed), str(stats)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline())
        finally:
            process.terminate()
            process.wait(10)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--faults", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--limit-s", type=float, default=140.0)
    parser.add_argument("--own-disk", action="store_true", help="mount a tmpfs: only in a mount namespace of one's own")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    began = time.monotonic()
    with nginx(options.folder / "server", as_root=os.geteuid() == 0) as server:
        stats = options.folder / "proxy"
        with spoiler(server.port, options.seed, stats) as proxy:
            world = World(options.folder, server, proxy, rng, own_disk=options.own_disk)
            while sum(world.faults().values()) < options.faults and time.monotonic() - began < options.limit_s:
                world.round()
                if world.rounds % 20 == 0:
                    world.believes_only_what_is_true()
        world.settle()
        result = world.result()
    json.dump(
        {"seed": options.seed, "rounds": world.rounds, "s": round(time.monotonic() - began, 1), **result}, sys.stdout
    )


if __name__ == "__main__":
    main()

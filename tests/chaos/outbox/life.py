"""One life of a program with an outbox, until its end or its kill. Everything it promises is on a list first."""

import os
import random
import resource
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.reports.carrier import Carrier
from app.reports.carrier.http import Drop
from app.reports.outbox import About, Clock, Outbox, Records, State
from app.reports.outcome import Outcome, SendResult
from app.reports.seal import Sealed
from app.reports.sealname import SealName
from app.store.error import StoreError

DEADLINE_S = 0.25  # a person's laptop waits 20 s and more; the proxy stalls longer than this
A_YEAR_S = 365 * 86_400.0
SMALLEST, LARGEST = 300, 50_000  # bytes
RECORD_SHARE = 0.15  # of the steps: fewer than the 200 that the drawer keeps


class Diary:
    """One file, one line per event, on the disk before the next thing happens; shared by all processes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, event: str, what: str) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))  # the diary is no part of the laptop
            os.write(handle, f"{event}\t{what}\n".encode())
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            os.close(handle)

    def lines(self) -> list[tuple[str, str]]:
        if not self.path.exists():
            return []
        found = (line.split("\t") for line in self.path.read_text().splitlines())
        return [(event, what) for event, what in found]


class Hurried:
    """The real way to the drop with little patience."""

    def __init__(self, url: str) -> None:
        self._drop = Drop(url)

    def send(self, name: str, data: bytes, *, again: bool, deadline_s: float) -> SendResult:
        return self._drop.send(name, data, again=again, deadline_s=min(deadline_s, DEADLINE_S))


@dataclass
class Life:
    folder: Path
    diary: Diary
    rng: random.Random
    url: str  # through the proxy
    nowhere: str  # a port on which nobody listens
    steps: int
    jumpy: bool  # the clock jumps by years, at the start and later
    limit: int | None = None  # bytes that a file may have: the kernel's own way to refuse more, without being root

    def live(self) -> None:
        offset_s = self._jump() if self.jumpy else 0.0
        clock = Clock(wall_s=lambda: time.time() + offset_s)
        outbox, records = Outbox(self.folder, clock), Records(self.folder, clock)
        if self.limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.limit, resource.RLIM_INFINITY))
        for _ in range(self.steps):
            if self.jumpy and self.rng.random() < 0.2:
                offset_s = self._jump()
            self._step(outbox)
            if self.rng.random() < RECORD_SHARE:
                self._note(records)

    def _step(self, outbox: Outbox) -> None:
        match self.rng.choices(["put", "same", "cancel", "retry", "send", "all", "nobody"], [30, 5, 2, 3, 25, 25, 5])[
            0
        ]:
            case "put":
                self._put(outbox, sealed(self.rng))
            case "same":
                self._same(outbox)
            case "cancel":
                self._cancel(outbox)
            case "retry":
                for entry in outbox.entries()[:1]:
                    outbox.retry(entry.name)
            case "nobody":
                self._deliver(outbox, [Hurried(self.nowhere)], force=True)
            case how:
                self._deliver(outbox, [Hurried(self.url)], force=how == "all")

    def _note(self, records: Records) -> None:
        """An anonymous record, and perhaps a pass over all of them."""
        id = self.rng.randbytes(8).hex()
        self.diary.write("noting", id)
        try:
            records.put(f'{{"id":"{id}"}}\n'.encode())
        except StoreError as error:
            self.diary.write("fault", f"disk {error.obstacle}")
        else:
            self.diary.write("noted", id)
        if self.rng.random() < 0.5:
            records.deliver([Hurried(self.url)], force=True)

    def _put(self, outbox: Outbox, one: Sealed) -> None:
        self.diary.write("wanted", str(one.name))
        try:
            entry = outbox.put(one, About("vpn.port_blocked", "6X7-1YC-NQ6", "2026-11-23T04:00:00Z", "drop"))
        except StoreError as error:
            self.diary.write("fault", f"disk {error.obstacle}")
            return
        assert entry.state in (State.WAITING, State.SENT), entry
        self.diary.write("promised", entry.name)

    def _same(self, outbox: Outbox) -> None:
        """A second click, or a second window, on a report that waits."""
        for entry in outbox.entries()[:1]:
            name = SealName.parse(entry.name)
            assert name is not None
            try:
                data = (self.folder / "pending" / entry.name).read_bytes()
            except OSError:
                continue
            if name.matches(data):
                self._put(outbox, Sealed(name, data))

    def _cancel(self, outbox: Outbox) -> None:
        waiting = [entry.name for entry in outbox.entries() if entry.state is State.WAITING]
        if waiting:
            name = self.rng.choice(waiting)
            self.diary.write("cancelling", name)
            outbox.cancel(name)

    def _deliver(self, outbox: Outbox, carriers: Sequence[Carrier], *, force: bool) -> None:
        for entry in outbox.deliver(carriers, force=force):
            last = entry.last
            if last is not None and last.outcome is Outcome.NO_DISK:
                self.diary.write("fault", "disk no try")
            elif last is not None and last.outcome is Outcome.NO_CONNECTION:
                self.diary.write("fault", "refused")

    def _jump(self) -> float:
        self.diary.write("fault", "clock")
        return self.rng.choice([-1, 1]) * self.rng.uniform(0.01, 9) * A_YEAR_S


def sealed(rng: random.Random) -> Sealed:
    data = rng.randbytes(int(SMALLEST * (LARGEST / SMALLEST) ** rng.random()))
    return Sealed(SealName.of(rng.randbytes(8).hex(), "6X71YCNQ6", data), data)

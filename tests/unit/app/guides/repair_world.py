"""A computer that is a table, hands that work on it, and everything that can go wrong with them."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.guides.entry import Entry, Stage
from app.guides.hand import Before, Deed, Did, TableHands, Target
from app.guides.journal import Journal
from app.guides.repair import Repairer

SHORT_S = 0.1
TARGET = Target(adapter="eth0")
Settings = dict[str, Any]


def undoable(journal: Journal) -> tuple[Entry, ...]:
    """The changes that stay on the computer, newest first; what is still under way is not among them."""
    return tuple(entry for entry in reversed(journal.entries()) if entry.can_be_undone)


class FakeAct:
    """Sets one setting of a computer that is a table. What goes wrong is set from outside."""

    def __init__(self, computer: Settings, key: str, value: Any, log: list[str]) -> None:
        self.computer, self.key, self.value, self.log = computer, key, value, log
        self.is_ready = True
        self.guards: set[str] = set()
        self.limits_s: list[float] = []  # what it was given, to act and to restore
        self.on_snapshot: Callable[[], None] = lambda: None
        self.on_act: Callable[[], Deed] = lambda: Deed(Did.DONE)
        self.on_restore: Callable[[], Deed] = lambda: Deed(Did.DONE)
        self.on_keep: Callable[[], None] = lambda: None

    def ready(self, target: Target) -> bool:
        return self.is_ready

    def snapshot(self, target: Target) -> Before:
        self.log.append(f"snapshot {self.key}")
        self.on_snapshot()
        self.guards.add(self.key)
        return {"was": self.computer.get(self.key)}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        self.log.append(f"act {self.key}")
        self.limits_s.append(within_s)
        self.computer[self.key] = self.value
        return self.on_act()

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:
        self.log.append(f"restore {self.key}")
        self.limits_s.append(within_s)
        deed = self.on_restore()
        if deed.did is Did.DONE:
            self.computer[self.key] = before["was"]
            self.guards.discard(self.key)
        return deed

    def keep(self, target: Target, before: Before) -> None:
        self.log.append(f"keep {self.key}")
        self.on_keep()
        self.guards.discard(self.key)


class World:
    """A computer with three settings, its hands, and a folder for the journal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.computer: Settings = {"address": "192.0.2.10", "server": "192.0.2.53", "lease": "old"}
        self.start = dict(self.computer)
        self.log: list[str] = []
        self.dhcp = FakeAct(self.computer, "address", "automatic", self.log)
        self.dns = FakeAct(self.computer, "server", "automatic", self.log)
        self.renew = FakeAct(self.computer, "lease", "new", self.log)
        self.repairer = self.another()
        self.journal = self.repairer._journal

    def another(self) -> Repairer:
        """The program started anew, or once more."""
        acts = {"ip.use_dhcp": self.dhcp, "dns.use_automatic": self.dns, "dhcp.renew": self.renew}
        journal = Journal(self.folder / "journal.jsonl")
        return Repairer(TableHands("linux", acts), journal, act_s=SHORT_S, grace_s=0.0)

    def crash(self) -> Repairer:
        """The process dies: the kernel lets go of its lock. Gives the next one."""
        self.journal.lock.release()
        self.repairer = self.another()
        self.journal = self.repairer._journal
        return self.repairer

    def do(self, verb: str = "ip.use_dhcp", step: str = "dhcp") -> Deed:
        return self.repairer.do(verb, TARGET, guide="g", step=step)

    def states(self) -> list[str]:
        return [entry.state.value for entry in self.journal.entries()]

    def left_behind(self, state: Stage, verb: str = "ip.use_dhcp", step: str = "dhcp") -> Entry:
        """A deed that a process left in this state when it died."""
        act = {"ip.use_dhcp": self.dhcp, "dns.use_automatic": self.dns, "dhcp.renew": self.renew}[verb]
        entry = self.journal.begin(verb, TARGET, {"was": self.computer[act.key]}, guide="g", step=step)
        self.computer[act.key] = act.value
        if state is not Stage.BEGUN:
            self.journal.mark(entry.entry, state)
        return entry


@contextmanager
def hanging() -> Iterator[tuple[Callable[[], Deed], threading.Event]]:
    """An act that comes back when the event is set."""
    back = threading.Event()

    def act() -> Deed:
        back.wait(30)
        return Deed(Did.DONE)

    try:
        yield act, back
    finally:
        back.set()


def eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    tick = threading.Event()
    while time.monotonic() < deadline:
        if holds():
            return True
        tick.wait(0.005)
    return False

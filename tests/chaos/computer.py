"""A computer made of files, one for each setting. An act writes several of them, so it can be cut off in between."""

import threading
from pathlib import Path

from app.guides.hand import Before, Deed, Did, TableHands, Target

START = {
    "eth0.method": "manual",
    "eth0.address": "192.0.2.10",
    "eth0.gateway": "192.0.2.1",
    "eth0.dns": "198.51.100.250",
    "eth0.dns_source": "typed",
    "lease.age": "old",
    "lease.server": "192.0.2.1",
    "proxy.mode": "manual",
    "proxy.server": "proxy.former.example:8080",
    "gai": "",
}

EFFECTS: dict[str, dict[str, str]] = {
    "dns.flush": {},
    "ip.use_dhcp": {"eth0.method": "auto", "eth0.address": "192.0.2.77", "eth0.gateway": "192.0.2.254"},
    "dhcp.renew": {"lease.age": "new", "lease.server": "192.0.2.254"},
    "proxy.reset_user": {"proxy.mode": "none", "proxy.server": ""},
    "ipv4.prefer": {"gai": "precedence"},
    "dns.use_automatic": {"eth0.dns": "192.0.2.1", "eth0.dns_source": "automatic"},
}
"""What each verb does here."""

ENDS = {"dhcp.renew": Did.FAILED, "ipv4.prefer": Did.DENIED}
"""How those end that do not work. One is refused half way, the other before it did anything."""

FIXES, HELPS = "dns.use_automatic", "proxy.reset_user"


class Computer:
    """The settings in a folder. `pause_s` passes between two writes."""

    def __init__(self, folder: Path, pause_s: float = 0.0) -> None:
        self._folder = folder
        self._pause_s = pause_s
        self._clock = threading.Event()

    def build(self) -> None:
        """As it is before anybody repairs it."""
        self._folder.mkdir(parents=True)
        for name, value in START.items():
            (self._folder / name).write_text(value)

    def read(self) -> dict[str, str]:
        """All settings."""
        return {name: (self._folder / name).read_text() for name in START}

    def write(self, name: str, value: str) -> None:
        """One setting, at once, as a system call does it."""
        if self._pause_s:
            self._clock.wait(self._pause_s)
        new = self._folder / f"{name}.new"
        new.write_text(value)
        new.replace(self._folder / name)

    def has(self, verb: str) -> bool:
        """Whether all that a verb does is in place."""
        return EFFECTS[verb].items() <= self.read().items()


class FileAct:
    """One verb on it."""

    def __init__(self, computer: Computer, verb: str) -> None:
        self._computer = computer
        self._effect = EFFECTS[verb]
        self._end = ENDS.get(verb, Did.DONE)

    def ready(self, target: Target) -> bool:
        return True

    def snapshot(self, target: Target) -> Before:
        now = self._computer.read()
        return {name: now[name] for name in self._effect}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        if self._end is Did.DENIED:
            return Deed(Did.DENIED, "asked and refused")
        done = list(self._effect.items())[: None if self._end is Did.DONE else 1]
        for name, value in done:
            self._computer.write(name, value)
        return Deed(self._end)

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:
        for name, value in before.items():
            self._computer.write(name, value)
        return Deed(Did.DONE)

    def keep(self, target: Target, before: Before) -> None:
        """Nothing guards it."""


def hands(computer: Computer) -> TableHands:
    """All verbs of this computer."""
    return TableHands("linux", {verb: FileAct(computer, verb) for verb in EFFECTS})

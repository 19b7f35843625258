"""What carries the verbs out: the contract between the repair protocol and the code of one system. No I/O here."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

import msgspec

from diagnostics.model.site import Vpn

ACT_S = 20.0
"""Longest time that one deed, or the taking back of one, may need, in seconds."""

ASK_S = 60.0
"""So much longer, in seconds, where the system asks whoever is there for an administrator's password: the question is
read, the password looked up and typed. An act bounds what it waits for once it is allowed: this time is for a person.
"""

Before = dict[str, Any]
"""What a verb may change, as it was: plain JSON data without any secret, enough to put it back in a later process."""


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """One running program. `started` tells it from a later one with the same number; see `psutil.Process`."""

    pid: int
    name: str
    started: float | None = None  # seconds since 1970


class Target(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a verb acts on, found in a diagnosis and the site file. What is not known is None or empty."""

    adapter: str | None = None  # as `diagnostics.model.fact.Adapter.name`
    vpn: Vpn | None = None  # the site's own description
    other_vpn: str | None = None  # the name of a running tunnel that is not the organisation's
    hosts: tuple[str, ...] = ()  # names of the site file that stand in the hosts file
    pac: str | None = None  # the site's proxy script
    mtu: int | None = None  # bytes
    program: Program | None = None
    url: str | None = None  # a page to open: the site's portal page, or the built-in one
    page: str | None = None  # a page of the settings, of `model.PAGES`


class Did(StrEnum):
    """How a deed ended."""

    DONE = "done"
    NOTHING_TO_DO = "nothing_to_do"  # it was so already
    UNSUPPORTED = "unsupported"  # not on this system, or the service that could do it is not there
    NO_TARGET = "no_target"  # the diagnosis does not say on what
    DENIED = "denied"  # the system refused this person
    DECLINED = "declined"  # nothing was begun: the person rather does it by hand
    FAILED = "failed"
    TIMED_OUT = "timed_out"


class Deed(msgspec.Struct, frozen=True):
    """What came of it; `detail` is for the log and IT, in English, without addresses of people."""

    did: Did
    detail: str = ""

    @property
    def happened(self) -> bool:
        """Whether the verb's effect is in place because of us."""
        return self.did is Did.DONE


class Act(Protocol):
    """One verb on one system. Blocking; called in a thread of its own, never the window's.

    None of the methods raises for what a system may answer: an answer is a `Deed`. `snapshot` raises OSError,
    LookupError or TimeoutError where the present state cannot be read; then nothing is done.
    """

    def ready(self, target: Target) -> bool:
        """Whether it can be done here at all: cheap, at most a look at what is installed."""

    def snapshot(self, target: Target) -> Before:
        """What `act` may change, as it is now. May ask the system to guard itself (a checkpoint with a time limit)."""

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        """Do it and wait until the system says that it has taken, at most `within_s` seconds."""

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:
        """Put it back as it was. May be called in a later process, after a crash, twice, and when nothing was done."""

    def keep(self, target: Target, before: Before) -> None:
        """The change stays: release what `snapshot` asked the system to guard."""


class Hands(Protocol):
    """All verbs of one system."""

    @property
    def system(self) -> str:
        """ "linux", "darwin" or "windows"."""

    def find(self, verb: str) -> Act | None:
        """The act for a verb; None where this system has none."""


class TableHands:
    """Hands made of a table."""

    def __init__(self, system: str, acts: Mapping[str, Act]) -> None:
        self._system = system
        self._acts = acts

    @property
    def system(self) -> str:
        """The system's name."""
        return self._system

    def find(self, verb: str) -> Act | None:
        """The act for a verb; None where this system has none."""
        return self._acts.get(verb)

"""What a scenario is, and the list of all of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch

from tests.lab.control import Control
from tests.lab.world import Lab

Break = Callable[[Lab], None]
Repair = Callable[[Lab], None]

ROOT_PATH = "/usr/local/sbin:/usr/sbin:/sbin"  # where the lab's daemons live, also when root's own PATH leaves it out


@dataclass(frozen=True)
class Scenario:
    """One fault (or one odd but healthy world, or two faults at once), how it is proved, and what must be said."""

    name: str  # "isp.down-router_cable": the cause, a dash, the mechanism
    cause: str
    setup: Break
    control: Control
    site: str | None = "home"  # tests/lab/site/<site>.toml; None: no site file at all
    args: Mapping[str, str] = field(default_factory=dict)  # holes that the verdict must have filled so
    reason: str | None = None  # the verdict's reason; None: not judged
    because: str | None = None  # the cause that `call.quality` must point at; None: not judged
    certainty: str | None = None  # the most that may be claimed ("likely": `confirmed` would be too much)
    notes: tuple[str, ...] = ()  # circumstances that the verdict must mention
    others: tuple[str, ...] | None = ()  # causes named beside the first, no more and no fewer; None: not judged
    perhaps: tuple[str, ...] = ()  # causes that may stand beside the first and need not
    then: tuple[Repair, str] | None = None  # mends the first fault; what the next diagnosis must name ("healthy" too)
    proof: Control | None = None  # shows that `then` has mended what it should, and that the second fault is there
    needs: tuple[str, ...] = ()  # programs beyond the lab's own; without one the scenario is skipped by name
    connect: bool = True  # the laptop has its address before `setup` runs
    ipv6: bool = True
    time_shift_s: float = 0.0  # how far the whole world outside is ahead of the laptop
    certificate_shift_days: int = 0
    options: tuple[str, ...] = ()  # further arguments of the diagnosis
    saw: str | None = None  # a kind of observation that must be there and must not have failed
    alone: bool = False  # burns the machine: never beside another scenario

    @property
    def about(self) -> str:
        """What its function's docstring says."""
        return (self.setup.__doc__ or "").strip()

    @property
    def is_pair(self) -> bool:
        """Whether two independent faults are there: named side by side, or one after the other's repair."""
        return bool(self.others) or (self.then is not None and self.then[1] != "healthy")

    @property
    def lacking(self) -> tuple[str, ...]:
        """The programs of `needs` that this machine does not have."""
        path = f"{os.environ.get('PATH', '')}:{ROOT_PATH}"
        return tuple(program for program in self.needs if not shutil.which(program, path=path))


ALL: list[Scenario] = []


def scenario(name: str, cause: str, control: Control, **options: object) -> Callable[[Break], Break]:
    """Declare the decorated function as the setup of a scenario."""

    def declare(setup: Break) -> Break:
        if any(known.name == name for known in ALL):
            raise ValueError(f"two scenarios are called {name!r}")
        if not name.startswith(f"{cause}-"):
            raise ValueError(f"the name of scenario {name!r} must begin with its cause, {cause!r}, and a dash")
        ALL.append(Scenario(name, cause, setup, control, **options))  # type: ignore[arg-type]
        return setup

    return declare


def all_scenarios() -> tuple[Scenario, ...]:
    """Every scenario, family by family."""
    from tests.lab.scenarios import FAMILIES  # imported late: the families import this module

    assert FAMILIES
    return tuple(ALL)


def chosen(pattern: str | None) -> tuple[Scenario, ...]:
    """The scenarios whose name matches one of the comma-separated globs."""
    patterns = [part.strip() for part in (pattern or "*").split(",")]
    return tuple(item for item in all_scenarios() if any(fnmatch(item.name, part) for part in patterns))

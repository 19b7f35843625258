"""What a scenario is, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch

from tests.lab.control import Control
from tests.lab.world import Lab

Break = Callable[[Lab], None]


@dataclass(frozen=True)
class Scenario:
    """One fault (or one odd but healthy world), how it is proved, and what the diagnosis must say."""

    name: str  # "isp.down-router_cable": the cause, a dash, the mechanism
    cause: str
    setup: Break
    control: Control
    site: str | None = "home"  # tests/lab/site/<site>.toml; None: no site file at all
    args: Mapping[str, str] = field(default_factory=dict)  # holes that the verdict must have filled so
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


ALL: list[Scenario] = []


def scenario(name: str, cause: str, control: Control, **options: object) -> Callable[[Break], Break]:
    """Declare the decorated function as the setup of a scenario."""

    def declare(setup: Break) -> Break:
        if any(known.name == name for known in ALL):
            raise ValueError(f"two scenarios are called {name!r}")
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

"""What a repair scenario is, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch

from tests.lab.control import Control
from tests.lab.managed import Managed

Break = Callable[[Managed], None]


@dataclass(frozen=True)
class Repair:
    """One fault that a verb can mend, how it is proved with plain tools, and which verb has to mend it."""

    name: str  # "dns.no_server-ignored": the cause, a dash, the mechanism
    cause: str
    by: tuple[str, ...]  # the verbs that may mend it; the first is the one that a person would choose
    setup: Break
    control: Control
    site: str | None = "home"  # tests/lab/site/<site>.toml
    then: tuple[str, ...] = ()  # a second fault appears behind the first; what may mend that one
    also: tuple[str, ...] = ()  # causes that are as right as `cause`
    connect: bool = True  # NetworkManager runs and the laptop is connected before `setup`
    ipv6: bool = False  # a second family with name servers of its own would hide most faults of the first
    time_shift_s: float = 0.0
    alone: bool = False  # fills a line and the machine with it: never beside another world
    helper: bool = False  # the repair goes through the root helper
    machine: bool = False  # it goes through systemd or timedated

    @property
    def about(self) -> str:
        """What its function's docstring says."""
        return (self.setup.__doc__ or "").strip()


ALL: list[Repair] = []


def repair(name: str, cause: str, by: str | tuple[str, ...], control: Control, **options: object):  # type: ignore[no-untyped-def]
    """Declare the decorated function as the setup of a repair scenario."""

    def declare(setup: Break) -> Break:
        if any(known.name == name for known in ALL):
            raise ValueError(f"two repair scenarios are called {name!r}")
        if not name.startswith(f"{cause}-"):
            raise ValueError(f"the name of repair scenario {name!r} must begin with its cause, {cause!r}, and a dash")
        verbs = (by,) if isinstance(by, str) else by
        ALL.append(Repair(name, cause, verbs, setup, control, **options))  # type: ignore[arg-type]
        return setup

    return declare


def all_repairs() -> tuple[Repair, ...]:
    """Every repair scenario, family by family."""
    from tests.lab.repairs import FAMILIES  # imported late: the families import this module

    assert FAMILIES
    return tuple(ALL)


def chosen(pattern: str | None) -> tuple[Repair, ...]:
    """Those whose name matches one of the comma-separated globs."""
    patterns = [part.strip() for part in (pattern or "*").split(",")]
    return tuple(item for item in all_repairs() if any(fnmatch(item.name, part) for part in patterns))

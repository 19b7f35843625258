"""What a trial of the way back is: a verb done where it cannot help, and what is broken on purpose meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch

from tests.lab.managed import Managed

Break = Callable[[Managed], None]

HELPS_NOT, WORSE, REFUSED, SERVICE, KILLED, KILLED_LATER = (
    "helps not",
    "makes it worse",
    "polkit refuses",
    "service dies",
    "app killed",
    "app killed late",
)
HELPER = "helper"
WAYS = (HELPS_NOT, REFUSED, SERVICE, KILLED, KILLED_LATER)  # of one world; WORSE has worlds of its own

_GUIDE = """schema = 1
id = "lab"
cause = "{cause}"
version = 1
title.en = "One thing"
title.fr = "Une seule chose"
minutes = 1
owner = "user"
stop.en = "Tell {{it_name}}."
stop.fr = "Prévenez {{it_name}}."

[[steps]]
id = "deed"
who = "app"
minutes = 1
text.en = "We do one thing. The connection drops for a few seconds."
text.fr = "Nous faisons une chose. La connexion se coupe quelques secondes."
by_hand.en = "Do it in the settings."
by_hand.fr = "Faites-le dans les réglages."
verb = "{verb}"
{on}check = ["{check}"]
settle_s = 1
undo.en = "We put it back."
undo.fr = "Nous le remettons."
"""


@dataclass(frozen=True)
class Trial:
    """One verb in one world whose fault it cannot mend, or which it makes worse."""

    verb: str
    setup: Break
    cause: str  # what the diagnosis names, and what the guide from IT's file is for
    check: str  # the check that the step could change
    service: str | None = "manager"  # what carries the verb out, and dies in the middle; None: nothing can
    site: str = "home"
    ipv6: bool = False
    on: str | None = None  # a VPN by its name in the site file
    refusable: bool = True  # whether polkit is asked at all
    did: tuple[str, ...] = ("done",)  # how the deed ends where nothing disturbs it
    only: tuple[str, ...] = WAYS
    alone: bool = False  # moves much data: never beside another world
    helper: bool = False
    machine: bool = False
    lasting: bool = True  # something stays changed, so something is taken back

    @property
    def name(self) -> str:
        """The verb, and the name of its world."""
        return f"{self.verb}-{self.setup.__name__}"

    @property
    def about(self) -> str:
        """What its function's docstring says."""
        return (self.setup.__doc__ or "").strip()

    def guide(self) -> str:
        """IT's guide of one step."""
        on = f'on = "{self.on}"\n' if self.on else ""
        return _GUIDE.format(cause=self.cause, verb=self.verb, on=on, check=self.check)


ALL: list[Trial] = []
HOSTS = {"cause": "dns.hosts_override", "check": "dns.hosts"}  # a fault that only one verb mends


def trial(verb: str, **options: object):  # type: ignore[no-untyped-def]
    """Declare the decorated function as the setup of a trial; without a cause, that of a wrong line in the hosts."""

    def declare(setup: Break) -> Break:
        ALL.append(Trial(verb, setup, **{**HOSTS, **options}))  # type: ignore[arg-type]
        return setup

    return declare


def all_trials() -> tuple[Trial, ...]:
    """Every trial."""
    from tests.lab.repairs import TRIALS  # imported late: the modules import this one

    assert TRIALS
    return tuple(ALL)


def chosen(pattern: str | None) -> tuple[Trial, ...]:
    """The trials whose name matches one of the comma-separated globs."""
    patterns = [part.strip() for part in (pattern or "*").split(",")]
    return tuple(item for item in all_trials() if any(fnmatch(item.name, part) for part in patterns))

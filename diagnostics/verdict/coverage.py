"""What was really looked at. Not checked is never absent, and unknown is never healthy."""

from collections import Counter

from diagnostics.faults.fault import Fault
from diagnostics.model.observation import CheckResult, CheckState, Observation

ON_REQUEST = frozenset({"internet.load"})
"""It loads the line, so it runs only when asked for; the all-clear is about everything else."""

DONE = frozenset({CheckState.OK, CheckState.PROBLEM, CheckState.SKIPPED})

SIDE_CHECKS = frozenset(
    {
        "browser.settings",
        "call.audio",
        "internet.load",
        "internet.mtu",
        "internet.quality",
        "internet.way",
        "ip.conflict",
        "laptop.load",
        "laptop.power",
        "laptop.traffic",
        "laptop.volumes",
        "link.hints",
        "proxy.settings",
        "vpn.certificate",
        "vpn.log",
        "vpn.others",
    }
)
"""Looking here may be impossible (no rights, no such source) without putting the all-clear in doubt."""


def complete(checks: tuple[CheckResult, ...], observations: tuple[Observation, ...]) -> set[str]:
    """Ids of the checks that ended by themselves and of which no observation was lost since."""
    kept = Counter(item.check for item in observations)
    return {item.id for item in checks if item.state in DONE and kept[item.id] == item.seen}


def not_checked(catalogue: tuple[Fault, ...], done: set[str]) -> tuple[str, ...]:
    """Faults of which at least one check did not run to its end."""
    return tuple(fault.id for fault in catalogue if not set(fault.reads) <= done)


def may_be_healthy(checks: tuple[CheckResult, ...], observations: tuple[Observation, ...], expected: set[str]) -> bool:
    """Whether enough was seen to say that all is well: every essential check, whole.

    A side check may be unavailable; but one that lost observations, overran or broke is a gap like any other.
    """
    done = complete(checks, observations)
    unavailable = {item.id for item in checks if item.state is CheckState.NOT_AVAILABLE}
    kept = Counter(item.check for item in observations)
    whole = {item.id for item in checks if kept[item.id] == item.seen}
    if len(whole) < len(checks):
        return False  # also a check that nobody asked the rules about: what it lost may have been the trouble
    asked = {item.id for item in checks}
    return expected - (ON_REQUEST - asked) <= done | (SIDE_CHECKS & unavailable)

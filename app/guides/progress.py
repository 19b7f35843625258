"""What a look tells about a walk: repaired, better, no change, worse, or another cause. Pure; the walk acts on it.

A change that the app made is kept only when a look proves that it helped, so progress is defined here once: nothing is
wrong any more, or the trouble lies further out than before, or fewer checks fail and nothing nearer is broken.
"""

from enum import Enum, auto

from app.guides.event import Phase, Rechecked, State
from app.guides.model import Step
from diagnostics.model.verdict import HEALTHY, UNKNOWN

LAYERS = ("link", "wifi", "ip", "route", "gateway", "isp", "internet", "ipv6", "mtu")
"""Families from the cable outward. A cause nearer to the laptop than the one being repaired means: it got worse."""

BEHIND_THE_LINE = ("dns", "proxy", "firewall", "tls", "vpn", "account", "service", "browser")
"""Families behind those; among them no cause is nearer than another."""

POOR_LINE = frozenset(
    {"wifi.weak_signal", "wifi.congested"}
    | {f"internet.{kind}" for kind in ("loss", "high_latency", "bufferbloat", "slow")}
)
"""A line that works badly works: going from a dead one to these is progress, and none of them is worse than another."""


class Look(Enum):
    """What a look shows, compared with the time before the step."""

    WELL = auto()  # nothing is wrong
    ELSEWHERE = auto()  # our cause is gone, another one is named and it is real progress
    ASIDE = auto()  # our cause is gone, another one is named, and nothing shows that this is better
    LOST = auto()  # something is wrong, and nobody can say what: no proof of anything
    BETTER = auto()  # our cause is still there, and fewer checks fail
    SAME = auto()
    WORSE = auto()  # more checks fail, or a cause nearer to the laptop is named


def judge(state: State, step: Step, event: Rechecked) -> Look:
    """What this look shows. `step` is the one on the screen; of a partial look only its checks are compared."""
    if event.cause == HEALTHY:
        return Look.WELL
    before, now = set(state.problems), set(problems_now(state, step, event))
    if is_still_there(state, event):
        return _compare(state, event, before, now)
    if event.cause in state.beside:
        return Look.ELSEWHERE  # it was there all the time, and ours is gone
    if is_nearer(event.cause, state.cause):
        return Look.WORSE
    if event.cause == UNKNOWN:
        return Look.BETTER if len(now) < len(before) else Look.LOST
    is_further = is_nearer(state.cause, event.cause)
    return Look.ELSEWHERE if is_further or len(now) < len(before) else Look.ASIDE


def _compare(state: State, event: Rechecked, before: set[str], now: set[str]) -> Look:
    if before and now > before:
        return Look.WORSE
    # Beside a nearer cause fewer failures prove nothing: what needs the broken part was not even looked at.
    return Look.BETTER if now < before and not is_nearer(event.cause, state.cause) else Look.SAME


def is_still_there(state: State, event: Rechecked) -> bool:
    """Whether the cause of the walk is still named, first or beside another."""
    return state.cause in (event.cause, *event.others)


def problems_now(state: State, step: Step, event: Rechecked) -> tuple[str, ...]:
    """The checks that fail now: after a partial look, what it did not look at is as it was."""
    if event.full:
        return event.problems
    seen = {*step.check, *step.measure, *event.problems}
    return (*(check for check in state.problems if check not in seen), *event.problems)


def is_conclusive(state: State, step: Step, event: Rechecked) -> bool:
    """Whether a final look may be told to the walk at once, although `Recheck.within_s` is not over.

    A network that comes back shows passing troubles on its way, so only good news ends the waiting early: nothing is
    wrong, or nothing new; or a partial look no longer sees our cause (then the walk asks for a look at everything).
    """
    look = judge(state, step, event)
    if look is Look.WELL or is_still_there(state, event):
        return look is Look.WELL
    return event.cause in state.beside if event.full else look is not Look.WORSE


def needs_full_look(state: State, step: Step, event: Rechecked) -> bool:
    """Whether a part looks too good to be believed: only a look at everything may say "fixed", or "keep this change".

    A test that loads the line is not part of a look at everything, so what it alone can see is believed as it is.
    """
    if event.full:
        return False
    if not is_still_there(state, event):
        return True
    looks_good = judge(state, step, event) in (Look.WELL, Look.BETTER)
    return state.pending and state.phase is Phase.CHECKING and looks_good and not step.measure


def is_nearer(cause: str, other: str) -> bool:
    """Whether a cause lies nearer to the laptop than another; False where one of them does not lie on the way."""
    here, there = _layer(cause), _layer(other)
    return here is not None and there is not None and here < there


def _layer(cause: str) -> int | None:
    """How far out a cause lies; None for what does not lie on the way, such as a full disk, or is not a cause."""
    family = cause.partition(".")[0]
    if cause in POOR_LINE:
        return len(LAYERS)
    if family in LAYERS:
        return LAYERS.index(family)
    return len(LAYERS) if family in BEHIND_THE_LINE else None

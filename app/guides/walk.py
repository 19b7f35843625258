"""The walk through a guide: a pure state machine, `(guide, state, event) -> (state, effects)`. No clock, no I/O.

The person acts, the app looks. While a step is on the screen the app re-checks in the background; as soon as the
cause is no longer named the walk moves on, and nobody is asked "did this fix it?". Only when the person says "done"
does a re-check count against the step: a box that is being restarted looks worse for three minutes.

The state is plain data and survives a restart of the computer: `to_json`, `restore`.
"""

from collections.abc import Callable

import msgspec

from app.guides.event import (
    Acted,
    Announce,
    Back,
    Effect,
    Event,
    Finished,
    GaveUp,
    Opened,
    Outcome,
    Paused,
    Phase,
    Recheck,
    Rechecked,
    Result,
    Resumed,
    RunVerb,
    Skipped,
    State,
    Tried,
)
from app.guides.model import Guide, Step
from diagnostics.model.verdict import HEALTHY

__all__ = [
    "Acted", "Announce", "Back", "Effect", "Event", "Finished", "GaveUp", "Opened", "Outcome", "Paused", "Phase",
    "Recheck", "Rechecked", "Result", "Resumed", "RunVerb", "Skipped", "State", "Tried",
    "advance", "minutes_left", "offers_report", "restore", "start", "step_of", "to_json",
]  # fmt: skip

OFFER_REPORT_AFTER = 3  # steps that did not repair it; then the report is offered prominently, never forced

LAYERS = ("link", "wifi", "ip", "route", "gateway", "isp", "internet", "ipv6", "mtu")
"""Families from the cable outward. A cause nearer to the laptop than the one being repaired means: it got worse."""

BEHIND_THE_LINE = ("dns", "proxy", "firewall", "tls", "vpn", "account", "service", "browser")
"""Families behind those; among them no cause is nearer than another."""

POOR_LINE = frozenset(
    {"wifi.weak_signal", "wifi.congested"}
    | {f"internet.{kind}" for kind in ("loss", "high_latency", "bufferbloat", "slow")}
)
"""A line that works badly works: going from a dead one to these is progress, and none of them is worse than another."""


Move = tuple[State, tuple[Effect, ...]]


def start(guide: Guide, system: str, problems: tuple[str, ...] = (), reason: str | None = None) -> State:
    """A new walk on a system ("linux", "darwin", "windows"); send `Opened` next.

    `reason`: the verdict's reason or its `because`, which picks the steps that fit; see `Guide.for_system`.
    """
    steps = tuple(step.id for step in guide.for_system(system, reason))
    return State(guide=guide.id, version=guide.version, cause=guide.cause, steps=steps, problems=problems)


def advance(guide: Guide, state: State, event: Event) -> Move:
    """What one event does. An event that means nothing here changes nothing."""
    handlers: dict[type, Callable[..., Move]] = {
        Opened: _opened,
        Rechecked: _rechecked,
        Acted: _acted,
        Skipped: _skipped,
        Back: _back,
        Paused: _paused,
        Resumed: _resumed,
        GaveUp: _gave_up,
    }
    return handlers[type(event)](guide, state, event)


def step_of(guide: Guide, state: State) -> Step:
    """The step that is on the screen."""
    return guide.step(state.steps[state.at])


def minutes_left(guide: Guide, state: State) -> int:
    """The time of this step and all that may follow, at most; 0 when the walk is over."""
    if state.phase is Phase.FINISHED:
        return 0
    return sum(guide.step(id).minutes for id in state.steps[state.at :])


def offers_report(state: State) -> bool:
    """Whether enough has failed to offer the report beside the step."""
    failed = {entry.step for entry in state.tried if entry.result is not Result.SKIPPED}
    return len(failed) >= OFFER_REPORT_AFTER


def to_json(state: State) -> bytes:
    """The state, for a file."""
    return msgspec.json.encode(state)


def restore(guide: Guide, data: bytes) -> State | None:
    """A saved walk, or None when it is damaged, belongs to another guide or the guide has changed since."""
    try:
        state = msgspec.json.decode(data, type=State)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    known = {step.id for step in guide.steps}
    same = (state.guide, state.version, state.cause) == (guide.id, guide.version, guide.cause)
    fits = bool(state.steps) and set(state.steps) <= known and 0 <= state.at < len(state.steps)
    return state if same and fits else None


def _opened(guide: Guide, state: State, _event: Opened) -> Move:
    if state.phase is Phase.FINISHED:
        return state, ()
    again = state.phase is Phase.PAUSED or bool(state.tried) or state.acted
    return _show(guide, state, (Announce("guide.resumed"),) if again else ())


def _resumed(guide: Guide, state: State, _event: Resumed) -> Move:
    return _show(guide, state) if state.phase is Phase.PAUSED else (state, ())


def _paused(_guide: Guide, state: State, _event: Paused) -> Move:
    if state.phase is Phase.FINISHED:
        return state, ()
    return msgspec.structs.replace(state, phase=Phase.PAUSED), (Announce("guide.paused"),)


def _acted(guide: Guide, state: State, _event: Acted) -> Move:
    if state.phase is not Phase.STEP:
        return state, ()
    step = step_of(guide, state)
    run: tuple[Effect, ...] = ()
    if step.verb != "none" and not state.acted:
        run = (RunVerb(step.verb, step.page, step.id),)
        state = msgspec.structs.replace(state, acted=True)
        if step.who == "you":  # the app opened the page; what is on it, the person does
            return state, (*run, Recheck(step.check, final=False))
    looked = step.measure or step.check
    if not looked:
        return _next(guide, state, Result.DONE, run)
    checking = msgspec.structs.replace(state, phase=Phase.CHECKING)
    patience = 0 if step.measure else step.settle_s  # a test that loads the line is never repeated by itself
    return checking, (*run, Announce("guide.checking"), Recheck(looked, final=True, within_s=patience))


def _skipped(guide: Guide, state: State, event: Skipped) -> Move:
    if state.phase is Phase.FINISHED:
        return state, ()
    return _next(guide, state, Result.SKIPPED, (), event.reason)


def _back(guide: Guide, state: State, _event: Back) -> Move:
    if state.phase is Phase.FINISHED:
        if state.outcome is not Outcome.SENT_TO_IT:
            return state, ()
        return _show(guide, msgspec.structs.replace(state, outcome=None))
    return _show(guide, msgspec.structs.replace(state, at=max(0, state.at - 1), acted=False))


def _gave_up(_guide: Guide, state: State, _event: GaveUp) -> Move:
    return (state, ()) if state.phase is Phase.FINISHED else _finish(state, Outcome.SENT_TO_IT, state.cause)


def _rechecked(guide: Guide, state: State, event: Rechecked) -> Move:
    if state.outcome in (Outcome.FIXED, Outcome.OTHER_CAUSE):
        return state, ()
    decides = event.final and state.phase is Phase.CHECKING
    if event.cause != state.cause and not event.full:
        return state, (Recheck((), final=decides),)  # a part looks well: only a look at everything may say "fixed"
    if event.cause == HEALTHY:
        return _fixed(guide, state)
    if state.phase in (Phase.PAUSED, Phase.FINISHED):
        return state, ()
    worse = _is_worse(state, event)
    if event.cause != state.cause and not worse:
        done = _note(state, Result.FIXED)
        return _finish(done, Outcome.OTHER_CAUSE, event.cause, Announce("guide.other_cause"))
    if not decides:
        return state, ()
    if worse:
        return _finish(_note(state, Result.WORSE), Outcome.SENT_TO_IT, event.cause, Announce("guide.worse"))
    return _judge(guide, state, event)


def _judge(guide: Guide, state: State, event: Rechecked) -> Move:
    """The cause is still there after the person said "done"."""
    better = set(event.problems) < set(state.problems)
    result = Result.BETTER if better else Result.NO_CHANGE
    state = msgspec.structs.replace(state, problems=event.problems)
    return _next(guide, state, result, (Announce(f"guide.{result.value}"),))


def _is_worse(state: State, event: Rechecked) -> bool:
    if event.cause == state.cause:
        return set(event.problems) > set(state.problems) and bool(state.problems)
    before, now = _layer(state.cause), _layer(event.cause)
    return before is not None and now is not None and now < before


def _layer(cause: str) -> int | None:
    """How far out a cause lies; None for what does not lie on the way, such as a full disk, or is not a cause."""
    family = cause.partition(".")[0]
    if cause in POOR_LINE:
        return len(LAYERS)
    if family in LAYERS:
        return LAYERS.index(family)
    return len(LAYERS) if family in BEHIND_THE_LINE else None


def _fixed(guide: Guide, state: State) -> Move:
    if state.cause == HEALTHY:  # the guide for "everything works, and it still hurts" is not ended by good news
        if state.phase is not Phase.CHECKING:
            return state, ()
        return _next(guide, state, Result.DONE, ())
    noted = state if state.phase is Phase.FINISHED else _note(state, Result.FIXED)
    return _finish(noted, Outcome.FIXED, HEALTHY, Announce("guide.fixed"))


def _note(state: State, result: Result, reason: str = "") -> State:
    entry = Tried(state.steps[state.at], result, reason)
    return msgspec.structs.replace(state, tried=(*state.tried, entry))


def _next(guide: Guide, state: State, result: Result, effects: tuple[Effect, ...], reason: str = "") -> Move:
    stops = result is not Result.SKIPPED and step_of(guide, state).on_fail == "stop"
    state = _note(state, result, reason)
    if stops or state.at + 1 >= len(state.steps):
        kept = tuple(effect for effect in effects if not isinstance(effect, Announce))
        finished, last = _finish(state, Outcome.SENT_TO_IT, state.cause, Announce("guide.not_fixed"))
        return finished, (*kept, *last)
    return _show(guide, msgspec.structs.replace(state, at=state.at + 1, acted=False), effects)


def _show(guide: Guide, state: State, effects: tuple[Effect, ...] = ()) -> Move:
    state = msgspec.structs.replace(state, phase=Phase.STEP)
    watched = step_of(guide, state).check
    return state, (*effects, Recheck(watched, final=False)) if watched else effects


def _finish(state: State, outcome: Outcome, cause: str, *effects: Effect) -> Move:
    other = cause if outcome is Outcome.OTHER_CAUSE else None
    state = msgspec.structs.replace(state, phase=Phase.FINISHED, outcome=outcome, other_cause=other)
    return state, (*effects, Finished(outcome, cause))

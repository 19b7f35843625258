"""How a walk leaves a step: what the step brought is noted, a change is settled, and the way on is found. Pure."""

from msgspec.structs import replace

from app.guides.event import (
    Announce,
    Effect,
    Finished,
    Outcome,
    Phase,
    Recheck,
    Result,
    Settle,
    State,
    Tried,
)
from app.guides.model import NEXT, STOP, Guide, Step

Move = tuple[State, tuple[Effect, ...]]

KEPT = (Result.FIXED, Result.BETTER, Result.DONE)
"""The results that prove a change, or at least that nothing is wrong with it in place."""


def step_of(guide: Guide, state: State) -> Step:
    """The step that is on the screen; KeyError where the guide has none for this system."""
    if not state.steps:
        raise KeyError(guide.id)
    return guide.step(state.steps[state.at])


def settle(state: State, result: Result, reason: str = "") -> Move:
    """Note what a step brought; a change of the app is kept or put back first of all."""
    if not state.pending:
        return note(state, result, reason), ()
    keep = result in KEPT
    noted = note(state, result, reason, taken_back=not keep)
    return replace(noted, pending=False), (Settle(state.steps[state.at], keep),)


def note(state: State, result: Result, reason: str = "", *, taken_back: bool = False) -> State:
    """Note what the present step brought."""
    entry = Tried(state.steps[state.at], result, reason, state.did, taken_back)
    return replace(state, tried=(*state.tried, entry))


def leave(guide: Guide, state: State, result: Result, effects: tuple[Effect, ...], reason: str = "") -> Move:
    """Leave the step with its result; the step says where the walk goes on then, and one left out leads to the next."""
    step = step_of(guide, state)
    target = {Result.SKIPPED: NEXT, Result.BETTER: step.on_better}.get(result, step.on_fail)
    state, settled = settle(state, result, reason)
    return go(guide, state, target, (*settled, *effects))


def go(guide: Guide, state: State, target: str, effects: tuple[Effect, ...]) -> Move:
    """On to a step further down ("next" or its id), or to the end ("stop", or nothing comes any more)."""
    at = _place(guide, state, target)
    if at is None:
        kept = tuple(effect for effect in effects if not isinstance(effect, Announce))
        return finish(state, Outcome.SENT_TO_IT, state.cause, *kept, Announce("guide.not_fixed"))
    return show(guide, replace(state, at=at, acted=False, did=None), effects)


def _place(guide: Guide, state: State, target: str) -> int | None:
    """The first step of this walk, after the present one, that is the target or stands after it in the file.

    A target that this walk leaves out (another system, another reason) thus means the one that follows it here.
    """
    if target == STOP:
        return None
    order = {step.id: place for place, step in enumerate(guide.steps)}
    first = order.get(target, 0)  # "next": whatever comes
    later = range(state.at + 1, len(state.steps))
    return next((place for place in later if order[state.steps[place]] >= first), None)


def show(guide: Guide, state: State, effects: tuple[Effect, ...] = ()) -> Move:
    """The present step is on the screen, and the app watches what it could change."""
    state = replace(state, phase=Phase.STEP)
    watched = step_of(guide, state).check
    return state, (*effects, Recheck(watched, final=False)) if watched else effects


def end(state: State, result: Result, outcome: Outcome, cause: str, said: str) -> Move:
    """The look ends the walk: the step on the screen gets its result, unless the walk was over already."""
    settled: tuple[Effect, ...] = ()
    if state.phase is not Phase.FINISHED:
        state, settled = settle(state, result)
    return finish(state, outcome, cause, *settled, Announce(said))


def finish(state: State, outcome: Outcome, cause: str, *effects: Effect) -> Move:
    """The walk is over; `cause` is what is named now."""
    other = cause if outcome is Outcome.OTHER_CAUSE else None
    state = replace(state, phase=Phase.FINISHED, outcome=outcome, other_cause=other)
    return state, (*effects, Finished(outcome, cause))

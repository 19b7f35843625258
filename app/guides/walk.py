"""The walk through a guide: a pure state machine, `(guide, state, event) -> (state, effects)`. No clock, no I/O.

Whoever acts, the app looks. While a step is on the screen the app re-checks in the background; as soon as the cause is
no longer named the walk moves on, and nobody is asked "did this fix it?". Only when the person says "done", or the app
has done it, does a re-check count against the step: a box that is being restarted looks worse for three minutes.

What the app changes itself is `pending` until a look has shown that it helps, and is settled exactly once: kept, or put
back before the walk leaves the step. Where a walk may go is always further down the list, so every walk ends; only the
person can go back.

The state is plain data and survives a restart of the computer: `to_json`, `restore`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from app.guides import progress, verb, way
from app.guides.event import (
    Acted,
    Announce,
    Answered,
    Back,
    Effect,
    Event,
    Finished,
    GaveUp,
    Opened,
    Outcome,
    Paused,
    Performed,
    Phase,
    Recheck,
    Rechecked,
    Result,
    Resumed,
    RunVerb,
    Settle,
    Skipped,
    State,
    Tried,
)
from app.guides.hand import Did
from app.guides.model import Guide, Step
from app.guides.progress import Look
from app.guides.saved import print_of, restore, to_json
from app.guides.way import Move, step_of
from diagnostics import phrase
from diagnostics.model.verdict import HEALTHY

__all__ = [
    "Acted", "Announce", "Answered", "Back", "Did", "Effect", "Event", "Finished", "GaveUp", "Opened", "Outcome",
    "Paused", "Performed", "Phase", "Recheck", "Rechecked", "Result", "Resumed", "RunVerb", "Settle", "Skipped",
    "State", "Tried",
    "advance", "is_conclusive", "minutes_left", "needs_hand", "offers_report", "pending_step", "restore", "start",
    "step_of", "to_json",
]  # fmt: skip

OFFER_REPORT_AFTER = 3  # steps that did not repair it; then the report is offered prominently, never forced
LONGEST_REASON = 300  # characters of the person's own words that are kept: they go into a file and a report


def start(
    guide: Guide,
    system: str,
    problems: tuple[str, ...] = (),
    reason: str | None = None,
    beside: tuple[str, ...] = (),
) -> State:
    """A new walk on a system ("linux", "darwin", "windows"); send `Opened` next.

    `reason`: the verdict's reason or its `because`, which picks the steps that fit; see `Guide.for_system`. `beside`:
    the other causes that are named now. A guide without any step for this system is over at once.
    """
    steps = tuple(step.id for step in guide.for_system(system, reason))
    state = State(
        guide=guide.id,
        version=guide.version,
        cause=guide.cause,
        steps=steps,
        problems=problems,
        beside=beside,
        print=print_of(guide),
    )
    return state if steps else replace(state, phase=Phase.FINISHED, outcome=Outcome.SENT_TO_IT)


def advance(guide: Guide, state: State, event: Event) -> Move:
    """What one event does. An event that means nothing here changes nothing; while the app acts only few mean anything.

    Send `Opened` when the guide comes on the screen and no deed of it is under way: what was begun before has then been
    taken back (`repair.Repairer.recover`).
    """
    return HANDLERS[type(event)](guide, state, event)


def pending_step(state: State) -> str | None:
    """The step whose change is in place and not yet proved: the one thing that a recovery must not take back."""
    return state.steps[state.at] if state.pending else None


def needs_hand(guide: Guide, state: State) -> bool:
    """Whether the step's `by_hand` words are to be shown: the app could not do what it names."""
    return state.did not in (None, Did.DONE, Did.NOTHING_TO_DO) and verb.changes(step_of(guide, state).verb)


def is_conclusive(guide: Guide, state: State, event: Rechecked) -> bool:
    """Whether a final look may be told before the time of its `Recheck` is over; see `progress.is_conclusive`."""
    return bool(state.steps) and progress.is_conclusive(state, step_of(guide, state), event)


def minutes_left(guide: Guide, state: State) -> int:
    """The time of this step and all that may follow, at most; 0 when the walk is over."""
    if state.phase is Phase.FINISHED:
        return 0
    return sum(guide.step(id).minutes for id in state.steps[state.at :])


def offers_report(state: State) -> bool:
    """Whether enough has failed to offer the report beside the step."""
    no_try = (Result.SKIPPED, Result.ANSWERED)
    return len({entry.step for entry in state.tried if entry.result not in no_try}) >= OFFER_REPORT_AFTER


# ------------------------------------------------------------------------------------------ it comes on the screen


def _opened(guide: Guide, state: State, _event: Opened) -> Move:
    if state.phase is Phase.FINISHED:
        return state, () if state.steps else (Finished(Outcome.SENT_TO_IT, state.cause),)
    again = state.phase is not Phase.STEP or bool(state.tried) or state.acted
    if _is_acting(guide, state):  # nobody knows how far it came, so it has been taken back: the step begins again
        state = replace(state, acted=False)
    return _go_on(guide, state, (Announce("guide.resumed"),) if again else ())


def _resumed(guide: Guide, state: State, _event: Resumed) -> Move:
    if state.phase is not Phase.PAUSED:
        return state, ()
    if _is_acting(guide, state):
        return replace(state, phase=Phase.ACTING), ()
    return _go_on(guide, state, (Announce("guide.by_hand"),) if needs_hand(guide, state) else ())


def _go_on(guide: Guide, state: State, effects: tuple[Effect, ...]) -> Move:
    """With the look that decides, where one was under way; else with the step."""
    if state.phase is Phase.CHECKING or state.pending or state.did is Did.NOTHING_TO_DO:
        return _check(guide, state, effects)
    return way.show(guide, state, effects)


def _paused(_guide: Guide, state: State, _event: Paused) -> Move:
    if state.phase is Phase.FINISHED:
        return state, ()
    return replace(state, phase=Phase.PAUSED), (Announce("guide.paused"),)


# --------------------------------------------------------------------------------------------------- somebody acts


def _acted(guide: Guide, state: State, _event: Acted) -> Move:
    step = step_of(guide, state) if state.phase is Phase.STEP else None
    if step is None or step.answers:
        return state, ()
    run: tuple[Effect, ...] = ()
    if step.verb != "none" and not state.acted:
        run = (RunVerb(step.verb, step.page, step.id, step.on),)
        state = replace(state, acted=True)
        if verb.changes(step.verb):
            return replace(state, phase=Phase.ACTING), run
        if step.who != "app":  # the app opened the page; what is on it, the person does
            return way.show(guide, state, run)
    if not (step.measure or step.check):
        return way.leave(guide, state, Result.DONE, run)
    return _check(guide, state, (*run, Announce("guide.checking")))


def _performed(guide: Guide, state: State, event: Performed) -> Move:
    if not _is_acting(guide, state):
        return state, ()
    state = replace(state, did=event.did, pending=event.did is Did.DONE)
    if state.phase is Phase.PAUSED:
        return state, ()
    if event.did in (Did.DONE, Did.NOTHING_TO_DO):
        return _check(guide, state, (Announce("guide.checking"),))
    return way.show(guide, state, (Announce("guide.by_hand"),))


def _is_acting(guide: Guide, state: State) -> bool:
    """Whether a deed of this step was begun and has not ended, as far as the state knows; also while paused."""
    if state.phase not in (Phase.ACTING, Phase.PAUSED):
        return False
    return state.acted and state.did is None and verb.changes(step_of(guide, state).verb)


def _check(guide: Guide, state: State, effects: tuple[Effect, ...]) -> Move:
    """Look, and let this look decide about the step."""
    step = step_of(guide, state)
    looked = step.measure or step.check  # neither, and the app has acted: everything, because it must be proved
    final = Recheck(looked, final=True, within_s=_patience_s(state, step))
    return replace(state, phase=Phase.CHECKING), (*effects, final)


def _patience_s(state: State, step: Step) -> int:
    """How long a change may take to show: no time where nothing was changed, or where the test loads the line."""
    return 0 if step.measure or state.did is Did.NOTHING_TO_DO else step.settle_s


# ----------------------------------------------------------------------------------------------- the person decides


def _answered(guide: Guide, state: State, event: Answered) -> Move:
    if state.phase is not Phase.STEP:
        return state, ()
    given = next((answer for answer in step_of(guide, state).answers if answer.id == event.id), None)
    if given is None:
        return state, ()
    return way.go(guide, way.note(state, Result.ANSWERED, given.id), given.go, ())


def _skipped(guide: Guide, state: State, event: Skipped) -> Move:
    if state.phase is Phase.FINISHED or _is_acting(guide, state):
        return state, ()
    return way.leave(guide, state, Result.SKIPPED, (), reason=phrase.one_line(event.reason)[:LONGEST_REASON])


def _back(guide: Guide, state: State, _event: Back) -> Move:
    if state.phase is Phase.FINISHED:
        if state.outcome is not Outcome.SENT_TO_IT or not state.steps:
            return state, ()
        return way.show(guide, replace(state, outcome=None, acted=False, did=None))
    if _is_acting(guide, state):
        return state, ()
    state, settled = way.settle(state, Result.SKIPPED) if state.pending else (state, ())
    return way.show(guide, replace(state, at=_came_from(state), acted=False, did=None), settled)


def _came_from(state: State) -> int:
    """The step before this one on the way that was walked, which may have left some out."""
    places = {id: place for place, id in enumerate(state.steps[: state.at])}
    walked = (places[entry.step] for entry in reversed(state.tried) if entry.step in places)
    return next(walked, max(0, state.at - 1))


def _gave_up(guide: Guide, state: State, _event: GaveUp) -> Move:
    if state.phase is Phase.FINISHED or _is_acting(guide, state):
        return state, ()
    state, settled = way.settle(state, Result.SKIPPED) if state.pending else (state, ())
    return way.finish(state, Outcome.SENT_TO_IT, state.cause, *settled)


# ------------------------------------------------------------------------------------------------------ a look tells


def _rechecked(guide: Guide, state: State, event: Rechecked) -> Move:
    if state.outcome in (Outcome.FIXED, Outcome.OTHER_CAUSE) or not state.steps or _is_acting(guide, state):
        return state, ()
    decides = state.phase is Phase.CHECKING
    if decides and not event.final:
        return state, ()  # it was begun before "done"; the one that decides is on its way
    step = step_of(guide, state)
    if progress.needs_full_look(state, step, event):
        return state, (Recheck((), final=decides, within_s=_patience_s(state, step) if decides else 0),)
    look = progress.judge(state, step, event)
    if look is Look.WELL:
        return _well(guide, state)
    if look is Look.ELSEWHERE or (look is Look.ASIDE and not state.pending):
        is_over = state.phase in (Phase.PAUSED, Phase.FINISHED)  # only good news counts then
        return (state, ()) if is_over else _elsewhere(state, event)
    return _decide(guide, state, event, look) if decides else (state, ())


def _decide(guide: Guide, state: State, event: Rechecked, look: Look) -> Move:
    """The look after the act, and something is still wrong."""
    if look is Look.WORSE:
        return way.end(state, Result.WORSE, Outcome.SENT_TO_IT, event.cause, "guide.worse")
    result = Result.BETTER if look is Look.BETTER else Result.NO_CHANGE
    if result is Result.BETTER or not state.pending:  # what is put back leaves everything as it was
        state = replace(state, problems=progress.problems_now(state, step_of(guide, state), event))
    return way.leave(guide, state, result, (Announce(f"guide.{result.value}"),))


def _elsewhere(state: State, event: Rechecked) -> Move:
    return way.end(state, Result.FIXED, Outcome.OTHER_CAUSE, event.cause, "guide.other_cause")


def _well(guide: Guide, state: State) -> Move:
    """Nothing is wrong. The guide for "everything works, and it still hurts" is not ended by that."""
    if state.cause != HEALTHY:
        return way.end(state, Result.FIXED, Outcome.FIXED, HEALTHY, "guide.fixed")
    return way.leave(guide, state, Result.DONE, ()) if state.phase is Phase.CHECKING else (state, ())


HANDLERS: Mapping[type, Callable[[Guide, State, Any], Move]] = {
    Opened: _opened,
    Rechecked: _rechecked,
    Acted: _acted,
    Performed: _performed,
    Answered: _answered,
    Skipped: _skipped,
    Back: _back,
    Paused: _paused,
    Resumed: _resumed,
    GaveUp: _gave_up,
}

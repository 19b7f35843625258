"""A walk that was put aside: its state as bytes, and whether a saved state still makes sense. Pure."""

import hashlib

import msgspec
from msgspec.structs import replace

from app.guides import order, verb
from app.guides.event import Outcome, Phase, State
from app.guides.hand import Did
from app.guides.model import SYSTEMS, Guide, Step


def to_json(state: State) -> bytes:
    """The state, for a file."""
    return msgspec.json.encode(state)


def print_of(guide: Guide) -> str:
    """The same for the same guide, whatever the order of its steps; another one as soon as anything in it differs."""
    steps = tuple(sorted(guide.steps, key=lambda step: step.id))
    return hashlib.sha256(msgspec.json.encode(replace(guide, steps=steps), order="sorted")).hexdigest()[:16]


def restore(guide: Guide, data: bytes, system: str | None = None) -> State | None:
    """A saved walk, or None when it is damaged, of another guide or system, or the guide has changed since.

    The steps may stand in another order than in the guide, where one that helped more colleagues came first.
    With None nobody knows which step was being proved: what is in place unproved is then taken back by whoever keeps
    the journal, and the walk starts anew.
    """
    try:
        state = msgspec.json.decode(data, type=State)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if (state.guide, state.version, state.cause) != (guide.id, guide.version, guide.cause):
        return None
    if state.print not in ("", print_of(guide)):
        return None
    steps = {step.id: step for step in guide.steps}
    if not state.steps or not 0 <= state.at < len(state.steps):
        return None
    if not {*state.steps, *(entry.step for entry in state.tried)} <= set(steps):
        return None
    if not _is_a_way(guide, state, system):
        return None
    return state if _is_whole(state, steps[state.steps[state.at]]) else None


def _is_a_way(guide: Guide, state: State, system: str | None) -> bool:
    """Whether the steps stand in an order of the guide, each once, and exist on the system (on any one, for None)."""
    chosen = tuple(step for step in guide.steps if step.id in state.steps)
    here = (system,) if system else SYSTEMS
    exists = any(all(name in step.only_on for step in chosen) for name in here)
    return exists and len(chosen) == len(state.steps) and order.is_one(guide, state.steps)


def _is_whole(state: State, step: Step) -> bool:
    """Whether the fields of a state fit each other: a file that somebody has edited may say anything."""
    is_over = state.phase is Phase.FINISHED
    if is_over != (state.outcome is not None):
        return False
    if (state.outcome is Outcome.OTHER_CAUSE) != (state.other_cause is not None):
        return False
    if state.acted and step.verb == "none":
        return False
    if not verb.changes(step.verb):
        return state.phase is not Phase.ACTING and state.did is None and not state.pending
    return _deed_is_whole(state)


def _deed_is_whole(state: State) -> bool:
    """The same for a step whose verb changes something: before, while and after it is done."""
    if state.pending:
        return state.acted and state.did is Did.DONE and state.phase in (Phase.CHECKING, Phase.PAUSED)
    if not state.acted:
        return state.did is None and state.phase in (Phase.STEP, Phase.PAUSED, Phase.FINISHED)
    if state.did is None:
        return state.phase in (Phase.ACTING, Phase.PAUSED)
    return state.phase is not Phase.ACTING and (state.did is not Did.DONE or state.phase is Phase.FINISHED)

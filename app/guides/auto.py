"""The walk that nobody attends: what the app can do by itself is done and proved, what needs a person is left out.

The order around every effect is the one that `shelf` asks for: settle, write the new state, then everything else. So a
crash at any moment leaves file, journal and computer in step; the next walk goes on where this one stood.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from msgspec.structs import replace

from app.guides import verb, walk
from app.guides.hand import Deed, Did, Target
from app.guides.model import Guide, Step
from app.guides.repair import Undone
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.observation import CheckState

PAUSE_S = 0.5  # between two looks after a deed: a setting needs a moment to take
LONGEST_PAUSE_S = 2.0  # a look costs the network something; one every two seconds is still felt as "at once"
PAUSE_GROWS = 1.5
PATIENCE_S = 120.0  # for a page that was opened: who signs in needs less, and nobody may be there at all

NOBODY = "nobody"
"""Why a step was skipped that needs a person."""

PORTAL = "captive.open_portal"
"""The one page that is opened although nobody attends: some networks let the computer through on the first request."""


class Interrupted(Exception):  # no error: somebody asked for it
    """The walk was asked to stop. What it had changed and not proved is put back, and it can be taken up again."""


class LookFailedError(Exception):
    """A look could not be taken; the message is one sentence."""


class Doer(Protocol):
    """What an unattended walk needs of `repair.Repairer`."""

    def do(self, verb: str, target: Target | None, *, guide: str = "", step: str = "") -> Deed:
        """Do what a step names; see `Repairer.do`."""

    def settle(self, step: str, keep: bool, *, guide: str | None = None) -> Deed:
        """Keep or put back; see `Repairer.settle`."""

    def recover(self, guide: str | None = None, step_being_checked: str | None = None) -> tuple[Undone, ...]:
        """Take back what a crash left; see `Repairer.recover`."""


class Teller:
    """Takes what happens, in the thread of the walk. This one says nothing; who wants to hear it overrides."""

    def begins(self) -> None:
        """The first look begins, which takes some seconds."""

    def found(self, diagnosis: Diagnosis) -> None:
        """The first look at everything."""

    def recovered(self, undone: Undone) -> None:
        """What an earlier run had left half done was put back, or could not be."""

    def opened(self, guide: Guide, state: walk.State, diagnosis: Diagnosis, *, resumed: bool) -> None:
        """A guide begins, or goes on."""

    def acts(self, step: Step) -> None:
        """The app begins with what a step names."""

    def acted(self, step: Step, deed: Deed) -> None:
        """It has ended."""

    def looks(self, step: Step) -> None:
        """A look is about to decide."""

    def behind(self, step: Step, tried: walk.Tried) -> None:
        """A step is over."""

    def stuck(self, step: Step) -> None:
        """What a step had changed could not be put back."""


@dataclass(frozen=True)
class World:
    """What an unattended walk reaches through."""

    look: Callable[[tuple[str, ...] | None], Diagnosis]  # these checks, or everything; may raise the two errors above
    doer: Doer
    resolve: Callable[[Step, Diagnosis], Target | None]  # what a step acts on
    open_page: Callable[[str, Target], Deed]
    keep: Callable[[walk.State | None], None]  # the walk's file, or that there is none any more; never raises
    wait: Callable[[float], bool]  # waits so many seconds; True at once when the walk is to stop
    tell: Teller = field(default_factory=Teller)
    clock: Callable[[], float] = time.monotonic
    patience_s: float = PATIENCE_S


@dataclass
class Unattended:
    """One walk from where it stands to its end. Blocking; for one thread. `seen` is the last look at everything."""

    guide: Guide
    state: walk.State
    world: World
    seen: Diagnosis
    is_fresh: bool = True  # nothing was changed since `seen`
    seconds: dict[int, float] = field(default_factory=dict)  # how long a step took, by its place in `state.tried`
    _since: float = 0.0

    def run(self, *, resumed: bool = False) -> walk.State:
        """Walk to the end. Raises Interrupted and LookFailedError; then nothing unproved is left in place."""
        self._since = self.world.clock()
        try:
            event = self._take(walk.Opened())
            if event is None and resumed:  # it may be well again, or another trouble, since it was left
                event = rechecked(self.seen, final=False, full=True)
                event = self._take(event)
            while self.state.phase is not walk.Phase.FINISHED:
                if self.world.wait(0.0):
                    raise Interrupted
                event = self._take(event or self._decide())
        except (Interrupted, LookFailedError):
            self.state = put_aside(self.guide, self.state, self.world)
            raise
        return self.state

    def _take(self, event: walk.Event) -> walk.Event | None:
        """Let an event happen, carry out what follows from it; returns the event that comes of that, if any."""
        behind = len(self.state.tried)
        self.state, effects = walk.advance(self.guide, self.state, event)
        for effect in effects:
            if isinstance(effect, walk.Settle):
                self._settle(effect.step, keep=effect.keep)
        self.world.keep(None if self.state.phase is walk.Phase.FINISHED else self.state)
        self._note(behind)
        for effect in effects:
            following: walk.Event | None = None
            match effect:
                case walk.RunVerb():
                    following = self._act(effect)
                case walk.Recheck(final=True):
                    following = self._recheck(effect)
            if following is not None:  # what else was asked for, was asked in case this went well
                return following
        return None

    def _decide(self) -> walk.Event:
        """What somebody would press who can do nothing but let the app act."""
        step = walk.step_of(self.guide, self.state)
        if self.state.did is not None:
            return walk.Skipped(self.state.did.value)
        if step.answers or step.who == "it":
            return walk.Skipped(NOBODY)
        acts = verb.changes(step.verb) or step.verb == PORTAL
        measures = step.who == "app" and step.verb == "none"
        return walk.Acted() if acts or measures else walk.Skipped(NOBODY)

    def _act(self, effect: walk.RunVerb) -> walk.Event | None:
        step = self.guide.step(effect.step)
        if self.world.wait(0.0):
            raise Interrupted
        self.world.tell.acts(step)
        target = self.world.resolve(step, self.seen)
        if not verb.changes(effect.verb):
            deed = self.world.open_page(effect.verb, target or Target(page=effect.page))
            self.world.tell.acted(step, deed)
            return None if deed.happened else walk.Skipped(deed.did.value)
        self.is_fresh = False
        deed = self.world.doer.do(effect.verb, target, guide=self.guide.id, step=effect.step)
        self.world.tell.acted(step, deed)
        return walk.Performed(deed.did)

    def _recheck(self, effect: walk.Recheck) -> walk.Event:
        """Look until the look is conclusive or the time is over; that look counts."""
        step = walk.step_of(self.guide, self.state)
        self.world.tell.looks(step)
        waits_for_person = step.verb == PORTAL
        within_s = min(effect.within_s, self.world.patience_s) if waits_for_person else effect.within_s
        until = self.world.clock() + within_s
        pause_s = PAUSE_S
        while True:
            diagnosis = self._look(effect.checks or None)
            event = rechecked(diagnosis, final=True, full=not effect.checks)
            left_s = until - self.world.clock()
            if left_s <= 0 or walk.is_conclusive(self.guide, self.state, event):
                return event
            if self.world.wait(min(pause_s, left_s)):
                raise Interrupted
            pause_s = min(pause_s * PAUSE_GROWS, LONGEST_PAUSE_S)

    def _look(self, only: tuple[str, ...] | None) -> Diagnosis:
        diagnosis = self.world.look(only)
        if only is None:
            self.seen, self.is_fresh = diagnosis, True
        return diagnosis

    def _settle(self, step: str, *, keep: bool) -> None:
        self.is_fresh = self.is_fresh and keep
        settle(self.guide, step, self.world, keep=keep)

    def _note(self, behind: int) -> None:
        for place in range(behind, len(self.state.tried)):
            now = self.world.clock()
            self.seconds[place], self._since = round(now - self._since, 3), now
            tried = self.state.tried[place]
            self.world.tell.behind(self.guide.step(tried.step), tried)


def settle(guide: Guide, step: str, world: World, *, keep: bool) -> None:
    """End what was done in a step; what cannot be put back is told."""
    deed = world.doer.settle(step, keep, guide=guide.id)
    if deed.did not in (Did.DONE, Did.NOTHING_TO_DO):
        world.tell.stuck(guide.step(step))


def put_aside(guide: Guide, state: walk.State, world: World) -> walk.State:
    """A walk that is left in the middle: nothing unproved stays in place, and its step begins anew next time."""
    step = walk.pending_step(state)
    if step is None:
        return state
    settle(guide, step, world, keep=False)
    state = replace(state, phase=walk.Phase.ACTING, did=None, pending=False)
    world.keep(state)
    return state


def rechecked(diagnosis: Diagnosis, *, final: bool, full: bool) -> walk.Rechecked:
    """A look, as the walk is told of it. Raises LookFailedError when it was not judged."""
    verdict = diagnosis.verdict
    if verdict is None:
        raise LookFailedError("the look was not judged")
    others = tuple(other.cause for other in verdict.others)
    return walk.Rechecked(verdict.cause, problems(diagnosis), final, full, others)


def problems(diagnosis: Diagnosis) -> tuple[str, ...]:
    """The checks that failed."""
    return tuple(result.id for result in diagnosis.checks if result.state is CheckState.PROBLEM)


def args_of(diagnosis: Diagnosis | None, cause: str) -> Mapping[str, str]:
    """What fills the holes of sentences about one of the causes of a diagnosis."""
    verdict = diagnosis.verdict if diagnosis else None
    if verdict is None or verdict.cause == cause:
        return verdict.args if verdict else {}
    return next((other.args for other in verdict.others if other.cause == cause), {})


def reason_of(diagnosis: Diagnosis | None, cause: str) -> str | None:
    """Which of the steps of a guide fit: the reason of the cause, or what is behind it."""
    verdict = diagnosis.verdict if diagnosis else None
    if verdict is None or verdict.cause == cause:
        return (verdict.reason or verdict.because) if verdict else None
    return next((other.reason for other in verdict.others if other.cause == cause), None)

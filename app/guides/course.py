"""A whole run of `unstuck guide --auto`: what was left is recovered, one look at everything, the walk, what follows.

Where a walk ends because another trouble shows, the guide of that one is walked as well, some times.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from app.guides import walk
from app.guides.auto import (
    Interrupted,
    LookFailedError,
    Unattended,
    World,
    problems,
    put_aside,
    reason_of,
)
from app.guides.journal import Entry
from app.guides.model import Guide
from app.guides.record import (
    INTERRUPTED,
    NOT_NEEDED,
    Leg,
    Named,
    WalkRecord,
    change_record,
    named,
    step_records,
)
from app.guides.repair import Undone
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.verdict import HEALTHY, Verdict

MOST_FOLLOWED = 3  # three troubles in a row happen; more are one that nobody has understood


@dataclass
class Course:
    """One run; `run` may be called once. `wanted` is the cause that the person named, if any.

    `entries` are the journal's; an unreadable journal has none. `left` is the file of a walk that was left.
    """

    world: World
    guide_for: Callable[[str], Guide]
    entries: Callable[[], tuple[Entry, ...]]
    system: str
    wanted: str | None = None
    left: bytes | None = None
    _known: set[str] = field(default_factory=set)  # entries that were closed before
    _recovered: tuple[Undone, ...] = ()
    _legs: list[Leg] = field(default_factory=list)
    _seen: Diagnosis | None = None

    def run(self) -> WalkRecord:
        """The record of everything. Raises LookFailedError; then nothing unproved is left in place."""
        started_at, began = datetime.now(UTC), self.world.clock()
        self._known = {entry.entry for entry in self.entries() if not entry.is_open}
        outcome, before = self._go()
        first = self._legs[0] if self._legs else None
        gone = {undone.entry.entry for undone in self._recovered}
        after = named(self._seen) if self._seen else before
        return WalkRecord(
            guide=first.guide if first else None,
            version=first.version if first else None,
            cause=first.cause if first else self.wanted or before.cause,
            started_at=started_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            duration_s=round(self.world.clock() - began, 3),
            before=before,
            after=after,
            outcome=outcome,
            resumed_at=first.resumed_at if first else None,
            recovered=tuple(change_record(undone.entry) for undone in self._recovered),
            steps=first.steps if first else (),
            changes=tuple(
                change_record(entry)
                for entry in self.entries()
                if entry.entry not in self._known and entry.entry not in gone
            ),
            followed=tuple(self._legs[1:]),
        )

    def _go(self) -> tuple[str, Named]:
        """The outcome, and what was named before."""
        guide, state = self._taken_up()
        proving = walk.pending_step(state) if state else None
        self._recovered = self.world.doer.recover(guide.id if guide else None, proving)
        for undone in self._recovered:
            self.world.tell.recovered(undone)
        self.world.tell.begins()
        try:
            self._seen = seen = self.world.look(None)
            verdict = _verdict(seen)
        except (Interrupted, LookFailedError) as error:
            if guide and state:
                put_aside(guide, state, self.world)
            if isinstance(error, LookFailedError):
                raise
            return INTERRUPTED, Named(state.cause if state else self.wanted or "unknown")
        self.world.tell.found(seen)
        before = named(seen)
        if guide and state:
            before = Named(state.cause, before.certainty if before.cause == state.cause else None)
            if verdict.cause == HEALTHY and not state.tried and not state.acted:  # nothing was ever done
                self.world.keep(None)
                return NOT_NEEDED, before
            return self._follow(guide, state, before), before
        if verdict.cause == HEALTHY != self.wanted:
            return NOT_NEEDED, before
        cause = self.wanted or verdict.cause
        if cause not in _causes(verdict):
            return walk.Outcome.OTHER_CAUSE.value, before
        return self._follow(self.guide_for(cause), None, before), before

    def _taken_up(self) -> tuple[Guide | None, walk.State | None]:
        """The walk that was left, when it is the one that is wanted."""
        try:
            left = msgspec.json.decode(self.left or b"{}", type=_Left)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None, None
        if not self.left or not left.guide or self.wanted not in (None, left.cause):
            return None, None
        guide = self.guide_for(left.guide)
        state = walk.restore(guide, self.left, self.system)
        if state is None or state.phase is walk.Phase.FINISHED:
            return None, None
        return guide, state

    def _follow(self, guide: Guide, state: walk.State | None, before: Named) -> str:
        """Walk, and go on into the guide of what shows then; the outcome of the last one."""
        while True:
            outcome, other = self._walk(guide, state, before)
            follows = outcome == walk.Outcome.OTHER_CAUSE.value and self.wanted is None
            if not follows or other is None or len(self._legs) > MOST_FOLLOWED:
                return outcome
            guide, state, before = self.guide_for(other), None, self._legs[-1].after

    def _walk(self, guide: Guide, left: walk.State | None, before: Named) -> tuple[str, str | None]:
        seen = self._seen
        if seen is None:
            raise LookFailedError("the first look is missing")
        state = left or _start(guide, self.system, seen)
        self.world.tell.opened(guide, state, seen, resumed=left is not None)
        one = Unattended(guide, state, self.world, seen)
        outcome = INTERRUPTED
        try:
            end = one.run(resumed=left is not None)
            outcome = end.outcome.value if end.outcome else INTERRUPTED
        except Interrupted:
            pass
        self._seen = seen = self._afterwards(one)
        self._legs.append(
            Leg(
                guide=guide.id,
                version=guide.version,
                cause=guide.cause,
                before=before,
                after=named(seen),
                outcome=outcome,
                resumed_at=left.steps[left.at] if left else None,
                steps=step_records(guide, one.state, one.seconds),
            )
        )
        return outcome, one.state.other_cause

    def _afterwards(self, one: Unattended) -> Diagnosis:
        """How it is now: where something was changed since the last look at everything, another one."""
        if one.is_fresh or one.state.phase is not walk.Phase.FINISHED:
            return one.seen
        try:
            return self.world.look(None)
        except (Interrupted, LookFailedError):  # the walk is over all the same
            return one.seen


class _Left(msgspec.Struct):
    guide: str = ""
    cause: str = ""


def _start(guide: Guide, system: str, seen: Diagnosis) -> walk.State:
    beside = tuple(cause for cause in _causes(_verdict(seen)) if cause != guide.cause)
    return walk.start(guide, system, problems(seen), reason_of(seen, guide.cause), beside)


def _verdict(seen: Diagnosis) -> Verdict:
    if seen.verdict is None:
        raise LookFailedError("the look was not judged")
    return seen.verdict


def _causes(verdict: Verdict) -> tuple[str, ...]:
    return verdict.cause, *(other.cause for other in verdict.others)

"""What `unstuck guide --auto --json` prints: `unstuck.walk/1`. Ids and numbers only; sentences are for people."""

import msgspec

from app.guides.event import State
from app.guides.journal import Entry
from app.guides.model import Guide
from diagnostics.model.diagnosis import Diagnosis

SCHEMA = "unstuck.walk/1"

NOT_NEEDED = "not_needed"
"""The outcome where the first look finds nothing to repair."""

INTERRUPTED = "interrupted"
"""The outcome of a walk that was asked to stop; it can be taken up again."""


class Named(msgspec.Struct, frozen=True):
    """What a look at everything named. `certainty` is None for a walk that began in an earlier run."""

    cause: str
    certainty: str | None = None


class StepRecord(msgspec.Struct, frozen=True):
    """One step that is behind us. `did` is None where the app did nothing, `seconds` for a step of an earlier run."""

    step: str
    who: str
    verb: str
    did: str | None
    result: str
    reason: str
    taken_back: bool
    seconds: float | None


class ChangeRecord(msgspec.Struct, frozen=True):
    """One change of the computer, as the journal has it."""

    entry: str
    verb: str
    guide: str
    step: str
    state: str
    at: str


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """The walk through one guide."""

    guide: str
    version: int
    cause: str
    before: Named
    after: Named
    outcome: str
    resumed_at: str | None
    steps: tuple[StepRecord, ...]


class WalkRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one run did. `outcome` and `after` are of the last walk, `steps` of the first.

    `guide` and `version` are None where no guide was walked. `changes` are all of this run; what was `recovered` was
    left by an earlier one.
    """

    schema: str = SCHEMA
    rehearsal: bool | msgspec.UnsetType = msgspec.UNSET
    guide: str | None
    version: int | None
    cause: str
    started_at: str
    duration_s: float
    before: Named
    after: Named
    outcome: str
    resumed_at: str | None = None
    recovered: tuple[ChangeRecord, ...] = ()
    steps: tuple[StepRecord, ...] = ()
    changes: tuple[ChangeRecord, ...] = ()
    followed: tuple[Leg, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether nothing is left to repair."""
        return self.outcome in ("fixed", NOT_NEEDED)


def step_records(guide: Guide, state: State, seconds: dict[int, float]) -> tuple[StepRecord, ...]:
    """The steps behind a walk; `seconds` by their place."""
    return tuple(
        StepRecord(
            step=tried.step,
            who=guide.step(tried.step).who,
            verb=guide.step(tried.step).verb,
            did=tried.did.value if tried.did else None,
            result=tried.result.value,
            reason=tried.reason,
            taken_back=tried.taken_back,
            seconds=seconds.get(place),
        )
        for place, tried in enumerate(state.tried)
    )


def change_record(entry: Entry) -> ChangeRecord:
    """An entry of the journal without what it acted on."""
    return ChangeRecord(entry.entry, entry.verb, entry.guide, entry.step, entry.state.value, entry.at)


def named(diagnosis: Diagnosis) -> Named:
    """What a look names first."""
    verdict = diagnosis.verdict
    return Named(verdict.cause, verdict.certainty.value) if verdict else Named("unknown")

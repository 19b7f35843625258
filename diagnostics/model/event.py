"""What a run tells its listener, in the order in which it happens."""

import msgspec

from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.observation import CheckResult, Observation


class RunStarted(msgspec.Struct, frozen=True):
    """First event of a run: the checks that will run, in screen order."""

    checks: tuple[str, ...]


class CheckStarted(msgspec.Struct, frozen=True):
    """A check began to look."""

    check: str


class Seen(msgspec.Struct, frozen=True):
    """One observation arrived."""

    observation: Observation


class CheckFinished(msgspec.Struct, frozen=True):
    """A check ended."""

    result: CheckResult


class LoadProgress(msgspec.Struct, frozen=True):
    """How far a test that loads the line has come, 0.0 to 1.0, and its latest rate."""

    phase: str  # "idle", "down", "up"
    fraction: float
    mbit: float | None = None


class Finished(msgspec.Struct, frozen=True):
    """Last event of every run, exactly one. `diagnosis` is None only when the run was cancelled or our code broke."""

    outcome: str  # "ok", "cancelled", "error"
    diagnosis: Diagnosis | None = None
    detail: str = ""


Event = RunStarted | CheckStarted | Seen | CheckFinished | LoadProgress | Finished

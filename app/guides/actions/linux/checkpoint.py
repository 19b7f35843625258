"""NetworkManager's own guard over an adapter: what nobody confirms in time it puts back by itself, even without us."""

import msgspec

from app.guides.actions.linux.bus import AnswerError, Bus
from diagnostics.system.linux.network_manager import ROOT, SERVICE

CHECKPOINT = f"{SERVICE}.Checkpoint"

GUARD_S = 150
"""Seconds until NetworkManager puts everything back: the deed (20 s) and the looks afterwards, and some air. Longer
would surprise a person who has mended the connection by hand since a crash of ours."""

_FAILED = (AnswerError, LookupError, PermissionError)


class Checkpoint(msgspec.Struct, frozen=True):
    """A guard that we set. After a restart of NetworkManager another one can have its path, but not its birth."""

    path: str
    created: int  # milliseconds since the computer started


def create(bus: Bus, device: str) -> Checkpoint | None:
    """Guard a device. None where this person may not, or where somebody else guards it already.

    Nobody is asked for a password: the saved values do the same as long as this program lives or is started again.
    """
    try:
        path = str(bus.call(ROOT, SERVICE, "CheckpointCreate", "aouu", [device], GUARD_S, 0, asks=False))
        return Checkpoint(path, int(bus.get(path, CHECKPOINT, "Created")))
    except _FAILED:
        return None


def is_ours(bus: Bus, guard: Checkpoint | None) -> bool:
    """Whether it still exists."""
    if guard is None:
        return False
    try:
        return int(bus.get(guard.path, CHECKPOINT, "Created")) == guard.created
    except _FAILED:
        return False


def extend(bus: Bus, guard: Checkpoint | None) -> None:
    """The deed is done; the looks begin now."""
    _send(bus, guard, "CheckpointAdjustRollbackTimeout", "ou", GUARD_S)


def roll_back(bus: Bus, guard: Checkpoint | None) -> bool:
    """Let NetworkManager put everything back, what was applied and not stored too; False where it does not."""
    return _send(bus, guard, "CheckpointRollback", "o")


def destroy(bus: Bus, guard: Checkpoint | None) -> None:
    """Everything stays as it is now."""
    _send(bus, guard, "CheckpointDestroy", "o")


def _send(bus: Bus, guard: Checkpoint | None, method: str, signature: str, *more: int) -> bool:
    if guard is None or not is_ours(bus, guard):
        return False
    try:
        results = bus.call(ROOT, SERVICE, method, signature, guard.path, *more, asks=False)
    except _FAILED:
        return False
    # A rollback answers for each device; NM_ROLLBACK_RESULT_OK is 0.
    return not any(results.values()) if isinstance(results, dict) else True

"""This person's own processes: found by name, told apart by when they started, signalled without mistaking them."""

import os
import signal
import sys
from pathlib import Path

import psutil

from app.guides.vital import KERNEL_NAME

_PROC = Path("/proc")
_START_FIELD = 19  # of /proc/<id>/stat behind the name; proc_pid_stat(5) counts from 1 and calls it 22


def own(names: tuple[str, ...]) -> dict[str, str]:
    """This person's processes of these names: process id -> `birth`. Plain data for the journal."""
    found = {}
    for one in psutil.process_iter():
        try:
            born = birth(one.pid) if is_called(one.name(), names) and is_own(one.pid) else None
        except psutil.Error:
            continue  # it has just ended
        if born is not None:
            found[str(one.pid)] = born
    return found


def boot_id() -> str:
    """Of this start of the computer."""
    return _PROC.joinpath("sys/kernel/random/boot_id").read_text(encoding="ascii").strip()


def start_tick(pid: int) -> int:
    """When it was started, in the kernel's ticks since the computer was. Raises OSError."""
    stat = _PROC.joinpath(str(pid), "stat").read_text(encoding="ascii", errors="replace")
    return int(stat[stat.rfind(")") + 2 :].split()[_START_FIELD])


def birth(pid: int) -> str | None:
    """What tells a process from every other that ever has its number; None when it has ended.

    Not a time of day: that moves for all of them when the clock is set, which is one of the repairs.
    """
    try:
        return f"{boot_id()}/{start_tick(pid)}"
    except OSError:
        return None


def is_called(name: str, names: tuple[str, ...]) -> bool:
    """Whether it is one of them, cut by the kernel or not."""
    return any(name == known or name == known[:KERNEL_NAME] for known in names)


def is_same(pid: int, born: str | None) -> bool:
    """Whether this very process still runs and is this person's."""
    try:
        return born is not None and birth(pid) == born and is_own(pid) and not _is_zombie(pid)
    except psutil.Error:
        return False


def is_stopped(pid: int) -> bool:
    """Whether it is paused. False when it has ended."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_STOPPED)
    except psutil.Error:
        return False


def user() -> int:
    """Whose processes are "own"."""
    return _PROC.joinpath("self").stat().st_uid


def _is_zombie(pid: int) -> bool:
    return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


def is_own(pid: int) -> bool:
    """Whether it is this person's."""
    try:
        return _PROC.joinpath(str(pid)).stat().st_uid == user()
    except OSError:
        return False


def send(pid: int, born: str | None, name: str) -> bool:
    """Signal this very process ("SIGSTOP"), never another one that got its number since; False when it is gone.

    Raises PermissionError. The descriptor holds on to the process between the look and the signal (pidfd_open(2)).
    """
    if sys.platform != "linux":
        return False
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return False
    try:
        if not is_same(pid, born):
            return False
        signal.pidfd_send_signal(handle, signal.Signals[name])
        return True
    except ProcessLookupError:
        return False
    finally:
        os.close(handle)

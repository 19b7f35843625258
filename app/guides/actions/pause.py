"""hog.pause where the kernel gives no handle on a process: Windows and macOS, through psutil.

A process is told by its number and the time it started; between the look and the order it could only be mistaken if it
ended and its number was given away within a millisecond.
"""

import os
import threading
import time

import psutil

from app.guides.hand import Before, Deed, Did, Program, Target
from app.guides.vital import is_vital

STOPS_S = 2.0  # one in the middle of a slow disk stops when the disk answers
TICK_S = 0.02
SAME_START_S = 0.05  # systems round the time of a start differently


class Pause:
    """Stops a program of this person's where it stands; nothing of it is lost."""

    def ready(self, target: Target) -> bool:
        """Whether it is a running program of this person's that may be paused."""
        return target.program is not None and _find(target.program) is not None

    def snapshot(self, target: Target) -> Before:
        """Which process, and whether it stood still already. Raises LookupError."""
        found = _find(target.program) if target.program else None
        if found is None:
            raise LookupError("the program has ended")
        return {"pid": found.pid, "started": found.create_time(), "stopped": _is_stopped(found)}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        """Pause it."""
        found = _find(target.program) if target.program else None
        if found is None:
            return Deed(Did.NO_TARGET, "the program has ended")
        if before["stopped"]:
            return Deed(Did.NOTHING_TO_DO)
        try:
            found.suspend()
            return self._stands_still(found, time.monotonic() + min(within_s, STOPS_S))
        except psutil.AccessDenied:
            return Deed(Did.DENIED, "the system does not let us pause it")
        except psutil.Error as error:
            return Deed(Did.FAILED, type(error).__name__)

    def _stands_still(self, found: psutil.Process, end_s: float) -> Deed:
        pause = threading.Event()
        while not _is_stopped(found):
            if time.monotonic() > end_s:
                return Deed(Did.FAILED, "the program does not stand still")
            pause.wait(TICK_S)
        return Deed(Did.DONE)

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """It goes on, unless it stood still before."""
        if before.get("stopped", True):
            return Deed(Did.NOTHING_TO_DO)
        try:
            found = psutil.Process(int(before["pid"]))
            if abs(found.create_time() - before["started"]) > SAME_START_S:
                return Deed(Did.NOTHING_TO_DO, "the program has ended")
            found.resume()
        except psutil.NoSuchProcess:
            return Deed(Did.NOTHING_TO_DO, "the program has ended")
        except psutil.Error as error:
            return Deed(Did.FAILED, type(error).__name__)
        return Deed(Did.DONE)

    def keep(self, target: Target, before: Before) -> None:
        """It stays paused."""


def _find(program: Program) -> psutil.Process | None:
    """The very process that was meant, if it is this person's and may be paused."""
    try:
        found, me = psutil.Process(program.pid), psutil.Process()
        family = {os.getpid(), *(parent.pid for parent in me.parents())}
        is_it = found.name() == program.name and found.username() == me.username()
        is_same = program.started is not None and abs(found.create_time() - program.started) <= SAME_START_S
    except psutil.Error:
        return None
    return found if is_it and is_same and found.pid not in family and not is_vital(program.name) else None


def _is_stopped(process: psutil.Process) -> bool:
    return bool(process.status() == psutil.STATUS_STOPPED)

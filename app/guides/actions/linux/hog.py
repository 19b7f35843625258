"""hog.pause: a program of this person's that fills the line holds its breath, and goes on when it is taken back."""

import os
import threading
import time

import psutil

from app.guides.actions.linux import process
from app.guides.actions.linux.answer import answered
from app.guides.actions.linux.outcome import DONE, NOTHING
from app.guides.hand import Before, Deed, Did, Program, Target
from app.guides.vital import KERNEL_NAME, is_vital

SAME_START_S = 0.05  # times of start have steps of 0.01 s
_STOPS_S = 2.0  # one in the middle of a slow disk stops when the disk answers
_TICK_S = 0.02


class PauseProgram:
    """The program is stopped where it stands; nothing of it is lost."""

    def ready(self, target: Target) -> bool:
        """Whether it is a running program of this person's that may be paused."""
        return target.program is None or _may_be_paused(target.program)

    def snapshot(self, target: Target) -> Before:
        """Which process, and whether it stood still already."""
        if target.program is None:
            return {}
        pid = target.program.pid
        return {"pid": pid, "birth": process.birth(pid), "stopped": process.is_stopped(pid)}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:
        """Pause it and see that it stands still."""
        return answered(lambda: self._act(target, before, within_s))

    def _act(self, target: Target, before: Before, within_s: float) -> Deed:
        program = target.program
        if program is None or not before:
            return Deed(Did.NO_TARGET, "the diagnosis names no program")
        if before["stopped"]:
            return NOTHING
        if not _may_be_paused(program):
            return Deed(Did.NO_TARGET, "it is not a program of this person's that may be paused")
        if not process.send(program.pid, before["birth"], "SIGSTOP"):
            return Deed(Did.NO_TARGET, "the program has ended")
        end = time.monotonic() + min(within_s, _STOPS_S)
        pause = threading.Event()
        while not process.is_stopped(program.pid):
            if time.monotonic() > end:
                return Deed(Did.FAILED, "the program does not stand still")
            pause.wait(_TICK_S)
        return DONE

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """It goes on, unless it stood still before."""
        return answered(lambda: self._restore(before))

    def _restore(self, before: Before) -> Deed:
        # A stop that is still on its way counts: going on takes it back too.
        if not before or before["stopped"] or not process.send(before["pid"], before["birth"], "SIGCONT"):
            return NOTHING
        return DONE

    def keep(self, target: Target, before: Before) -> None:
        """It stays paused."""


def _may_be_paused(program: Program) -> bool:
    name = program.name
    try:
        one = psutil.Process(program.pid)
        present = one.name()
        is_same = program.started is not None and abs(one.create_time() - program.started) <= SAME_START_S
        family = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    except psutil.Error:
        return False
    is_it = process.is_called(present, (name,)) or (len(name) >= KERNEL_NAME and present.startswith(name))
    is_ours = one.pid not in family and process.is_own(one.pid)
    return is_it and is_same and is_ours and not is_vital(present)

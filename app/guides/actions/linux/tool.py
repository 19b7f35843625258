"""Starts the few programs that have no other door. Arguments come from tables and from what was checked before."""

import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from app.guides.actions.launch import environment

_END_S = 1.0  # for a program that was told to end

# pkexec refuses to run with a shell that is not in /etc/shells, and none of these programs needs one.
_LEFT_OUT = frozenset({"SHELL"})


class Result(NamedTuple):
    """How a program ended; `text` is what it printed."""

    status: int
    text: str


def run(argv: Sequence[str], within_s: float) -> Result:
    """Run a program to its end, in the C locale, with an empty input.

    Raises FileNotFoundError when it is not installed, TimeoutError when it needs longer: then it has been ended, unless
    it runs as root by then, which is only ended by itself.
    """
    environ = {name: value for name, value in environment().items() if name not in _LEFT_OUT} | {"LC_ALL": "C"}
    null = subprocess.DEVNULL
    child = subprocess.Popen(
        argv, stdin=null, stdout=subprocess.PIPE, stderr=null, text=True, errors="replace", env=environ, cwd="/"
    )
    try:
        text, _ = child.communicate(timeout=within_s)
    except subprocess.TimeoutExpired:
        _end(child)
        raise TimeoutError(f"{Path(argv[0]).name} did not end within {within_s:.0f} s") from None
    return Result(child.returncode, text)


def _end(child: "subprocess.Popen[str]") -> None:
    try:
        child.kill()
    except PermissionError:  # it has become root's
        pass
    try:
        child.communicate(timeout=_END_S)
    except subprocess.TimeoutExpired:
        # Somebody has to take note of its end, or it stays in the process table as long as we run.
        threading.Thread(target=child.communicate, name="root's", daemon=True).start()

"""Starting a program of the system: its end, its limits, what it gets of ours."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.guides.actions.linux import tool

Install = Callable[[str, str], Path]


def test_its_end_and_what_it_said(programs: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/opt/odd/shell")
    program = programs("speaker", 'cat; echo "$LC_ALL $1 ${SHELL-none} $PWD"; exit 7')
    assert tool.run([str(program), "a b;c"], 5.0) == (7, "C a b;c none /\n")


def test_a_packed_program_does_not_lend_its_libraries(programs: Install, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/unstuck/lib")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/usr/local/lib")
    program = programs("speaker", 'echo "$LD_LIBRARY_PATH"')
    assert tool.run([str(program)], 5.0).text == "/usr/local/lib\n"


def test_one_that_does_not_end_is_ended(programs: Install) -> None:
    program = programs("sleeper", "exec sleep 30")
    with pytest.raises(TimeoutError, match="sleeper did not end"):
        tool.run([str(program)], 0.2)


def test_one_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError):
        tool.run(["/nowhere/program"], 1.0)

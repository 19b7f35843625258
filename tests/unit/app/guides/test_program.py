"""Which running program is meant: real processes under names of the test's own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from app.guides import program
from app.guides.program import running
from app.guides.vital import DARWIN, LINUX, WINDOWS

NAME = f"hog-{os.getpid()}"
WAITS = "print(flush=True); input()"
TALKS = "import socket, sys; s = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); " + WAITS
STARTS = f"import subprocess, sys; subprocess.Popen([sys.argv[1], '-c', {WAITS!r}]); input()"


class Stage:
    """Starts programs under one name and ends them."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.python = folder / NAME
        self.python.symlink_to(sys.executable)
        self._stack = stack

    def start(self, code: str, *arguments: str) -> subprocess.Popen[bytes]:
        child = subprocess.Popen([self.python, "-c", code, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._stack.callback(child.wait)
        self._stack.callback(child.kill)
        assert child.stdin is not None
        assert child.stdout is not None
        self._stack.callback(child.stdin.close)
        self._stack.callback(child.stdout.close)
        child.stdout.readline()
        return child


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with ExitStack() as stack:
        yield Stage(tmp_path, stack)


def test_the_only_one(stage: Stage) -> None:
    child = stage.start(WAITS)
    found = running(NAME)
    assert found is not None
    assert (found.pid, found.name, found.started) == (child.pid, NAME, psutil.Process(child.pid).create_time())
    child.kill()
    child.wait()
    assert running(NAME) is None


def test_two_that_nobody_can_tell_apart(stage: Stage) -> None:
    stage.start(WAITS)
    stage.start(WAITS)
    assert running(NAME) is None


def test_of_two_the_one_that_talks(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.start(WAITS)
    talks = stage.start(WAITS)
    monkeypatch.setattr(program, "_talks", lambda parts: talks.pid in [part.pid for part in parts])
    found = running(NAME)
    assert found is not None
    assert found.pid == talks.pid


def test_a_connection_to_this_computer_is_no_talk(stage: Stage) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        child = stage.start(TALKS, str(server.getsockname()[1]))
        assert not program._talks([psutil.Process(child.pid)])


def test_a_program_and_its_parts_are_one(stage: Stage) -> None:
    parent = stage.start(STARTS, str(stage.python))
    try:
        found = running(NAME)
        assert found is not None
        assert found.pid == parent.pid
    finally:
        for child in psutil.Process(parent.pid).children():
            child.kill()


@pytest.mark.parametrize("name", ["", "no program has this name", *sorted(LINUX | WINDOWS | DARWIN)])
def test_never(name: str) -> None:
    assert running(name) is None


def test_we_are_never_meant() -> None:
    found = running(psutil.Process().name())
    assert found is None or found.pid not in (os.getpid(), os.getppid())

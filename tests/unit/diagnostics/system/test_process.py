"""Which processes count as the VPN's. Real processes, started and ended here."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnostics.system.linux.process import acquire_processes, in_our_network, processes_are_visible, runs_here


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def waiting(started: list[subprocess.Popen[bytes]], *argv: str) -> subprocess.Popen[bytes]:
    """A process that is surely inside its program: it has printed a line."""
    process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    started.append(process)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"ready\n")
    process.stdin.flush()
    assert process.stdout.readline() == b"ready\n"
    return process


@pytest.fixture
def corpvpnd(tmp_path: Path) -> Path:
    """A program of a name that nothing else on this computer has."""
    program = tmp_path / "corpvpnd-of-test"
    shutil.copy(shutil.which("cat") or "/bin/cat", program)
    return program


def test_a_program_is_found_by_its_name_even_when_the_kernel_cuts_it(
    corpvpnd: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    assert len(corpvpnd.name) > 15
    assert acquire_processes((corpvpnd.name,)) == []
    waiting(started, str(corpvpnd))
    assert acquire_processes((corpvpnd.name,)) == [{"name": corpvpnd.name, "here": True, "own": True}]


def test_an_absolute_path_is_that_file_and_no_other(
    corpvpnd: Path, tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    waiting(started, str(corpvpnd))
    elsewhere = tmp_path / "other" / corpvpnd.name
    assert acquire_processes((str(elsewhere),)) == []
    assert [row["name"] for row in acquire_processes((str(corpvpnd),))] == [str(corpvpnd)]


def test_a_script_is_found_under_its_own_name(tmp_path: Path, started: list[subprocess.Popen[bytes]]) -> None:
    script = tmp_path / "corp-client"
    script.write_text("#!/bin/sh\nread line\necho $line\nread line\n", encoding="utf-8")
    script.chmod(0o755)
    waiting(started, str(script))
    assert len(acquire_processes(("corp-client",))) == 1
    assert len(acquire_processes((str(script),))) == 1


def test_a_process_that_has_ended_and_was_not_collected_does_not_run(
    corpvpnd: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    process = waiting(started, str(corpvpnd))
    assert process.stdin is not None
    process.stdin.close()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and stays a zombie
    assert acquire_processes((corpvpnd.name,)) == []


COUNTS = {
    "here": ({"here": True, "own": True}, True),
    "in another namespace": ({"here": False, "own": True}, False),
    "another user's, cannot look": ({"here": None, "own": False}, True),
    "our own, cannot look": ({"here": None, "own": True}, False),
}


@pytest.mark.parametrize("case", COUNTS)
def test_who_counts(case: str) -> None:
    row, expected = COUNTS[case]
    assert runs_here(row) is expected


def test_this_process_is_here_and_a_process_that_is_none_is_unknown() -> None:
    assert processes_are_visible()
    assert in_our_network(2**30) is None

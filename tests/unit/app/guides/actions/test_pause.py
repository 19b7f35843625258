"""A program is paused and goes on: a real process, on any system that psutil knows."""

import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from app.guides.actions.pause import Pause
from app.guides.hand import Did, Program, Target

LIMIT_S = 10.0


@pytest.fixture
def child() -> Iterator[psutil.Process]:
    program = [sys.executable, "-c", "print(flush=True); input()"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()  # it has become what it will be
            yield psutil.Process(process.pid)
        finally:
            process.kill()


def goes_on(process: psutil.Process) -> bool:
    """Whether it answers: a process that stands still does not end."""
    process.terminate()
    return process.wait(LIMIT_S) is not None


def meaning(process: psutil.Process) -> Target:
    return Target(program=Program(pid=process.pid, name=process.name(), started=process.create_time()))


def test_it_stands_still_and_goes_on(child: psutil.Process) -> None:
    act, target = Pause(), meaning(child)
    assert act.ready(target)
    before = act.snapshot(target)
    assert act.act(target, before, 5).did is Did.DONE
    assert child.status() == psutil.STATUS_STOPPED
    assert act.restore(target, before, 5).did is Did.DONE
    assert act.restore(target, before, 5).did is Did.DONE, "going on twice does no harm"
    assert goes_on(child)


def test_one_that_stood_still_before_stays_so(child: psutil.Process) -> None:
    act, target = Pause(), meaning(child)
    assert act.act(target, act.snapshot(target), 5).did is Did.DONE
    before = act.snapshot(target)
    assert act.act(target, before, 5).did is Did.NOTHING_TO_DO
    assert act.restore(target, before, 5).did is Did.NOTHING_TO_DO
    assert child.status() == psutil.STATUS_STOPPED


def test_another_process_with_the_same_number_is_never_touched(child: psutil.Process) -> None:
    act, target = Pause(), meaning(child)
    before = act.snapshot(target)
    later = {**before, "started": before["started"] + 60}
    assert act.restore(target, later, 5).did is Did.NOTHING_TO_DO
    program = Program(pid=child.pid, name=child.name(), started=child.create_time() - 60)
    assert not act.ready(Target(program=program))


def test_one_that_has_ended(child: psutil.Process) -> None:
    act, target = Pause(), meaning(child)
    before = act.snapshot(target)
    child.kill()
    child.wait(LIMIT_S)
    assert act.act(target, before, 5).did is Did.NO_TARGET
    assert act.restore(target, before, 5).did is Did.NOTHING_TO_DO


def test_ourselves_and_what_holds_the_session_up_are_never_paused(
    child: psutil.Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not Pause().ready(meaning(psutil.Process()))
    assert Pause().ready(meaning(child))
    monkeypatch.setattr("app.guides.vital.WINDOWS", frozenset({child.name()}))
    assert not Pause().ready(meaning(child))
    assert not Pause().ready(Target())

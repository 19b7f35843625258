"""A program of this person's is paused and goes on; others are never touched."""

import os
from collections.abc import Callable

import psutil
import pytest

from app.guides.actions.linux import process
from app.guides.actions.linux.hog import PauseProgram
from app.guides.actions.linux.outcome import NOTHING
from app.guides.hand import Did, Program, Target

HAND_S = 5.0
Sleeper = Callable[[str], psutil.Process]


def target_of(one: psutil.Process, name: str, late_s: float = 0.0) -> Target:
    return Target(program=Program(pid=one.pid, name=name, started=one.create_time() + late_s))


def test_it_stands_still_and_goes_on(sleeper: Sleeper) -> None:
    one = sleeper("big-download")
    act, target = PauseProgram(), target_of(one, "big-download")
    assert act.ready(target)
    before = act.snapshot(target)
    assert act.act(target, before, HAND_S).did is Did.DONE
    assert one.status() == psutil.STATUS_STOPPED
    assert PauseProgram().restore(target, before, HAND_S).did is Did.DONE  # as another process does after a crash
    assert one.status() != psutil.STATUS_STOPPED


def test_it_goes_on_although_the_clock_was_set_meanwhile(sleeper: Sleeper, monkeypatch: pytest.MonkeyPatch) -> None:
    one = sleeper("big-download")
    act, target = PauseProgram(), target_of(one, "big-download")
    before = act.snapshot(target)
    assert act.act(target, before, HAND_S).did is Did.DONE
    start = psutil.boot_time()
    monkeypatch.setattr("psutil._pslinux.boot_time", lambda: start + 3600)
    assert psutil.Process(one.pid).create_time() > target.program.started + 1
    assert act.restore(target, before, HAND_S).did is Did.DONE
    assert one.status() != psutil.STATUS_STOPPED


def test_one_that_stood_still_before_stays_so(sleeper: Sleeper) -> None:
    one = sleeper("big-download")
    one.suspend()
    os.waitid(os.P_PID, one.pid, os.WSTOPPED | os.WNOWAIT)  # it stands still some moment after it was told to
    act, target = PauseProgram(), target_of(one, "big-download")
    before = act.snapshot(target)
    assert before["stopped"]
    assert act.act(target, before, HAND_S).did is Did.NOTHING_TO_DO
    assert act.restore(target, before, HAND_S).did is Did.NOTHING_TO_DO
    assert one.status() == psutil.STATUS_STOPPED


def test_a_long_name_is_cut_by_the_kernel(sleeper: Sleeper) -> None:
    one = sleeper("a-very-long-program-name")
    assert PauseProgram().ready(target_of(one, "a-very-long-program-name"))
    assert PauseProgram().ready(target_of(one, "a-very-long-pro"))


def test_another_process_with_the_same_number_is_not_touched(sleeper: Sleeper) -> None:
    one = sleeper("big-download")
    act, target = PauseProgram(), target_of(one, "big-download", late_s=1.0)
    assert not act.ready(target)
    assert act.act(target, act.snapshot(target), HAND_S).did is Did.NO_TARGET
    for born in (None, "another-boot/1", f"{process.boot_id()}/1"):
        assert act.restore(target, {"pid": one.pid, "birth": born, "stopped": False}, HAND_S) == NOTHING
    assert one.status() != psutil.STATUS_STOPPED


@pytest.mark.parametrize("name", ["bash", "gnome-shell", "openvpn", "systemd", "PanGPUI", "gnome-terminal-server"])
def test_the_session_and_the_vpn_are_never_paused(name: str, sleeper: Sleeper) -> None:
    one = sleeper(name)
    act, target = PauseProgram(), target_of(one, name)
    assert not act.ready(target)
    before = {"pid": one.pid, "birth": process.birth(one.pid), "stopped": False}
    assert act.act(target, before, HAND_S).did is Did.NO_TARGET
    assert one.status() != psutil.STATUS_STOPPED


def test_we_and_our_parents_are_never_paused() -> None:
    me = psutil.Process()
    for one in (me, *me.parents()):
        assert not PauseProgram().ready(target_of(one, one.name()))


def test_the_name_must_fit(sleeper: Sleeper) -> None:
    assert not PauseProgram().ready(target_of(sleeper("big-download"), "other"))


def test_one_that_has_ended(sleeper: Sleeper) -> None:
    one = sleeper("big-download")
    act, target = PauseProgram(), target_of(one, "big-download")
    before = act.snapshot(target)
    one.kill()
    one.wait(HAND_S)
    assert act.act(target, before, HAND_S).did is Did.NO_TARGET
    assert act.restore(target, before, HAND_S).did is Did.NOTHING_TO_DO


@pytest.mark.skipif(os.getuid() != 0, reason="only root can see what others would be refused")
def test_somebody_elses_process_is_not_our_own(sleeper: Sleeper, monkeypatch: pytest.MonkeyPatch) -> None:
    one = sleeper("big-download")
    monkeypatch.setattr(process, "user", lambda: 54321)
    assert not PauseProgram().ready(target_of(one, "big-download"))
    assert process.own(("big-download",)) == {}


def test_without_a_program_there_is_nothing_to_pause() -> None:
    assert PauseProgram().act(Target(), PauseProgram().snapshot(Target()), HAND_S).did is Did.NO_TARGET

"""Network time: switched on, switched off and on again, and back; over a real bus, through the shipped code."""

from collections.abc import Callable

import pytest

from app.guides.actions.linux.clock import Clock
from app.guides.hand import Did, Target
from tests.desktop.computer.conftest import Machine
from tests.desktop.desk import Desk

HAND_S = 10.0
NOBODY = Target()
Start = Callable[..., Machine]


def test_it_is_switched_on_and_off_again(machine: Start) -> None:
    running = machine()
    act = Clock(again=False, attended=False)
    assert act.ready(NOBODY)
    before = act.snapshot(NOBODY)
    assert before == {"ntp": False}
    deed = act.act(NOBODY, before, HAND_S)
    assert (deed.did, deed.detail, running.keeps_time()) == (Did.DONE, "", True)
    assert act.act(NOBODY, act.snapshot(NOBODY), HAND_S).did is Did.NOTHING_TO_DO
    assert act.restore(NOBODY, before, HAND_S).did is Did.DONE
    assert not running.keeps_time()
    assert act.restore(NOBODY, before, HAND_S).did is Did.NOTHING_TO_DO


def test_the_time_is_set_now(machine: Start) -> None:
    running = machine(time_kept=True)
    act = Clock(again=True, attended=False)
    before = act.snapshot(NOBODY)
    assert act.act(NOBODY, before, HAND_S).did is Did.DONE
    assert running.keeps_time()
    assert act.restore(NOBODY, before, HAND_S).did is Did.NOTHING_TO_DO


def test_a_crash_between_off_and_on(machine: Start) -> None:
    running = machine(time_kept=False)
    assert Clock(again=True, attended=False).restore(NOBODY, {"ntp": True}, HAND_S).did is Did.DONE
    assert running.keeps_time()


def test_a_clock_that_nobody_has_set_yet_is_said(machine: Start) -> None:
    machine()
    act = Clock(again=False, attended=False)
    deed = act.act(NOBODY, act.snapshot(NOBODY), 1.1)  # less than the service needs, and the second that is left over
    assert (deed.did, deed.detail) == (Did.DONE, "the clock has not been set yet")


def test_setting_it_now_needs_the_service_that_does_it(machine: Start) -> None:
    machine(time_kept=False)
    assert not Clock(again=True, attended=False).ready(NOBODY)


@pytest.mark.parametrize("attended", [True, False])
def test_polkit_refuses(attended: bool, machine: Start) -> None:
    running = machine()
    running.allow()
    act = Clock(again=False, attended=attended)
    assert act.act(NOBODY, act.snapshot(NOBODY), HAND_S).did is Did.DENIED
    assert not running.keeps_time()


def test_without_the_service(desk: Callable[..., Desk]) -> None:
    desk({})
    act = Clock(again=False, attended=False)
    assert not act.ready(NOBODY)
    assert act.act(NOBODY, act.snapshot(NOBODY), HAND_S).did is Did.UNSUPPORTED
    assert act.restore(NOBODY, {}, HAND_S).did is Did.NOTHING_TO_DO

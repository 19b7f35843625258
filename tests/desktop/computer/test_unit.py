"""VPNs that are units: started, restarted, stopped, and back; the units run real processes."""

from collections.abc import Callable

import pytest

from app.guides.actions.linux import vpn
from app.guides.actions.linux.unit import Manner, UnitAct
from app.guides.hand import Did, Target
from diagnostics.model.site import Vpn
from tests.desktop.computer.conftest import Machine
from tests.desktop.desk import Desk

HAND_S = 10.0
NAME = "openvpn-client@office.service"
OFFICE = Target(vpn=Vpn(name="Office", kind="openvpn"))
Start = Callable[..., Machine]


def test_a_stopped_vpn_is_started_and_stopped_again(machine: Start) -> None:
    running = machine(lambda made: made.unit(NAME))
    act = vpn.acts(attended=False)["vpn.start_client"]
    assert act.ready(OFFICE)
    before = act.snapshot(OFFICE)
    assert before == {"way": "unit", "before": {"unit": NAME, "runs": False}}
    assert act.act(OFFICE, before, HAND_S).did is Did.DONE
    assert running.state(NAME) == "active"
    assert act.restore(OFFICE, before, HAND_S).did is Did.DONE
    assert running.state(NAME) == "inactive"
    assert act.restore(OFFICE, before, HAND_S).did is Did.NOTHING_TO_DO


def test_one_that_runs_is_not_started(machine: Start) -> None:
    running = machine(lambda made: made.unit(NAME, running=True))
    act = vpn.acts(attended=False)["vpn.start_client"]
    before = act.snapshot(OFFICE)
    assert before["way"] == "running_unit"
    assert act.act(OFFICE, before, HAND_S).did is Did.NOTHING_TO_DO
    assert act.restore(OFFICE, before, HAND_S).did is Did.NOTHING_TO_DO
    assert running.state(NAME) == "active"


@pytest.mark.parametrize("verb", ["vpn.reconnect", "vpn.restart_service", "vpn.reapply_routes", "vpn.reapply_dns"])
def test_a_restart_is_a_new_process(verb: str, machine: Start) -> None:
    running = machine(lambda made: made.unit(NAME, running=True))
    act = vpn.acts(attended=False)[verb]
    before = act.snapshot(OFFICE)
    assert act.act(OFFICE, before, HAND_S).did is Did.DONE
    first = running.pid(NAME)
    assert act.act(OFFICE, before, HAND_S).did is Did.DONE
    assert running.pid(NAME) not in ("", first)
    assert act.restore(OFFICE, before, HAND_S).did is Did.NOTHING_TO_DO


def test_a_foreign_tunnel_is_stopped_and_started_again(machine: Start) -> None:
    name, other = "wg-quick@wg7.service", Target(other_vpn="wg7", adapter="wg7")
    running = machine(lambda made: made.unit(name, running=True), lambda made: made.unit(NAME, running=True))
    act = vpn.acts(attended=False)["vpn.disconnect_other"]
    assert not act.ready(Target(other_vpn="wg8"))
    assert act.ready(other)
    before = act.snapshot(other)
    assert act.act(other, before, HAND_S).did is Did.DONE
    assert (running.state(name), running.state(NAME)) == ("inactive", "active")
    assert act.restore(other, before, HAND_S).did is Did.DONE
    assert running.state(name) == "active"


def test_one_that_does_not_come_up_is_said_and_stopped(machine: Start) -> None:
    running = machine(lambda made: made.unit(NAME, before="exit 1;"))
    act = UnitAct(Manner.START, attended=False)
    before = act.snapshot(OFFICE)
    deed = act.act(OFFICE, before, HAND_S)
    assert (deed.did, deed.detail) == (Did.FAILED, f"{NAME} is failed after StartUnit")
    assert act.restore(OFFICE, before, HAND_S).did is Did.NOTHING_TO_DO
    assert running.state(NAME) != "active"


def test_one_that_takes_too_long_is_stopped(machine: Start) -> None:
    running = machine(lambda made: made.unit(NAME, before="sleep 30;"))
    act = UnitAct(Manner.START, attended=False)
    before = act.snapshot(OFFICE)
    assert act.act(OFFICE, before, 1.0).did is Did.TIMED_OUT
    assert act.restore(OFFICE, before, 2.0).did is Did.DONE
    assert running.state(NAME) == "inactive"


@pytest.mark.parametrize("attended", [True, False])
def test_polkit_refuses(attended: bool, machine: Start) -> None:
    running = machine(lambda made: made.unit(NAME))
    running.allow()
    act = UnitAct(Manner.START, attended=attended)
    assert act.act(OFFICE, act.snapshot(OFFICE), HAND_S).did is Did.DENIED
    assert running.state(NAME) == "inactive"


def test_a_vpn_without_a_unit(machine: Start) -> None:
    machine(lambda made: made.unit("cups.service", running=True))
    act = UnitAct(Manner.RESTART, attended=False)
    for target in (OFFICE, Target(), Target(vpn=Vpn(name="Office", process="cup*"))):
        assert not act.ready(target)
        assert act.snapshot(target) == {}
        assert act.act(target, {}, HAND_S).did is Did.UNSUPPORTED


def test_without_systemd(desk: Callable[..., Desk]) -> None:
    desk({})
    act = UnitAct(Manner.RESTART, attended=False)
    assert not act.ready(OFFICE)
    assert act.snapshot(OFFICE) == {}

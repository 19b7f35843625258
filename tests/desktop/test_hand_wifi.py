"""The verbs of the radio, on a NetworkManager with a radio: there is none in any lab."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.guides.actions.linux.bus import system_bus
from app.guides.actions.linux.device import find
from app.guides.actions.linux.network import acts
from app.guides.hand import Did, Target
from diagnostics.system.linux.network_manager import ROOT, SERVICE
from tests.desktop.desk import Desk
from tests.lab.desktop import PYTHON, Plan

RADIO = Target(adapter="lo")
SERVER = Path(__file__).with_name("radio.py")
LIMIT_S = 10.0
SHORT_S = 1.5

Start = Callable[..., None]


@pytest.fixture
def radio(desk: Callable[[Plan], Desk]) -> Iterator[Start]:
    """Starts the service with a plan."""
    started: list[subprocess.Popen[str]] = []

    def start(**plan: Any) -> None:
        desk({})
        process = subprocess.Popen(
            [PYTHON, "-I", "-B", str(SERVER), json.dumps(plan)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ),
        )  # fmt: skip
        started.append(process)
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "ready\n", process.stderr.read()

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.communicate(timeout=LIMIT_S)


def is_on() -> bool:
    with system_bus(SERVICE, LIMIT_S) as bus:
        return bool(bus.get(ROOT, SERVICE, "WirelessEnabled"))


def joined() -> tuple[int, str]:
    """The state of the radio, and the profile that it is joined with ("Settings/2" is home)."""
    with system_bus(SERVICE, LIMIT_S) as bus:
        device = find(bus, "lo")
        bus.wait(lambda: device.state in (30, 100), SHORT_S)
        return device.state, (device.profile() or "").rpartition("NetworkManager/")[2]


def test_a_radio_that_is_off_is_switched_on_and_off_again(radio: Start) -> None:
    radio(on=False, state=20)
    act = acts(attended=False)["wifi.radio_on"]
    assert act.ready(RADIO)
    before = act.snapshot(RADIO)
    assert act.act(RADIO, before, LIMIT_S).did is Did.DONE
    assert is_on()
    assert act.restore(RADIO, before, LIMIT_S).did is Did.DONE
    assert not is_on()


NOT_DONE = {
    "it is on": ({"on": True}, Did.NOTHING_TO_DO),
    "a switch on the case": ({"on": False, "hardware": False, "state": 20}, Did.FAILED),
    "polkit refuses": ({"on": False, "refuses": True, "state": 20}, Did.DENIED),
    "no answer": ({"on": False, "silent": True, "state": 20}, Did.TIMED_OUT),
}


@pytest.mark.parametrize("case", NOT_DONE)
def test_a_radio_that_cannot_be_switched_on(case: str, radio: Start) -> None:
    plan, did = NOT_DONE[case]
    radio(**plan)
    act = acts(attended=False)["wifi.radio_on"]
    before = act.snapshot(RADIO)
    begin = time.monotonic()
    assert act.act(RADIO, before, SHORT_S).did is did
    assert time.monotonic() - begin < SHORT_S + 0.5
    assert is_on() is plan["on"]


def test_the_network_is_joined_anew(radio: Start) -> None:
    radio(heard=["office", "home"])
    assert joined() == (100, "Settings/2")
    act = acts(attended=False)["wifi.reconnect"]
    before = act.snapshot(RADIO)
    assert act.act(RADIO, before, LIMIT_S).did is Did.DONE
    assert joined() == (100, "Settings/2")


def test_after_a_scan_a_known_network_is_heard_and_joined(radio: Start) -> None:
    radio(state=30, heard_after_scan=["home"])
    act = acts(attended=False)["wifi.reconnect"]
    before = act.snapshot(RADIO)
    assert act.act(RADIO, before, LIMIT_S).did is Did.DONE
    assert joined() == (100, "Settings/2")
    assert act.restore(RADIO, before, LIMIT_S).did is Did.DONE
    assert joined()[0] == 30


def test_of_several_known_networks_the_one_used_last_is_joined(radio: Start) -> None:
    radio(state=30, heard=["home", "office"])
    act = acts(attended=False)["wifi.reconnect"]
    assert act.act(RADIO, act.snapshot(RADIO), LIMIT_S).did is Did.DONE
    assert joined() == (100, "Settings/1")


def test_nothing_known_in_range_is_said_and_no_profile_is_made_up(radio: Start) -> None:
    radio(state=30)
    act = acts(attended=False)["wifi.reconnect"]
    before = act.snapshot(RADIO)
    assert act.act(RADIO, before, SHORT_S).did is Did.FAILED
    assert act.restore(RADIO, before, LIMIT_S).did is Did.DONE
    assert joined()[0] == 30


def test_a_person_who_may_not_stays_joined(radio: Start) -> None:
    radio(heard=["home"], refuses=True)
    assert joined() == (100, "Settings/2")
    act = acts(attended=False)["wifi.reconnect"]
    assert act.act(RADIO, act.snapshot(RADIO), LIMIT_S).did is Did.DENIED
    assert joined() == (100, "Settings/2")

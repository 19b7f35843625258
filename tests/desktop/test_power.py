"""Battery, power profile and sleep, as the services of the desktop tell of them."""

import time
from collections.abc import Callable

import pytest

from tests.desktop.desk import Desk, power
from tests.lab.desktop import Plan

Start = Callable[[Plan], Desk]

LONGEST_S = 0.3


def test_a_low_battery(desk: Start) -> None:
    desk({"upower": {"on_battery": True, "percent": 9.0}})
    found = power()
    assert (found.on_battery, found.battery_percent) == (True, 9.0)
    assert (found.saver, found.resumed_s_ago) == (None, None), "nobody there to tell"


def test_a_battery_that_is_told_of_by_itself(desk: Start) -> None:
    desk({"upower": {"on_battery": True, "percent": 12.0, "each_battery": True}})
    assert (power().on_battery, power().battery_percent) == (True, 12.0)


PROFILES = {
    "saver": ({"active": "power-saver"}, True),
    "balanced": ({"active": "balanced"}, False),
    "saver, by the new name": ({"active": "power-saver", "new_name": True}, True),
}


@pytest.mark.parametrize("case", PROFILES)
def test_the_power_profile(case: str, desk: Start) -> None:
    plan, saver = PROFILES[case]
    desk({"profiles": plan})
    assert power().saver is saver


DEGRADED = {"high-operating-temperature": 1, "lap-detected": 0, "": 0}


@pytest.mark.parametrize("word", DEGRADED)
def test_heat_that_the_firmware_reports(word: str, desk: Start) -> None:
    desk({"profiles": {"active": "performance", "degraded": word}})
    assert (power().throttle_events or 0) == DEGRADED[word]


def test_just_woken_up(desk: Start) -> None:
    desk({"systemd": {"systemd-suspend.service": 40, "systemd-hibernate.service": 9000}})
    assert power().resumed_s_ago == pytest.approx(40, abs=10)


def test_never_asleep(desk: Start) -> None:
    desk({"systemd": {"systemd-suspend.service": None}})
    assert power().resumed_s_ago is None


def test_everything_together_stays_short(desk: Start) -> None:
    desk({"upower": {"on_battery": False, "percent": 80.0}, "profiles": {}, "systemd": {"systemd-suspend.service": 3}})
    power()  # the first look also imports
    begin = time.monotonic()
    found = power()
    assert time.monotonic() - begin < LONGEST_S
    assert (found.on_battery, found.saver) == (False, False)
    assert found.uptime_s is not None

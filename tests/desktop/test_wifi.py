"""The radio as NetworkManager tells of it: the shipped code, a real bus, and the service in a process of its own."""

import threading
from collections.abc import Callable

import pytest

from diagnostics.model.fact import WifiRefusal
from tests.desktop.desk import Desk, wifi
from tests.lab.desktop import ENTERPRISE, HOME, OPEN, WPA3, Plan, apart, heard, joined

Start = Callable[[Plan], Desk]


def test_a_radio_that_is_joined(desk: Start) -> None:
    desk(joined(74, heard(60, "Livebox-1", frequency=2412)))
    link = wifi()
    assert (link.adapter, link.radio_on, link.hardware_off, link.connected) == ("wlan0", True, False, True)
    assert (link.ssid, link.security, link.frequency_mhz) == (HOME, "wpa2", 5180)
    assert (link.signal_percent, link.signal_dbm) == (74, -63)
    assert (link.rate_mbit, link.rate_best_mbit) == (433.3, 866.7)
    assert (link.networks_visible, link.neighbours_on_channel) == (2, 0)
    assert (link.refusal, link.state_reason) == (None, 0)


def test_the_access_point_is_found_through_the_profile_where_the_device_does_not_name_it(desk: Start) -> None:
    plan = joined(74)
    plan["network_manager"]["wifi"]["by_profile_only"] = True
    desk(plan)
    assert (wifi().connected, wifi().ssid, wifi().signal_dbm) == (True, HOME, -63)


OFF = {"by software": ({"software_on": False}, False), "by a switch": ({"hardware_on": False}, True)}


@pytest.mark.parametrize("case", OFF)
def test_a_radio_that_is_off(case: str, desk: Start) -> None:
    switches, by_hardware = OFF[case]
    desk(apart(20, 0, **switches))
    link = wifi()
    assert (link.radio_on, link.hardware_off, link.connected) == (False, by_hardware, False)
    assert (link.networks_visible, link.refusal) == (0, None)


AT_HOME = (heard(70), heard(60, "Livebox-1"))
OFFICE = {"ssid": "Corp", "enterprise": True}
NOT_JOINED: dict[str, tuple[Plan, WifiRefusal | None, bool]] = {
    "wrong key, asked for again": (apart(60, 8, *AT_HOME), WifiRefusal.WRONG_KEY, True),
    "wrong key, given up": (apart(120, 7, *AT_HOME), WifiRefusal.WRONG_KEY, True),
    "wrong key, back to the start": (apart(30, 8, *AT_HOME), WifiRefusal.WRONG_KEY, True),
    "out of range": (apart(30, 53, heard(60, "Livebox-1")), WifiRefusal.OUT_OF_RANGE, False),
    "nothing known in range, and nothing tried": (apart(30, 0, heard(60, "Livebox-1")), None, False),
    "nothing known at all": (apart(30, 0, *AT_HOME, saved=()), None, False),
    "enterprise sign-in refused": (
        apart(120, 8, heard(70, "Corp", flags=ENTERPRISE), saved=(OFFICE,)),
        WifiRefusal.SIGN_IN,
        True,
    ),
    "enterprise profile, its certificate refused": (
        apart(120, 9, heard(70, "Corp", flags=ENTERPRISE), saved=(OFFICE,)),
        WifiRefusal.SIGN_IN,
        True,
    ),
    "no answer in time": (apart(120, 11, *AT_HOME), WifiRefusal.TIMED_OUT, True),
    "joined, and no address came": (apart(120, 5, *AT_HOME), WifiRefusal.NO_ADDRESS, True),
    "an open network threw us out": (apart(120, 8, heard(70, flags=OPEN)), WifiRefusal.OTHER, True),
}


@pytest.mark.parametrize("case", NOT_JOINED)
def test_why_it_is_not_joined(case: str, desk: Start) -> None:
    plan, refusal, in_range = NOT_JOINED[case]
    desk(plan)
    link = wifi()
    assert (link.radio_on, link.connected, link.refusal, link.known_in_range) == (True, False, refusal, in_range)


def test_while_a_key_is_tried_it_is_not_joined_and_waiting_for_an_address_it_is(desk: Start) -> None:
    running = desk(apart(50, 0, *AT_HOME))
    assert (wifi().connected, wifi().refusal) == (False, None)
    device = ("org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager/Devices/wlan")
    running.set(*device, "org.freedesktop.NetworkManager.Device", "State", ("u", 70))
    assert wifi().connected is True


def test_a_weak_signal(desk: Start) -> None:
    desk(joined(30))
    assert (wifi().signal_percent, wifi().signal_dbm) == (30, -85)


def test_a_crowded_channel_counts_the_others_that_are_as_loud(desk: Start) -> None:
    desk(
        joined(
            80,
            *(heard(70, f"Neighbour-{number}", frequency=2437) for number in range(4)),
            heard(65, "Overlaps", frequency=2452),
            heard(70, "Other end of the band", frequency=2462),
            heard(30, "Too quiet", frequency=2437),
            heard(75, HOME, number=2, frequency=2437),
            frequency=2437,
        )
    )
    assert (wifi().neighbours_on_channel, wifi().networks_visible) == (5, 8)


def test_wpa3_alone(desk: Start) -> None:
    desk(apart(30, 8, heard(70, flags=WPA3)))
    assert wifi().security == "wpa3"


def test_roaming_while_it_is_read_gives_one_of_the_two_points(desk: Start) -> None:
    second = heard(60, HOME, number=2, frequency=2412)
    running = desk(joined(74, second))
    ended = threading.Event()

    def walk() -> None:
        while not ended.is_set():
            for point in ("ap1", "ap0"):
                running.move_to(point)

    walking = threading.Thread(target=walk, name="walk")
    walking.start()
    try:
        seen = {(link.bssid, link.frequency_mhz) for link in (wifi() for _ in range(20))}
    finally:
        ended.set()
        walking.join()
    assert seen <= {(heard(74)["bssid"], 5180), (second["bssid"], 2412)}


def test_an_access_point_that_is_gone_before_it_could_be_read(desk: Start) -> None:
    desk(joined(74)).lose("ap0")
    link = wifi()
    assert (link.connected, link.bssid, link.signal_dbm, link.networks_visible) == (True, None, None, 0)


def test_a_computer_without_radio_has_none(desk: Start) -> None:
    from diagnostics.system.linux.facts import LinuxFacts

    desk({"network_manager": {"ethernet": "eth0"}})
    assert LinuxFacts().wifi().value == ()

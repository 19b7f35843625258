"""Radios, with and without NetworkManager."""

from pathlib import Path
from typing import Any

import pytest

from diagnostics.model.fact import WifiLink, WifiRefusal
from diagnostics.system.linux import wifi
from tests.unit.diagnostics.system.replay import laptop

OPEN = {"switches": [{"soft": False, "hard": False, "adapters": ["wlp3s0"]}], "levels": {}}
BLOCKED = {"switches": [{"soft": True, "hard": False, "adapters": ["wlp3s0"]}], "levels": {}}


def radio(**changes: Any) -> WifiLink:
    links = laptop("wifi_desktop", **changes).wifi().value
    assert links is not None
    (link,) = links
    return link


def managed(**different: Any) -> list[dict[str, Any]]:
    plain = {"adapter": "wlp3s0", "state": 100, "reason": 0, "rate_kbit": 0, "software_on": True, "hardware_on": True}
    return [{**plain, "points": [], **different}]


def test_a_connected_radio() -> None:
    link = radio()
    assert (link.adapter, link.radio_on, link.connected, link.ssid) == ("wlp3s0", True, True, "name2.example")
    assert (link.signal_dbm, link.signal_percent, link.frequency_mhz, link.rate_mbit) == (-53, 74, 5180, 866.7)
    assert (link.security, link.rate_best_mbit, link.retry_percent) == ("wpa2", 1300.0, 10.0)
    assert (link.networks_visible, link.neighbours_on_channel, link.known_in_range) == (2, 0, None)


LEVEL_SOURCES: dict[str, tuple[dict[str, Any], int]] = {
    "the driver": ({}, -53),
    "/proc/net/wireless": ({"station": OSError(95, "")}, -52),
    "the quality in per cent": ({"station": OSError(95, ""), "kernel_radios": OPEN}, -63),
}


@pytest.mark.parametrize("case", LEVEL_SOURCES)
def test_the_signal_comes_from_the_best_source_there_is(case: str) -> None:
    changes, expected = LEVEL_SOURCES[case]
    assert radio(**changes).signal_dbm == expected


STATES = {"unavailable": (20, False), "disconnected": (30, False), "wrong key": (60, False),
          "waits for an address": (70, True), "connected": (100, True), "leaving": (110, False),
          "failed": (120, False)}  # fmt: skip


@pytest.mark.parametrize("case", STATES)
def test_states_of_network_manager(case: str) -> None:
    state, connected = STATES[case]
    link = radio(radios=managed(state=state, reason=39))
    assert (link.connected, link.state_reason, link.ssid) == (connected, 39, None)


OFF = {
    "software": ({"software_on": False}, (False, False)),
    "hardware": ({"hardware_on": False}, (False, True)),
    "on": ({}, (True, False)),
}


@pytest.mark.parametrize("case", OFF)
def test_a_radio_that_is_switched_off(case: str) -> None:
    switches, expected = OFF[case]
    link = radio(radios=managed(state=20, **switches))
    assert (link.radio_on, link.hardware_off) == expected


def test_a_key_that_only_the_kernel_knows_of_counts_too() -> None:
    keys = {"switches": [{"soft": False, "hard": True, "adapters": []}], "levels": {}}
    link = radio(radios=managed(state=20), kernel_radios=keys)
    assert (link.radio_on, link.hardware_off) == (False, True)


POINT = {"ssid": "home.example", "strength": 60, "flags": [1, 0, 0x100], "joined": False}
SAVED = {"ssid": "home.example", "enterprise": False, "last_used_s": 5, "tried": False}
OFFICE = {**SAVED, "ssid": "office.example", "enterprise": True, "last_used_s": 9}
PROFILES: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]], WifiRefusal, bool]] = {
    "the one in range": ([POINT], [SAVED, OFFICE], WifiRefusal.WRONG_KEY, True),
    "of two in range the last used": (
        [POINT, {**POINT, "ssid": "office.example"}],
        [OFFICE, SAVED],
        WifiRefusal.SIGN_IN,
        True,
    ),
    "the one that the device holds": (
        [POINT, {**POINT, "ssid": "office.example"}],
        [OFFICE, {**SAVED, "tried": True}],
        WifiRefusal.WRONG_KEY,
        True,
    ),
    "none is known": ([POINT], [], WifiRefusal.WRONG_KEY, False),
    "a profile for a sign-in network whose own word is missing": (
        [{**POINT, "flags": [1, 0, 0x200]}],
        [SAVED],
        WifiRefusal.SIGN_IN,
        True,
    ),
}


@pytest.mark.parametrize("case", PROFILES)
def test_which_network_refused(case: str) -> None:
    points, saved, refusal, in_range = PROFILES[case]
    link = radio(radios=managed(state=120, reason=7, points=points, saved=saved))
    assert (link.refusal, link.known_in_range) == (refusal, in_range)


def test_a_device_that_only_network_manager_knows_is_a_radio_all_the_same() -> None:
    links = laptop("cable_dhcp", radios=managed(adapter="wlan7", state=30)).wifi().value
    assert links is not None
    assert [(link.adapter, link.connected) for link in links] == [("wlan7", False)]


def test_a_device_that_network_manager_leaves_alone_is_asked_of_the_kernel() -> None:
    link = radio(radios=managed(state=10))
    assert (link.radio_on, link.connected) == (True, True)


SWITCHES: dict[str, tuple[dict[str, Any], bool | None]] = {
    "open": (OPEN, True),
    "soft block": (BLOCKED, False),
    "the edge switch of the laptop": (
        {"switches": [*OPEN["switches"], {"soft": False, "hard": True, "adapters": []}]},
        False,
    ),
    "another radio is off": ({"switches": [{"soft": True, "hard": False, "adapters": ["wlan9"]}]}, None),
    "no switch is known": ({"switches": []}, None),
}


@pytest.mark.parametrize("case", SWITCHES)
def test_without_network_manager_the_switches_of_the_kernel_count(case: str) -> None:
    kernel, expected = SWITCHES[case]
    gone = OSError(95, "")
    kernel = {**kernel, "levels": {"wlp3s0": -70}}
    link = radio(radios=FileNotFoundError(2, "no bus"), station=gone, kernel_radios=kernel)
    assert (link.radio_on, link.connected, link.signal_dbm) == (expected, True, -70)


def test_a_laptop_without_radio() -> None:
    assert laptop("cable_dhcp", kernel_radios=AssertionError("asked")).wifi().value == ()


LEVELS = {
    "in dBm": ("h1\nh2\n wlan0: 0000   70.  -40.  -256        0\n", {"wlan0": -40}),
    "a driver without dBm": ("h1\nh2\n wlan0: 0000   70.  210.  0\n", {}),
    "cut": ("h1\nh2\n wlan0: 0000\n", {}),
    "headings only": ("h1\nh2\n", {}),
    "empty": ("", {}),
}


@pytest.mark.parametrize("case", LEVELS)
def test_proc_net_wireless(case: str) -> None:
    text, expected = LEVELS[case]
    assert wifi.parse_levels(text) == expected


def test_switches_are_matched_to_adapters_through_their_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = tmp_path / "card"
    (card / "net" / "wlan0").mkdir(parents=True)
    phy = card / "phy0"
    phy.mkdir()
    (phy / "device").symlink_to(card)
    for name, kind, soft in (("rfkill0", "wlan", "1"), ("rfkill1", "bluetooth", "1"), ("rfkill2", "wlan", "0")):
        folder = tmp_path / "rfkill" / name
        folder.mkdir(parents=True)
        for file, text in (("type", kind), ("soft", soft), ("hard", "0")):
            (folder / file).write_text(f"{text}\n", encoding="ascii")
    (tmp_path / "rfkill" / "rfkill0" / "device").symlink_to(phy)
    monkeypatch.setattr(wifi, "_RFKILL", tmp_path / "rfkill")
    assert wifi.acquire_kernel_radios()["switches"] == [
        {"soft": True, "hard": False, "adapters": ["wlan0"]},
        {"soft": False, "hard": False, "adapters": []},
    ]

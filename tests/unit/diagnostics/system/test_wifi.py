"""Radios, with and without NetworkManager."""

from pathlib import Path
from typing import Any

import pytest

from diagnostics.model.fact import WifiLink
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
    plain = {"adapter": "wlp3s0", "state": 100, "reason": 0, "rate_kbit": 0, "radio_on": True}
    return [{**plain, **different}]


def test_a_connected_radio() -> None:
    link = radio()
    assert (link.adapter, link.radio_on, link.connected, link.ssid) == ("wlp3s0", True, True, "name2.example")
    assert (link.signal_dbm, link.signal_percent, link.frequency_mhz, link.rate_mbit) == (-52, 74, 5180, 866.7)


STATES = {"unavailable": (20, False), "disconnected": (30, False), "wrong key": (60, False),
          "waits for an address": (70, True), "connected": (100, True), "leaving": (110, False),
          "failed": (120, False)}  # fmt: skip


@pytest.mark.parametrize("case", STATES)
def test_states_of_network_manager(case: str) -> None:
    state, connected = STATES[case]
    link = radio(radios=managed(state=state, reason=8))
    assert (link.connected, link.state_reason, link.ssid) == (connected, 8, None)


def test_a_radio_that_is_switched_off() -> None:
    assert radio(radios=managed(state=20, radio_on=False)).radio_on is False


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
    link = radio(radios=FileNotFoundError(2, "no bus"), kernel_radios={**kernel, "levels": {"wlp3s0": -70}})
    assert (link.radio_on, link.connected, link.signal_dbm) == (expected, True, -70)


def test_a_laptop_without_radio_asks_nobody() -> None:
    answer = laptop("cable_dhcp", radios=AssertionError("asked"), kernel_radios=AssertionError("asked")).wifi()
    assert answer.value == ()


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

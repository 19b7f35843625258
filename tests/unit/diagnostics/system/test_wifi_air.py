"""Channels, security and the neighbours."""

from typing import Any

import pytest

from diagnostics.system.linux.wifi_air import crowd, dbm, overlap, security_of, visible


def point(frequency: int = 2437, strength: int = 80, ssid: str = "home", **more: Any) -> dict[str, Any]:
    own = {
        "frequency_mhz": frequency,
        "strength": strength,
        "ssid": ssid,
        "bssid": "34:27:92:00:10:01",
        "joined": False,
    }
    return {**own, **more}


OVERLAPS = {
    "same channel of 2.4 GHz": (2437, 2437, None, True),
    "four channels away": (2412, 2432, None, True),
    "five channels away": (2412, 2437, None, False),
    "channel 14": (2462, 2484, None, True),
    "same channel of 5 GHz": (5180, 5180, None, True),
    "next channel of 5 GHz, narrow": (5180, 5200, 20, False),
    "other half of a pair": (5180, 5200, 40, True),
    "next pair": (5200, 5220, 40, False),
    "same block of 80 MHz": (5180, 5240, 80, True),
    "next block of 80 MHz": (5240, 5260, 80, False),
    "above the gap": (5320, 5500, 160, False),
    "upper band": (5745, 5805, 80, True),
    "6 GHz, same block": (5955, 6015, 80, True),
    "6 GHz, next block": (6015, 6035, 80, False),
    "5 and 6 GHz": (5885, 5955, 160, False),
    "2.4 and 5 GHz": (2412, 5180, 80, False),
    "unknown": (0, 5180, 80, False),
}


@pytest.mark.parametrize("case", OVERLAPS)
def test_which_channels_share_air(case: str) -> None:
    one, other, width, expected = OVERLAPS[case]
    pair = point(one, width_mhz=width), point(other)
    assert (overlap(*pair), overlap(*reversed(pair))) == (expected, expected)


FLAGS = {
    "open": ([0, 0, 0], "open"),
    "wep": ([1, 0, 0], "wep"),
    "wpa": ([1, 0x104, 0], "wpa"),
    "wpa2": ([1, 0, 0x108], "wpa2"),
    "wpa and wpa2": ([1, 0x104, 0x108], "wpa2"),
    "wpa2 and wpa3": ([1, 0, 0x500], "wpa2"),
    "wpa3": ([1, 0, 0x400], "wpa3"),
    "open, encrypted": ([0, 0, 0x800], "open"),
    "802.1X": ([1, 0, 0x200], "enterprise"),
    "802.1X of the first WPA": ([1, 0x200, 0], "enterprise"),
    "Suite B": ([1, 0, 0x2000], "enterprise"),
}


@pytest.mark.parametrize("case", FLAGS)
def test_security(case: str) -> None:
    flags, expected = FLAGS[case]
    assert security_of(flags) == expected


def other(number: int, **more: Any) -> dict[str, Any]:
    return point(**{"ssid": f"other{number}", "bssid": f"c8:00:{number:02x}:00:00:01", "strength": 75, **more})


CROWDS: dict[str, tuple[list[dict[str, Any]], int]] = {
    "nobody": ([], 0),
    "four on the channel": ([other(number) for number in range(4)], 4),
    "20 dB below": ([other(1, strength=40)], 1),
    "more than 20 dB below": ([other(1, strength=38)], 0),
    "another channel": ([other(1, frequency=2462)], 0),
    "a second access point of ours": ([other(1, ssid="home")], 0),
    "the guests' name of our own box": ([point(ssid="home-guests", bssid="34:27:92:00:10:02", strength=78)], 0),
    "the neighbour's box of the same make": ([point(ssid="next-door", bssid="34:27:92:00:10:08", strength=60)], 1),
    "one without strength": ([other(1, strength=None)], 0),
}


@pytest.mark.parametrize("case", CROWDS)
def test_who_is_on_our_channel(case: str) -> None:
    others, expected = CROWDS[case]
    own = point(joined=True)
    assert crowd(own, [own, *others]) == expected


def test_without_a_channel_nobody_can_be_counted() -> None:
    assert crowd(point(0), []) is None


def test_how_many_networks_are_heard() -> None:
    hidden = [point(ssid=""), point(ssid="\0\0\0")]
    assert visible([point(), point(5180), point(ssid="other"), *hidden]) == 4


@pytest.mark.parametrize(("percent", "level"), [(100, -50), (66, -67), (50, -75), (0, -100)])
def test_quality_in_per_cent(percent: int, level: int) -> None:
    assert dbm(percent) == level

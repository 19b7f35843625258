"""NetworkManager's numbers, and what they mean for a person who cannot join."""

from typing import Any

import pytest

from diagnostics.model.fact import WifiRefusal
from diagnostics.system.linux.wifi_refusal import refusal_of

HOME = {"enterprise": False, "open": False, "last_used_s": 1_700_000_000}
NEW = {**HOME, "last_used_s": 0}
CAFE = {**HOME, "open": True}
OFFICE = {**HOME, "enterprise": True}

CASES: dict[str, tuple[int, int, dict[str, Any] | None, WifiRefusal | None]] = {
    "switched off": (20, 0, HOME, None),
    "firmware missing, not yet available": (20, 35, HOME, None),
    "nothing tried": (30, 0, HOME, None),
    "disconnected by the person": (30, 39, HOME, None),
    "profile deleted": (30, 38, HOME, None),
    "on its way": (50, 0, HOME, None),
    "waits for the first key of a new network": (60, 0, NEW, None),
    "asks for another key of a known network": (60, 0, HOME, WifiRefusal.WRONG_KEY),
    "asks for another password of the office": (60, 0, OFFICE, WifiRefusal.SIGN_IN),
    "no secrets": (120, 7, HOME, WifiRefusal.WRONG_KEY),
    "no secrets, profile unknown": (120, 7, None, WifiRefusal.WRONG_KEY),
    "no secrets in the office": (120, 7, OFFICE, WifiRefusal.SIGN_IN),
    "handshake broken off": (60, 8, HOME, WifiRefusal.WRONG_KEY),
    "handshake broken off in the office": (120, 8, OFFICE, WifiRefusal.SIGN_IN),
    "thrown out of an open network": (30, 8, CAFE, WifiRefusal.OTHER),
    "configuration refused": (120, 9, HOME, WifiRefusal.OTHER),
    "certificate of the office refused": (120, 9, OFFICE, WifiRefusal.SIGN_IN),
    "supplicant failed": (120, 10, HOME, WifiRefusal.OTHER),
    "supplicant failed in the office": (120, 10, OFFICE, WifiRefusal.SIGN_IN),
    "no answer in time": (120, 11, HOME, WifiRefusal.TIMED_OUT),
    "address configuration unavailable": (120, 5, HOME, WifiRefusal.NO_ADDRESS),
    "address expired": (30, 6, HOME, WifiRefusal.NO_ADDRESS),
    "DHCP would not start": (120, 15, HOME, WifiRefusal.NO_ADDRESS),
    "DHCP error": (120, 16, HOME, WifiRefusal.NO_ADDRESS),
    "DHCP failed": (120, 17, HOME, WifiRefusal.NO_ADDRESS),
    "name not found": (120, 53, HOME, WifiRefusal.OUT_OF_RANGE),
    "name not found, back to the start": (30, 53, HOME, WifiRefusal.OUT_OF_RANGE),
    "a number of tomorrow": (30, 999, HOME, WifiRefusal.OTHER),
    "failed without a reason": (120, 0, HOME, WifiRefusal.OTHER),
}


@pytest.mark.parametrize("case", CASES)
def test_why(case: str) -> None:
    state, reason, profile, expected = CASES[case]
    assert refusal_of(state, reason, profile) == expected

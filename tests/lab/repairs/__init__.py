"""Faults that the app can mend by itself, on a laptop with real services; each module of FAMILIES declares some."""

from importlib import import_module

import tests.lab.scenarios  # first: the faults that both share can only be imported by way of them

_NAMES = ("link", "address", "six", "dns", "settings", "vpn")

_SABOTAGE = ("useless", "worse")

FAMILIES = (tests.lab.scenarios, *(import_module(f"{__name__}.{name}") for name in _NAMES))
TRIALS = tuple(import_module(f"{__name__}.{name}") for name in _SABOTAGE)

LEFT_OUT = {
    "wifi.*": "a radio cannot be simulated here (no mac80211_hwsim): wifi.radio_on and wifi.reconnect find no radio",
    "wifi.forget_rejoin": "does not exist on Linux, nor do proxy.reset_winhttp and winsock.reset",
    "ip.conflict": "only raw sockets see a second owner, and the person's app may not open any; a typed address that"
    " is taken, and that NetworkManager refuses, is ip.no_lease-typed_address_is_taken",
    "wrong mask": "NetworkManager makes a way to a box that lies outside the mask, so everything works",
    "the site wants a route script and none is set": "no cause says so: the computer works without one",
    "vpn.reconnect that makes it worse": "a working tunnel to a gateway that has just died cannot be put back",
    "credentials.refresh": "there is no realm in the lab: shown to change nothing",
    "link.stuck_after_sleep": "the laptop of the lab shares its clock and its kernel, and cannot sleep",
}
"""Faults and verbs that have no world here, and why."""

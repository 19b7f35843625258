"""Faults that the app can mend by itself, on a laptop with real services; each module of FAMILIES declares some."""

from importlib import import_module

import tests.lab.scenarios  # first: the faults that both share can only be imported by way of them

_NAMES = ("link", "address", "six", "dns", "settings", "vpn")

_SABOTAGE = ("useless", "worse")

FAMILIES = (tests.lab.scenarios, *(import_module(f"{__name__}.{name}") for name in _NAMES))
TRIALS = tuple(import_module(f"{__name__}.{name}") for name in _SABOTAGE)

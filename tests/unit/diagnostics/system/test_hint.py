"""What the network service believes."""

from typing import Any

import pytest

from diagnostics.model.observed import Knowledge
from diagnostics.system.linux.hint import normalise_hint
from tests.unit.diagnostics.system.replay import laptop

PLAIN = {"connectivity": 4, "checked": True, "metered": 2, "device_metered": 2}
CASES: dict[str, tuple[dict[str, Any], str | None, bool | None]] = {
    "all well": ({}, "full", False),
    "a portal": ({"connectivity": 2}, "portal", False),
    "never asked": ({"connectivity": 0}, None, False),
    "its probe is switched off": ({"checked": False}, None, False),
    "no way out needs no probe": ({"checked": False, "connectivity": 1}, "none", False),
    "an older version does not say whether it probes": ({"checked": None}, "full", False),
    "the device is metered": ({"device_metered": 1}, "full", True),
    "a hotspot, guessed": ({"device_metered": 3, "metered": 4}, "full", True),
    "only the whole is known": ({"device_metered": 0, "metered": 3}, "full", True),
    "an older version without both": ({"device_metered": None, "metered": None}, "full", None),
}


@pytest.mark.parametrize("case", CASES)
def test_hint(case: str) -> None:
    changes, connectivity, metered = CASES[case]
    (hint,) = normalise_hint({**PLAIN, **changes})
    assert (hint.source, hint.connectivity, hint.metered) == ("NetworkManager", connectivity, metered)


STATES = {
    "not running": (LookupError("ServiceUnknown"), Knowledge.UNSUPPORTED),
    "no bus": (FileNotFoundError(2, ""), Knowledge.UNSUPPORTED),
    "silent": (TimeoutError(), Knowledge.TIMEOUT),
    "not for us": (PermissionError(13, ""), Knowledge.DENIED),
}


@pytest.mark.parametrize("case", STATES)
def test_a_service_that_cannot_be_asked(case: str) -> None:
    error, state = STATES[case]
    assert laptop("wifi_desktop", hint=error).hints().state is state

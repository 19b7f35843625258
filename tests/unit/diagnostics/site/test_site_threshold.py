"""`[threshold]` and the sign-in time of a VPN: every key has a range, and every slip one sentence."""

from pathlib import Path

import pytest

from diagnostics.site import SiteError, parse_site, section
from tests.unit.diagnostics.site.site_text import check

VPN = '[[vpn]]\nname = "x"\n'

# name: (text, line, key, what is wrong, how to mend it)
CASES = {
    "key with a slip": (
        "[threshold]\nlos_percent = 2",
        2,
        "threshold.los_percent",
        'is not a key of [threshold], did you mean "loss_percent"?',
        "use one of: battery_percent, busy_mbit",
    ),
    "key at home elsewhere": ("[call]\nmos = 3", 2, "call.mos", "does not belong in [call]", "move it to [threshold]"),
    "positive signal": (
        "[threshold]\nwifi_weak_dbm = 75",
        2,
        "threshold.wifi_weak_dbm",
        "is 75",
        "write dBm, which are negative, from -100 to -20",
    ),
    "signal with a fraction": (
        "[threshold]\nwifi_good_dbm = -67.5",
        2,
        "threshold.wifi_good_dbm",
        "is a number with a fraction, not a whole number",
        "no quotes",
    ),
    "weak above good": (
        "[threshold]\nwifi_good_dbm = -70\nwifi_weak_dbm = -60",
        3,
        "threshold.wifi_weak_dbm",
        "is -60, stronger than wifi_good_dbm, -70",
        "further from zero",
    ),
    "good below the usual weak": (
        "[threshold]\nwifi_good_dbm = -80",
        1,
        "threshold.wifi_weak_dbm",
        "is -75, stronger than wifi_good_dbm, -80",
        "further from zero",
    ),
    "share as per cent": (
        "[threshold]\nbusy_share = 70",
        2,
        "threshold.busy_share",
        "is 70",
        "write a share from 0.01 to 1",
    ),
    "number in quotes": (
        '[threshold]\nloss_percent = "2"',
        2,
        "threshold.loss_percent",
        "is a text, not a number",
        "write per cent from 0.1 to 100, no quotes",
    ),
    "true for a number": ("[threshold]\nmos = true", 2, "threshold.mos", "is true or false, not a number", "no quotes"),
    "not a number": ("[threshold]\ndelay_ms = nan", 2, "threshold.delay_ms", "is nan", "from 1 to 5000"),
    "endless": ("[threshold]\ndown_mbit = inf", 2, "threshold.down_mbit", "is inf", "from 0.01 to 100000"),
    "no loss at all": ("[threshold]\nlan_loss_percent = 0", 2, "threshold.lan_loss_percent", "is 0", "from 0.1"),
    "crowd of none": ("[threshold]\nwifi_crowd_networks = 0", 2, "threshold.wifi_crowd_networks", "is 0", "from 1 to"),
    "value for the table": ("threshold = 3", 1, "threshold", "is a number, not a table", "[threshold]"),
    "session of no hours": (VPN + "session_hours = 0", 3, "vpn.session_hours", "is 0", "write hours from 1 to 720"),
    "session of a year": (VPN + "session_hours = 8760", 3, "vpn.session_hours", "is 8760", "from 1 to 720"),
    "session in words": (VPN + 'session_hours = "12 h"', 3, "vpn.session_hours", "is a text, not a whole", "no quotes"),
    "typed is not for files": (
        '[[service]]\nname = "x"\nurl = "https://x.example/"\ntyped = true',
        4,
        "service.typed",
        "is not a key of [service]",
        "use one of: ca, expect, name, url, via",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_bad_value_says_where_what_and_how_to_mend_it(name: str) -> None:
    check(*CASES[name])


@pytest.mark.parametrize("key", section.THRESHOLD)
@pytest.mark.parametrize("value", ['"much"', "[1]", "-1e9", "1e9", "2026-11-22"])
def test_no_threshold_takes_rubbish(key: str, value: str) -> None:
    with pytest.raises(SiteError) as caught:
        parse_site(f"[threshold]\n{key} = {value}", "site.toml", Path())
    assert (caught.value.line, caught.value.key) == (2, f"threshold.{key}")

"""When a line was written, in every form that a client uses."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from diagnostics.system.linux.vpn_log_clock import moment_of

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC).timestamp()


@pytest.fixture(autouse=True)
def somewhere_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Local time is four hours ahead of UTC, all year round."""
    monkeypatch.setenv("TZ", "MUT-4")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


LOCAL = "2026-11-22T06:34:50+00:00"  # 10:34:50 here
FORMS = {
    "OpenVPN": ("2026-11-22 10:34:50 Initialization Sequence Completed", LOCAL),
    "OpenVPN before 2.5": ("Sun Nov 22 10:34:50 2026 Initialization Sequence Completed", LOCAL),
    "OpenVPN for machines": ("1795329290.423101 1 SIGTERM", LOCAL),
    "OpenVPN Connect": ("[Nov 22, 2026, 10:34:50] EVENT: CONNECTED", LOCAL),
    "openconnect": ("[2026-11-22 10:34:50] Configured as 10.9.0.106", LOCAL),
    "charon": ("Nov 22 10:34:50 13[IKE] giving up after 5 retransmits", LOCAL),
    "the system's log": ("Nov 22 10:34:50 laptop openvpn[12]: x", LOCAL),
    "the system's log with its level": ("<30>Nov 22 10:34:50 laptop openvpn[12]: x", LOCAL),
    "the system's log, new form": ("2026-11-22T10:34:50.123456+04:00 laptop openvpn[12]: x", LOCAL),
    "a day of one digit": ("Nov  2 10:34:50 laptop openvpn[12]: x", "2026-11-02T06:34:50+00:00"),
    "the journal": ("1795329290.000001 laptop openvpn[12]: x", LOCAL),
    "UTC": ("2026-11-22T10:34:50Z x", "2026-11-22T10:34:50+00:00"),
    "west": ("2026-11-22T10:34:50-0130 x", "2026-11-22T12:04:50+00:00"),
    "Go": ("2026/11/22 10:34:50 Switching ipn state", LOCAL),
    "wireguard-go": ("DEBUG: (wg0) 2026/11/22 10:34:50 peer(AbCd) - x", LOCAL),
    "WireGuard for Windows": ("2026-11-22 10:34:50.434455: [TUN] [Test] x", LOCAL),
    "GlobalProtect": ("(P11496-T12424)Debug(4729): 11/22/26 10:34:50:025 text", LOCAL),
    "FortiClient": ('<log time="11/22/2026 10:34:50" level="6" source="16">FortiSslvpn: x</log>', LOCAL),
    "last year's December, seen in January": ("Dec 31 10:34:50 laptop openvpn[12]: x", "2025-12-31T06:34:50+00:00"),
}


@pytest.mark.parametrize("form", FORMS)
def test_form(form: str) -> None:
    line, expected = FORMS[form]
    found = moment_of(line, NOW)
    assert found is not None
    assert datetime.fromtimestamp(int(found), UTC).isoformat() == expected


NO_CLOCK = (
    "Login failed.",
    "",
    "Reason: certificate expired",
    "INFO:   Tunnel is up and running.",
    "2026-13-45 99:34:50 no such day",
    "Feb 29 10:00:00 host x[1]: no such day in two years",
    "\x00\x00\x00",
)


@pytest.mark.parametrize("line", NO_CLOCK)
def test_without_a_clock(line: str) -> None:
    assert moment_of(line, NOW) is None


def test_a_log_may_be_ahead_of_a_clock_that_was_set_back() -> None:
    assert moment_of("Nov 22 18:00:00 laptop x[1]: y", NOW) == NOW + 2 * 3600.0

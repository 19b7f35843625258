"""How long a snapshot can be believed, and which addresses count as the same."""

import time
from pathlib import Path
from typing import Any

import pytest

from app.guides.actions.linux import snapshot, value
from app.guides.actions.linux.snapshot import Snapshot
from app.guides.actions.linux.tables import Route, Tables
from app.guides.actions.linux.tunnel import _host

NOW: dict[str, Any] = {
    "boot": "boot-1", "uptime_s": 1000.0, "networking": True, "radio": True, "managed": True, "autoconnect": True,
    "up": True, "carrier": True, "state": 100, "made": "00000000-0000-4000-8000-000000000009",
}  # fmt: skip

AGES = {
    "just taken": ("boot-1", 1000.0, True),
    "after a deed, a wait and a restart of the program": ("boot-1", 1800.0, True),
    "hours later": ("boot-1", 9000.0, False),
    "after a restart of the computer": ("boot-2", 60.0, False),
    "after a restart that looks like the same time": ("boot-2", 1001.0, False),
}


@pytest.mark.parametrize("case", AGES)
def test_how_long_it_is_fresh(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    boot, uptime_s, fresh = AGES[case]
    for name, text in (("_BOOT", f"{boot}\n"), ("_UPTIME", f"{uptime_s} 77.0\n")):
        path = tmp_path / name
        path.write_text(text)
        monkeypatch.setattr(snapshot, name, path)
    assert Snapshot(**NOW).is_fresh is fresh


LEASES = {
    "still good": ({"ip_address": "192.0.2.7", "expiry": str(time.time() + 86_400)}, "192.0.2.7"),
    "over": ({"ip_address": "192.0.2.7", "expiry": str(time.time() - 86_400)}, None),
    "without an end": ({"ip_address": "192.0.2.7"}, "192.0.2.7"),
    "an end that nobody can read": ({"ip_address": "192.0.2.7", "expiry": "soon"}, "192.0.2.7"),
    "none": ({}, None),
}


@pytest.mark.parametrize("case", LEASES)
def test_what_is_left_of_a_lease(case: str) -> None:
    lease, address = LEASES[case]
    assert Snapshot(**NOW, lease=lease).leased == address


def test_it_survives_the_journal() -> None:
    route = Route("0.0.0.0/0", "192.0.2.1", 100)
    one = Snapshot(**NOW, tables=Tables(("192.0.2.7/24",), (route,), ("192.0.2.1",)), tunnels=("vpn-1",))
    assert snapshot.from_before(snapshot.to_before(one)) == one


def test_a_journal_that_somebody_has_changed_reaches_no_other_section() -> None:
    forged = {
        **snapshot.to_before(Snapshot(**NOW)),
        "sections": {name: value.to_json({"method": ("s", "auto")}) for name in ("connection", "vpn", "ipv4")},
    }
    one = snapshot.from_before(forged)
    assert one.settings.keys() == one.in_force.keys() == {"ipv4"}


def test_of_a_family_only_its_own() -> None:
    routes = (Route("0.0.0.0/0", "192.0.2.1"), Route("::/0", "fe80::1"))
    both = Tables(("192.0.2.7/24", "2001:db8::7/64"), routes, ("192.0.2.1", "fe80::1%eth0"))
    assert both.of("ipv4") == Tables(("192.0.2.7/24",), routes[:1], ("192.0.2.1",))
    assert both.of("ipv6") == Tables(("2001:db8::7/64",), routes[1:], ("fe80::1%eth0",))


HOSTS = {
    "vpn.example.org:1194/udp": "vpn.example.org",
    "vpn.example.org:1194:udp": "vpn.example.org",
    "VPN.Example.org.": "vpn.example.org",
    "192.0.2.1:443/tcp": "192.0.2.1",
    "[2001:db8::1]:51820": "2001:db8::1",
    "2001:db8::1": "2001:db8::1",
    "vpn.example.org": "vpn.example.org",
}


@pytest.mark.parametrize("text", HOSTS)
def test_the_host_of_a_gateway_in_every_spelling(text: str) -> None:
    assert _host(text) == HOSTS[text]

"""Installed, running, connected: three different things."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from diagnostics.model.fact import Adapter, AdapterType, Address, VpnClient
from diagnostics.model.site import Vpn
from diagnostics.system.linux import vpn, wireguard
from tests.unit.diagnostics.system.replay import laptop

NOW = 1_700_000_000.0
KEY, OTHER_KEY = "A" * 43 + "=", "B" * 43 + "="
ETH0 = Adapter(name="eth0", index=2, type=AdapterType.ETHERNET, enabled=True, carrier=True)


def tunnel(name: str, driver: str = "tun", **different: Any) -> Adapter:
    made = Adapter(
        name=name, index=5, type=AdapterType.TUNNEL, enabled=True, carrier=True, driver=driver, rx_bytes=9, tx_bytes=7
    )
    return msgspec.structs.replace(made, **different)


def see(
    spec: Vpn, *adapters: Adapter, addressed: tuple[str, ...] = (), handshakes: Any = None, **traces: Any
) -> VpnClient:
    addresses = tuple(Address(adapter=name, address="10.8.0.6", prefix=24) for name in addressed)
    return vpn.normalise_vpn(spec, vpn.Traces(**traces), (ETH0, *adapters), addresses, handshakes or {}, NOW)


OPENVPN = Vpn(name="V", kind="openvpn")
NAMED = Vpn(name="V", kind="openvpn", interface="corp*", process="openvpn")
WIREGUARD = Vpn(name="V", kind="wireguard", public_key=KEY)
OTHER = Vpn(name="V", kind="other")

Expected = tuple[bool | None, bool | None, str | None, bool | None]
CASES: dict[str, tuple[VpnClient, Expected]] = {
    "nothing of it": (see(OPENVPN), (False, False, None, False)),
    "installed only": (see(OPENVPN, program=True), (True, False, None, False)),
    "running, no tunnel": (see(OPENVPN, program=True, process=True), (True, True, None, False)),
    "running from a place we do not know": (see(OPENVPN, process=True), (True, True, None, False)),
    "processes are hidden": (see(OPENVPN, program=True, process=None), (True, None, None, False)),
    "NetworkManager is the client": (see(OPENVPN, profile=True), (True, True, None, False)),
    "connected": (see(OPENVPN, tunnel("tun0"), addressed=("tun0",), process=True), (True, True, "tun0", True)),
    "tunnel without address": (see(OPENVPN, tunnel("tun0"), process=True), (True, True, "tun0", False)),
    "tunnel switched off": (
        see(OPENVPN, tunnel("tun0", enabled=False, carrier=None), addressed=("tun0",)),
        (True, False, "tun0", False),
    ),
    "a tunnel that its program left behind": (
        see(OPENVPN, tunnel("tun0", carrier=False), addressed=("tun0",)),
        (True, False, "tun0", False),
    ),
    "of two tunnels the one that is up": (
        see(OPENVPN, tunnel("tun0", carrier=False), tunnel("tun1", index=6), addressed=("tun0", "tun1")),
        (True, False, "tun1", True),
    ),
    "somebody else's WireGuard": (
        see(OPENVPN, tunnel("wg0", "wireguard"), addressed=("wg0",), process=True),
        (True, True, None, False),
    ),
    "a tunnel of a name that nobody knows": (
        see(OPENVPN, tunnel("corp0"), addressed=("corp0",), process=True),
        (True, True, None, None),
    ),
    "IT said how it is called": (
        see(NAMED, tunnel("corp0"), addressed=("corp0",), process=True),
        (True, True, "corp0", True),
    ),
    "IT said how it is called, and another one is there": (
        see(NAMED, tunnel("tun0"), addressed=("tun0",), program=True, process=True),
        (True, True, None, False),
    ),
    "kernel WireGuard, down: nothing has to run": (see(WIREGUARD, program=True), (True, None, None, False)),
    "kernel WireGuard, up": (
        see(WIREGUARD, tunnel("corp", "wireguard"), addressed=("corp",)),
        (True, True, "corp", True),
    ),
    "userspace WireGuard": (
        see(WIREGUARD, tunnel("wg0"), addressed=("wg0",), process=True),
        (True, True, "wg0", True),
    ),
    "the WireGuard of another peer": (
        see(WIREGUARD, tunnel("wg0"), addressed=("wg0",), handshakes={"wg0": {OTHER_KEY: 1}}, process=True),
        (True, True, None, False),
    ),
    "IPsec needs no adapter": (see(Vpn(name="V", kind="ipsec"), process=True), (True, True, None, None)),
    "a product that nobody knows": (see(OTHER), (None, None, None, None)),
    "a product that nobody knows, of which IT named the process": (
        see(Vpn(name="V", kind="other", process="corpvpnd")),
        (False, False, None, None),
    ),
    "the one built into another system": (see(Vpn(name="V", kind="windows")), (None, None, None, None)),
}


@pytest.mark.parametrize("case", CASES)
def test_state(case: str) -> None:
    client, expected = CASES[case]
    assert (client.installed, client.running, client.adapter, client.tunnel_up) == expected


HANDSHAKES: dict[str, tuple[dict[str, int], float | None]] = {
    "a minute ago": ({KEY: int(NOW) - 60, OTHER_KEY: int(NOW) - 5}, 60.0),
    "never": ({KEY: 0}, None),
    "in the future, after the clock was set back": ({KEY: int(NOW) + 500}, 0.0),
    "not allowed to know": ({}, None),
}


@pytest.mark.parametrize("case", HANDSHAKES)
def test_handshake_age(case: str) -> None:
    peers, expected = HANDSHAKES[case]
    client = see(WIREGUARD, tunnel("wg0"), addressed=("wg0",), handshakes={"wg0": peers})
    assert client.handshake_age_s == expected
    assert (client.rx_bytes, client.tx_bytes) == (9, 7)


def test_what_wireguard_says() -> None:
    text = f"private_key={'0' * 64}\npublic_key={'00' * 32}\nlast_handshake_time_sec=17\nrx_bytes=4\nerrno=0\n\n"
    assert wireguard.parse_configuration(text) == {"A" * 43 + "=": 17}
    assert wireguard.parse_configuration("public_key=xyz\nlast_handshake_time_sec=17\n\n") == {}
    assert wireguard.parse_latest_handshakes(f"{KEY}\t17\n\nrubbish\n") == {KEY: 17}


def test_an_absolute_path_means_exactly_that_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "corpvpn"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert vpn.acquire_program(("corpvpn",), ()) is False, "it cannot be executed"
    program.chmod(0o755)
    assert vpn.acquire_program(("corpvpn",), ()) is True
    assert vpn.acquire_program((str(program),), ()) is True
    assert vpn.acquire_program((str(tmp_path / "elsewhere" / "corpvpn"),), ()) is False
    wanted = vpn.client_of(Vpn(name="V", kind="openvpn", process="/opt/corp/openvpn"))
    assert (wanted.programs, wanted.units) == (("/opt/corp/openvpn",), ())


def test_recorded_laptop_with_a_profile_of_network_manager() -> None:
    client = laptop("wifi_desktop").vpn(OPENVPN).value
    assert client is not None
    assert (client.installed, client.running, client.tunnel_up) == (True, True, False)


def test_recorded_laptop_whose_tunnel_lost_its_program() -> None:
    client = laptop("vpn_split").vpn(OPENVPN).value
    assert client is not None
    assert (client.installed, client.running, client.adapter, client.tunnel_up) == (True, False, "tun0", False)

"""Whose tunnel is it? Ours, a product's, or a stranger's."""

from typing import Any

import msgspec
import pytest

from diagnostics.model.fact import Adapter, AdapterType, OtherVpn
from diagnostics.model.site import Vpn
from diagnostics.system.linux.other_vpn import RIVALS, normalise_other_vpns, process_names
from tests.unit.diagnostics.system.replay import laptop

ETH0 = Adapter(name="eth0", index=2, type=AdapterType.ETHERNET, enabled=True, carrier=True, driver="e1000e")
OPENVPN, NAMED = Vpn(name="V", kind="openvpn"), Vpn(name="V", kind="openvpn", interface="tun*")
TAILSCALE = Vpn(name="V", kind="tailscale")


def tunnel(name: str, driver: str = "tun", **different: Any) -> Adapter:
    made = Adapter(name=name, index=5, type=AdapterType.TUNNEL, enabled=True, carrier=True, driver=driver)
    return msgspec.structs.replace(made, **different)


def see(
    *adapters: Adapter,
    ours: tuple[Vpn, ...] = (OPENVPN,),
    running: tuple[str, ...] = (),
    claimed: tuple[str, ...] = (),
    without_address: tuple[str, ...] = (),
    **more: Any,
) -> tuple[OtherVpn, ...]:
    addressed = {item.name for item in (ETH0, *adapters)} - set(without_address)
    return normalise_other_vpns(ours, set(running), (ETH0, *adapters), addressed, set(claimed), **more)


Expected = list[tuple[str, str | None, bool | None, bool | None]]  # product, adapter, up, running
CASES: dict[str, tuple[tuple[OtherVpn, ...], Expected]] = {
    "nothing": (see(), []),
    "our own tunnel": (see(tunnel("tun0"), claimed=("tun0",)), []),
    "IT gave our tunnels a name": (see(tunnel("tun0"), tunnel("tun1", index=6), ours=(NAMED,)), []),
    "installed, running and not connected": (see(running=("mullvad-daemon",)), [("Mullvad", None, False, True)]),
    "connected": (
        see(tunnel("wg0-mullvad", "wireguard"), running=("mullvad-daemon",)),
        [("Mullvad", "wg0-mullvad", True, True)],
    ),
    "its tunnel is there and not up": (
        see(tunnel("nordlynx", "wireguard", enabled=False, carrier=None), running=("nordvpnd",)),
        [("NordVPN", "nordlynx", False, True)],
    ),
    "its tunnel alone": (see(tunnel("CloudflareWARP")), [("Cloudflare WARP", "CloudflareWARP", True, False)]),
    "two beside ours": (
        see(tunnel("tun0"), tunnel("zt5u4", index=7), running=("zerotier-one", "tailscaled"), claimed=("tun0",)),
        [("Tailscale", None, False, True), ("ZeroTier", "zt5u4", True, True)],
    ),
    "a second tunnel of the same make as ours": (
        see(tunnel("tun0"), tunnel("tun1", index=6), claimed=("tun0",)),
        [("tun", "tun1", True, None)],
    ),
    "a WireGuard that nobody knows": (see(tunnel("home", "wireguard")), [("WireGuard", "home", True, None)]),
    "WireGuard in userspace": (see(tunnel("wg7")), [("WireGuard", "wg7", True, None)]),
    "a product whose tunnel has no name of its own": (
        see(tunnel("tun3"), running=("expressvpnd",)),
        [("ExpressVPN", "tun3", True, True)],
    ),
    "a tunnel that its program left behind": (see(tunnel("tun3", carrier=False)), []),
    "a tunnel without an address": (see(tunnel("tun3"), without_address=("tun3",)), []),
    "a line of the provider": (see(tunnel("ppp0", "ppp"), tunnel("sit1", "sit", index=6)), []),
    "a bridge of containers": (see(tunnel("docker0", "bridge", type=AdapterType.VIRTUAL)), []),
    "the product is the organisation's": (
        see(tunnel("tailscale0"), ours=(TAILSCALE,), running=("tailscaled",)),
        [],
    ),
    "IT named a product's own process": (
        see(running=("nordvpnd",), ours=(Vpn(name="V", process="/usr/sbin/nordvpnd"),)),
        [],
    ),
    "processes of others are hidden": (
        see(tunnel("nordlynx", "wireguard"), all_visible=False),
        [("NordVPN", "nordlynx", True, None)],
    ),
    "no VPN of ours at all": (see(tunnel("tun0"), ours=()), [("tun", "tun0", True, None)]),
}


@pytest.mark.parametrize("case", CASES)
def test_case(case: str) -> None:
    found, expected = CASES[case]
    assert [(item.product, item.adapter, item.up, item.running) for item in found] == expected


def test_the_table_names_each_process_once() -> None:
    assert len(set(process_names())) == len(process_names())
    assert len({rival.name for rival in RIVALS}) == len(RIVALS) >= 13


def test_a_recorded_laptop_without_any_other() -> None:
    assert laptop("vpn_split").other_vpns((OPENVPN,)).value == ()


def test_a_process_of_another_namespace_does_not_count() -> None:
    rows = [{"name": "mullvad-daemon", "here": False, "own": True}]
    facts = laptop("cable_dhcp", processes=lambda names: rows, vpn_program=lambda programs, units: False)
    assert facts.other_vpns(()).value == ()
    rows[0]["here"] = True
    found = facts.other_vpns(()).value
    assert found is not None
    assert [(item.product, item.up) for item in found] == [("Mullvad", False)]

"""What a verb acts on is found where the diagnosis found the trouble: in saved runs of the lab."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.guides.hand import Program, Target
from app.guides.target import resolve
from app.guides.target_adapter import LEAST_MTU
from app.guides.verb import TABLE, Thing
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import (
    Adapter,
    VpnClient,
    WifiLink,
)
from diagnostics.render import decode

GOLDEN = Path(__file__).resolve().parents[3] / "golden"
CASES = sorted(path.parent.name for path in GOLDEN.glob("*/diagnosis.json"))
PAUSED = Program(pid=4242, name="photosync", started=1.0)


@cache
def saved(case: str) -> Diagnosis:
    return decode((GOLDEN / case / "diagnosis.json").read_bytes(), case)


def found(verb: str, diagnosis: Diagnosis, on: str | None = None, **more: Any) -> Target | None:
    return resolve(verb, on, diagnosis, diagnosis.site, running=lambda name: replace(PAUSED, name=name), **more)


def none(_name: str) -> Program | None:
    return None


SAVED: dict[str, tuple[str, dict[str, object] | None]] = {
    "link.disabled-switched_off": ("adapter.enable", {"adapter": "eth0"}),
    "link.disabled-never_switched_on": ("adapter.enable", {"adapter": "eth0"}),
    "link.unplugged-both_ports_empty": ("adapter.enable", None),
    "link.stuck_after_sleep-card_deaf": ("adapter.restart", {"adapter": "eth0"}),
    "link.stuck_after_sleep-no_new_address": ("adapter.restart", {"adapter": "eth0"}),
    "link.dock_ethernet-dock_asleep": ("adapter.restart", {"adapter": "eth0"}),
    "link.no_adapter-driver_gone": ("adapter.restart", None),
    "link.no_adapter-only_container_networks": ("dhcp.renew", None),
    "wifi.radio_off-airplane_mode": ("wifi.radio_on", {"adapter": "wlan0"}),
    "wifi.radio_off-switch_at_the_edge": ("wifi.radio_on", {"adapter": "wlan0"}),
    "wifi.not_connected-no_key_after_all": ("wifi.forget_rejoin", {"adapter": "wlan0"}),
    "wifi.not_connected-no_answer_in_time": ("wifi.reconnect", {"adapter": "wlan0"}),
    "wifi.weak_signal-behind_concrete": ("wifi.reconnect", {"adapter": "wlan0"}),
    "link.unplugged-cable_out": ("wifi.reconnect", None),
    "ip.no_lease-made_up_address": ("dhcp.renew", {"adapter": "eth0"}),
    "ip.no_lease-server_gone": ("dhcp.renew", {"adapter": "eth0"}),
    "ip.misconfigured-gateway_outside": ("ip.use_dhcp", {"adapter": "eth0"}),
    "ip.misconfigured-other_network": ("ip.use_dhcp", {"adapter": "eth0"}),
    "ip.conflict-own_address": ("dhcp.renew", {"adapter": "eth0"}),
    "route.no_default-deleted": ("dhcp.renew", {"adapter": "eth0"}),
    "gateway.unreachable-no_arp": ("arp.clear", {"adapter": "eth0"}),
    "dns.no_server-none_configured": ("dns.use_automatic", {"adapter": "eth0"}),
    "dns.server_unreachable-switched_off": ("dns.use_automatic", {"adapter": "eth0"}),
    "vpn.tunnel_stale-everything_in_the_tunnel": ("dhcp.renew", {"adapter": "eth0"}),
    "mtu.black_hole-upward": ("mtu.set_site_value", {"adapter": "eth0", "mtu": LEAST_MTU}),
    "healthy-plain": ("mtu.set_site_value", None),
    "vpn.mtu-wireguard_upward": ("mtu.set_site_value", None),  # IT gave no size
    "vpn.not_connected-waits_for_the_person": ("vpn.reconnect", {"vpn": "Company VPN", "adapter": None}),
    "vpn.not_running-openvpn": ("vpn.start_client", {"vpn": "Company VPN"}),
    "vpn.routes_missing-somebody_took_it_away": ("vpn.reapply_routes", {"vpn": "Company VPN", "adapter": "wg0"}),
    "vpn.dns_not_applied-dhcp_wrote_over_it": ("vpn.reapply_dns", {"vpn": "Company VPN", "adapter": "wg0"}),
    "healthy-no_site_file": ("vpn.reconnect", None),
    "vpn.client_conflict-wireguard_takes_all": ("vpn.disconnect_other", {"other_vpn": "wg-home", "adapter": "wg-home"}),
    "vpn.client_conflict-openvpn_swallows_the_tunnel": (
        "vpn.disconnect_other",
        {"other_vpn": "tun7", "adapter": "tun7"},
    ),
    "vpn.client_conflict-kill_switch": ("vpn.disconnect_other", {"other_vpn": "Mullvad", "adapter": None}),
    "healthy-idle_tunnel": ("vpn.disconnect_other", None),
    "dns.hosts_override-old_server": ("hosts.remove_entries", {"hosts": ("www.example.org",)}),
    "dns.hosts_override-vpn_gateway": ("hosts.remove_entries", {"hosts": ("vpn.example.org",)}),
    "healthy-name_in_hosts_file_is_right": ("hosts.remove_entries", None),
    "proxy.unreachable-kde_silent": ("proxy.reset_user", {"pac": None}),
    "proxy.unreachable-name_gone": ("proxy.reset_user", None),  # nobody can change the environment
    "proxy.unreachable-only_in_firefox": ("proxy.reset_user", None),
    "proxy.pac_unavailable-not_found": ("proxy.apply_site_pac", {"pac": "http://proxy.example.org/proxy.pac"}),
    "proxy.pac_unavailable-kde_name_gone": ("proxy.apply_site_pac", None),
    "laptop.bandwidth_hog-sends_photos": ("hog.pause", {"program": "photosync"}),
    "laptop.bandwidth_hog-fetches_a_film": ("hog.pause", {"program": "curl"}),
    "healthy-own_download_without_harm": ("hog.pause", {"program": "curl"}),
    "internet.captive_portal-redirect": (
        "captive.open_portal",
        {"url": "http://www.msftconnecttest.com/connecttest.txt"},
    ),
}


def shown(target: Target | None, wanted: dict[str, object] | None) -> dict[str, object] | None:
    if target is None or wanted is None:
        return None if target is None else {"a target": target}
    return {key: getattr(getattr(target, key), "name", getattr(target, key)) for key in wanted}


@pytest.mark.parametrize("case", SAVED)
def test_a_saved_run_says_on_what(case: str) -> None:
    verb, wanted = SAVED[case]
    assert shown(found(verb, saved(case)), wanted) == wanted


@pytest.mark.parametrize("case", CASES)
def test_every_verb_in_every_saved_run_gets_a_target_of_its_kind_or_none(case: str) -> None:
    diagnosis = saved(case)
    adapters = {item.fact.name: item.fact for item in diagnosis.observations if isinstance(item.fact, Adapter)}
    radios = {item.fact.adapter for item in diagnosis.observations if isinstance(item.fact, WifiLink)}
    for verb in TABLE.values():
        target = found(verb.id, diagnosis)
        if target is None:
            assert verb.on is not Thing.NOTHING
            continue
        if verb.on in (Thing.ADAPTER, Thing.WIFI):
            assert adapters[target.adapter or ""].is_physical or target.adapter in radios
        if verb.on is Thing.VPN:
            assert target.vpn in diagnosis.site.vpn
        if verb.on is Thing.OTHER_VPN:
            ours = [item.fact for item in diagnosis.observations if isinstance(item.fact, VpnClient)]
            assert target.other_vpn
            assert target.other_vpn not in {item.adapter for item in ours if item.tunnel_up}
        if verb.on is Thing.HOSTS:
            assert target.hosts


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_run_that_lost_anything_never_makes_it_stumble(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(CASES))
    other = data.draw(st.sampled_from(CASES))
    diagnosis = saved(case)
    kept = [item for item in diagnosis.observations if data.draw(st.integers(0, 3))]
    kept += data.draw(st.lists(st.sampled_from(saved(other).observations), max_size=5))
    verdict = data.draw(st.sampled_from([None, diagnosis.verdict, saved(other).verdict]))
    on = data.draw(st.sampled_from([None, "Company VPN", "no such VPN", ""]))
    for verb in (*TABLE, "none", "verb.of_tomorrow"):
        resolve(verb, on, replace(diagnosis, observations=tuple(kept), verdict=verdict), diagnosis.site, running=none)
        resolve(verb, on, None, saved(other).site, running=none)

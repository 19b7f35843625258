"""Circumstances that help to read a verdict and are never a cause by themselves."""

import ipaddress
from collections.abc import Callable

from diagnostics.faults.quality import HOTSPOT_GATEWAYS, is_metered
from diagnostics.faults.scene import Scene, parse
from diagnostics.model.answer import HopsAnswer, HttpAnswer, Purpose
from diagnostics.model.fact import LaptopPower, NetworkHint, VpnClient

SHARED = ipaddress.ip_network("100.64.0.0/10")
"""Addresses that providers share among customers (RFC 6598)."""

PRIVATE = tuple(ipaddress.ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))


def _hops(scene: Scene) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    return [parse(hop) for answer in scene.seen.of(HopsAnswer) for hop in answer.hops if hop]


def _double_nat(scene: Scene) -> bool:
    """Two private networks in a row before the first public router (RFC 1918)."""
    inside = [hop for hop in _hops(scene)[:2] if any(hop in network for network in PRIVATE)]
    return len(inside) > 1 and not scene.has_tunnel_default


def _shared_address(scene: Scene) -> bool:
    return any(hop in SHARED for hop in _hops(scene) if hop.version == SHARED.version)


def _hotspot(scene: Scene) -> bool:
    return any(route.gateway in HOTSPOT_GATEWAYS for route in scene.gateways)


def _power(scene: Scene, field: str) -> bool:
    return any(getattr(item, field) for item in scene.seen.of(LaptopPower))


def _portal_hint(scene: Scene) -> bool:
    """The system speaks of a sign-in page and our own look found none."""
    told = any(item.connectivity == "portal" for item in scene.seen.of(NetworkHint))
    return told and any(item.as_expected for item in scene.of(HttpAnswer, Purpose.PORTAL))


def _powerline(scene: Scene) -> bool:
    """Metres of cable lose nothing: a wired laptop that loses data before the box often hangs on the mains."""
    wired = scene.way_out is not None and scene.way_out not in scene.radios
    return wired and scene.box.is_lossy(scene.limits.lan_loss_percent) and scene.outer.is_lossy(0.0)


NOTES: dict[str, Callable[[Scene], bool]] = {
    "double_nat": _double_nat,
    "cgnat": _shared_address,
    "powerline_suspected": _powerline,
    "phone_hotspot": _hotspot,
    "metered_connection": is_metered,
    "full_tunnel": lambda scene: scene.has_tunnel_default,
    "vpn_signed_packets": lambda scene: any(item.protected for item in scene.seen.of(VpnClient)),
    "on_battery": lambda scene: _power(scene, "on_battery"),
    "reboot_pending": lambda scene: _power(scene, "reboot_pending"),
    "portal_hint": _portal_hint,
}


def notes(scene: Scene) -> tuple[str, ...]:
    """The ids of all circumstances that hold."""
    return tuple(name for name, holds in NOTES.items() if holds(scene))

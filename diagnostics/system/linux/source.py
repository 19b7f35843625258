"""Every place that the Linux facts are read from, by name: the live system here, a recorded one in the tests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from diagnostics.system.hosts import acquire_hosts
from diagnostics.system.linux import (
    adapter,
    address,
    audio,
    browser_chromium,
    browser_firefox,
    load,
    power,
    power_pace,
    process,
    proxy,
    resolver,
    table,
    traffic,
    traffic_owner,
    vpn,
    vpn_certificate,
    vpn_log,
    vpn_protection,
    wifi,
    wifi_station,
    wireguard,
)
from diagnostics.system.os_info import acquire_os
from diagnostics.system.volume import acquire_volumes


class Source(Protocol):
    """Gives plain data of dictionaries, lists, text and numbers. Raises OSError or LookupError."""

    def __call__(self, name: str, *arguments: Any) -> Any:
        """What the source of that name holds now."""


def live(name: str, *arguments: Any) -> Any:
    """Ask this computer."""
    return _LIVE[name](*arguments)


def _radios() -> Any:
    from diagnostics.system.linux.network_manager_radio import acquire_radios

    return acquire_radios()


def _managed_servers() -> Any:
    from diagnostics.system.linux.network_manager import acquire_managed_servers

    return acquire_managed_servers()


def _vpn_profiles() -> Any:
    from diagnostics.system.linux.network_manager import acquire_vpn_profiles

    return acquire_vpn_profiles()


def _hint() -> Any:
    from diagnostics.system.linux.hint import acquire_hint

    return acquire_hint()


def _resolved_servers() -> Any:
    from diagnostics.system.linux.resolved import acquire_resolved_servers

    return acquire_resolved_servers()


# D-Bus stands behind functions of its own: importing its library is put off until somebody asks.
_LIVE: dict[str, Callable[..., Any]] = {
    "os": acquire_os,
    "adapters": adapter.acquire_adapters,
    "links": table.acquire_links,
    "addresses": table.acquire_addresses,
    "leased": address.acquire_leased,
    "routes": table.acquire_routes,
    "rules": table.acquire_rules,
    "neighbours": table.acquire_neighbours,
    "resolv_conf": resolver.acquire_resolv_conf,
    "behind_stub": resolver.acquire_behind_stub,
    "resolved_servers": _resolved_servers,
    "managed_servers": _managed_servers,
    "hosts": lambda: acquire_hosts(Path("/etc/hosts")),
    "proxy_environment": proxy.acquire_environment,
    "proxy_gnome": proxy.acquire_gnome,
    "proxy_kde": proxy.acquire_kde,
    "radios": _radios,
    "kernel_radios": wifi.acquire_kernel_radios,
    "station": wifi_station.acquire_station,
    "hint": _hint,
    "power_services": power.acquire_services,
    "supplies": power.acquire_supplies,
    "clock": power.acquire_clock,
    "frequency": power_pace.acquire_frequency,
    "heat": power_pace.acquire_heat,
    "vpn_program": vpn.acquire_program,
    "vpn_profiles": _vpn_profiles,
    "processes": process.acquire_processes,
    "processes_visible": process.processes_are_visible,
    "handshakes": wireguard.acquire_handshakes,
    "sample": load.acquire_sample,
    "pressure": load.acquire_pressure,
    "volumes": acquire_volumes,
    "traffic": traffic.acquire_traffic,
    "socket_owners": traffic_owner.acquire_owners,
    "vpn_log": vpn_log.acquire_log,
    "certificate": vpn_certificate.acquire_certificate,
    "vpn_protection": vpn_protection.acquire_protection,
    "firefox": lambda: browser_firefox.acquire_firefox(Path.home()),
    "chromium": lambda: browser_chromium.acquire_chromium(Path.home()),
    "audio": audio.acquire_audio,
}

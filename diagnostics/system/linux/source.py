"""Every place that the Linux facts are read from, by name: the live system here, a recorded one in the tests."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol


class Source(Protocol):
    """Gives plain data of dictionaries, lists, text and numbers. Raises OSError or LookupError."""

    def __call__(self, name: str, *arguments: Any) -> Any:
        """What the source of that name holds now."""


def live(name: str, *arguments: Any) -> Any:
    """Ask this computer."""
    return _LIVE[name](*arguments)


def _later(module: str, name: str) -> Callable[..., Any]:
    """A function of a module below `diagnostics.system` that is imported when it is first asked.

    Thirty modules are 40 ms, and the first thing that a person sees needs four of them.
    """

    def ask(*arguments: Any) -> Any:
        return found(module, name)(*arguments)

    ask.__qualname__ = f"{module}.{name}"
    return ask


def found(module: str, name: str) -> Callable[..., Any]:
    """The function itself. Raises ImportError and AttributeError, which only a mistake of ours can cause."""
    asked: Callable[..., Any] = getattr(importlib.import_module(f"diagnostics.system.{module}"), name)
    return asked


_FIREFOX = _later("linux.browser_firefox", "acquire_firefox")
_CHROMIUM = _later("linux.browser_chromium", "acquire_chromium")
_HOSTS = _later("hosts", "acquire_hosts")

_LIVE: dict[str, Callable[..., Any]] = {
    "os": _later("os_info", "acquire_os"),
    "adapters": _later("linux.adapter", "acquire_adapters"),
    "links": _later("linux.table", "acquire_links"),
    "addresses": _later("linux.table", "acquire_addresses"),
    "leased": _later("linux.address", "acquire_leased"),
    "routes": _later("linux.table", "acquire_routes"),
    "rules": _later("linux.table", "acquire_rules"),
    "neighbours": _later("linux.table", "acquire_neighbours"),
    "resolv_conf": _later("linux.resolver", "acquire_resolv_conf"),
    "behind_stub": _later("linux.resolver", "acquire_behind_stub"),
    "resolved_servers": _later("linux.resolved", "acquire_resolved_servers"),
    "managed_servers": _later("linux.network_manager", "acquire_managed_servers"),
    "hosts": lambda: _HOSTS(Path("/etc/hosts")),
    "proxy_environment": _later("linux.proxy", "acquire_environment"),
    "proxy_gnome": _later("linux.proxy", "acquire_gnome"),
    "proxy_kde": _later("linux.proxy", "acquire_kde"),
    "radios": _later("linux.network_manager_radio", "acquire_radios"),
    "kernel_radios": _later("linux.wifi", "acquire_kernel_radios"),
    "station": _later("linux.wifi_station", "acquire_station"),
    "hint": _later("linux.hint", "acquire_hint"),
    "power_services": _later("linux.power", "acquire_services"),
    "supplies": _later("linux.power", "acquire_supplies"),
    "clock": _later("linux.power", "acquire_clock"),
    "frequency": _later("linux.power_pace", "acquire_frequency"),
    "heat": _later("linux.power_pace", "acquire_heat"),
    "vpn_program": _later("linux.vpn", "acquire_program"),
    "vpn_profiles": _later("linux.network_manager", "acquire_vpn_profiles"),
    "processes": _later("linux.process", "acquire_processes"),
    "processes_visible": _later("linux.process", "processes_are_visible"),
    "handshakes": _later("linux.wireguard", "acquire_handshakes"),
    "sample": _later("linux.load", "acquire_sample"),
    "pressure": _later("linux.load", "acquire_pressure"),
    "volumes": _later("volume", "acquire_volumes"),
    "traffic": _later("linux.traffic", "acquire_traffic"),
    "socket_owners": _later("linux.traffic_owner", "acquire_owners"),
    "vpn_log": _later("linux.vpn_log", "acquire_log"),
    "certificate": _later("linux.vpn_certificate", "acquire_certificate"),
    "vpn_protection": _later("linux.vpn_protection", "acquire_protection"),
    "firefox": lambda: _FIREFOX(Path.home()),
    "chromium": lambda: _CHROMIUM(Path.home()),
    "audio": _later("linux.audio", "acquire_audio"),
}

"""What NetworkManager knows, over D-Bus (its D-Bus API 1.x). Enumerations travel as numbers, never as text."""

from diagnostics.system.linux.bus import system_bus
from diagnostics.system.linux.table import Row

SERVICE = "org.freedesktop.NetworkManager"
ROOT = "/org/freedesktop/NetworkManager"


def acquire_managed_servers() -> list[Row]:
    """DnsManager.Configuration: name servers by adapter, most important first. Raises OSError or LookupError."""
    with system_bus() as bus:
        manager = bus.properties(SERVICE, f"{ROOT}/DnsManager", f"{SERVICE}.DnsManager")
        entries = [{name: value for name, (_, value) in entry.items()} for entry in manager.get("Configuration", [])]
        return [
            {
                "adapter": entry.get("interface") or None,
                "servers": list(entry.get("nameservers", [])),
                "search": list(entry.get("domains", [])),
            }
            for entry in sorted(entries, key=lambda entry: int(entry.get("priority", 0)))
        ]


def acquire_vpn_profiles() -> list[str]:
    """The kinds of the VPN profiles that are set up: "wireguard", "openvpn"... Raises OSError or LookupError."""
    with system_bus() as bus:
        paths = bus.call(SERVICE, f"{ROOT}/Settings", f"{SERVICE}.Settings", "ListConnections")
        kinds = set()
        for path in paths:
            settings = bus.call(SERVICE, path, f"{SERVICE}.Settings.Connection", "GetSettings")
            kind = settings.get("connection", {}).get("type", ("s", ""))[1]
            if kind == "vpn":
                # "org.freedesktop.NetworkManager.openvpn"
                kind = settings.get("vpn", {}).get("service-type", ("s", ""))[1].rpartition(".")[2]
                kinds.add(kind)
            elif kind == "wireguard":
                kinds.add(kind)
        return sorted(kinds)

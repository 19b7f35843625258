"""What NetworkManager knows, over D-Bus (its D-Bus API 1.x). Enumerations travel as numbers, never as text."""

from typing import Any

from diagnostics.system.linux.bus import Bus, system_bus
from diagnostics.system.linux.table import Row

_SERVICE = "org.freedesktop.NetworkManager"
_ROOT = "/org/freedesktop/NetworkManager"
_DEVICE_WIFI = 2  # NMDeviceType
_NO_OBJECT = "/"


def acquire_radios() -> list[Row]:
    """Every Wi-Fi device. Raises OSError without a bus, LookupError without NetworkManager."""
    with system_bus() as bus:
        manager = bus.properties(_SERVICE, _ROOT, _SERVICE)
        switched_on = bool(manager.get("WirelessEnabled", True)) and bool(manager.get("WirelessHardwareEnabled", True))
        rows = []
        for path in manager.get("Devices", []):
            device = bus.properties(_SERVICE, path, f"{_SERVICE}.Device")
            if device.get("DeviceType") == _DEVICE_WIFI:
                rows.append(_radio(bus, path, device) | {"radio_on": switched_on})
        return rows


def _radio(bus: Bus, path: str, device: dict[str, Any]) -> Row:
    row: Row = {
        "adapter": device.get("Interface", ""),
        "state": device.get("State"),
        "reason": device.get("StateReason", (0, 0))[1],
    }
    wireless = bus.properties(_SERVICE, path, f"{_SERVICE}.Device.Wireless")
    row["rate_kbit"] = wireless.get("Bitrate", 0)
    point = wireless.get("ActiveAccessPoint", _NO_OBJECT)
    if point != _NO_OBJECT:
        seen = bus.properties(_SERVICE, point, f"{_SERVICE}.AccessPoint")
        row["ssid"] = bytes(seen.get("Ssid", b"")).decode("utf-8", "replace")
        row["bssid"] = seen.get("HwAddress")
        row["strength"] = seen.get("Strength")
        row["frequency_mhz"] = seen.get("Frequency")
    return row


def acquire_managed_servers() -> list[Row]:
    """DnsManager.Configuration: name servers by adapter, most important first. Raises like `acquire_radios`."""
    with system_bus() as bus:
        manager = bus.properties(_SERVICE, f"{_ROOT}/DnsManager", f"{_SERVICE}.DnsManager")
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
    """The kinds of the VPN profiles that are set up: "wireguard", "openvpn", "vpnc"... Raises like `acquire_radios`."""
    with system_bus() as bus:
        paths = bus.call(_SERVICE, f"{_ROOT}/Settings", f"{_SERVICE}.Settings", "ListConnections")
        kinds = set()
        for path in paths:
            settings = bus.call(_SERVICE, path, f"{_SERVICE}.Settings.Connection", "GetSettings")
            kind = settings.get("connection", {}).get("type", ("s", ""))[1]
            if kind == "vpn":
                # "org.freedesktop.NetworkManager.openvpn"
                kind = settings.get("vpn", {}).get("service-type", ("s", ""))[1].rpartition(".")[2]
                kinds.add(kind)
            elif kind == "wireguard":
                kinds.add(kind)
        return sorted(kinds)

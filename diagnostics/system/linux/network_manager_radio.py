"""The Wi-Fi devices that NetworkManager lists, what they hear, and the networks it keeps a key for.

A device can vanish and an access point can change while it is read (roaming, a dock that is pulled): whatever is not
there any more is left out, and the rest is still an answer.
"""

from typing import Any

from diagnostics.system.linux.bus import Bus, Call, Properties, properties_of, system_bus
from diagnostics.system.linux.network_manager import ROOT, SERVICE
from diagnostics.system.linux.table import Row

_DEVICE_WIFI = 2  # NMDeviceType
_ACTIVATED = 100  # NMDeviceState
_NO_OBJECT = "/"
_PROFILE_WIFI = "802-11-wireless"
# One more look is enough for an access point that was changed between two questions.
_LOOKS = 2


def acquire_radios() -> list[Row]:
    """Every Wi-Fi device. Raises OSError without a bus, LookupError without NetworkManager."""
    with system_bus() as bus:
        manager = bus.properties(SERVICE, ROOT, SERVICE)
        switches = {
            "software_on": bool(manager.get("WirelessEnabled", True)),
            "hardware_on": bool(manager.get("WirelessHardwareEnabled", True)),
        }
        paths = list(manager.get("Devices", []))
        devices = bus.each_properties([properties_of(SERVICE, path, f"{SERVICE}.Device") for path in paths])
        rows = [
            _radio(bus, path, device) | switches
            for path, device in zip(paths, devices, strict=True)
            if device is not None and device.get("DeviceType") == _DEVICE_WIFI
        ]
        if any(row["state"] != _ACTIVATED for row in rows):
            saved = _saved(bus)
            for row in rows:
                tried = row.pop("profile")
                row["saved"] = [{**profile, "tried": path == tried} for path, profile in saved.items()]
        return [{name: value for name, value in row.items() if name != "profile"} for row in rows]


def _radio(bus: Bus, path: str, device: Properties) -> Row:
    reason = device.get("StateReason") or (0, 0)  # older mocks and versions have no such property
    row: Row = {
        "adapter": device.get("Interface", ""),
        "state": device.get("State"),
        "reason": reason[1],
        "profile": _NO_OBJECT,
    }
    active = device.get("ActiveConnection", _NO_OBJECT)
    profile: Properties = {}
    if active != _NO_OBJECT:
        (answer,) = bus.each_properties([properties_of(SERVICE, active, f"{SERVICE}.Connection.Active")])
        profile = answer or {}
        row["profile"] = profile.get("Connection", _NO_OBJECT)
    for _ in range(_LOOKS):
        (wireless,) = bus.each_properties([properties_of(SERVICE, path, f"{SERVICE}.Device.Wireless")])
        joined = (wireless or {}).get("ActiveAccessPoint") or profile.get("SpecificObject") or _NO_OBJECT
        heard = _points(bus, wireless or {}, joined)
        if joined == _NO_OBJECT or joined in heard:
            break
    row["rate_kbit"] = (wireless or {}).get("Bitrate", 0)
    row["points"] = [{**point, "joined": path == joined} for path, point in heard.items()]
    return row


def _points(bus: Bus, wireless: Properties, joined: str) -> dict[str, Row]:
    listed = [path for path in wireless.get("AccessPoints", []) if path != _NO_OBJECT]
    paths = list(dict.fromkeys([*listed, *([joined] if joined != _NO_OBJECT else [])]))
    answers = bus.each_properties([properties_of(SERVICE, path, f"{SERVICE}.AccessPoint") for path in paths])
    return {path: _point(answer) for path, answer in zip(paths, answers, strict=True) if answer is not None}


def _point(seen: Properties) -> Row:
    return {
        "ssid": _text(seen.get("Ssid", b"")),
        "bssid": seen.get("HwAddress"),
        "strength": seen.get("Strength"),
        "frequency_mhz": seen.get("Frequency"),
        "width_mhz": seen.get("Bandwidth"),  # since NetworkManager 1.46
        "best_kbit": seen.get("MaxBitrate"),
        "flags": [seen.get("Flags", 0), seen.get("WpaFlags", 0), seen.get("RsnFlags", 0)],
    }


def _saved(bus: Bus) -> dict[str, Row]:
    """The Wi-Fi profiles by their path. Settings carry no keys: those have a method of their own."""
    (listed,) = bus.each([Call(SERVICE, f"{ROOT}/Settings", f"{SERVICE}.Settings", "ListConnections")])
    paths = listed or []
    calls = [Call(SERVICE, path, f"{SERVICE}.Settings.Connection", "GetSettings") for path in paths]
    found: dict[str, Row] = {}
    for path, settings in zip(paths, bus.each(calls), strict=True):
        if settings is not None and _value(settings, "connection", "type") == _PROFILE_WIFI:
            found[path] = {
                "ssid": _text(_value(settings, _PROFILE_WIFI, "ssid") or b""),
                "enterprise": "802-1x" in settings,
                "last_used_s": _value(settings, "connection", "timestamp") or 0,
            }
    return found


def _value(settings: Any, section: str, name: str) -> Any:
    return settings.get(section, {}).get(name, ("", None))[1]


def _text(raw: bytes) -> str:
    """A network's name, which need not be text at all."""
    return bytes(raw).decode("utf-8", "replace")

"""Current, heat and sleep: UPower, power-profiles-daemon and systemd over D-Bus, and the numbers of the kernel."""

import time
from pathlib import Path
from typing import Any

from diagnostics.model.fact import LaptopPower
from diagnostics.system.linux.bus import Bus, Call, Properties, properties_of, system_bus
from diagnostics.system.linux.sysfs import word
from diagnostics.system.linux.table import Row

_UPOWER = "org.freedesktop.UPower"
# The daemon changed its name with version 0.20; tuned's stand-in answers to both.
_PROFILES = ("net.hadess.PowerProfiles", "org.freedesktop.UPower.PowerProfiles")
_SYSTEMD = "org.freedesktop.systemd1"
_SLEEPS = ("suspend", "hibernate", "hybrid_2dsleep", "suspend_2dthen_2dhibernate")
# Four services that live on this computer; a busy one must not hold up the others' answers.
_SERVICES_S = 0.15

_SUPPLIES = Path("/sys/class/power_supply")
_PLATFORM_PROFILE = Path("/sys/firmware/acpi/platform_profile")
_UPTIME = Path("/proc/uptime")  # seconds since the start, sleep included
_REBOOT = Path("/run/reboot-required")
_REBOOT_IS_WRITTEN = Path("/var/lib/dpkg")  # the distributions whose updates leave that file

_SAVER = "power-saver"
_SLOW_PLATFORM = frozenset({"low-power", "quiet", "cool"})
_TOO_HOT = "high-operating-temperature"
_UPOWER_PATH = "/org/freedesktop/UPower"
_DISPLAY_DEVICE = f"{_UPOWER_PATH}/devices/DisplayDevice"  # all batteries as one
_BATTERY = 2  # UpDeviceKind


def acquire_services() -> Row:
    """{"upower", "battery", "profiles", "sleeps"}: what answered within 0.15 s, None for the others. Raises OSError."""
    calls = [
        properties_of(_UPOWER, _UPOWER_PATH, _UPOWER),
        properties_of(_UPOWER, _DISPLAY_DEVICE, f"{_UPOWER}.Device"),
        *(properties_of(name, "/" + name.replace(".", "/"), name) for name in _PROFILES),
        *(
            properties_of(_SYSTEMD, f"/org/freedesktop/systemd1/unit/systemd_2d{name}_2eservice", f"{_SYSTEMD}.Unit")
            for name in _SLEEPS
        ),
    ]
    with system_bus() as bus:
        upower, battery, old, new, *sleeps = bus.each_properties(calls, _SERVICES_S)
        if upower is not None and not (battery or {}).get("IsPresent"):
            battery = _first_battery(bus) or battery
    return {
        "upower": _only(upower, "OnBattery"),
        "battery": _only(battery, "IsPresent", "Percentage", "State", "WarningLevel"),
        "profiles": _only(old or new, "ActiveProfile", "PerformanceDegraded"),
        "sleeps": [_only(unit, "InactiveEnterTimestamp", "InactiveEnterTimestampMonotonic") for unit in sleeps if unit],
    }


def _first_battery(bus: Bus) -> Properties | None:
    """The battery that feeds the computer, where UPower has not made one picture of all of them."""
    (paths,) = bus.each([Call(_UPOWER, _UPOWER_PATH, _UPOWER, "EnumerateDevices")], _SERVICES_S)
    devices = bus.each_properties(
        [properties_of(_UPOWER, path, f"{_UPOWER}.Device") for path in paths or ()], _SERVICES_S
    )
    return next((item for item in devices if item and item.get("Type") == _BATTERY and item.get("PowerSupply")), None)


def acquire_supplies() -> Row:
    """{"mains": [online], "batteries": [{"percent", "status"}], "platform": word} of the kernel."""
    mains: list[bool] = []
    batteries: list[Row] = []
    for folder in sorted(_SUPPLIES.iterdir()) if _SUPPLIES.is_dir() else ():
        kind = word(folder / "type")
        if kind == "Battery" and word(folder / "scope") != "Device":  # a mouse has a battery as well
            capacity = word(folder / "capacity")
            batteries.append({"percent": int(capacity) if capacity.isdigit() else None})
        elif kind in ("Mains", "USB") and word(folder / "online"):
            mains.append(word(folder / "online") != "0")
    return {"mains": mains, "batteries": batteries, "platform": word(_PLATFORM_PROFILE) or None}


def acquire_clock() -> Row:
    """{"now_s", "awake_s", "uptime_s", "reboot_pending"}: wall clock, time since the start without and with sleep."""
    pending = True if _REBOOT.exists() else False if _REBOOT_IS_WRITTEN.is_dir() else None
    return {
        "now_s": time.time(),
        "awake_s": time.monotonic(),
        "uptime_s": float(uptime[0]) if (uptime := word(_UPTIME).split()) else None,
        "reboot_pending": pending,
    }


def normalise_power(
    services: Row | None, supplies: Row, clock: Row, frequency: Row, heat: tuple[Row, Row]
) -> LaptopPower:
    """Everything that is known; None for each part that no source tells. `heat`: before and after the look."""
    known = services or {}
    profiles = known.get("profiles") or {}
    slowed = throttled(*heat)
    if profiles.get("PerformanceDegraded") == _TOO_HOT:
        slowed = (slowed or 0) + 1  # the firmware itself says that heat holds the computer back
    return LaptopPower(
        on_battery=_on_battery(known.get("upower") or {}, supplies),
        battery_percent=_percent(known.get("battery") or {}, supplies),
        saver=_saver(profiles, supplies),
        frequency_share=frequency_share(frequency),
        throttle_events=slowed,
        resumed_s_ago=resumed_s_ago(known.get("sleeps") or [], clock),
        reboot_pending=clock["reboot_pending"],
        uptime_s=clock["uptime_s"],
    )


def frequency_share(rows: Row) -> float | None:
    """The fastest core's frequency by its own base frequency: that core had work while it was read."""
    shares = [row["now_khz"] / row["base_khz"] for row in rows.get("cores", []) if row["base_khz"]]
    return round(max(shares), 3) if shares else None


def throttled(before: Row, after: Row) -> int | None:
    """How often heat slowed a core or the whole package between two readings of the kernel's counters."""
    if not after["cores"] and not after["packages"]:
        return None
    events = 0
    for kind in ("cores", "packages"):
        earlier = before.get(kind, {})
        events += sum(max(int(count) - int(earlier.get(name, count)), 0) for name, count in after[kind].items())
    return events


def resumed_s_ago(sleeps: list[Row], clock: Row) -> float | None:
    """Seconds since the last of the services that put a computer to sleep had ended, which is when it woke up.

    The clock that stands still in sleep is preferred: the wall clock is often put right just after waking.
    """
    ages = []
    for unit in sleeps:
        awake_us, real_us = unit.get("InactiveEnterTimestampMonotonic") or 0, unit.get("InactiveEnterTimestamp") or 0
        if awake_us:
            ages.append(clock["awake_s"] - awake_us / 1e6)
        elif real_us:
            ages.append(clock["now_s"] - real_us / 1e6)
    known = [age for age in ages if age >= 0]
    return round(min(known), 1) if known else None


def _on_battery(upower: Row, supplies: Row) -> bool | None:
    if upower.get("OnBattery") is not None:
        return bool(upower["OnBattery"])
    if supplies["batteries"] and supplies["mains"]:
        return not any(supplies["mains"])
    return None


def _percent(battery: Row, supplies: Row) -> float | None:
    if battery.get("Percentage") is not None and battery.get("IsPresent", True):
        return float(battery["Percentage"])
    known = [row["percent"] for row in supplies["batteries"] if row["percent"] is not None]
    return float(sum(known)) / len(known) if known else None


def _saver(profiles: Row, supplies: Row) -> bool | None:
    if profiles.get("ActiveProfile"):
        return bool(profiles["ActiveProfile"] == _SAVER)
    return supplies["platform"] in _SLOW_PLATFORM if supplies["platform"] else None


def _only(properties: dict[str, Any] | None, *names: str) -> Row | None:
    return None if properties is None else {name: properties[name] for name in names if name in properties}

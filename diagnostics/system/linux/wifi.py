"""Wi-Fi radios: NetworkManager where it runs, else what the kernel shows in /sys and /proc."""

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from diagnostics.model.fact import Adapter, AdapterType, WifiLink
from diagnostics.system.linux.sysfs import word
from diagnostics.system.linux.table import Row
from diagnostics.system.linux.wifi_air import crowd, dbm, security_of, visible
from diagnostics.system.linux.wifi_refusal import refusal_of
from diagnostics.system.linux.wifi_station import retry_percent

_RFKILL = Path("/sys/class/rfkill")
_WIRELESS = Path("/proc/net/wireless")

# NMDeviceState: from "getting an address" to "activated" the radio is joined to an access point: what fails there is
# the address, not the Wi-Fi. While a key is tried (40 to 60) it is not joined yet.
_JOINED = range(70, 101)
# Up to here NetworkManager keeps its hands off the device (unknown, unmanaged): the kernel knows better.
_UNMANAGED = 10
# linux/wireless.h: levels are bytes, and drivers that mean dBm leave them negative.
_NO_LEVEL = -256


def acquire_kernel_radios() -> Row:
    """{"switches": [{"soft", "hard", "adapters"}], "levels": {adapter: dBm}} of what the kernel tells everybody.

    A switch of the laptop's own (a key, an edge switch) names no adapter: it holds for all.
    """
    switches = []
    for folder in sorted(_RFKILL.iterdir()) if _RFKILL.is_dir() else ():
        if word(folder / "type") == "wlan":
            adapters = folder / "device" / "device" / "net"  # the switch's radio, its card, the card's adapters
            names = sorted(path.name for path in adapters.iterdir()) if adapters.is_dir() else []
            states = {name: word(folder / name) == "1" for name in ("soft", "hard")}
            switches.append({**states, "adapters": names})
    try:
        text = _WIRELESS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        text = ""
    return {"switches": switches, "levels": parse_levels(text)}


def parse_levels(text: str) -> Row:
    """Signal levels in dBm by adapter from /proc/net/wireless: two lines of heading, "wlan0: status link level"."""
    levels: Row = {}
    for line in text.splitlines()[2:]:
        name, _, rest = line.partition(":")
        words = rest.split()
        try:
            level = int(float(words[2]))
        except (IndexError, ValueError):
            continue
        if _NO_LEVEL < level < 0:
            levels[name.strip()] = level
    return levels


def normalise_radios(
    adapters: tuple[Adapter, ...], managed: list[Row] | None, kernel: Row, stations: Mapping[str, Row]
) -> tuple[WifiLink, ...]:
    """One entry for each radio of the kernel and each Wi-Fi device of NetworkManager, by name.

    `managed` None: there is no NetworkManager. `stations`: what the driver says, by adapter. A device that only
    NetworkManager knows counts too: containers have no radio of their own, and the service is the one that is believed.
    """
    told = {row["adapter"]: row for row in managed or [] if row["state"] is not None and row["state"] > _UNMANAGED}
    names = {adapter.name for adapter in adapters if adapter.type is AdapterType.WIFI}
    found = []
    for name in sorted(names | {row["adapter"] for row in managed or []}):
        station = stations.get(name, {})
        level = station.get("signal_dbm", kernel["levels"].get(name))
        if name in told:
            found.append(_managed(told[name], kernel, level, station))
        else:
            adapter = next((item for item in adapters if item.name == name), Adapter(name=name))
            found.append(_unmanaged(adapter, kernel, level, station))
    return tuple(found)


def _managed(row: Row, kernel: Row, level: int | None, station: Row) -> WifiLink:
    state, reason = row["state"], row.get("reason")
    joined = state in _JOINED
    points: list[Row] = row.get("points", [])
    own = next((point for point in points if point["joined"]), None)
    tried, in_range = (None, None) if joined else _profile(row.get("saved", []), points)
    hard = not row["hardware_on"] or any(switch["hard"] for switch in _switches(row["adapter"], kernel))
    link = WifiLink(
        adapter=row["adapter"],
        radio_on=row["software_on"] and not hard,
        hardware_off=hard,
        connected=joined,
        rate_mbit=row["rate_kbit"] / 1000 if joined and row.get("rate_kbit") else None,
        state_reason=reason,
        refusal=None if joined else refusal_of(state, reason or 0, tried),
        networks_visible=visible(points),
        known_in_range=in_range,
        security=security_of(tried["flags"]) if tried and tried["flags"] else None,
        retry_percent=retry_percent(station),
    )
    return link if own is None else _with_point(link, own, points, level)


def _with_point(link: WifiLink, own: Row, points: list[Row], level: int | None) -> WifiLink:
    percent = own.get("strength")
    return replace(
        link,
        ssid=own["ssid"] or None,
        bssid=(own.get("bssid") or "").lower() or None,
        signal_percent=percent,
        signal_dbm=level if level is not None else None if percent is None else dbm(percent),
        frequency_mhz=own.get("frequency_mhz") or None,
        rate_best_mbit=own["best_kbit"] / 1000 if own.get("best_kbit") else None,
        security=security_of(own["flags"]),
        neighbours_on_channel=crowd(own, points),
    )


def _profile(saved: list[Row], points: list[Row]) -> tuple[Row | None, bool]:
    """The profile that was most likely tried, with the flags of its network, and whether any stored one is in range.

    It is the one that the device holds now, else the one in range that was used last: NetworkManager tries that first.
    """
    flags = {point["ssid"]: point["flags"] for point in points}
    near = sorted((row for row in saved if row["ssid"] in flags), key=lambda row: int(row["last_used_s"]))
    tried = next((row for row in saved if row["tried"]), near[-1] if near else None)
    if tried is None:
        return None, False
    heard = flags.get(tried["ssid"])
    security = security_of(heard) if heard else None
    return {
        "enterprise": tried["enterprise"] or security == "enterprise",
        "open": security == "open",
        "last_used_s": tried["last_used_s"],
        "flags": heard,
    }, bool(near)


def _unmanaged(adapter: Adapter, kernel: Row, level: int | None, station: Row) -> WifiLink:
    switches = _switches(adapter.name, kernel)
    return WifiLink(
        adapter=adapter.name,
        radio_on=not any(switch["soft"] or switch["hard"] for switch in switches) if switches else None,
        hardware_off=any(switch["hard"] for switch in switches) if switches else None,
        connected=False if adapter.enabled is False else adapter.carrier,
        signal_dbm=level,
        retry_percent=retry_percent(station),
    )


def _switches(name: str, kernel: Row) -> list[Row]:
    return [row for row in kernel["switches"] if not row["adapters"] or name in row["adapters"]]

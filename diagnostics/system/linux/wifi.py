"""Wi-Fi radios: NetworkManager where it runs, else what the kernel shows in /sys and /proc."""

from pathlib import Path

from diagnostics.model.fact import Adapter, WifiLink
from diagnostics.system.linux.table import Row

_RFKILL = Path("/sys/class/rfkill")
_WIRELESS = Path("/proc/net/wireless")

# NMDeviceState: from "getting an address" to "activated" the radio is associated with an access point.
_ASSOCIATED = range(70, 101)
# linux/wireless.h: levels are bytes, and drivers that mean dBm leave them negative.
_NO_LEVEL = -256


def acquire_kernel_radios() -> Row:
    """{"switches": [{"soft", "hard", "adapters"}], "levels": {adapter: dBm}} of what the kernel tells everybody.

    A switch of the laptop's own (a key, an edge switch) names no adapter: it holds for all.
    """
    switches = []
    for folder in sorted(_RFKILL.iterdir()) if _RFKILL.is_dir() else ():
        if _word(folder / "type") == "wlan":
            adapters = folder / "device" / "device" / "net"  # the switch's radio, its card, the card's adapters
            names = sorted(path.name for path in adapters.iterdir()) if adapters.is_dir() else []
            states = {name: _word(folder / name) == "1" for name in ("soft", "hard")}
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


def normalise_radios(adapters: tuple[Adapter, ...], managed: list[Row] | None, kernel: Row) -> tuple[WifiLink, ...]:
    """One entry for each adapter in `adapters` (the Wi-Fi ones). `managed` None: there is no NetworkManager."""
    told = {row["adapter"]: row for row in managed or []}
    return tuple(
        _managed(told[adapter.name], kernel) if adapter.name in told else _unmanaged(adapter, kernel)
        for adapter in adapters
    )


def _managed(row: Row, kernel: Row) -> WifiLink:
    associated = row["state"] in _ASSOCIATED
    return WifiLink(
        adapter=row["adapter"],
        radio_on=row["radio_on"],
        connected=associated,
        ssid=row.get("ssid") or None,
        bssid=(row.get("bssid") or "").lower() or None,
        signal_dbm=kernel["levels"].get(row["adapter"]),
        signal_percent=row.get("strength"),
        frequency_mhz=row.get("frequency_mhz") or None,
        rate_mbit=row["rate_kbit"] / 1000 if associated and row.get("rate_kbit") else None,
        state_reason=row.get("reason"),
    )


def _unmanaged(adapter: Adapter, kernel: Row) -> WifiLink:
    switches = [row for row in kernel["switches"] if not row["adapters"] or adapter.name in row["adapters"]]
    return WifiLink(
        adapter=adapter.name,
        radio_on=not any(switch["soft"] or switch["hard"] for switch in switches) if switches else None,
        connected=adapter.carrier if adapter.enabled else False,
        signal_dbm=kernel["levels"].get(adapter.name),
    )


def _word(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""

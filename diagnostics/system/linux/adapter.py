"""Adapters: what each one is made of, whether it is switched on, and whether it has a link."""

from pathlib import Path

from diagnostics.model.fact import Adapter, AdapterType
from diagnostics.system.linux.table import Row, acquire_links

_IFF_UP = 0x1
_IFF_LOOPBACK = 0x8
_IFF_LOWER_UP = 0x10000

# ARPHRD_* of linux/if_arp.h
_ETHER = 1
_PPP = 512
_TUNNELS = frozenset({768, 769, 776, 777, 778, 823, 65534})  # ipip, ip6ip6, sit, ipddp, gre, ip6gre, none (tun)
_RAW_IP = 519  # mobile modems without an Ethernet frame
_WIFI = frozenset({801, 802, 803})

# IFLA_INFO_KIND, the name of the driver that made a software adapter
_TUNNEL_KINDS = frozenset(
    {"tun", "wireguard", "ppp", "ipip", "ip6tnl", "sit", "gre", "gretap", "ip6gre", "ip6gretap", "vti", "vti6", "xfrm"}
)
_PATCH_KINDS = frozenset({"veth", "macvlan", "ipvlan", "macvtap", "netkit"})
_STACKED_KINDS = frozenset({"bridge", "bond", "team", "vlan"})  # they carry whatever lies under them

_MOBILE_DRIVERS = frozenset(
    {"qmi_wwan", "cdc_mbim", "huawei_cdc_ncm", "sierra_net", "iosm", "mtk_t7xx", "mhi_net", "mhi_wwan_mbim"}
)
_DEVICE_TYPES = {
    "wlan": AdapterType.WIFI,
    "wwan": AdapterType.MOBILE,
    "bluetooth": AdapterType.BLUETOOTH,
}

_REMOVABLE = "removable"
_SYS_CLASS_NET = Path("/sys/class/net")


def acquire_adapters() -> list[Row]:
    """The link table, each row with what /sys adds: "devtype", "driver", "speed_mbit"."""
    return [row | _acquire_sys(row) for row in acquire_links()]


def _acquire_sys(row: Row) -> Row:
    """What /sys says of this very adapter; nothing when its /sys shows another network namespace.

    A /sys that was mounted in another namespace has adapters of the same names, so index and hardware address are
    compared first.
    """
    folder = _SYS_CLASS_NET / row["name"]
    if _read(folder / "ifindex") != str(row["index"]) or (row.get("mac") and _read(folder / "address") != row["mac"]):
        return {}
    facts: Row = {}
    for line in (_read(folder / "uevent") or "").splitlines():
        if line.startswith("DEVTYPE="):
            facts["devtype"] = line.removeprefix("DEVTYPE=")
    if (folder / "device").exists():
        facts["device"] = True
        facts["buses"] = _buses(folder / "device")
        driver = folder / "device" / "driver"
        if driver.is_symlink():
            facts["driver"] = driver.readlink().name
    speed = _read(folder / "speed")  # -1 while there is no link; some drivers refuse to say (EINVAL)
    if speed is not None and speed.isdigit() and 0 < int(speed) < 1_000_000:
        facts["speed_mbit"] = int(speed)
    return facts


def _buses(device: Path) -> list[str]:
    """The buses between the card and the computer, nearest first; "removable" for what the firmware says comes off."""
    found: list[str] = []
    for part in (real := device.resolve(), *real.parents):
        if not (part / "uevent").exists():
            break  # the root of all devices
        if (part / "subsystem").is_symlink():
            found.append((part / "subsystem").readlink().name)
        if _read(part / "removable") == "removable":
            found.append(_REMOVABLE)
    return list(dict.fromkeys(found))


def bus_of(buses: list[str]) -> str | None:
    """ "usb", "thunderbolt", "pci" or None, from the buses that a card hangs on.

    A dock's card on Thunderbolt or USB4 is a PCI card whose slot can be pulled out; a USB card there is a USB card.
    """
    if "thunderbolt" in buses or (buses and buses[0] == "pci" and _REMOVABLE in buses):
        return "thunderbolt"
    return next((name for name in buses if name in ("usb", "pci")), None)


def normalise_adapters(rows: list[Row]) -> tuple[Adapter, ...]:
    """Adapters in index order."""
    kinds = adapter_types(rows)
    return tuple(_adapter(row, kinds[row["index"]]) for row in sorted(rows, key=lambda row: int(row["index"])))


def adapter_types(rows: list[Row]) -> dict[int, AdapterType]:
    """The type of every adapter by its index. Stacked ones (bridge, bond, vlan) take that of a physical part."""
    kinds = {row["index"]: _type(row) for row in rows}
    by_index = {row["index"]: row for row in rows}
    for row in rows:
        if row.get("kind") not in _STACKED_KINDS:
            continue
        parts = [part for part in rows if part.get("master") == row["index"]]
        if row["kind"] == "vlan" and "lower_namespace" not in row and row.get("lower") in by_index:
            parts.append(by_index[row["lower"]])
        # A bridge over the real card replaces it as the way out; a bridge that only joins containers does not.
        if any(kinds[part["index"]] in (AdapterType.ETHERNET, AdapterType.WIFI) for part in parts):
            kinds[row["index"]] = AdapterType.ETHERNET
    return kinds


def _type(row: Row) -> AdapterType:
    kind, hardware = row.get("kind"), row["hardware"]
    if row["flags"] & _IFF_LOOPBACK:
        return AdapterType.LOOPBACK
    if row.get("devtype") in _DEVICE_TYPES and kind is None:
        return _DEVICE_TYPES[row["devtype"]]
    if hardware in _WIFI:
        return AdapterType.WIFI
    if hardware == _RAW_IP or row.get("driver") in _MOBILE_DRIVERS or kind == "wwan":
        return AdapterType.MOBILE
    if kind is not None:
        return _software_type(row, kind)
    if hardware == _PPP or hardware in _TUNNELS:
        return AdapterType.TUNNEL
    return AdapterType.ETHERNET if hardware == _ETHER else AdapterType.OTHER


def _software_type(row: Row, kind: str) -> AdapterType:
    enslaved = "master" in row
    if kind in _TUNNEL_KINDS:
        # A tap that is a port of a bridge belongs to a virtual machine, not to a VPN of this computer.
        return AdapterType.VIRTUAL if enslaved else AdapterType.TUNNEL
    if kind in _PATCH_KINDS and "lower_namespace" in row and not enslaved:
        # Its other end lies in another network namespace and nothing here forwards for it: this namespace's own cable.
        # The near end of a container's cable on a real laptop is a port of a bridge.
        return AdapterType.ETHERNET
    return AdapterType.VIRTUAL


def _adapter(row: Row, kind: AdapterType) -> Adapter:
    enabled = bool(row["flags"] & _IFF_UP)
    carrier = bool(row["flags"] & _IFF_LOWER_UP) and row.get("carrier", True)
    return Adapter(
        name=row["name"],
        index=row["index"],
        type=kind,
        enabled=enabled,
        carrier=carrier if enabled else None,
        mtu=row.get("mtu"),
        speed_mbit=row.get("speed_mbit"),
        mac=row.get("mac") if kind is not AdapterType.LOOPBACK else None,
        driver=row.get("driver") or row.get("kind"),
        rx_bytes=row.get("rx_bytes"),
        tx_bytes=row.get("tx_bytes"),
        bus=bus_of(row.get("buses", [])),
    )


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None

"""What an adapter is made of, from the kernel's own words."""

from pathlib import Path
from typing import Any

import pytest

from diagnostics.model.fact import AdapterType
from diagnostics.system.linux import adapter
from diagnostics.system.linux.adapter import adapter_types, normalise_adapters
from tests.unit.diagnostics.system.replay import laptop

UP, LOWER_UP = 0x1, 0x10000


def row(index: int = 2, name: str = "x", hardware: int = 1, **more: Any) -> dict[str, Any]:
    return {"index": index, "name": name, "hardware": hardware, "flags": UP | LOWER_UP, **more}


TYPES: dict[str, tuple[dict[str, Any], AdapterType]] = {
    "a card": (row(bus="pci", driver="e1000e"), AdapterType.ETHERNET),
    "a card seen without /sys": (row(), AdapterType.ETHERNET),
    "a USB dock": (row(driver="r8152", device=True), AdapterType.ETHERNET),
    "a Wi-Fi card": (row(devtype="wlan", driver="iwlwifi"), AdapterType.WIFI),
    "a Wi-Fi monitor": (row(hardware=803), AdapterType.WIFI),
    "an LTE modem with Ethernet frames": (row(devtype="wwan", driver="cdc_mbim"), AdapterType.MOBILE),
    "an LTE modem with bare packets": (row(hardware=519), AdapterType.MOBILE),
    "a modem whose driver alone tells": (row(driver="qmi_wwan"), AdapterType.MOBILE),
    "a phone over Bluetooth": (row(devtype="bluetooth"), AdapterType.BLUETOOTH),
    "tun": (row(hardware=65534, kind="tun"), AdapterType.TUNNEL),
    "tap of a VPN": (row(kind="tun"), AdapterType.TUNNEL),
    "tap of a virtual machine": (row(kind="tun", master=9), AdapterType.VIRTUAL),
    "wireguard": (row(hardware=65534, kind="wireguard"), AdapterType.TUNNEL),
    "ppp without a kind": (row(hardware=512), AdapterType.TUNNEL),
    "xfrm": (row(hardware=65534, kind="xfrm"), AdapterType.TUNNEL),
    "sit0 that an old kernel makes by itself": (row(hardware=776, kind="sit"), AdapterType.TUNNEL),
    "a namespace's own cable": (row(kind="veth", lower=5, lower_namespace=0), AdapterType.ETHERNET),
    "a namespace's macvlan": (row(kind="macvlan", lower=4, lower_namespace=0), AdapterType.ETHERNET),
    "a container's cable, near end": (row(kind="veth", lower=2, lower_namespace=1, master=4), AdapterType.VIRTUAL),
    "a cable from here to here": (row(kind="veth", lower=3), AdapterType.VIRTUAL),
    "macvlan on a card of our own": (row(kind="macvlan", lower=2), AdapterType.VIRTUAL),
    "an empty bridge": (row(kind="bridge"), AdapterType.VIRTUAL),
    "ifb": (row(kind="ifb"), AdapterType.VIRTUAL),
    "a dummy": (row(kind="dummy"), AdapterType.VIRTUAL),
    "InfiniBand": (row(hardware=32), AdapterType.OTHER),
    "loopback": (row(hardware=772, flags=0x8 | UP), AdapterType.LOOPBACK),
}


@pytest.mark.parametrize("case", TYPES)
def test_type(case: str) -> None:
    data, expected = TYPES[case]
    assert adapter_types([data]) == {2: expected}


STACKS: dict[str, tuple[list[dict[str, Any]], AdapterType]] = {
    "a bridge over the card": ([row(9, kind="bridge"), row(2, master=9)], AdapterType.ETHERNET),
    "a bridge of containers": (
        [row(9, kind="bridge"), row(2), row(3, kind="veth", lower_namespace=1, master=9)],
        AdapterType.VIRTUAL,
    ),
    "a bond of two cards": ([row(9, kind="bond"), row(2, master=9), row(3, master=9)], AdapterType.ETHERNET),
    "a vlan on the card": ([row(9, kind="vlan", lower=2), row(2)], AdapterType.ETHERNET),
    "a vlan on a bridge of containers": ([row(9, kind="vlan", lower=3), row(3, kind="bridge")], AdapterType.VIRTUAL),
}


@pytest.mark.parametrize("case", STACKS)
def test_stacked(case: str) -> None:
    rows, expected = STACKS[case]
    assert adapter_types(rows)[9] is expected


LINKS: dict[str, tuple[dict[str, Any], bool, bool | None]] = {
    "up with a link": (row(carrier=True), True, True),
    "up, cable out": (row(flags=UP, carrier=False), True, False),
    "up, the driver contradicts the flag": (row(carrier=False), True, False),
    "off, whatever the driver remembers": (row(flags=0, carrier=True), False, None),
}


@pytest.mark.parametrize("case", LINKS)
def test_enabled_and_carrier(case: str) -> None:
    data, enabled, carrier = LINKS[case]
    adapter = normalise_adapters([data])[0]
    assert (adapter.enabled, adapter.carrier) == (enabled, carrier)


RECORDED = {
    "unplugged": {"lo": ("loopback", True), "eth0": ("ethernet", False)},
    "cable_dhcp": {"lo": ("loopback", True), "eth0": ("ethernet", True)},
    "vpn_split": {"lo": ("loopback", True), "eth0": ("ethernet", True), "tun0": ("tunnel", False)},
    "containers": {
        "lo": ("loopback", True),
        "eth0": ("ethernet", True),
        "docker0": ("virtual", True),
        "veth1a2b3c": ("virtual", True),
        "vnet0": ("virtual", None),
        "virbr0": ("virtual", None),
    },
    "wifi_desktop": {"lo": ("loopback", True), "wlp3s0": ("wifi", True)},
}


@pytest.mark.parametrize("case", RECORDED)
def test_recorded_laptops(case: str) -> None:
    adapters = laptop(case).adapters().value
    assert adapters is not None
    assert {item.name: (item.type.value, item.carrier) for item in adapters} == RECORDED[case]


BUSES: dict[str, tuple[list[str], str | None]] = {
    "built in": (["pci"], "pci"),
    "on a plug": (["usb", "pci"], "usb"),
    "in a dock on Thunderbolt": (["pci", "removable"], "thunderbolt"),
    "a USB card in a dock on Thunderbolt": (["usb", "removable", "pci"], "usb"),
    "two computers on one Thunderbolt cable": (["thunderbolt", "pci"], "thunderbolt"),
    "soldered on": (["sdio", "mmc", "platform"], None),
    "software": ([], None),
}


@pytest.mark.parametrize("case", BUSES)
def test_how_a_card_hangs_on_the_computer(case: str) -> None:
    buses, expected = BUSES[case]
    assert adapter.bus_of(buses) == expected


def test_buses_are_read_from_the_card_upwards(tmp_path: Path) -> None:
    place = tmp_path
    for name, bus, removable in (
        ("pci0", "", ""),
        ("slot", "pci", "removable"),
        ("port", "usb", "fixed"),
        ("1:0", "usb", ""),
    ):
        place /= name
        place.mkdir()
        (place / "uevent").touch()
        (place / "removable").write_text(removable, encoding="ascii")
        if bus:
            (place / "subsystem").symlink_to(tmp_path / "bus" / bus)
    assert adapter._buses(place) == ["usb", "pci", "removable"]

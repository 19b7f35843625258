"""Where an address came from."""

from typing import Any

import pytest

from diagnostics.model.fact import Origin
from diagnostics.system.linux.address import leased_addresses, normalise_addresses
from tests.unit.diagnostics.system.replay import laptop

FOR_EVER = 0xFFFFFFFF
PERMANENT, TENTATIVE, DADFAILED = 0x80, 0x40, 0x08
LINKS = [
    {"index": 1, "name": "lo", "flags": 0x9, "hardware": 772},
    {"index": 2, "name": "eth0", "flags": 0x1, "hardware": 1},
]


def row(address: str, prefix: int = 24, flags: int = PERMANENT, valid_s: int = FOR_EVER, **more: Any) -> dict[str, Any]:
    return {"index": 2, "address": address, "prefix": prefix, "flags": flags, "valid_s": valid_s, **more}


ORIGINS: dict[str, tuple[dict[str, Any], Origin]] = {
    "typed by hand": (row("192.0.2.23"), Origin.STATIC),
    "with the lifetime of a lease": (row("192.0.2.23", flags=0, valid_s=600), Origin.DHCP),
    "without lifetime, but a lease file names it": (row("192.0.2.77"), Origin.DHCP),
    "given to itself, for ever": (row("169.254.7.9", 16), Origin.LINK_LOCAL),
    "given to itself, for a time": (row("169.254.7.9", 16, flags=0, valid_s=600), Origin.LINK_LOCAL),
    "IPv6 of the link": (row("fe80::1", 64), Origin.LINK_LOCAL),
    "IPv6 announced by a router": (row("2001:db8::5", 64, flags=0, valid_s=86400), Origin.ROUTER),
    "IPv6 announced for ever, as the kernel says": (row("2001:db8::5", 64, proto=2), Origin.ROUTER),
    "IPv6 from DHCP": (row("2001:db8::5", 128, flags=0, valid_s=86400), Origin.DHCP),
    "IPv6 typed by hand": (row("2001:db8::5", 64), Origin.STATIC),
    "of a tunnel": (row("10.8.0.6", 32), Origin.STATIC),
}


@pytest.mark.parametrize("case", ORIGINS)
def test_origin(case: str) -> None:
    data, expected = ORIGINS[case]
    (address,) = normalise_addresses([data], LINKS, ["192.0.2.77"])
    assert address.origin is expected
    assert not address.duplicate


def test_the_kernel_says_that_somebody_else_has_the_address() -> None:
    rows = [row("2001:db8::5", 64, flags=PERMANENT | DADFAILED), row("2001:db8::6", 64, flags=PERMANENT | TENTATIVE)]
    first, second = normalise_addresses(rows, LINKS, [])
    assert (first.duplicate, first.tentative) == (True, False)
    assert (second.duplicate, second.tentative) == (False, True)


def test_loopback_and_adapters_that_just_vanished_are_left_out() -> None:
    rows = [row("127.0.0.1", 8, index=1), row("192.0.2.23"), row("192.0.2.99", index=77)]
    assert [item.address for item in normalise_addresses(rows, LINKS, [])] == ["192.0.2.23"]


LEASES = {
    "dhclient": (
        'lease {\n  interface "eth0";\n  fixed-address 192.0.2.23;\n  option routers 192.0.2.1;\n}',
        ["192.0.2.23"],
    ),
    "systemd-networkd": ("# private file\nADDRESS=192.0.2.23\nNETMASK=255.255.255.0\n", ["192.0.2.23"]),
    "rubbish": ("\x00\x01 fixed-address", []),
    "empty": ("", []),
}


@pytest.mark.parametrize("case", LEASES)
def test_lease_files(case: str) -> None:
    text, expected = LEASES[case]
    assert leased_addresses(text) == expected


def test_recorded_lease() -> None:
    addresses = laptop("cable_dhcp").addresses().value
    assert addresses is not None
    assert [(item.adapter, item.prefix, item.origin) for item in addresses] == [
        ("eth0", 24, Origin.DHCP),
        ("eth0", 64, Origin.LINK_LOCAL),
    ]

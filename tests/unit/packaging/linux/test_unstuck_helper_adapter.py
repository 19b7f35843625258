"""The root helper and adapters: neighbours and packet sizes."""

import os
from pathlib import Path

import pytest

from tests.unit.packaging.linux.computer import HELPER, SITE, TOKEN, Computer

STATUS = HELPER.Status


ARP = """IP address       HW type     Flags       HW address            Mask     Device
192.0.2.1        0x1         0x6         02:00:00:00:99:99     *        eth0
192.0.2.7        0x1         0x2         02:00:00:00:00:07     *        eth0
192.0.2.9        0x1         0x6         02:00:00:00:00:09     *        wlan0
192.0.2.8        0x1         0x6         $(reboot)             *        eth0
"""


def type_in(computer: Computer) -> None:
    place = computer.at / "proc" / str(os.getpid()) / "net"
    place.mkdir(parents=True)
    (place / "arp").write_text(ARP)


def test_a_typed_neighbour_is_forgotten_and_comes_back(computer: Computer) -> None:
    type_in(computer)
    status, answer = computer.call("arp.clear", TOKEN, "eth0")
    assert (status, answer["token"]) == (STATUS.DONE, TOKEN)
    ip = "/usr/sbin/ip"
    assert computer.calls == [
        [ip, "neigh", "del", "192.0.2.1", "dev", "eth0"],
        [ip, "neigh", "flush", "dev", "eth0"],
    ]
    computer.calls.clear()
    assert computer.call("arp.restore", TOKEN)[0] == STATUS.DONE
    assert computer.calls == [
        [ip, "neigh", "replace", "192.0.2.1", "lladdr", "02:00:00:00:99:99", "nud", "permanent", "dev", "eth0"]
    ]
    assert computer.call("arp.restore", TOKEN)[0] == STATUS.UNKNOWN_TOKEN


def test_a_typed_neighbour_that_stays_is_a_failure_without_a_backup_left(computer: Computer) -> None:
    type_in(computer)
    computer.works = False
    assert computer.call("arp.clear", TOKEN, "eth0")[0] == STATUS.FAILED
    assert computer.backups() == []


def test_neighbours_are_forgotten(computer: Computer) -> None:
    assert computer.call("arp.clear", "eth0")[0] == STATUS.DONE
    assert computer.calls == [["/usr/sbin/ip", "neigh", "flush", "dev", "eth0"]]
    computer.works = False
    assert computer.call("arp.clear", "eth0")[0] == STATUS.FAILED


@pytest.mark.parametrize("name", ["wg-office", "br0", "lo", "eth1"])
def test_adapters_without_neighbours_of_their_own(name: str, computer: Computer) -> None:
    assert computer.call("arp.clear", name)[0] == STATUS.UNKNOWN_NAME
    assert computer.calls == []


@pytest.mark.parametrize(("name", "size"), [("eth0", 1280), ("wg-office", 1420)])
def test_a_smaller_size_and_back(name: str, size: int, computer: Computer) -> None:
    assert computer.call("mtu.set_site_value", TOKEN, name)[0] == STATUS.DONE
    assert computer.read(f"sys/class/net/{name}/mtu") == b"%d\n" % size
    assert computer.call("mtu.set_site_value", name)[0] == STATUS.NOTHING_TO_DO
    assert computer.call("mtu.restore", TOKEN)[0] == STATUS.DONE
    assert computer.read(f"sys/class/net/{name}/mtu") == b"1500\n"
    assert computer.backups() == []


def test_a_size_that_somebody_else_set_meanwhile_stays(computer: Computer) -> None:
    computer.call("mtu.set_site_value", TOKEN, "eth0")
    computer.write("sys/class/net/eth0/mtu", b"1300\n")
    assert computer.call("mtu.restore", TOKEN)[0] == STATUS.NOTHING_TO_DO
    assert computer.read("sys/class/net/eth0/mtu") == b"1300\n"


def test_a_size_that_the_kernel_does_not_take(computer: Computer) -> None:
    computer.works = False
    assert computer.call("mtu.set_site_value", TOKEN, "eth0")[0] == STATUS.FAILED
    assert (computer.read("sys/class/net/eth0/mtu"), computer.backups()) == (b"1500\n", [])


SIZES: dict[str, tuple[str, str]] = {
    "a tunnel that IT did not name": ("tun7", SITE),
    "no size in the file": ("wg-office", SITE.replace("mtu = 1420", "")),
    "a size that would end IPv6": ("wg-office", SITE.replace("1420", "1279")),
    "a size that is no number": ("wg-office", SITE.replace("1420", '"1420"')),
    "a size that is true": ("wg-office", SITE.replace("1420", "true")),
    "a size that is huge": ("wg-office", SITE.replace("1420", "99999999999")),
}


def test_the_tunnel_of_the_only_vpn_needs_no_name(computer: Computer) -> None:
    computer.write("etc/unstuck/site.toml", SITE.replace('interface = "wg-office"', "").encode())
    assert computer.call("mtu.set_site_value", "tun7")[0] == STATUS.DONE
    assert computer.read("sys/class/net/tun7/mtu") == b"1420\n"


@pytest.mark.parametrize("case", SIZES)
def test_sizes_that_are_not_set(case: str, computer: Computer) -> None:
    name, site = SIZES[case]
    computer.write("etc/unstuck/site.toml", site.encode())
    assert computer.call("mtu.set_site_value", name)[0] == STATUS.UNKNOWN_NAME
    assert computer.calls == []


# ---------------------------------------------------------------------------------------------- gai.conf

GAI: dict[str, tuple[bytes | None, bytes]] = {
    "no file": (None, b"precedence ::ffff:0:0/96  100\n"),
    "a file of comments": (
        b"#precedence ::ffff:0:0/96  100\n#end",
        b"#precedence ::ffff:0:0/96  100\n#end\nprecedence ::ffff:0:0/96  100\n",
    ),
    "another order": (
        b"precedence ::/0 40\nprecedence ::ffff:0:0/96 10\nlabel ::/0 1\n",
        b"precedence ::/0 40\nprecedence ::ffff:0:0/96  100\nlabel ::/0 1\n",
    ),
}


@pytest.mark.parametrize("case", GAI)
def test_ipv4_first_and_back(case: str, computer: Computer) -> None:
    before, after = GAI[case]
    if before is not None:
        computer.write("etc/gai.conf", before).chmod(0o644)
    assert computer.call("ipv4.prefer", TOKEN)[0] == STATUS.DONE
    assert computer.read("etc/gai.conf") == after
    assert (computer.at / "etc/gai.conf").stat().st_mode & 0o777 == 0o644
    assert computer.call("ipv4.prefer")[0] == STATUS.NOTHING_TO_DO
    assert computer.call("ipv4.restore", TOKEN)[0] == STATUS.DONE
    found: Path = computer.at / "etc/gai.conf"
    assert (found.read_bytes() if found.exists() else None) == before

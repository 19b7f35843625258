"""Each verb of NetworkManager on faults that it mends: the effect is there, and taken back everything is as before."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from app.guides.hand import Did
from tests.desktop.hand import BACK_S, CARD, Hand, assert_same, guards, lacking, settle
from tests.lab import plan
from tests.lab.managed import WIRED, managed

pytestmark = pytest.mark.lab

ACT_S = 20.0
UP = f"nmcli connection up {WIRED}"
SET = f"nmcli connection modify {WIRED}"
WRONG = "ipv4.method manual ipv4.addresses 10.1.1.5/24 ipv4.gateway 10.1.1.1 ipv4.dns 192.0.2.3"
WRONG_SIX = "ipv6.method manual ipv6.addresses 2001:db8:99::5/64 ipv6.gateway 2001:db8:99::1"


@pytest.fixture(scope="module")
def laptop() -> Iterator[Hand]:
    """One laptop for all cases: a world takes longer to build than a verb to be done."""
    if lacking():
        pytest.skip(lacking())
    with managed() as desk:
        yield Hand(desk)


@dataclass(frozen=True)
class Case:
    """A fault that is made with a shell script, the verb against it, and how one sees that it is mended."""

    verb: str
    fault: str
    mended: Callable[[Hand], bool]
    did: Did = Did.DONE


def leads_out(hand: Hand) -> bool:
    state = hand.state()
    return f"default {plan.LAN_ROUTER}" in state["routes"] and any("192.168.1." in a for a in state["addresses"])


def asks_box(hand: Hand) -> bool:
    return hand.servers() == [plan.LAN_ROUTER]


def is_clean(hand: Hand) -> bool:
    return leads_out(hand) and not any(item.startswith("10.") for item in hand.state()["addresses"])


def untouched(hand: Hand) -> bool:
    return leads_out(hand) and asks_box(hand)


CASES = {
    "renew: the way out was deleted": Case("dhcp.renew", "ip route del default", leads_out),
    "renew: both ways out were deleted": Case(
        "dhcp.renew", "ip route del default; ip -6 route del default dev eth0 || true", leads_out
    ),
    "renew: the way leads to nobody": Case(
        "dhcp.renew", "ip route replace default via 192.168.1.77 metric 100", leads_out
    ),
    "renew: nothing is connected": Case("dhcp.renew", f"nmcli device disconnect {CARD}", leads_out),
    "renew: of a typed address the way out was deleted": Case(
        "dhcp.renew",
        f"{SET} ipv4.method manual ipv4.addresses 192.168.1.60/24 ipv4.gateway {plan.LAN_ROUTER}; {UP}; sleep 0.5;"
        " ip route del default",
        leads_out,
    ),
    "renew: a typed address": Case("dhcp.renew", f"{SET} {WRONG}; {UP}", lambda _: True, Did.NOTHING_TO_DO),
    "renew: IPv4 is off": Case("dhcp.renew", f"{SET} ipv4.method disabled; {UP}", lambda _: True, Did.NOTHING_TO_DO),
    "renew: nothing is wrong": Case("dhcp.renew", "true", leads_out),
    "use dhcp: a typed address": Case("ip.use_dhcp", f"{SET} {WRONG}; {UP}", is_clean),
    "use dhcp: a typed gateway beside the lease": Case(
        "ip.use_dhcp", f"{SET} ipv4.addresses 10.7.7.7/24 ipv4.gateway 10.7.7.1; {UP}", is_clean
    ),
    "use dhcp: the way out is refused": Case("ip.use_dhcp", f"{SET} ipv4.never-default yes; {UP}", leads_out),
    "use dhcp: a typed IPv6 address": Case(
        "ip.use_dhcp", f"{SET} {WRONG_SIX}; {UP}", lambda hand: "2001:db8:99" not in str(hand.state()["addresses"])
    ),
    "use dhcp: an address added by hand": Case("ip.use_dhcp", f"ip addr add 10.9.9.9/24 dev {CARD}", is_clean),
    "use dhcp: IPv4 is off": Case("ip.use_dhcp", f"{SET} ipv4.method disabled; {UP}", leads_out),
    "use dhcp: it does already": Case("ip.use_dhcp", "true", untouched, Did.NOTHING_TO_DO),
    "names: a typed server": Case(
        "dns.use_automatic", f"{SET} ipv4.dns 192.0.2.53 ipv4.ignore-auto-dns yes; {UP}", asks_box
    ),
    "names: a typed server beside the right one": Case(
        "dns.use_automatic", f"{SET} ipv4.dns 192.0.2.53; {UP}", asks_box
    ),
    "names: typed servers of both kinds": Case(
        "dns.use_automatic",
        f"{SET} ipv4.dns 192.0.2.53 ipv4.ignore-auto-dns yes ipv6.dns 2001:db8:9::53 ipv6.ignore-auto-dns yes; {UP}",
        asks_box,
    ),
    "names: none": Case(
        "dns.use_automatic", f"{SET} ipv4.ignore-auto-dns yes ipv6.ignore-auto-dns yes; {UP}", asks_box
    ),
    "names: the file was overwritten": Case(
        "dns.use_automatic", "echo nameserver 192.0.2.9 > /etc/resolv.conf", asks_box
    ),
    "names: a filter that has gone left itself behind": Case(
        "dns.use_automatic", "echo nameserver 127.0.0.1 > /etc/resolv.conf", asks_box
    ),
    "names: the file was emptied": Case("dns.use_automatic", ": > /etc/resolv.conf", asks_box),
    "renew: the file was emptied": Case("dhcp.renew", ": > /etc/resolv.conf", asks_box),
    "restart: the file was emptied": Case("adapter.restart", ": > /etc/resolv.conf", asks_box),
    "names: changed for this connection only": Case(
        "dns.use_automatic", f"nmcli device modify {CARD} ipv4.dns 192.0.2.53 ipv4.ignore-auto-dns yes", asks_box
    ),
    "names: beside a typed address": Case(
        "dns.use_automatic",
        f"{SET} {WRONG} ipv6.method disabled; {UP}; sleep 0.5",
        lambda _: True,
        Did.NOTHING_TO_DO,
    ),
    "names: they are automatic": Case("dns.use_automatic", "true", untouched, Did.NOTHING_TO_DO),
    "enable: switched off": Case(
        "adapter.enable", f"nmcli device disconnect {CARD}; ip link set {CARD} down; sleep 0.5", leads_out
    ),
    "enable: let go": Case("adapter.enable", f"nmcli device disconnect {CARD}", leads_out),
    "enable: networking is off": Case("adapter.enable", "nmcli networking off; sleep 0.5", leads_out),
    "enable: nobody looks after it": Case(
        "adapter.enable", f"nmcli device disconnect {CARD}; nmcli device set {CARD} managed no", leads_out
    ),
    "enable: its profile was deleted": Case("adapter.enable", f"nmcli connection delete {WIRED}; sleep 0.5", leads_out),
    "enable: it is on": Case("adapter.enable", "true", untouched, Did.NOTHING_TO_DO),
    "restart: nothing is wrong": Case("adapter.restart", "true", leads_out),
    "restart: the way out was deleted": Case("adapter.restart", "ip route del default", leads_out),
    "restart: the addresses were deleted": Case("adapter.restart", f"ip addr flush dev {CARD}", leads_out),
}

GAINED = {"restart: the addresses were deleted"}
"""What the network gives at every moment is not taken away again: see `Likeness._would_come`."""


@pytest.mark.parametrize("name", CASES)
def test_mends_and_takes_back(name: str, laptop: Hand) -> None:
    case = CASES[name]
    laptop.reset()
    laptop.sh(case.fault)
    settle(laptop)
    before = laptop.state()
    saved = laptop.part("snapshot", case.verb)

    deed = laptop.part("act", case.verb, saved)

    assert deed["did"] == case.did, deed
    assert deed["seconds"] < ACT_S
    laptop.desk.wait(lambda: case.mended(laptop), f"{name}: not mended: {laptop.state()}")
    back = laptop.part("restore", case.verb, saved)
    assert back["did"] in (Did.DONE, Did.NOTHING_TO_DO), back
    assert back["seconds"] < BACK_S
    if name not in GAINED:
        assert_same(laptop, before)


@pytest.mark.parametrize("name", ["use dhcp: a typed address", "names: a typed server", "enable: networking is off"])
def test_kept_it_stays(name: str, laptop: Hand) -> None:
    case = CASES[name]
    laptop.reset()
    laptop.sh(case.fault)
    settle(laptop)
    saved = laptop.part("snapshot", case.verb)
    assert laptop.part("act", case.verb, saved)["did"] == Did.DONE
    laptop.part("keep", case.verb, saved)
    assert guards(laptop) == []
    laptop.desk.wait(lambda: case.mended(laptop), f"{name}: not mended")


def test_undone_a_second_time_nothing_moves(laptop: Hand) -> None:
    laptop.reset()
    laptop.sh(f"{SET} {WRONG}; {UP}")
    settle(laptop)
    before = laptop.state()
    saved = laptop.part("snapshot", "ip.use_dhcp")
    laptop.part("act", "ip.use_dhcp", saved)
    laptop.part("restore", "ip.use_dhcp", saved)
    index = laptop.desk.nmcli("-g", "GENERAL.CON-PATH", "device", "show", CARD).stdout
    back = laptop.part("restore", "ip.use_dhcp", saved)
    assert back["seconds"] < 2
    assert laptop.desk.nmcli("-g", "GENERAL.CON-PATH", "device", "show", CARD).stdout == index
    assert_same(laptop, before)


def test_an_adapter_that_somebody_else_set_up_is_not_for_us(laptop: Hand) -> None:
    laptop.reset()
    laptop.sh(f"nmcli device set {CARD} managed no")
    assert laptop.desk.addresses(4)
    for verb in ("dhcp.renew", "ip.use_dhcp", "adapter.restart", "adapter.enable"):
        assert laptop.part("ready", verb) is False, verb
    assert laptop.part("ready", "dhcp.renew", target={"adapter": "lo"}) is False


def test_a_lease_without_an_adapter_is_not_for_us(laptop: Hand) -> None:
    nobody = {"adapter": "eth9"}
    assert laptop.part("ready", "dhcp.renew", target=nobody) is False
    assert laptop.part("snapshot", "dhcp.renew", target=nobody) == {}
    assert laptop.part("act", "dhcp.renew", {}, nobody)["did"] == Did.NO_TARGET
    assert laptop.part("restore", "dhcp.renew", {}, nobody)["did"] == Did.NOTHING_TO_DO

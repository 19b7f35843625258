"""Other addresses keep every relation that a network person reads from them."""

import ipaddress
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.addressmap import AS_THEY_ARE, AddressMap
from app.reports.sitename import IPAddress

KEY = b"0123456789abcdef"
ip = ipaddress.ip_address
net = ipaddress.ip_network


def common(one: IPAddress, other: IPAddress) -> int:
    """How many leading bits two addresses share."""
    return one.max_prefixlen - (int(one) ^ int(other)).bit_length()


FOUR = st.ip_addresses(v=4)
HOME = st.sampled_from(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]).flatmap(
    lambda text: st.ip_addresses(network=text)
)
SIX = st.ip_addresses(v=6) | st.sampled_from(["2001:db8::/32", "fd00::/8", "fe80::/64", "2000::/3"]).flatmap(
    lambda text: st.ip_addresses(network=text)
)


@settings(max_examples=500, deadline=None)
@given(st.tuples(FOUR | HOME, FOUR | HOME) | st.tuples(SIX, SIX), st.binary(min_size=16, max_size=16))
def test_two_addresses_share_as_many_bits_afterwards(pair: tuple[IPAddress, IPAddress], key: bytes) -> None:
    one, other = pair
    mapped = AddressMap(key)
    assert common(mapped.address(one), mapped.address(other)) == common(one, other)


CLASSES = [
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8", "224.0.0.0/4",
    "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "fc00::/8", "fd00::/8", "fe80::/64", "ff00::/8", "2000::/3",
    "2001:db8::/32", "::1/128", "64:ff9b::/96",
]  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(FOUR | HOME | SIX, st.binary(min_size=16, max_size=16))
def test_a_range_stays_itself(item: IPAddress, key: bytes) -> None:
    mapped = AddressMap(key).address(item)
    for text in CLASSES:
        if net(text).version == item.version:
            assert (mapped in net(text)) == (item in net(text)), text


@settings(max_examples=300, deadline=None)
@given(FOUR | HOME | SIX)
def test_no_address_comes_out_as_it_went_in(item: IPAddress) -> None:
    role = any(item in each for each in AS_THEY_ARE if each.version == item.version)
    assert (AddressMap(KEY).address(item) == item) == role


def test_a_network_takes_its_addresses_along() -> None:
    chaos = random.Random(5)
    mapped = AddressMap(KEY)
    for _ in range(2000):
        length = chaos.randrange(8, 31)
        item = ip(chaos.choice([0x0A000000, 0xC0A80000, 0xAC100000, 0x56000000]) + chaos.getrandbits(16))
        home = net((int(item) >> (32 - length) << (32 - length), length))
        assert mapped.address(item) in mapped.network(home)
        assert mapped.network(home).prefixlen == length


def test_a_box_stays_the_first_of_its_network() -> None:
    mapped = AddressMap(KEY)
    assert str(mapped.address(ip("192.168.57.1"))).endswith(".1")
    assert mapped.network(net("192.168.57.0/24")).network_address == mapped.address(ip("192.168.57.0"))


@pytest.mark.parametrize("home", ["192.168.4.0/22", "10.1.2.0/23", "203.0.113.64/26", "86.1.2.0/24", "86.1.2.4/30"])
def test_hosts_stay_hosts_and_edges_stay_edges(home: str) -> None:
    network = net(home)
    told = [
        network.network_address,
        network.broadcast_address,
        network.network_address + 1,
        network.network_address + 2,
    ]
    for number in range(20):
        mapped = AddressMap(bytes([number]) * 16, on_link=[(item, network.prefixlen) for item in told])
        moved = mapped.network(network)
        assert mapped.address(told[0]) == moved.network_address
        assert mapped.address(told[1]) == moved.broadcast_address
        assert {mapped.address(item) for item in told[2:]}.isdisjoint({moved.network_address, moved.broadcast_address})


def test_what_is_it_s_own_is_not_touched() -> None:
    company, server = net("10.20.0.0/16"), ip("192.0.2.53")
    mapped = AddressMap(KEY, fixed=[company, server, ip("10.20.0.53")])
    assert mapped.network(company) == company
    assert mapped.address(server) == server
    assert mapped.address(ip("10.20.0.53")) == ip("10.20.0.53")
    assert mapped.address(ip("10.20.7.9")) in company
    assert mapped.address(ip("10.20.7.9")) != ip("10.20.7.9")
    assert mapped.address(ip("10.21.7.9")) not in company
    assert mapped.address(ip("192.0.2.23")) != ip("192.0.2.23")


@pytest.mark.parametrize("text", ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "::/0", "2000::/3"])
def test_everywhere_stays_everywhere(text: str) -> None:
    assert AddressMap(KEY).network(net(text)) == net(text)


def test_two_reports_cannot_be_linked() -> None:
    item = ip("2001:db8:1:2:3:4:5:6")
    assert len({AddressMap(bytes([n]) * 16).address(item) for n in range(50)}) == 50

"""Other addresses for addresses, such that everything a network person reads from them still holds.

Prefix-preserving in the manner of Crypto-PAn (Xu, Fan, Ammar, Moon 2002): two addresses share as many leading bits
afterwards as before, so same network stays same network, inside stays inside. Here a bit may only change where that
tells nothing needed: the ranges that mean something (private, link-local, ...) map onto themselves, IT's own networks
and addresses are fixed points, and private IPv4 addresses keep their last byte, so a box stays ".1".
"""

import hashlib
import ipaddress
from collections.abc import Iterable
from functools import lru_cache

from app.reports.sitename import IPAddress, IPNetwork

AS_THEY_ARE = tuple(
    ipaddress.ip_network(net)
    for net in (
        "0.0.0.0/8",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "192.0.0.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/127",
        "ff00::/8",
    )
)
"""Ranges whose addresses name a role and nobody: loopback, link-local (RFC 3927), DS-Lite, multicast, broadcast."""

RANGES: tuple[tuple[IPNetwork, int], ...] = tuple(
    (ipaddress.ip_network(net), last)
    for net, last in (
        ("10.0.0.0/8", 24),
        ("172.16.0.0/12", 24),
        ("192.168.0.0/16", 24),
        ("100.64.0.0/10", 32),  # RFC 6598: a provider's own, behind which a household can be told
        ("192.0.2.0/24", 32),
        ("198.51.100.0/24", 32),
        ("203.0.113.0/24", 32),
        ("198.18.0.0/15", 32),
        ("::ffff:0:0/96", 128),
        ("64:ff9b::/96", 128),
        ("2001:db8::/32", 128),
        ("2002::/16", 128),
        ("2001::/32", 128),
        ("2000::/3", 128),
        ("fc00::/8", 128),
        ("fd00::/8", 128),
        ("fe80::/64", 128),
    )
)
"""Ranges that map onto themselves, and the first bit (counted from the left) that is never changed in them."""

BROADEST = {4: 8, 6: 16}  # a prefix shorter than this is "everywhere" or half of it, not somebody's network
ATTEMPTS = 64  # keys tried until no host turns into the name of its network or its broadcast address


class AddressMap:
    """One mapping, valid for one report. `key` never leaves this computer and is forgotten with the object."""

    def __init__(
        self,
        key: bytes,
        *,
        fixed: Iterable[IPAddress | IPNetwork] = (),
        on_link: Iterable[tuple[IPAddress, int]] = (),
        flat: bool = False,
    ) -> None:
        """`flat`: the last byte of a private address is changed too."""
        self._flat = flat
        fixed = tuple(fixed)
        self._kept = {item for item in fixed if not isinstance(item, ipaddress.IPv4Network | ipaddress.IPv6Network)}
        nets = [_as_network(item) for item in fixed] + [*AS_THEY_ARE, *(net for net, _ in RANGES)]
        self._pinned = {
            (net.version, length, _head(int(net.network_address), net.max_prefixlen, length))
            for net in nets
            for length in range(net.prefixlen)
        }
        self._stiff: tuple[IPNetwork, ...] = ()
        hosts = [(item, prefix) for item, prefix in on_link if prefix < item.max_prefixlen - 1]
        for attempt in range(ATTEMPTS):
            self._key = hashlib.blake2b(key, salt=attempt.to_bytes(2, "big"), digest_size=32).digest()
            if all(_edge(item, prefix) == _edge(self.address(item), prefix) for item, prefix in hosts):
                return
        # An address that is the edge of a large network: rare, a fault by itself, and worth its last bits in clear.
        self._stiff = tuple(ipaddress.ip_interface(f"{item}/{prefix}").network for item, prefix in hosts)

    def address(self, item: IPAddress) -> IPAddress:
        """The other address; the same one for addresses that are kept."""
        if item in self._kept or any(item in net for net in AS_THEY_ARE if net.version == item.version):
            return item
        inside = [net.prefixlen for net in self._stiff if net.version == item.version and item in net]
        return type(item)(
            self._mapped(
                int(item),
                item.version,
                item.max_prefixlen,
                min([item.max_prefixlen if self._flat else _last(item), *inside]),
            )
        )

    def network(self, net: IPNetwork) -> IPNetwork:
        """The other network: every address of `net` is mapped into it."""
        if net.prefixlen < BROADEST[net.version]:
            return net
        return ipaddress.ip_network(f"{self.address(net.network_address)}/{net.prefixlen}", strict=False)

    def _mapped(self, value: int, version: int, bits: int, last: int) -> int:
        result, free = value, False
        for length in range(last):
            head = _head(value, bits, length)
            if (version, length, head) in self._pinned:
                continue
            # The first bit that may change does change, so that no address comes out as it went in.
            if not free or _coin(self._key, version, length, head):
                result ^= 1 << (bits - 1 - length)
            free = True
        return result


def _as_network(item: IPAddress | IPNetwork) -> IPNetwork:
    return item if isinstance(item, ipaddress.IPv4Network | ipaddress.IPv6Network) else ipaddress.ip_network(item)


def _head(value: int, bits: int, length: int) -> int:
    return value >> (bits - length)


def _last(item: IPAddress) -> int:
    for net, last in RANGES:
        if net.version == item.version and item in net:
            return last
    return item.max_prefixlen


def _edge(item: IPAddress, prefix: int) -> tuple[bool, bool]:
    """Whether it is the first, and whether it is the last address of its network."""
    mask = (1 << (item.max_prefixlen - prefix)) - 1
    return int(item) & mask == 0, int(item) & mask == mask


@lru_cache(maxsize=1 << 16)
def _coin(key: bytes, version: int, length: int, head: int) -> bool:
    data = f"{version}/{length}/{head:x}".encode()
    return bool(hashlib.blake2b(data, key=key, digest_size=1).digest()[0] & 1)

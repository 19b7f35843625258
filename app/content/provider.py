"""Whose line this is, as far as the laptop can know it without asking anybody: pure, from the facts of a run.

Two signs: the global IPv6 address of a physical adapter lies in a block of one provider, or the box hands out the
provider's own name servers. No sign, or two providers at once: not known. Only the name leaves, never the address. The
blocks are well-known large ones, not all of them: one that is missing or has moved costs IT a name, nothing else.
"""

import ipaddress
from collections.abc import Iterable, Iterator
from functools import cache

from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import Adapter, Address, ResolverConfig

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

BLOCKS: dict[str, tuple[str, ...]] = {
    "Orange": ("2a01:c000::/19", "80.10.246.0/24", "81.253.149.0/24"),
    "Free": ("2a01:e00::/26", "212.27.40.240/31"),
    "SFR": ("2a02:8400::/25", "109.0.66.0/24"),
    "Bouygues Telecom": ("2001:861::/32", "194.158.122.0/24"),
    "Deutsche Telekom": ("2003::/19", "217.237.148.0/22"),
    "BT": ("2a00:2380::/25",),
    "Sky": ("2a02:c78::/29",),
    "Virgin Media": ("194.168.4.100/32", "194.168.8.100/32"),
    "Proximus": ("2a02:a000::/26", "195.238.2.0/24"),
    "Telenet": ("2a02:1800::/24",),
    "KPN": ("2a02:a400::/25", "195.121.1.0/24"),
    "Ziggo": ("2001:1c00::/22",),
    "Swisscom": ("2a02:1200::/27", "195.186.1.0/24", "195.186.4.0/24"),
    "Movistar": ("80.58.61.0/24",),
    "Comcast": ("2601::/20", "75.75.75.75/32", "75.75.76.76/32"),
    "AT&T": ("2600:1700::/28",),
    "Cox": ("2600:8800::/28", "68.105.28.0/24"),
    "Charter": ("209.18.47.0/24",),
}


def isp_of(diagnosis: Diagnosis) -> str | None:
    """The provider's name, or None."""
    facts = [seen.fact for seen in diagnosis.observations]
    physical = {fact.name for fact in facts if isinstance(fact, Adapter) and fact.is_physical}
    found = {name for text in _signs(facts, physical) if (name := _owner(text)) is not None}
    return found.pop() if len(found) == 1 else None


def _signs(facts: Iterable[object], physical: set[str]) -> Iterator[str]:
    """Addresses that tell about the line; those of a tunnel tell about somebody else's."""
    for fact in facts:
        if isinstance(fact, Address) and fact.adapter in physical:
            yield fact.address
        if isinstance(fact, ResolverConfig) and fact.adapter in physical:
            yield from fact.servers


def _owner(text: str) -> str | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return next((name for block, name in _blocks() if address.version == block.version and address in block), None)


@cache
def _blocks() -> tuple[tuple[Network, str], ...]:
    return tuple((ipaddress.ip_network(text), name) for name, texts in BLOCKS.items() for text in texts)

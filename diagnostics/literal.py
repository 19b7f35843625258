"""Texts that are addresses already, and need no name server."""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def literal_address(text: str) -> Address | None:
    """The address that a text spells, with or without a scope ("fe80::1%eth0"), not in brackets; None for a name."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def is_literal(text: str) -> bool:
    """Whether a text is an IPv4 or IPv6 address."""
    return literal_address(text) is not None

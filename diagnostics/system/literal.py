"""Texts that are addresses."""

from ipaddress import ip_address


def is_address(text: str) -> bool:
    """Whether a text is an IPv4 or IPv6 address, with or without a scope ("fe80::1%eth0")."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True

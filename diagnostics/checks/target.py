"""How the targets of the site file are written, taken apart. The parser has validated them already."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Endpoint:
    """Host (name or literal address) and port."""

    host: str
    port: int
    transport: str = "tcp"

    @property
    def literal(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
        """The host as an address, or None when it is a name."""
        return literal(self.host)


def literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a text spells, or None."""
    try:
        return ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        return None


def endpoint(text: str) -> Endpoint:
    """Take "vpn.example.org:1194/udp" or "[2001:db8::1]:443" apart. Raises ValueError when it is neither."""
    address, _, transport = text.partition("/")
    host, colon, port = address.rpartition(":")
    if not colon or not host:
        raise ValueError(f"{text!r} is not host:port")
    return Endpoint(host.strip("[]"), int(port), transport or "tcp")


def url_endpoint(url: str) -> Endpoint:
    """Host and port that a URL leads to."""
    parts = urlsplit(url)
    default = {"https": 443, "ntp": 123}.get(parts.scheme, 80)
    return Endpoint(parts.hostname or "", parts.port or default)


def expected_body(entry: str) -> tuple[str, str]:
    """Take "URL=body" apart at the first "=" after which no further URL part can come.

    A query may hold "=" itself, so the split is at the last "=" when the URL has a query.
    """
    head, _, tail = entry.rpartition("=") if "?" in entry.split("=", 1)[0] else entry.partition("=")
    return (head, tail) if head else (tail, "")

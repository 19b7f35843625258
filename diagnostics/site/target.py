"""Shapes of addresses, names and networks. Returned in canonical form (RFC 5952 for IPv6)."""

import ipaddress
import re

from diagnostics.literal import Address, is_literal, literal_address
from diagnostics.site.error import quoted
from diagnostics.site.spot import Spot

MAX_PORT = 65535
MAX_NAME = 253  # RFC 1035, in the form without the trailing dot
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")  # RFC 1123, plus the underscore and the letters of other scripts
_TRANSPORTS = ("udp", "tcp")


def literal(spot: Spot, value: str) -> str:
    """An address without a port, for a name server: "9.9.9.9", "2620:fe::fe"."""
    address = literal_address(value)
    if address is None:
        bare = value.strip("[]") if value.startswith("[") else value.rpartition(":")[0]
        hint = f" without the port, {quoted(bare)}" if is_literal(bare) else ', such as "192.0.2.53" or "2001:db8::53"'
        spot.refuse(f"{quoted(value)} is not an IP address", f"write the address alone{hint}")
    return str(address)


def endpoint(spot: Spot, value: str) -> str:
    """A literal address with its port: "192.0.2.1:443", "[2001:db8::1]:443"."""
    _refuse_scheme(spot, value, "192.0.2.1:443")
    host, port = _split(spot, value, "192.0.2.1:443")
    address = literal_address(host)
    if address is None:
        spot.refuse(
            f"{quoted(host)} is a name or a broken address",
            'write a literal address such as "192.0.2.1:443", because it must be reachable without DNS',
        )
    return f"{_bracketed(address)}:{port}"


def gateway(spot: Spot, value: str) -> str:
    """A VPN gateway: name or literal address, port, transport: "vpn.example.org:1194/udp"."""
    example = "vpn.example.org:1194/udp"
    _refuse_scheme(spot, value, example)
    target, slash, transport = value.partition("/")
    if not slash:
        spot.refuse(f"{quoted(value)} does not say udp or tcp", f"write {quoted(value + '/udp')} or …/tcp")
    if transport.lower() not in _TRANSPORTS:
        spot.refuse(f"{quoted(value)} ends in {quoted('/' + transport)}", f"end it in /udp or /tcp, such as {example}")
    host, port = _split(spot, target, example)
    return f"{_host(spot, host, value)}:{port}/{transport.lower()}"


def proxy_server(spot: Spot, value: str) -> str:
    """A proxy as host:port; credentials do not belong in this file."""
    if "@" in value:
        spot.refuse("contains a user name or a password", 'write only "proxy.example.org:3128"')
    _refuse_scheme(spot, value, "proxy.example.org:3128")
    host, port = _split(spot, value, "proxy.example.org:3128")
    return f"{_host(spot, host, value)}:{port}"


def name(spot: Spot, value: str) -> str:
    """A host name, without scheme, port or path."""
    if is_literal(value.strip("[]")):
        spot.refuse(f"{quoted(value)} is an address, not a name", 'write a name such as "www.example.org"')
    if not is_name(value):
        spot.refuse(f"{quoted(value)} is not a host name", 'write the name alone, such as "www.example.org"')
    return value.rstrip(".").lower()


def network(spot: Spot, value: str) -> str:
    """A network in CIDR notation (RFC 4632): "10.20.0.0/16"."""
    if "/" not in value:
        spot.refuse(f"{quoted(value)} has no prefix length", 'write it with one, such as "10.20.0.0/16"')
    try:
        loose = ipaddress.ip_network(value, strict=False)
    except ValueError:
        spot.refuse(f"{quoted(value)} is not a network", 'write address/length, such as "10.20.0.0/16"')
    address = literal_address(value.partition("/")[0])
    if address != loose.network_address:
        spot.refuse(f"{quoted(value)} has bits behind its prefix", f"write {quoted(str(loose))}")
    return str(loose)


def is_name(value: str) -> bool:
    """Whether it can stand in DNS or in a hosts file; a single label is a name too."""
    bare = value.removesuffix(".")
    if not bare or len(bare) > MAX_NAME:
        return False
    labels = bare.split(".")
    return all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()


def _bracketed(address: Address) -> str:
    return f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004


def _host(spot: Spot, host: str, whole: str) -> str:
    address = literal_address(host)
    if address is not None:
        return _bracketed(address)
    if not is_name(host):
        spot.refuse(f"{quoted(whole)} has no valid host", 'write a name such as "vpn.example.org" or an address')
    return host.removesuffix(".").lower()


def _split(spot: Spot, value: str, example: str) -> tuple[str, int]:
    """Host and port; an IPv6 address must stand in brackets (RFC 3986)."""
    if is_literal(value) and ":" in value:
        spot.refuse(f"{quoted(value)} has no brackets and no port", f'write "[{value}]:443"')
    bracket = re.fullmatch(r"\[([^\]]*)\](?::(.*))?", value)
    if bracket:
        host, port = bracket.group(1), bracket.group(2)
        if ":" not in host or not is_literal(host):
            spot.refuse(f"{quoted(host)} in brackets is not an IPv6 address", 'write such as "[2001:db8::1]:443"')
    else:
        if value.count(":") > 1:
            spot.refuse(f"{quoted(value)} is not host:port", 'put an IPv6 address in brackets, "[2001:db8::1]:443"')
        host, colon, rest = value.partition(":")
        port = rest if colon else None
    if port is None:
        spot.refuse(f"{quoted(value)} has no port", f'add one, such as "{example}"')
    if not (port.isascii() and port.isdigit()) or not 1 <= int(port[:6]) <= MAX_PORT:
        spot.refuse(f"{quoted(value)} has port {quoted(port)}", f"write a port from 1 to {MAX_PORT}")
    return host, int(port)


def _refuse_scheme(spot: Spot, value: str, example: str) -> None:
    if "://" in value:
        spot.refuse(f"{quoted(value)} is a URL", f'write it without scheme and path, such as "{example}"')

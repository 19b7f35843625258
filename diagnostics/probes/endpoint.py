"""A VPN gateway endpoint as the site file writes it: "host[:port][/udp|tcp]"."""

from typing import NamedTuple

from diagnostics.model.failure import Failure
from diagnostics.probes.classify import ProbeFailed

# What each kind uses when the site file does not say (the products' documented defaults).
_DEFAULTS: dict[str, tuple[int, str]] = {
    "openvpn": (1194, "udp"),
    "wireguard": (51820, "udp"),
    "ipsec": (500, "udp"),
    "tailscale": (443, "tcp"),
}
_OTHERWISE = (443, "tcp")


class Endpoint(NamedTuple):
    """Where a gateway listens."""

    host: str
    port: int
    transport: str


def parse(gateway: str, kind: str) -> Endpoint:
    """Raises ProbeFailed(NOT_SUPPORTED) for a port or transport that is none."""
    port, transport = _DEFAULTS.get(kind, _OTHERWISE)
    place, slash, said = gateway.partition("/")
    if slash:
        transport = said.lower()
    host, _, number = place.rpartition(":") if _has_port(place) else (place, "", "")
    if number:
        port = int(number) if number.isascii() and number.isdigit() else 0
    if transport not in ("udp", "tcp") or not 0 < port < 65536 or not host:
        raise ProbeFailed(Failure.NOT_SUPPORTED, f"not a gateway: {gateway[:80]!r}")
    return Endpoint(host.strip("[]"), port, transport)


def _has_port(place: str) -> bool:
    return "]:" in place or place.count(":") == 1

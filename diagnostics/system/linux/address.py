"""Addresses and where they came from."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

from diagnostics.model.fact import Address, Origin
from diagnostics.system.linux.table import Row

_IFF_LOOPBACK = 0x8
_IFA_F_DADFAILED = 0x08
_IFA_F_TENTATIVE = 0x40
_IFA_F_PERMANENT = 0x80
_FOR_EVER = 0xFFFFFFFF
# IFA_PROTO (since Linux 5.18): who made the address, when it was the kernel
_PROTO_ROUTER = 2
_PROTO_LINK_LOCAL = 3

# Files that remember a lease. Clients normally give the address the lease's lifetime; this is for those that do not
# (udhcpc, a lease without end). NetworkManager's own are readable by root only and it always sets a lifetime.
_LEASE_FOLDERS = ("/var/lib/dhcp", "/var/lib/dhclient", "/run/systemd/netif/leases", "/var/lib/dhcpcd")
_LEASE_BYTES = 16 * 1024  # the newest lease stands at the end
_LEASE_FILES = 16


def acquire_leased() -> list[str]:
    """Every IPv4 address that a lease file names, newest part of each file only."""
    found: list[str] = []
    for folder in _LEASE_FOLDERS:
        try:
            files = sorted(Path(folder).iterdir())[:_LEASE_FILES]
        except OSError:
            continue
        for file in files:
            found += leased_addresses(_tail(file))
    return found


def leased_addresses(text: str) -> list[str]:
    """The addresses in a lease file of dhclient ("fixed-address A;") or systemd-networkd ("ADDRESS=A")."""
    found = []
    for line in text.splitlines():
        word = line.strip()
        for prefix in ("fixed-address ", "ADDRESS="):
            if word.startswith(prefix):
                found.append(word.removeprefix(prefix).rstrip(";").strip())
    return found


def normalise_addresses(rows: list[Row], links: list[Row], leased: list[str]) -> tuple[Address, ...]:
    """Addresses of all adapters but loopback, in the kernel's order."""
    names = {link["index"]: link["name"] for link in links if not link["flags"] & _IFF_LOOPBACK}
    return tuple(
        Address(
            adapter=names[row["index"]],
            address=row["address"],
            prefix=row["prefix"],
            origin=_origin(row, leased),
            duplicate=bool(row["flags"] & _IFA_F_DADFAILED),
            tentative=bool(row["flags"] & _IFA_F_TENTATIVE),
        )
        for row in rows
        if row["index"] in names
    )


def _origin(row: Row, leased: list[str]) -> Origin:
    address = ip_address(row["address"])
    if address.is_link_local or row.get("proto") == _PROTO_LINK_LOCAL:
        return Origin.LINK_LOCAL
    finite = not row["flags"] & _IFA_F_PERMANENT and row.get("valid_s", _FOR_EVER) != _FOR_EVER
    if isinstance(address, IPv6Address):
        return _origin_v6(row, finite)
    if finite or str(IPv4Address(address)) in leased:
        return Origin.DHCP
    return Origin.STATIC


def _origin_v6(row: Row, finite: bool) -> Origin:
    if row.get("proto") == _PROTO_ROUTER:
        return Origin.ROUTER
    if not finite:
        return Origin.STATIC
    # DHCPv6 gives single addresses (RFC 8415); a router announces a prefix (RFC 4862).
    return Origin.DHCP if row["prefix"] == 128 else Origin.ROUTER


def _tail(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(0, size - _LEASE_BYTES))
            return stream.read(_LEASE_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""

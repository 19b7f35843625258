"""What the kernel and the resolver's file hold for one adapter: what a person would see with `ip` and a text editor."""

from ipaddress import ip_address

import msgspec

from diagnostics.system.linux import table
from diagnostics.system.linux.resolver import acquire_resolv_conf, parse_resolv_conf

_TEMPORARY, _DADFAILED, _TENTATIVE = 0x01, 0x08, 0x40  # IFA_F_*: made anew by itself, refused, not sure yet
_BY_KERNEL = 2  # RTPROT_KERNEL: comes and goes with its address
_UNICAST, _MAIN = 1, 254


class Route(msgspec.Struct, frozen=True, order=True):
    """A route that somebody set: DHCP, a router's announcement, a person."""

    destination: str  # "0.0.0.0/0"
    gateway: str | None = None
    metric: int = 0

    @property
    def is_default(self) -> bool:
        """Whether it leads everywhere."""
        return self.destination.endswith("/0")


class Tables(msgspec.Struct, frozen=True):
    """Sorted, so that two of them can be compared. Link-local and temporary addresses are left out."""

    addresses: tuple[str, ...] = ()  # "192.0.2.7/24", both families
    routes: tuple[Route, ...] = ()
    servers: tuple[str, ...] = ()  # of resolv.conf, for the whole computer, in its order

    def of(self, family: str) -> "Tables":
        """Only "ipv4" or "ipv6"; the servers as well."""
        six = family == "ipv6"
        return Tables(
            tuple(item for item in self.addresses if (":" in item) is six),
            tuple(item for item in self.routes if (":" in item.destination) is six),
            tuple(item for item in self.servers if (":" in item) is six),
        )

    def without_metrics(self) -> "Tables":
        """For comparing: the same way with another metric is the same way."""
        return Tables(
            self.addresses, tuple(sorted({Route(item.destination, item.gateway) for item in self.routes})), self.servers
        )


def acquire(adapter: str) -> Tables:
    """The tables of an adapter; empty ones when it is not there. Raises OSError when the kernel does not answer."""
    index = next((row["index"] for row in table.acquire_links() if row["name"] == adapter), None)
    servers = parse_resolv_conf(acquire_resolv_conf())[0]
    if index is None:
        return Tables(servers=servers)
    addresses = [
        f"{row['address']}/{row['prefix']}"
        for row in table.acquire_addresses()
        if row["index"] == index
        and not row["flags"] & (_TEMPORARY | _DADFAILED | _TENTATIVE)
        and not ip_address(row["address"]).is_link_local
    ]
    routes = {
        Route(f"{row['destination']}/{row['prefix']}", hop["gateway"], row["metric"])
        for row in table.acquire_routes()
        for hop in row["hops"]
        if hop["index"] == index
        and (row["table"], row["type"]) == (_MAIN, _UNICAST)
        and row["protocol"] != _BY_KERNEL
        and not ip_address(row["destination"]).is_link_local
        and not ip_address(row["destination"]).is_multicast
    }
    return Tables(tuple(sorted(addresses)), tuple(sorted(routes)), servers)


def family_of(address: str) -> str:
    """ "ipv4" or "ipv6"."""
    return "ipv6" if ":" in address else "ipv4"

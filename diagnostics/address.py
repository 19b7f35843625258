"""What a person types when one app or one website does not open, made into a service of the site.

People paste half of an address, an address in brackets, a name with a port, a folder of a file server. All of it leads
to the same thing: a host, a port, and whether web pages are expected there. Nothing is asked of the network here.
"""

import ipaddress
from urllib.parse import urlsplit

import msgspec

from diagnostics.destination import AddressError, AddressProblem, Destination, destination
from diagnostics.literal import literal_address
from diagnostics.model.site import Service, Site

__all__ = ["AddressError", "AddressProblem", "site_with"]

VPN, INTERNET = "vpn", "internet"
ORGANISATION_LABELS = 3  # intranet.corp.example speaks for corp.example; corp.example does not speak for example
EVERYTHING = 3  # bits: 0.0.0.0/0, its two halves and 2000::/3 mean "all traffic", not the organisation's own network


def site_with(site: Site, text: str) -> tuple[Site, str]:
    """The site with what was typed among its services, and the name of the service that it is.

    A service of the site file that is meant exactly is not repeated. Raises AddressError for text that is no address.
    """
    typed = destination(text)
    known = [service for service in site.service if _host(service.url) == typed.host]
    same = next((service for service in known if _means(typed, service)), None)
    if same is not None:
        return site, same.name
    kin = known[0] if known else None
    service = Service(
        name=_name(site, typed, kin),
        url=typed.url,
        via=kin.via if kin else _way(site, typed.host),
        ca=kin.ca if kin else None,
        typed=True,
    )
    return msgspec.structs.replace(site, service=(*site.service, service)), service.name


def _means(typed: Destination, service: Service) -> bool:
    """Whether the bare host, or the very address of that service was typed."""
    if typed.is_bare:
        return True
    return typed.url.rstrip("/") == service.url.rstrip("/")


def _name(site: Site, typed: Destination, kin: Service | None) -> str:
    """What the person called it, or the service that it belongs to; never the name of something else.

    Answers are told apart by that name, so two things may not share one.
    """
    names = [service.name for service in site.service] + [vpn.name for vpn in site.vpn]
    taken = {name.casefold() for name in names}
    longer = [f"{kin.name} ({typed.label})"] if kin else []
    for name in (*longer, typed.label, typed.url):
        if name.casefold() not in taken:
            return name
    return f"{typed.url} ({len(taken)})"


def _way(site: Site, host: str) -> str:
    """Whether the way to a host leads through a VPN of the organisation, as far as the site file tells."""
    if host in _gateways(site):
        return INTERNET  # it must be reached before the tunnel stands
    literal = literal_address(host)
    if literal is not None:
        return VPN if any(literal in network for network in _networks(site, literal.version)) else INTERNET
    inside = [name for vpn in site.vpn for name in vpn.names]
    inside += [_host(service.url) for service in site.service if service.via == VPN]
    domains = {_domain(name) for name in inside if literal_address(name) is None}
    is_inside = any(host == domain or host.endswith(f".{domain}") for domain in domains)
    return VPN if is_inside else INTERNET


def _networks(site: Site, version: int) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    nets = [ipaddress.ip_network(route, strict=False) for vpn in site.vpn for route in vpn.routes]
    return [net for net in nets if net.version == version and net.prefixlen > EVERYTHING]


def _gateways(site: Site) -> set[str]:
    doors = [door.partition("/")[0].rpartition(":")[0].strip("[]") for vpn in site.vpn for door in vpn.gateways]
    return {door.lower() for door in doors}


def _domain(name: str) -> str:
    labels = name.rstrip(".").lower().split(".")
    return ".".join(labels[1:]) if len(labels) >= ORGANISATION_LABELS else ".".join(labels)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").rstrip(".")

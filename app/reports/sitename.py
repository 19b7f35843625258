"""What belongs to IT and is therefore kept in clear: names, addresses and networks of the site file."""

import ipaddress
import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import msgspec

from diagnostics.model.answer import DnsAnswer, LookupAnswer, TcpAnswer, TlsAnswer, VpnGatewayAnswer
from diagnostics.model.fact import Address, Fact, HostsEntry, Neighbour, Route
from diagnostics.model.site import Internet, Site

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

KNOWN_RESOLVERS = [
    "1.1.1.1",
    "1.0.0.1",
    "8.8.8.8",
    "8.8.4.4",
    "9.9.9.9",
    "149.112.112.112",
    "208.67.222.222",
    "208.67.220.220",
    "94.140.14.14",
    "2606:4700:4700::1111",
    "2606:4700:4700::1001",
    "2001:4860:4860::8888",
    "2001:4860:4860::8844",
    "2620:fe::fe",
    "2620:fe::9",
]
"""Public resolvers that half the world uses: they say nothing about a person, and IT must recognise them."""

WELL_KNOWN = [
    *("198.41.0.4", "170.247.170.2", "192.33.4.12", "199.7.91.13", "192.203.230.10", "192.5.5.241", "192.112.36.4"),
    *("198.97.190.53", "192.36.148.17", "192.58.128.30", "193.0.14.129", "199.7.83.42", "202.12.27.33"),
    *("216.239.35.0", "216.239.35.4", "216.239.35.8", "216.239.35.12", "162.159.200.1", "162.159.200.123"),
]
"""Root servers of the DNS and public servers of time, the same for everybody."""

KNOWN_NAME_SERVICES = frozenset(
    {
        "cloudflare-dns.com",
        "mozilla.cloudflare-dns.com",
        "chrome.cloudflare-dns.com",
        "one.one.one.one",
        "dns.google",
        "dns.quad9.net",
        "dns11.quad9.net",
        "doh.opendns.com",
        "dns.adguard-dns.com",
    }
)
"""Public name services over HTTPS at their usual path. Others may carry a customer's number in the name or path."""

EVERYBODY = frozenset({"localhost", "wpad", "<local>", "<-loopback>", "localhost.localdomain"})
SUB_DOMAIN_LABELS = 3  # vpn.example.org speaks for example.org; example.org does not speak for org


class SiteNames:
    """Which names, addresses and networks are IT's own."""

    def __init__(self, site: Site, facts: Iterable[Fact] = ()) -> None:
        site = _without_typed(site)
        self.hosts = frozenset(_hosts(site)) | frozenset(_hosts(Site(internet=Internet())))
        self._domains = frozenset(_domain(host) for host in self.hosts)
        self.words = frozenset(_words(site))
        self.keys = frozenset(vpn.public_key for vpn in site.vpn if vpn.public_key)
        self.networks = tuple(_networks(site))
        literal = {parsed for host in self.hosts if (parsed := address(host))}
        self.addresses = frozenset(literal | {ipaddress.ip_address(item) for item in (*KNOWN_RESOLVERS, *WELL_KNOWN)})
        self.addresses |= self._answers(tuple(facts))

    def is_own(self, host: str) -> bool:
        """Whether a name is IT's: a host of the site file, or a sibling under its domain."""
        bare = host.strip().rstrip(".").lower().lstrip("*.")
        if bare in EVERYBODY or bare in self.hosts or bare in self._domains:
            return True
        return any(bare.endswith(f".{domain}") for domain in self._domains)

    def _answers(self, facts: tuple[Fact, ...]) -> frozenset[IPAddress]:
        """What the names of the site file lead to, unless that is this computer, its box or a neighbour."""
        near: set[str | None] = set()
        told: set[str | None] = set()
        for fact in facts:
            match fact:
                case Address() | Neighbour():
                    near.add(fact.address)
                case Route():
                    near.add(fact.gateway)
                case TcpAnswer():
                    near.add(fact.source)
                case DnsAnswer() | LookupAnswer() if self.is_own(fact.name):
                    told.update(fact.addresses)
                case HostsEntry() if self.is_own(fact.name):
                    told.add(fact.address)
                case TlsAnswer() if self.is_own(fact.host):
                    told.add(fact.address)
                case VpnGatewayAnswer() if self.is_own(host_of(fact.gateway)):
                    told.add(fact.address)
        found = {parsed for text in told - near if text and (parsed := address(text))}
        return frozenset(item for item in found if item.is_global or any(_inside(item, net) for net in self.networks))


def _without_typed(site: Site) -> Site:
    """What a person typed is not IT's own, unless it lies under a name that is."""
    return msgspec.structs.replace(site, service=tuple(item for item in site.service if not item.typed))


def address(text: str) -> IPAddress | None:
    """The address that a text spells, its zone left out, or None."""
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None


def host_of(target: str) -> str:
    """The host of "host:port", "[address]:port", "host:port/udp", or the text itself."""
    bare = re.sub(r"/(udp|tcp)$", "", target)
    if bare.startswith("["):
        return bare[1:].partition("]")[0]
    return bare.rpartition(":")[0] if bare.count(":") == 1 else bare


def _inside(item: IPAddress, net: IPNetwork) -> bool:
    return item.version == net.version and item in net


def _domain(host: str) -> str:
    labels = host.split(".")
    return ".".join(labels[1:]) if len(labels) >= SUB_DOMAIN_LABELS and address(host) is None else host


def _hosts(site: Site) -> Iterator[str]:
    net = site.internet
    targets = [*net.addresses, *net.resolvers, *(gateway for vpn in site.vpn for gateway in vpn.gateways)]
    targets += [site.proxy.server or "", *(item for vpn in site.vpn for item in vpn.resolvers)]
    links = [item.partition("=")[0] for item in net.portal] + [*net.time, *(service.url for service in site.service)]
    links += [net.load.down, net.load.up] if net.load else []
    links += [link for link in (site.proxy.pac, site.report.drop, site.help.remote, site.help.status) if link]
    names = [*net.names, *(name for vpn in site.vpn for name in vpn.names)]
    found = [host_of(target) for target in targets] + [_host_of_link(link) for link in links] + names
    for host in found:
        if host:
            yield host.rstrip(".").lower()


def _host_of_link(link: str) -> str:
    try:
        return urlsplit(link).hostname or ""
    except ValueError:
        return ""


def _networks(site: Site) -> Iterator[IPNetwork]:
    for vpn in site.vpn:
        for route in vpn.routes:
            try:
                yield ipaddress.ip_network(route)
            except ValueError:  # a saved diagnosis of another version; the parser admits none
                continue


def _words(site: Site) -> Iterator[str]:
    """Everything that IT wrote, for texts that only repeat it."""
    own = site.organisation
    yield from (own.name, own.it_name, own.phone, own.email)
    for vpn in site.vpn:
        yield from (vpn.name, vpn.process or "", vpn.interface or "", *vpn.gateways)
    yield from (service.name for service in site.service)
    yield from site.internet.addresses

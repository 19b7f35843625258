"""What the observations say when they are read together. Pure; every rule asks this and nothing else."""

import ipaddress
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TypeVar, cast
from urllib.parse import urlsplit

from diagnostics.faults.stretch import Stretch
from diagnostics.model.answer import (
    Answer,
    ArpAnswer,
    DnsAnswer,
    EchoAnswer,
    HttpAnswer,
    LookupAnswer,
    Purpose,
    Role,
    SeriesAnswer,
    TcpAnswer,
    TlsAnswer,
)
from diagnostics.model.fact import (
    Adapter,
    AdapterType,
    Address,
    Fact,
    Neighbour,
    ProxySetting,
    ResolverConfig,
    Route,
    VpnClient,
    WifiLink,
)
from diagnostics.model.failure import ANSWERED, Failure
from diagnostics.model.observation import Observations
from diagnostics.model.site import Site
from diagnostics.model.threshold import Thresholds

A = TypeVar("A", bound=Answer)
T = TypeVar("T")


class Scene:
    """The observations of one run beside the site's expectations."""

    def __init__(self, site: Site, seen: Observations, symptom: str | None = None) -> None:
        self.site = site
        self.seen = seen
        self.symptom = symptom
        self._by_kind: dict[tuple[type[Answer], Purpose], list[Answer]] = {}
        self._once: dict[str, object] = {}

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives, made once for this scene: several rules look at the same visits and ladders."""
        if name not in self._once:
            self._once[name] = make()
        return cast("T", self._once[name])

    @property
    def limits(self) -> Thresholds:
        """The numbers that separate good from bad, as the organisation wants them."""
        return self.site.threshold

    def of(self, kind: type[A], purpose: Purpose, subject: str | None = None) -> list[A]:
        """Answers of one class and purpose, optionally about one subject."""
        known = self._by_kind.get((kind, purpose))
        if known is None:
            known = [fact for fact in self.seen.of(kind) if fact.purpose is purpose]
            self._by_kind[kind, purpose] = known
        found = cast("list[A]", known)
        return found.copy() if subject is None else [fact for fact in found if fact.subject == subject]

    # --- the laptop's own side -------------------------------------------------------------------------------

    @cached_property
    def physical(self) -> list[Adapter]:
        """Adapters that lead to a network."""
        return [adapter for adapter in self.seen.of(Adapter) if adapter.is_physical]

    @cached_property
    def usable(self) -> list[Adapter]:
        """Physical adapters that are switched on and have a carrier."""
        return [adapter for adapter in self.physical if adapter.enabled and adapter.carrier is not False]

    @cached_property
    def radios(self) -> frozenset[str]:
        """Names of the Wi-Fi adapters, whether the kernel or the network service knows them as such."""
        told = {link.adapter for link in self.seen.of(WifiLink)}
        return frozenset(told | {item.name for item in self.physical if item.type is AdapterType.WIFI})

    @cached_property
    def tunnels(self) -> dict[str, VpnClient]:
        """VPNs of the site file whose tunnel is there, by the name of its adapter."""
        return {item.adapter: item for item in self.seen.of(VpnClient) if item.tunnel_up and item.adapter}

    @cached_property
    def way_out(self) -> str | None:
        """The physical adapter of the IPv4 default route that the system prefers."""
        return min(self.gateways, key=lambda route: route.metric).adapter if self.gateways else None

    def is_next_door(self, address: str) -> bool:
        """Whether an address is this computer's own or lies in one of its networks: no box is needed to reach it."""
        at = parse(address)
        return at.is_loopback or any(
            at in ipaddress.ip_interface(f"{parse(own.address)}/{own.prefix}").network
            for own in self.seen.of(Address)
            if parse(own.address).version == at.version
        )

    def addresses_of(self, adapter: str, version: int = 4) -> list[Address]:
        """Addresses of one adapter that lead beyond its link."""
        return [
            item
            for item in self.seen.of(Address)
            if item.adapter == adapter
            and (parsed := parse(item.address)).version == version
            and not parsed.is_link_local
        ]

    @cached_property
    def default_routes(self) -> list[Route]:
        """Default routes (both halves of a split one count) whose adapter is not known to be down."""
        down = {item.name for item in self.seen.of(Adapter) if item.enabled is False or item.carrier is False}
        return [
            route
            for route in self.seen.of(Route)
            if (route.is_default or route.destination in SPLIT_DEFAULT)
            and not route.unreachable
            and route.adapter not in down
        ]

    @cached_property
    def gateways(self) -> list[Route]:
        """IPv4 default routes through a gateway on a physical adapter."""
        names = {adapter.name for adapter in self.physical}
        return [
            route
            for route in self.default_routes
            if route.gateway and route.adapter in names and route.is_default and parse(route.gateway).version == IPV4
        ]

    # --- the box ---------------------------------------------------------------------------------------------

    @cached_property
    def gateway_signs(self) -> list[Fact]:
        """Everything that proves that a gateway talks IP to us: connections, refusals, echoes."""
        tcp = [item for item in self.of(TcpAnswer, Purpose.GATEWAY) if item.failure is None or item.failure in ANSWERED]
        echo = [item for item in self.of(EchoAnswer, Purpose.GATEWAY) if item.received]
        servers = {route.gateway for route in self.gateways}
        names = [item for item in self.seen.of(DnsAnswer) if item.server in servers and replied(item)]
        return [*tcp, *echo, *names]

    @cached_property
    def gateway_on_link(self) -> list[Fact]:
        """Signs that the gateway at least answers on the link: a neighbour entry or an ARP reply."""
        wanted = {route.gateway for route in self.gateways}
        known = [
            item
            for item in self.seen.of(Neighbour)
            if item.address in wanted and item.mac and item.state in ("reachable", "permanent", "delay", "probe")
        ]
        asked = [item for item in self.seen.of(ArpAnswer) if item.address in wanted and item.macs]
        return [*known, *asked]

    # --- the line --------------------------------------------------------------------------------------------

    @cached_property
    def anchors(self) -> list[TcpAnswer]:
        """Connections to the literal IPv4 addresses of the site file."""
        return self.of(TcpAnswer, Purpose.INTERNET)

    @cached_property
    def line_proofs(self) -> list[Fact]:
        """Everything that proves that data passes to the internet and back, over either family, without a proxy."""
        reached = [
            item
            for item in self.of(TcpAnswer, Purpose.INTERNET) + self.of(TcpAnswer, Purpose.INTERNET6)
            if item.failure is None
        ]
        echoes = [item for item in self.of(EchoAnswer, Purpose.INTERNET) if item.received]
        pages = [item for item in self.of(HttpAnswer, Purpose.PORTAL) if item.as_expected]
        return [*reached, *echoes, *pages]

    @cached_property
    def online(self) -> bool:
        """Whether the line carries anything at all."""
        return bool(self.line_proofs)

    @cached_property
    def reached(self) -> list[TcpAnswer]:
        """Literal addresses that accepted a connection."""
        return [item for item in self.anchors if item.failure is None]

    @cached_property
    def proxy_works(self) -> bool:
        """Whether a configured proxy delivers a public page."""
        return any(
            item.failure is None and item.as_expected is not False and (item.status or SERVER_ERROR) < SERVER_ERROR
            for item in self.of(HttpAnswer, Purpose.PROXY)
        )

    @cached_property
    def out(self) -> bool:
        """Whether people get out to the internet, directly or through their proxy."""
        return self.online or self.proxy_works

    # --- how good the way is ---------------------------------------------------------------------------------

    def stretch(self, *purposes: Purpose) -> Stretch:
        """All answered series of a stretch."""
        return Stretch.over(item for item in self.seen.of(SeriesAnswer) if item.purpose in purposes)

    @cached_property
    def box(self) -> Stretch:
        """From the laptop to the box."""
        return self.stretch(Purpose.GATEWAY)

    @cached_property
    def outer(self) -> Stretch:
        """The line itself, outside every tunnel."""
        return self.stretch(Purpose.VPN_GATEWAY if self.has_tunnel_default else Purpose.INTERNET)

    @cached_property
    def inner(self) -> Stretch:
        """What lies behind the tunnel."""
        return self.stretch(Purpose.INSIDE, *((Purpose.INTERNET,) if self.has_tunnel_default else ()))

    @cached_property
    def edge(self) -> Stretch:
        """From the laptop to the VPN's gateway, outside the tunnel."""
        return self.stretch(Purpose.VPN_GATEWAY)

    @cached_property
    def is_shaky(self) -> bool:
        """Whether so much is lost or late on the line that one silence proves nothing."""
        unheard = [
            item for item in self.seen.of(SeriesAnswer) if item.purpose is Purpose.INTERNET and not item.received
        ]
        crawling = bool(unheard) and bool(self.reached) and not self.stretch(Purpose.INTERNET)
        return crawling or (self.outer.rtt_ms or 0.0) > CRAWL_MS or self.outer.is_lossy(self.limits.loss_percent)

    @cached_property
    def is_poor_inside(self) -> bool:
        """Whether data is lost or late inside the tunnel, beyond what the way to the company takes without it."""
        outside_ms = max(self.outer.rtt_ms or 0.0, self.edge.rtt_ms or 0.0)
        late = (self.inner.rtt_ms or 0.0) - outside_ms > self.limits.tunnel_delay_ms
        return late or self.inner.is_lossy(self.limits.tunnel_loss_percent)

    # --- names -----------------------------------------------------------------------------------------------

    @cached_property
    def configured(self) -> tuple[str, ...]:
        """The configured name servers, in order."""
        return tuple(dict.fromkeys(server for config in self.seen.of(ResolverConfig) for server in config.servers))

    def replies(self, role: Role, purpose: Purpose = Purpose.NAME) -> list[DnsAnswer]:
        """Answers of one kind of server to one kind of question."""
        return [item for item in self.of(DnsAnswer, purpose) if item.role is role and item.record == "A"]

    @cached_property
    def silent_servers(self) -> set[str]:
        """Configured servers that gave no reply to any question, over UDP and TCP."""
        asked = self.replies(Role.CONFIGURED) + self.replies(Role.CONFIGURED, Purpose.NONEXISTENT)
        return {item.server for item in asked} - {item.server for item in asked if replied(item)}

    def truth(self, name: str) -> set[str]:
        """Addresses of a name according to the reference servers."""
        return {
            a
            for item in self.seen.of(DnsAnswer)
            if item.role is Role.REFERENCE and item.name == name
            for a in item.addresses
        }

    @cached_property
    def names_work(self) -> bool:
        """Whether the system resolves any known public name."""
        return any(item.addresses for item in self.of(LookupAnswer, Purpose.NAME))

    # --- certificates and pages ------------------------------------------------------------------------------

    @cached_property
    def handshakes(self) -> list[TlsAnswer]:
        """TLS handshakes with public sites in which a certificate was seen."""
        return [item for item in self.of(TlsAnswer, Purpose.SITE_TLS) if item.issuer or item.failure is None]

    @cached_property
    def promised(self) -> frozenset[str]:
        """Hosts that the site file says speak HTTPS. Others are only asked in case, and may show what they like."""
        urls = [*self.site.internet.time, *(service.url for service in self.site.service)]
        return frozenset(urlsplit(url).hostname or "" for url in urls if url.startswith("https:"))

    @cached_property
    def altered_pages(self) -> list[HttpAnswer]:
        """Known pages that came back as something else: a redirect elsewhere, or a foreign text."""
        return [
            item
            for item in self.of(HttpAnswer, Purpose.PORTAL)
            if item.as_expected is False and item.status is not None and _is_elsewhere(item)
        ]

    @cached_property
    def proxies(self) -> list[ProxySetting]:
        """Proxies that are set by hand."""
        return [item for item in self.seen.of(ProxySetting) if item.mode == "manual" and item.server]

    def adapter_for(self, address: str) -> str | None:
        """The adapter whose route leads to an address: the longest prefix, then the smallest metric."""
        at = parse(address)
        leading = [
            (ipaddress.ip_network(route.destination).prefixlen, -route.metric, route.adapter or "")
            for route in self.seen.of(Route)
            if not route.unreachable and at in ipaddress.ip_network(route.destination)
        ]
        return max(leading)[2] if leading else None

    def all_into(self, adapter: str | None) -> bool:
        """Whether everything leaves through this adapter."""
        return adapter is not None and any(route.adapter == adapter for route in self.default_routes)

    @cached_property
    def has_tunnel_default(self) -> bool:
        """Whether everything leaves through a tunnel."""
        tunnels = {item.name for item in self.seen.of(Adapter) if item.type is AdapterType.TUNNEL}
        return any(route.adapter in tunnels for route in self.default_routes)


IPV4 = 4
SERVER_ERROR = 500

CRAWL_MS = 700.0
"""Beyond it a conversation of a few round trips outlasts the patience of a single probe."""

SPLIT_DEFAULT = ("0.0.0.0/1", "128.0.0.0/1")
"""How OpenVPN and WireGuard take over the default route without replacing it."""

FOREIGN = (200, 203, 302, 307, 511)
"""Statuses of sign-in pages: a page of their own, a redirect without a place, and RFC 6585's own status."""


def _is_elsewhere(page: HttpAnswer) -> bool:
    """A redirect to the page's own host (to its secure side, say) is its owner's doing, not a network's."""
    if page.redirect_host is not None:
        return page.redirect_host.lower() != page.subject.lower()
    return page.status in FOREIGN


def parse(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address as an object; the zone of a link-local one is dropped."""
    return ipaddress.ip_address(address.split("%")[0])


def replied(answer: DnsAnswer) -> bool:
    """Whether the server itself said anything, an error included."""
    return answer.failure is None or answer.failure in (
        Failure.NXDOMAIN,
        Failure.SERVFAIL,
        Failure.DNS_REFUSED,
        Failure.NO_DATA,
        Failure.MALFORMED,
    )


def first(facts: Iterable[Fact]) -> list[Fact]:
    """At most three facts, enough to show a person why."""
    return list(facts)[:3]

"""Other ways out of this laptop: another adapter, or past the tunnel of a VPN."""

import socket
import time
from dataclasses import dataclass

from diagnostics.literal import is_literal
from diagnostics.model.fact import Adapter, AdapterType
from diagnostics.model.port import SystemFacts
from diagnostics.system.binding import bind_to

OTHER_ADAPTER, PAST_TUNNEL = "way_adapter", "way_past_tunnel"
ASK_S = 2.0  # for one name server of a network that may be broken
MOST_SERVERS = 2
DNS_PORT = 53
LARGEST_BYTES = 4096  # of an answer over UDP


@dataclass(frozen=True)
class Detour:
    """A physical adapter to send through, whatever the routes say."""

    adapter: str
    index: int
    way: str  # OTHER_ADAPTER or PAST_TUNNEL
    servers: tuple[str, ...] = ()  # the name servers of this very adapter, then those of the whole computer

    def bind(self, new: socket.socket) -> None:
        """Tie a socket to it. Raises OSError."""
        bind_to(new, self.adapter, self.index)

    def addresses_of(self, host: str) -> tuple[str, ...]:
        """What its name servers say of a host, asked through this adapter; nothing when they say nothing."""
        if is_literal(host):
            return (host,)
        return next((found for server in self.servers[:MOST_SERVERS] if (found := self._ask(server, host))), ())

    def _ask(self, server: str, host: str) -> tuple[str, ...]:
        """Both kinds of addresses, IPv4 first: networks that are half broken mostly lack the other (RFC 1035)."""
        from diagnostics.probes import dnsmessage  # noqa: PLC0415
        from diagnostics.probes.classify import ProbeFailed  # noqa: PLC0415

        found: list[str] = []
        for record in ("A", "AAAA"):
            try:
                query = dnsmessage.build(host, record)
                read = dnsmessage.reader(query)
                until = time.monotonic() + ASK_S
                with socket.socket(socket.AF_INET6 if ":" in server else socket.AF_INET, socket.SOCK_DGRAM) as asker:
                    self.bind(asker)
                    asker.connect((server, DNS_PORT))
                    asker.send(dnsmessage.wire_of(query))
                    reply = None
                    while reply is None and (left_s := until - time.monotonic()) > 0:
                        asker.settimeout(left_s)
                        reply = read(asker.recv(LARGEST_BYTES))
                if reply is not None:
                    found += dnsmessage.addresses_in(reply, record)
            except (OSError, ProbeFailed):  # silent, unreachable, or a host that cannot be a name
                continue
        return tuple(found)


def detours(facts: SystemFacts) -> tuple[Detour, ...]:
    """The physical adapters that lead somewhere and are not the way that is taken anyhow. Reads the system's tables.

    While a tunnel is up, that is all of them: which of its routes would have caught the drop does not matter then.
    """
    adapters = facts.adapters().value or ()
    routes = [route for route in facts.routes().value or () if route.is_default and not route.unreachable]
    leading = {route.adapter for route in routes}
    if not leading:  # a system that does not tell its routes: an address has to do
        leading = {address.adapter for address in facts.addresses().value or ()}
    usual = min(routes, key=lambda route: route.metric).adapter if routes else None
    in_tunnel = any(each.type is AdapterType.TUNNEL and each.enabled is not False for each in adapters)
    configured = facts.resolvers().value or ()
    servers = {each.adapter: each.servers for each in configured if each.adapter is not None}
    shared = tuple(server for each in configured if each.adapter is None for server in each.servers)
    way = PAST_TUNNEL if in_tunnel else OTHER_ADAPTER
    return tuple(
        Detour(each.name, each.index, way, (*servers.get(each.name, ()), *shared))
        for each in adapters
        if _leads(each, leading) and (in_tunnel or each.name != usual)
    )


def _leads(adapter: Adapter, leading: set[str | None]) -> bool:
    usable = adapter.is_physical and adapter.enabled is not False and adapter.carrier is not False
    return usable and adapter.name in leading

"""Stories of the laptop, the box, the line and its names: each breaks one thing in a healthy house."""

from collections.abc import Callable

from diagnostics.model.answer import (
    ArpAnswer,
    DnsAnswer,
    EchoAnswer,
    HttpAnswer,
    LookupAnswer,
    MtuAnswer,
    Purpose,
    Role,
    SeriesAnswer,
    TcpAnswer,
    TlsAnswer,
)
from diagnostics.model.fact import (
    Adapter,
    Address,
    HostsEntry,
    Neighbour,
    Origin,
    ResolverConfig,
    Route,
)
from diagnostics.model.failure import Failure
from tests.fakes.house import ANCHORS, BOX, House

Story = Callable[[], House]


def of(purpose: Purpose) -> Callable[[object], bool]:
    return lambda fact: getattr(fact, "purpose", None) is purpose


def about(subject: str) -> Callable[[object], bool]:
    return lambda fact: getattr(fact, "subject", None) == subject


def cable(**fields: object) -> House:
    house = House().dark().silent_box().drop(Address).drop(Route).drop(ArpAnswer).drop(Neighbour)
    house.facts["gateway.answers"] = []
    house.change(TcpAnswer, of(Purpose.INTERNET), failure=Failure.NO_ROUTE)
    return house.change(Adapter, lambda fact: fact.name == "eth0", **fields)


def no_card() -> House:
    return cable(carrier=False).drop(Adapter, lambda fact: fact.name == "eth0")


def no_lease() -> House:
    return cable(carrier=True)


def own_address_only() -> House:
    self_made = Address(adapter="eth0", address="169.254.7.9", prefix=16, origin=Origin.LINK_LOCAL)
    return cable(carrier=True).put("ip.addresses", self_made)


def conflict() -> House:
    house = House().change(ArpAnswer, about("192.0.2.23"), macs=("02:00:00:00:00:99",))
    return house.change(EchoAnswer, of(Purpose.GATEWAY), received=1)


def gateway_outside() -> House:
    house = House().dark().silent_box().change(Address, address="198.51.100.5", origin=Origin.STATIC)
    house.drop(Route, lambda fact: not fact.is_default).drop(Neighbour)
    return house


def other_network() -> House:
    heard = ArpAnswer(
        purpose=Purpose.GATEWAY,
        subject="203.0.113.254",
        adapter="eth0",
        address="203.0.113.254",
        macs=("02:00:00:00:00:01",),
    )
    house = (
        House().dark().silent_box().change(Address, origin=Origin.STATIC).change(Neighbour, state="failed", mac=None)
    )
    return house.put("ip.conflict", heard)


def no_default() -> House:
    return (
        House()
        .dark()
        .drop(Route, lambda fact: fact.is_default)
        .change(TcpAnswer, of(Purpose.INTERNET), failure=Failure.NO_ROUTE)
    )


def dead_box() -> House:
    return House().dark().silent_box().change(Neighbour, state="failed", mac=None)


def frozen_box() -> House:
    return House().dark().silent_box()


def line_down() -> House:
    return House().dark()


def portal() -> House:
    house = House().dark()
    house.change(
        HttpAnswer, of(Purpose.PORTAL), failure=None, status=302, as_expected=False, redirect_host="hotel.example"
    )
    return house


def names_lie() -> House:
    house = House().change(
        DnsAnswer,
        lambda f: f.role is Role.CONFIGURED and f.transport == "udp",
        addresses=("203.0.113.66",),
        failure=None,
    )
    house.change(LookupAnswer, of(Purpose.NAME), addresses=("203.0.113.66",))
    return house.change(TlsAnswer, of(Purpose.SITE_TLS), failure=Failure.TLS_UNTRUSTED, issuer="Parking")


def partial() -> House:
    lost = lambda fact: of(Purpose.INTERNET)(fact) and fact.address == ANCHORS[1]  # noqa: E731
    return (
        House()
        .change(TcpAnswer, lost, failure=Failure.TIMED_OUT)
        .change(EchoAnswer, lost, received=0, failure=Failure.TIMED_OUT)
        .change(SeriesAnswer, lost, received=0, rtt_ms=None, jitter_ms=None, failure=Failure.TIMED_OUT)
    )


def broken_v6() -> House:
    tried = [
        TcpAnswer(purpose=Purpose.INTERNET6, subject=at, address=at, port=443, failure=Failure.TIMED_OUT)
        for at in ("2001:db8:1::1", "2001:db8:2::1")
    ]
    house = House().put("internet.ipv6", *tried)
    return house.put(
        "ip.addresses",
        Address(adapter="eth0", address="2001:db8::23", prefix=64, origin=Origin.ROUTER),
        Route(destination="::/0", adapter="eth0", gateway="fe80::1"),
    )


def black_hole() -> House:
    house = House().change(MtuAnswer, large_outcome="silent")
    return house.change(TlsAnswer, failure=Failure.TIMED_OUT, issuer=None, ms=None).change(
        HttpAnswer, of(Purpose.SERVICE), failure=Failure.TIMED_OUT, status=None, as_expected=None
    )


def no_server() -> House:
    house = House(vpn_up=True).change(ResolverConfig, servers=())
    house.change(
        DnsAnswer, lambda f: f.role is Role.CONFIGURED, server="127.0.0.1", addresses=(), failure=Failure.REFUSED
    )
    return nameless(house)


def nameless(house: House, failure: Failure = Failure.TIMED_OUT) -> House:
    """Every look-up fails, and so does everything that needs one and had no second way."""
    return house.change(LookupAnswer, addresses=(), failure=failure)


def dead_server() -> House:
    return nameless(
        House().change(DnsAnswer, lambda f: f.role is Role.CONFIGURED, addresses=(), failure=Failure.TIMED_OUT)
    )


def failing_server() -> House:
    house = House().change(DnsAnswer, lambda f: f.role is Role.CONFIGURED, addresses=(), failure=Failure.SERVFAIL)
    return nameless(house, Failure.NAME_FAILED)


def hosts_line() -> House:
    house = House().put("dns.hosts", HostsEntry(name="mail.example.org", address="192.0.2.99", line=7))
    house.put(
        "dns.hosts",
        *(
            DnsAnswer(
                purpose=Purpose.SERVICE,
                subject="mail.example.org",
                role=role,
                server=BOX,
                transport="udp",
                name="mail.example.org",
                addresses=("198.51.100.90",),
            )
            for role in (Role.CONFIGURED, Role.REFERENCE)
        ),
    )
    house.change(LookupAnswer, about("Mail"), addresses=("192.0.2.99",))
    house.drop(HttpAnswer, about("Mail")).drop(TlsAnswer, about("Mail"))
    return house.change(TcpAnswer, about("Mail"), failure=Failure.UNREACHABLE)


def slow_names() -> House:
    house = House().change(DnsAnswer, lambda f: f.role is Role.CONFIGURED, ms=800.0)
    return house.change(LookupAnswer, ms=810.0)


def first_server_dead() -> House:
    dead = [
        DnsAnswer(
            purpose=Purpose.NAME,
            subject="www.example.org",
            role=Role.CONFIGURED,
            server="192.0.2.2",
            transport=how,
            name="www.example.org",
            failure=Failure.TIMED_OUT,
        )
        for how in ("udp", "tcp")
    ]
    house = House().change(ResolverConfig, servers=("192.0.2.2", BOX)).put("dns.configured", *dead)
    return house.change(LookupAnswer, of(Purpose.NAME), addresses=(), failure=Failure.TIMED_OUT)


HOME: dict[str, tuple[Story, str]] = {
    "no card": (no_card, "link.no_adapter"),
    "switched off": (lambda: cable(enabled=False, carrier=None), "link.disabled"),
    "cable out": (lambda: cable(carrier=False), "link.unplugged"),
    "no address": (no_lease, "ip.no_lease"),
    "only its own address": (own_address_only, "ip.no_lease"),
    "somebody else answers for our address": (conflict, "ip.conflict"),
    "gateway outside the prefix": (gateway_outside, "ip.misconfigured"),
    "another network on the wire": (other_network, "ip.misconfigured"),
    "no way out": (no_default, "route.no_default"),
    "box off": (dead_box, "gateway.unreachable"),
    "box frozen, ARP alive": (frozen_box, "gateway.unreachable"),
    "line down": (line_down, "isp.down"),
    "hotel": (portal, "internet.captive_portal"),
    "one network lost": (partial, "internet.partial"),
    "IPv6 leads nowhere": (broken_v6, "ipv6.broken"),
    "large packets vanish": (black_hole, "mtu.black_hole"),
    "no name server": (no_server, "dns.no_server"),
    "name server silent": (dead_server, "dns.server_unreachable"),
    "name server fails": (failing_server, "dns.server_failing"),
    "names lie": (names_lie, "dns.hijacked"),
    "a line of the hosts file": (hosts_line, "dns.hosts_override"),
    "slow name server": (slow_names, "dns.slow"),
    "first name server dead": (first_server_dead, "dns.slow"),
}

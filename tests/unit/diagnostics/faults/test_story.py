"""One story a cause: break one thing in a healthy house, and the verdict names it and silences the rest."""

from collections.abc import Callable

import pytest

from diagnostics.model.answer import (
    ArpAnswer,
    ClockAnswer,
    DnsAnswer,
    EchoAnswer,
    HttpAnswer,
    LookupAnswer,
    MtuAnswer,
    Purpose,
    Role,
    TcpAnswer,
    TlsAnswer,
    VpnGatewayAnswer,
)
from diagnostics.model.fact import (
    Adapter,
    Address,
    HostsEntry,
    LaptopLoad,
    Neighbour,
    Origin,
    ProxySetting,
    ResolverConfig,
    Route,
    Volume,
    VpnClient,
)
from diagnostics.model.failure import Failure
from diagnostics.model.observation import CheckState
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


def filtered() -> House:
    house = House().dark()
    return house.change(TcpAnswer, of(Purpose.INTERNET), failure=Failure.NOT_PERMITTED)


def proxied(**door: object) -> House:
    setting = ProxySetting(source="environment", mode="manual", server="proxy.example.org:3128")
    house = House().put("proxy.settings", setting)
    answer = TcpAnswer(
        purpose=Purpose.PROXY, subject="proxy.example.org:3128", address="203.0.113.31", port=3128, ms=5.0
    )
    return house.put("proxy.reachable", answer).change(TcpAnswer, of(Purpose.PROXY), **door)


def dead_proxy() -> House:
    return proxied(failure=Failure.TIMED_OUT)


def proxy_page(**fields: object) -> House:
    page = HttpAnswer(
        purpose=Purpose.PROXY,
        subject="proxy.example.org:3128",
        url="http://check.example.com/ok",
        proxy="203.0.113.31:3128",
    )
    return proxied(failure=None).put("proxy.reachable", page, page).change(HttpAnswer, of(Purpose.PROXY), **fields)


def proxy_wants_password() -> House:
    return proxy_page(status=407, failure=Failure.PROXY_AUTH, challenge=("Basic",))


def no_script() -> House:
    url = "http://proxy.example.org/proxy.pac"
    house = House().put("proxy.settings", ProxySetting(source="gnome", mode="pac", pac_url=url))
    return house.put(
        "proxy.reachable", HttpAnswer(purpose=Purpose.PAC, subject=url, url=url, status=404, as_expected=False)
    )


def intercepted() -> House:
    house = House().change(
        TlsAnswer, lambda f: f.subject != "Intranet", failure=Failure.TLS_UNTRUSTED, issuer="Web Shield"
    )
    return house.change(HttpAnswer, about("Mail"), failure=Failure.TLS_UNTRUSTED, status=None)


def wrong_clock() -> House:
    house = House().change(ClockAnswer, offset_s=725.0).change(HttpAnswer, of(Purpose.PORTAL), date_offset_s=724.0)
    return house.change(TlsAnswer, failure=Failure.TLS_NOT_YET_VALID).change(
        HttpAnswer, of(Purpose.SERVICE), failure=Failure.TLS_NOT_YET_VALID, status=None
    )


def vpn_client(**fields: object) -> House:
    return House(vpn_up=False).change(VpnClient, **fields)


def vpn_missing() -> House:
    return vpn_client(installed=False, running=False)


def vpn_stopped() -> House:
    return vpn_client(running=False)


def vpn_idle() -> House:
    return vpn_client(running=True)


def vpn_name_lost() -> House:
    house = vpn_idle().change(LookupAnswer, of(Purpose.VPN_GATEWAY), addresses=(), failure=Failure.NXDOMAIN)
    return (
        house.drop(VpnGatewayAnswer).drop(EchoAnswer, of(Purpose.VPN_GATEWAY)).drop(TcpAnswer, of(Purpose.VPN_GATEWAY))
    )


def vpn_silent() -> House:
    house = vpn_idle().change(VpnGatewayAnswer, failure=Failure.TIMED_OUT)
    return house.change(EchoAnswer, of(Purpose.VPN_GATEWAY), received=0, failure=Failure.TIMED_OUT)


def vpn_blocked() -> House:
    return vpn_idle().change(VpnGatewayAnswer, failure=Failure.TIMED_OUT)


def vpn_refused() -> House:
    return vpn_idle().change(VpnGatewayAnswer, failure=Failure.REFUSED)


def mail(**page: object) -> House:
    return House().change(HttpAnswer, about("Mail"), **page)


def mail_door(failure: Failure) -> House:
    return (
        House()
        .drop(HttpAnswer, about("Mail"))
        .drop(TlsAnswer, about("Mail"))
        .change(TcpAnswer, about("Mail"), failure=failure)
    )


def mail_name_lost() -> House:
    house = House().drop(HttpAnswer, about("Mail")).drop(TlsAnswer, about("Mail")).drop(TcpAnswer, about("Mail"))
    house.change(LookupAnswer, about("Mail"), addresses=(), failure=Failure.NXDOMAIN)
    said = DnsAnswer(
        purpose=Purpose.SERVICE,
        subject="mail.example.org",
        role=Role.CONFIGURED,
        server=BOX,
        transport="udp",
        name="mail.example.org",
        failure=Failure.NXDOMAIN,
    )
    return house.put("service.reachable", said)


def mail_expired() -> House:
    house = mail(failure=Failure.TLS_EXPIRED, status=None)
    return house.change(TlsAnswer, about("Mail"), failure=Failure.TLS_EXPIRED, not_after="2026-10-01T00:00:00Z")


def busy() -> House:
    return House().change(LaptopLoad, cpu_percent=99.0, stalled_percent=60.0, load_1min=9.0, top_process="render")


STORIES: dict[str, tuple[Story, str]] = {
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
    "local filter": (filtered, "firewall.blocked"),
    "proxy dead": (dead_proxy, "proxy.unreachable"),
    "proxy wants a password": (proxy_wants_password, "proxy.auth_required"),
    "route script missing": (no_script, "proxy.pac_unavailable"),
    "interception": (intercepted, "tls.intercepted"),
    "clock": (wrong_clock, "clock.skewed"),
    "VPN program missing": (vpn_missing, "vpn.not_installed"),
    "VPN program stopped": (vpn_stopped, "vpn.not_running"),
    "VPN idle": (vpn_idle, "vpn.not_connected"),
    "VPN name unknown": (vpn_name_lost, "vpn.gateway_unresolvable"),
    "VPN gateway silent": (vpn_silent, "vpn.gateway_unreachable"),
    "VPN daemon gone": (vpn_refused, "vpn.gateway_unreachable"),
    "VPN port swallowed": (vpn_blocked, "vpn.port_blocked"),
    "service refuses": (lambda: mail_door(Failure.REFUSED), "service.down"),
    "service hangs": (lambda: mail(failure=Failure.TIMED_OUT, status=None), "service.down"),
    "service silent": (lambda: mail_door(Failure.TIMED_OUT), "service.unreachable"),
    "service name unknown": (mail_name_lost, "service.name_unresolvable"),
    "service certificate expired": (mail_expired, "service.cert_expired"),
    "service error": (lambda: mail(status=503, as_expected=False, failure=None), "service.http_error"),
    "service rubbish": (lambda: mail(status=None, failure=Failure.MALFORMED), "service.http_error"),
    "service says no": (lambda: mail(status=403, as_expected=False, failure=None), "service.access_denied"),
    "processor": (busy, "laptop.cpu_overloaded"),
    "memory": (lambda: House().change(LaptopLoad, memory_available=10**8), "laptop.memory_pressure"),
    "disk": (lambda: House().change(Volume, free=10**8), "laptop.disk_full"),
    "all well": (House, "healthy"),
    "a working proxy": (lambda: proxy_page(status=200, as_expected=True, failure=None), "healthy"),
    "nobody answers pings": (lambda: House().change(EchoAnswer, received=0, failure=Failure.TIMED_OUT), "healthy"),
    "one page changed its text": (
        lambda: House().change(HttpAnswer, about("check.example.com"), status=200, as_expected=False), "healthy"
    ),
    "in the office the VPN is not needed": (lambda: House().change(VpnClient, tunnel_up=False, running=False), "healthy"),
    "large pings filtered, real traffic fine": (
        lambda: House().change(MtuAnswer, lambda f: f.method == "icmp", large_outcome="silent"), "healthy"
    ),
    "the other resolver is fast enough": (
        lambda: House().change(ResolverConfig, servers=(BOX, "192.0.2.2")), "healthy"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STORIES)
def test_the_story_is_named(name: str) -> None:
    story, cause = STORIES[name]
    verdict = story().verdict()
    assert (verdict.cause, [other.cause for other in verdict.others]) == (cause, [])
    if cause not in ("healthy", "unknown"):
        assert verdict.evidence, "a named cause shows what it rests on"


def test_two_independent_faults_are_both_named_and_the_lower_one_first() -> None:
    house = busy()
    house.change(HttpAnswer, about("Mail"), status=503, as_expected=False)
    verdict = house.verdict()
    assert verdict.cause == "service.http_error"
    assert [other.cause for other in verdict.others] == ["laptop.cpu_overloaded"]


def test_what_nobody_could_look_for_is_said_and_never_taken_for_absent() -> None:
    house = House()
    house.states["vpn.client"] = house.states["service.reachable"] = CheckState.OVERRAN
    verdict = house.verdict()
    assert verdict.cause == "unknown"
    assert "vpn.not_running" in verdict.not_checked
    assert "link.unplugged" not in verdict.not_checked


def test_a_failure_that_no_rule_explains_is_unknown_and_not_healthy() -> None:
    house = mail(failure=Failure.TLS_NAME_MISMATCH, status=None).change(
        TlsAnswer, about("Mail"), failure=Failure.TLS_NAME_MISMATCH
    )
    verdict = house.verdict()
    assert (verdict.cause, verdict.also_affected) == ("unknown", ("Mail",))

"""Stories of filters, proxies, certificates, the VPN, services and the laptop itself, and of odd healthy houses."""

from collections.abc import Callable

from diagnostics.model.answer import (
    ClockAnswer,
    DhcpAnswer,
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
    VpnGatewayAnswer,
)
from diagnostics.model.fact import (
    LaptopLoad,
    ProxySetting,
    ResolverConfig,
    Volume,
    VpnClient,
)
from diagnostics.model.failure import Failure
from tests.fakes.house import BOX, House
from tests.unit.diagnostics.faults.story_home import about, of

Story = Callable[[], House]


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


def few_rights() -> House:
    """An ordinary user, whose raw packets the system refuses: as a fixed address makes the checks send some."""
    refused = {"failure": Failure.NOT_PERMITTED}
    asked = DhcpAnswer(purpose=Purpose.GATEWAY, subject="eth0", adapter="eth0", **refused)
    seen = SeriesAnswer(purpose=Purpose.GATEWAY, subject=BOX, address=BOX, method="icmp", sent=0, received=0, **refused)
    house = House().put("ip.conflict", asked).put("internet.quality", seen)
    return house.change(EchoAnswer, received=0, **refused).change(MtuAnswer, **refused)


def busy() -> House:
    return House().change(LaptopLoad, cpu_percent=99.0, stalled_percent=60.0, load_1min=9.0, top_process="render")


WORK: dict[str, tuple[Story, str]] = {
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
    "an ordinary user's raw packets": (few_rights, "healthy"),
    "a working proxy": (lambda: proxy_page(status=200, as_expected=True, failure=None), "healthy"),
    "nobody answers pings": (lambda: House().change(EchoAnswer, received=0, failure=Failure.TIMED_OUT), "healthy"),
    "one page changed its text": (
        lambda: House().change(HttpAnswer, about("check.example.com"), status=200, as_expected=False),
        "healthy",
    ),
    "nobody needs the VPN in the office": (
        lambda: House().change(VpnClient, tunnel_up=False, running=False),
        "healthy",
    ),
    "large pings filtered, real traffic fine": (
        lambda: House().change(MtuAnswer, lambda f: f.method == "icmp", large_outcome="silent"),
        "healthy",
    ),
    "the other resolver is fast enough": (
        lambda: House().change(ResolverConfig, servers=(BOX, "192.0.2.2")),
        "healthy",
    ),
}

"""Stories of the VPN: what its gateway said, what rivals it, and a tunnel that is up and does not serve."""

from collections.abc import Callable
from typing import Any

import msgspec

from diagnostics.model.answer import (
    DnsAnswer,
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
    AdapterTraffic,
    AdapterType,
    Address,
    LogHit,
    LogMeaning,
    OtherVpn,
    ResolverConfig,
    Route,
    VpnCertificate,
    VpnClient,
)
from diagnostics.model.failure import Failure
from diagnostics.model.site import Service
from tests.fakes.house import SITE, House
from tests.fakes.way import inside, to_the_anchors, to_the_edge
from tests.unit.diagnostics.faults.story_home import about, of
from tests.unit.diagnostics.faults.story_work import wrong_clock

Story = Callable[[], House]
NAME = "intranet.corp.example"
SERVER = "10.20.0.53"
COMPANY = msgspec.structs.replace(
    SITE,
    vpn=(msgspec.structs.replace(SITE.vpn[0], resolvers=(SERVER,), names=(NAME,), routes=("10.20.0.0/16",)),),
)


def known(name: str = NAME, **fields: Any) -> DnsAnswer:
    return DnsAnswer(
        purpose=Purpose.VPN_NAME,
        subject=name,
        role=Role.INTERNAL,
        server=SERVER,
        transport="udp",
        name=name,
        **({"addresses": ("10.20.0.10",), "ms": 25.0} | fields),
    )


def up() -> House:
    """The tunnel is up, and everything behind it answers."""
    house = House(COMPANY)
    house.put("link.adapters", Adapter(name="tun0", type=AdapterType.TUNNEL, enabled=True, carrier=True, mtu=1500))
    house.put("ip.addresses", Route(destination="10.20.0.0/16", adapter="tun0", gateway="10.8.0.1"))
    house.put("ip.addresses", Address(adapter="tun0", address="10.8.0.2", prefix=24))
    house.put("internet.quality", *inside(), *to_the_edge())
    house.put("laptop.traffic", AdapterTraffic(adapter="tun0", window_s=1.2, rx_mbit=0.1, tx_mbit=0.1, rx_packets=80))
    house.put(
        "vpn.inside",
        known(),
        LookupAnswer(purpose=Purpose.VPN_NAME, subject="Work VPN", name=NAME, addresses=("10.20.0.10",)),
        TcpAnswer(purpose=Purpose.INSIDE, subject="Work VPN", address=SERVER, port=53, adapter="tun0", ms=25.0),
        *(
            MtuAnswer(
                purpose=Purpose.MTU,
                subject="Intranet",
                method=method,
                address="10.20.0.10",
                small=1200,
                small_passed=True,
                large=1500,
                large_outcome="passed",
            )
            for method in ("icmp", "tls")
        ),
    )
    return house.change(TcpAnswer, about("Intranet"), adapter="tun0")


def lost(house: House, failure: Failure = Failure.TIMED_OUT, **door: Any) -> House:
    """People cannot use the intranet."""
    house.change(TcpAnswer, about("Intranet"), **({"failure": failure, "ms": None} | door))
    house.drop(TlsAnswer, about("Intranet"))
    return house.drop(HttpAnswer, about("Intranet"))


def mute() -> House:
    house = lost(up()).change(TcpAnswer, of(Purpose.INSIDE), failure=Failure.TIMED_OUT)
    house.facts["internet.quality"] = [*to_the_anchors(), *inside(lost=1.0), *to_the_edge()]
    house.change(AdapterTraffic, rx_packets=0, tx_packets=60).drop(DnsAnswer, lambda fact: fact.role is Role.INTERNAL)
    return house.drop(MtuAnswer, about("Intranet"))


def mute_and_gateway_dead() -> House:
    house = mute().change(VpnGatewayAnswer, failure=Failure.TIMED_OUT, conclusive=False)
    house.facts["vpn.gateway"] = [fact for fact in house.facts["vpn.gateway"] if not hasattr(fact, "received")]
    return house


def one_service_silent() -> House:
    return lost(up())


def same_network_at_home() -> House:
    house = lost(up(), adapter="eth0", address="10.20.0.10")
    return house.put("ip.addresses", Address(adapter="eth0", address="10.20.0.77", prefix=24))


def no_route() -> House:
    house = lost(up(), adapter="eth0").drop(Route, lambda fact: fact.adapter == "tun0")
    house.change(TcpAnswer, of(Purpose.INSIDE), adapter="eth0", failure=Failure.TIMED_OUT)
    house.facts["internet.quality"] = [*to_the_anchors(), *inside(lost=1.0)]
    house.change(DnsAnswer, lambda fact: fact.role is Role.INTERNAL, addresses=(), failure=Failure.TIMED_OUT)
    return house.change(AdapterTraffic, rx_packets=0)


def names_not_applied() -> House:
    house = up().change(LookupAnswer, lambda fact: fact.name == NAME, addresses=(), failure=Failure.NXDOMAIN)
    return (
        house.drop(TcpAnswer, about("Intranet")).drop(TlsAnswer, about("Intranet")).drop(HttpAnswer, about("Intranet"))
    )


def name_unknown_inside_too() -> House:
    return (
        names_not_applied()
        .change(DnsAnswer, lambda fact: fact.role is Role.INTERNAL, addresses=(), failure=Failure.NXDOMAIN)
        .put(
            "service.reachable",
            msgspec.structs.replace(
                known(), purpose=Purpose.SERVICE, addresses=(), failure=Failure.NXDOMAIN, role=Role.CONFIGURED
            ),
        )
    )


def too_wide() -> House:
    house = up().change(MtuAnswer, about("Intranet"), large_outcome="silent")
    house.change(TlsAnswer, about("Intranet"), failure=Failure.TIMED_OUT, issuer=None)
    return house.change(HttpAnswer, about("Intranet"), failure=Failure.TIMED_OUT, status=None, as_expected=None)


def hangs_at_any_size() -> House:
    return too_wide().change(MtuAnswer, about("Intranet"), large_outcome="passed")


def tunnel(**what: float) -> House:
    house = up()
    house.facts["internet.quality"] = [*to_the_anchors(), *inside(**what), *to_the_edge()]
    return house


def name_lost_inside() -> House:
    """The company's name server was asked and not heard; the one at home was, and knows no such name."""
    house = tunnel(lost=0.15).change(ResolverConfig, servers=(SERVER, "192.168.1.1"))
    house.drop(TcpAnswer, about("Intranet"))
    house.drop(TlsAnswer, about("Intranet")).drop(HttpAnswer, about("Intranet"))
    house.change(LookupAnswer, lambda fact: fact.name == NAME, addresses=(), failure=Failure.NXDOMAIN)
    asked = msgspec.structs.replace(known(), purpose=Purpose.SERVICE, role=Role.CONFIGURED, addresses=())
    return house.put(
        "service.reachable",
        msgspec.structs.replace(asked, failure=Failure.TIMED_OUT, ms=None),
        msgspec.structs.replace(asked, server="192.168.1.1", failure=Failure.NXDOMAIN),
    )


def public_service_lost_inside() -> House:
    """Everything goes through the tunnel; the connection to one service on the internet was lost in it."""
    house = up().put("ip.addresses", Route(destination="0.0.0.0/0", adapter="tun0", metric=1))
    house.facts["internet.quality"] = [*to_the_anchors(lost=0.15), *inside(lost=0.15), *to_the_edge()]
    house.site = msgspec.structs.replace(
        COMPANY, service=(*COMPANY.service, Service(name="Shop", url="https://shop.example.org/"))
    )
    return house.put(
        "service.reachable",
        LookupAnswer(purpose=Purpose.SERVICE, subject="Shop", name="shop.example.org", addresses=("198.51.100.91",)),
        TcpAnswer(
            purpose=Purpose.SERVICE,
            subject="Shop",
            address="198.51.100.91",
            port=443,
            adapter="tun0",
            failure=Failure.TIMED_OUT,
        ),
    )


def far_company() -> House:
    house = up()
    house.facts["internet.quality"] = [*to_the_anchors(), *inside(rtt_ms=390.0), *to_the_edge(rtt_ms=350.0)]
    return house


def refused(meaning: LogMeaning, **fields: Any) -> House:
    hit = LogHit(vpn="Work VPN", signature="story", meaning=meaning, age_s=40.0)
    return House(COMPANY, vpn_up=False).put("vpn.log", msgspec.structs.replace(hit, **fields))


def old_certificate(left_s: float = -86400.0, **clock: float) -> House:
    house = House(COMPANY, vpn_up=False)
    return house.put(
        "vpn.certificate", VpnCertificate(vpn="Work VPN", not_after="2026-01-31T00:00:00Z", expires_in_s=left_s)
    )


def rival() -> House:
    house = House(COMPANY, vpn_up=False)
    house.put("link.adapters", Adapter(name="wg-home", type=AdapterType.TUNNEL, enabled=True, carrier=True))
    house.put("ip.addresses", Route(destination="0.0.0.0/1", adapter="wg-home"))
    house.put("vpn.others", OtherVpn(product="HomeVPN", adapter="wg-home", up=True, running=True))
    house.change(VpnGatewayAnswer, failure=Failure.TIMED_OUT)
    house.facts["vpn.gateway"] = [fact for fact in house.facts["vpn.gateway"] if not hasattr(fact, "received")]
    return house.change(TcpAnswer, of(Purpose.VPN_GATEWAY), adapter="wg-home", failure=Failure.TIMED_OUT)


def friendly_rival() -> House:
    house = up().put("link.adapters", Adapter(name="wg-home", type=AdapterType.TUNNEL, enabled=True, carrier=True))
    return house.put("vpn.others", OtherVpn(product="HomeVPN", adapter="wg-home", up=True, running=True))


def kill_switch() -> House:
    house = House(COMPANY, vpn_up=False).dark()
    house.change(TcpAnswer, of(Purpose.INTERNET), failure=Failure.NOT_PERMITTED)
    return house.put("vpn.others", OtherVpn(product="HomeVPN", up=False, running=True))


def signed(running: bool, logged: bool) -> House:
    """A gateway that answers no stranger."""
    house = House(COMPANY, vpn_up=False).change(VpnClient, protected=True, running=running)
    house.change(VpnGatewayAnswer, failure=Failure.TIMED_OUT, conclusive=False)
    if logged:
        house.put("vpn.log", LogHit(vpn="Work VPN", signature="story", meaning=LogMeaning.NO_ANSWER, age_s=9.0))
    return house


def expired_by_a_wrong_clock() -> House:
    house = wrong_clock()
    house.site = COMPANY
    return house.put("vpn.certificate", VpnCertificate(vpn="Work VPN", expires_in_s=-60.0))


def public_service_down_too() -> House:
    site = msgspec.structs.replace(
        COMPANY, service=(*COMPANY.service, Service(name="Shop", url="https://shop.example.org/"))
    )
    house = House(site, vpn_up=False)
    return house.put(
        "service.reachable",
        LookupAnswer(purpose=Purpose.SERVICE, subject="Shop", name="shop.example.org", addresses=("198.51.100.91",)),
        TcpAnswer(purpose=Purpose.SERVICE, subject="Shop", address="198.51.100.91", port=443, failure=Failure.REFUSED),
    )


TUNNEL: dict[str, tuple[Story, str]] = {
    "tunnel up, all well": (up, "healthy"),
    "tunnel asleep": (mute, "vpn.tunnel_stale"),
    "tunnel up, gateway gone": (mute_and_gateway_dead, "vpn.gateway_unreachable"),
    "one silent service": (one_service_silent, "service.unreachable"),
    "same numbers at home": (same_network_at_home, "vpn.subnet_conflict"),
    "no route into the tunnel": (no_route, "vpn.routes_missing"),
    "names asked elsewhere": (names_not_applied, "vpn.dns_not_applied"),
    "name gone inside too": (name_unknown_inside_too, "service.name_unresolvable"),
    "large packets stuck inside": (too_wide, "vpn.mtu"),
    "service hangs at any size": (hangs_at_any_size, "service.down"),
    "tunnel loses": (lambda: tunnel(lost=0.1), "vpn.tunnel_degraded"),
    "tunnel is late": (lambda: tunnel(rtt_ms=260.0), "vpn.tunnel_degraded"),
    "tunnel loses, and a name with it": (name_lost_inside, "vpn.tunnel_degraded"),
    "tunnel takes everything and loses": (public_service_lost_inside, "vpn.tunnel_degraded"),
    "company far away": (far_company, "internet.high_latency"),
    "sign-in refused": (lambda: refused(LogMeaning.AUTH_FAILED), "vpn.auth_failed"),
    "phone not answered": (lambda: refused(LogMeaning.MFA_PENDING), "vpn.mfa_pending"),
    "session over": (lambda: refused(LogMeaning.SESSION_EXPIRED), "vpn.session_expired"),
    "computer refused": (lambda: refused(LogMeaning.POSTURE_FAILED), "vpn.posture_failed"),
    "account locked": (lambda: refused(LogMeaning.ACCOUNT_LOCKED), "account.locked_or_expired"),
    "password over": (lambda: refused(LogMeaning.PASSWORD_EXPIRED), "account.locked_or_expired"),
    "locked again and again": (
        lambda: refused(LogMeaning.ACCOUNT_LOCKED, episodes=2),
        "account.saved_credentials_stale",
    ),
    "refused long ago": (lambda: refused(LogMeaning.AUTH_FAILED, age_s=9000.0), "vpn.not_connected"),
    "refused before it worked": (lambda: refused(LogMeaning.AUTH_FAILED, current=False), "vpn.not_connected"),
    "gateway certificate over, says the log": (
        lambda: refused(LogMeaning.SERVER_CERT_EXPIRED),
        "vpn.cert_expired",
    ),
    "laptop certificate over": (old_certificate, "vpn.cert_expired"),
    "laptop certificate good": (lambda: old_certificate(left_s=9e6), "vpn.not_connected"),
    "certificate over by a wrong clock": (expired_by_a_wrong_clock, "clock.skewed"),
    "private VPN swallows the gateway": (rival, "vpn.client_conflict"),
    "private VPN beside it": (friendly_rival, "healthy"),
    "kill switch": (kill_switch, "vpn.client_conflict"),
    "silent to strangers, nobody knocked": (lambda: signed(running=True, logged=False), "vpn.not_connected"),
    "silent to strangers, and to us": (lambda: signed(running=True, logged=True), "vpn.port_blocked"),
}

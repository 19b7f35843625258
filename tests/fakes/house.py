"""A house as the engine would see it: healthy to begin with, and every story breaks one thing.

Facts are kept by check, so that a story can be judged exactly like a run.
"""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from diagnostics.faults import CATALOGUE
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
    SeriesAnswer,
    TcpAnswer,
    TlsAnswer,
    VpnGatewayAnswer,
)
from diagnostics.model.fact import (
    Adapter,
    AdapterType,
    Address,
    Fact,
    LaptopLoad,
    Neighbour,
    Origin,
    ResolverConfig,
    Route,
    Volume,
    VpnClient,
)
from diagnostics.model.failure import Failure
from diagnostics.model.observation import CheckResult, CheckState, Observation
from diagnostics.model.site import Internet, Service, Site, Vpn
from diagnostics.model.verdict import Verdict
from diagnostics.verdict.judge import judge
from tests.fakes.way import to_the_anchors, to_the_box

BOX = "192.0.2.1"
ANCHORS = ("198.51.100.1", "203.0.113.9", "203.0.113.77")
SITE = Site(
    internet=Internet(
        addresses=tuple(f"{address}:443" for address in ANCHORS),
        portal=("http://check.example.com/ok=fine", "http://portal.example.net/ok=fine"),
        names=("www.example.org",),
        resolvers=("203.0.113.53",),
        time=("https://time.example.com", "https://clock.example.net", "ntp://ntp.example.org"),
    ),
    vpn=(Vpn(name="Work VPN", kind="openvpn", gateways=("vpn.example.org:1194/udp",), process="openvpn"),),
    service=(
        Service(name="Intranet", url="https://intranet.corp.example/", via="vpn"),
        Service(name="Mail", url="https://mail.example.org/", via="internet"),
    ),
)
NAMES = {
    "www.example.org": "198.51.100.80",
    "check.example.com": "198.51.100.81",
    "portal.example.net": "203.0.113.82",
    "time.example.com": "198.51.100.83",
}


class House:
    """Facts by check; `change`, `drop`, `put` break things, `verdict` judges what is left."""

    def __init__(self, site: Site = SITE, *, vpn_up: bool = True, symptom: str | None = None) -> None:
        self.site = site
        self.symptom = symptom
        self.facts: dict[str, list[Fact]] = {
            check: [] for fault in CATALOGUE for check in fault.reads if check != "internet.load"
        }
        self.states: dict[str, CheckState] = {}
        for part in (_laptop, _line, _names, _secure):
            for check, facts in part().items():
                self.facts[check] = facts
        for check, facts in _work(vpn_up).items():
            self.facts[check] = facts

    def change(self, kind: type[Fact], where: Callable[[Any], bool] = lambda fact: True, **fields: Any) -> "House":
        """Give every matching fact other fields."""
        touched = 0
        for facts in self.facts.values():
            for index, fact in enumerate(facts):
                if isinstance(fact, kind) and where(fact):
                    facts[index] = msgspec.structs.replace(fact, **fields)
                    touched += 1
        assert touched, f"no {kind.__name__} matched: the story would not have happened"
        return self

    def drop(self, kind: type[Fact], where: Callable[[Any], bool] = lambda fact: True) -> "House":
        """Take every matching fact away."""
        for check, facts in self.facts.items():
            self.facts[check] = [fact for fact in facts if not (isinstance(fact, kind) and where(fact))]
        return self

    def put(self, check: str, *facts: Fact) -> "House":
        """Add facts to a check."""
        self.facts[check] = [*self.facts.get(check, []), *facts]
        return self

    def dark(self) -> "House":
        """Nothing beyond the box answers any more; names fail as a consequence."""
        far = {Purpose.INTERNET, Purpose.PORTAL, Purpose.SITE_TLS, Purpose.SERVICE, Purpose.VPN_GATEWAY, Purpose.TIME}
        for kind in (TcpAnswer, HttpAnswer, TlsAnswer, VpnGatewayAnswer):
            self.change(kind, lambda fact: fact.purpose in far, **_SILENCE[kind])
        self.change(EchoAnswer, lambda fact: fact.purpose in far, received=0, failure=Failure.TIMED_OUT)
        self.change(LookupAnswer, addresses=(), failure=Failure.TIMED_OUT)
        self.change(DnsAnswer, addresses=(), failure=Failure.TIMED_OUT)
        self.change(ClockAnswer, offset_s=None, failure=Failure.TIMED_OUT)
        self.drop(MtuAnswer)
        dead = {"received": 0, "rtt_ms": None, "rtt_least_ms": None, "jitter_ms": None, "failure": Failure.TIMED_OUT}
        self.change(SeriesAnswer, lambda fact: fact.purpose is not Purpose.GATEWAY, **dead)
        return self

    def silent_box(self) -> "House":
        """The box gives no sign of life on IP."""
        self.change(TcpAnswer, lambda fact: fact.purpose is Purpose.GATEWAY, failure=Failure.TIMED_OUT)
        self.change(SeriesAnswer, lambda fact: fact.purpose is Purpose.GATEWAY, received=0, rtt_ms=None, jitter_ms=None)
        return self.change(
            EchoAnswer, lambda fact: fact.purpose is Purpose.GATEWAY, received=0, failure=Failure.TIMED_OUT
        )

    def seen(self) -> tuple[tuple[CheckResult, ...], tuple[Observation, ...]]:
        """The run as it would be saved."""
        observations = [
            Observation(id=f"{check}/{number}", check=check, start_s=0.0, end_s=0.1, fact=fact)  # type: ignore[arg-type]
            for check, facts in self.facts.items()
            for number, fact in enumerate(facts, 1)
        ]
        results = [
            CheckResult(id=check, state=self.states.get(check, CheckState.OK), duration_s=0.1, seen=len(facts))
            for check, facts in self.facts.items()
        ]
        return tuple(results), tuple(observations)

    def verdict(self) -> Verdict:
        """What the judging part makes of it."""
        return judge(self.site, *self.seen(), symptom=self.symptom)


_SILENCE: dict[type[Fact], dict[str, Any]] = {
    TcpAnswer: {"failure": Failure.TIMED_OUT, "ms": None},
    HttpAnswer: {"failure": Failure.TIMED_OUT, "status": None, "as_expected": None, "date_offset_s": None, "ms": None},
    TlsAnswer: {"failure": Failure.TIMED_OUT, "issuer": None, "ms": None},
    VpnGatewayAnswer: {"failure": Failure.TIMED_OUT, "ms": None},
}


def _laptop() -> dict[str, list[Fact]]:
    return {
        "laptop.load": [
            LaptopLoad(
                window_s=1.0,
                cores=4,
                cpu_percent=12.0,
                stalled_percent=0.5,
                memory_total=16 * 10**9,
                memory_available=9 * 10**9,
            )
        ],
        "laptop.volumes": [Volume(role="system", total=500 * 10**9, free=120 * 10**9)],
        "link.adapters": [
            Adapter(name="lo", type=AdapterType.LOOPBACK, enabled=True, carrier=True),
            Adapter(name="eth0", type=AdapterType.ETHERNET, enabled=True, carrier=True, mtu=1500),
        ],
        "ip.addresses": [
            Address(adapter="eth0", address="192.0.2.23", prefix=24, origin=Origin.DHCP),
            Route(destination="0.0.0.0/0", adapter="eth0", gateway=BOX),
            Route(destination="192.0.2.0/24", adapter="eth0"),
        ],
        "ip.conflict": [ArpAnswer(purpose=Purpose.GATEWAY, subject="192.0.2.23", adapter="eth0", address="192.0.2.23")],
    }


def _line() -> dict[str, list[Fact]]:
    return {
        "gateway.answers": [
            TcpAnswer(purpose=Purpose.GATEWAY, subject=BOX, address=BOX, port=53, ms=1.0),
            TcpAnswer(purpose=Purpose.GATEWAY, subject=BOX, address=BOX, port=80, failure=Failure.REFUSED, ms=1.0),
            EchoAnswer(purpose=Purpose.GATEWAY, subject=BOX, address=BOX, sent=3, received=3, rtt_ms=1.0),
            Neighbour(adapter="eth0", address=BOX, mac="02:00:00:00:00:01", state="reachable"),
        ],
        "internet.addresses": [
            fact
            for address in ANCHORS
            for fact in (
                TcpAnswer(purpose=Purpose.INTERNET, subject=f"{address}:443", address=address, port=443, ms=14.0),
                EchoAnswer(
                    purpose=Purpose.INTERNET, subject=f"{address}:443", address=address, sent=3, received=3, rtt_ms=13.0
                ),
            )
        ],
        "internet.portal": [
            HttpAnswer(
                purpose=Purpose.PORTAL,
                subject=host,
                url=f"http://{host}/ok",
                status=200,
                as_expected=True,
                date_offset_s=0.2,
                ms=20.0,
            )
            for host in ("check.example.com", "portal.example.net")
        ],
        "internet.quality": [*to_the_box(), *to_the_anchors()],
        "internet.mtu": [
            MtuAnswer(
                purpose=Purpose.MTU,
                subject=to,
                method=method,
                address=to,
                small=1200,
                small_passed=True,
                large=1500,
                large_outcome="passed",
            )
            for method, to in (
                ("icmp", ANCHORS[0]),
                ("dns", "203.0.113.53"),
                ("http", "198.51.100.81"),
                ("http", "203.0.113.82"),
            )
        ],
    }


def _names() -> dict[str, list[Fact]]:
    def replies(role: Role, server: str) -> Iterable[Fact]:
        for name, address in NAMES.items():
            yield DnsAnswer(
                purpose=Purpose.NAME,
                subject=name,
                role=role,
                server=server,
                transport="udp",
                name=name,
                addresses=(address,),
                ms=9.0,
            )
        first = next(iter(NAMES))
        yield DnsAnswer(
            purpose=Purpose.NAME,
            subject=first,
            role=role,
            server=server,
            transport="tcp",
            name=first,
            addresses=(NAMES[first],),
            ms=11.0,
        )
        yield DnsAnswer(
            purpose=Purpose.NONEXISTENT,
            subject="u0.com",
            role=role,
            server=server,
            transport="udp",
            name="u0.com",
            failure=Failure.NXDOMAIN,
            ms=12.0,
        )

    return {
        "dns.configured": [ResolverConfig(servers=(BOX,)), *replies(Role.CONFIGURED, BOX)],
        "dns.reference": list(replies(Role.REFERENCE, "203.0.113.53")),
        "dns.system": [
            LookupAnswer(purpose=Purpose.NAME, subject=name, name=name, addresses=(address,), ms=10.0)
            for name, address in NAMES.items()
        ],
    }


def _secure() -> dict[str, list[Fact]]:
    return {
        "tls.public": [
            TlsAnswer(
                purpose=Purpose.SITE_TLS,
                subject=host,
                host=host,
                address=address,
                port=443,
                issuer=issuer,
                connected=True,
                ms=30.0,
            )
            for host, address, issuer in (
                ("time.example.com", "198.51.100.83", "Public Authority A"),
                ("clock.example.net", "203.0.113.84", "Public Authority B"),
            )
        ],
        "clock.offset": [
            ClockAnswer(purpose=Purpose.TIME, subject=source, method=method, offset_s=0.3, uncertainty_s=1.0, ms=30.0)
            for source, method in (
                ("https://time.example.com", "https"),
                ("https://clock.example.net", "https"),
                ("ntp://ntp.example.org", "ntp"),
            )
        ],
    }


def _visit(name: str, host: str, address: str) -> list[Fact]:
    return [
        LookupAnswer(purpose=Purpose.SERVICE, subject=name, name=host, addresses=(address,), ms=9.0),
        TcpAnswer(purpose=Purpose.SERVICE, subject=name, address=address, port=443, ms=20.0),
        TlsAnswer(
            purpose=Purpose.SERVICE,
            subject=name,
            host=host,
            address=address,
            port=443,
            issuer="Authority",
            connected=True,
            ms=40.0,
        ),
        HttpAnswer(
            purpose=Purpose.SERVICE, subject=name, url=f"https://{host}/", status=200, as_expected=True, ms=60.0
        ),
    ]


def _work(vpn_up: bool) -> dict[str, list[Fact]]:
    client = VpnClient(
        vpn="Work VPN", installed=True, running=True, adapter="tun0", tunnel_up=True, rx_bytes=9000, tx_bytes=7000
    )
    intranet = _visit("Intranet", "intranet.corp.example", "10.20.0.10")
    if not vpn_up:
        client = VpnClient(vpn="Work VPN", installed=True, running=True, tunnel_up=False)
        intranet = [
            LookupAnswer(
                purpose=Purpose.SERVICE,
                subject="Intranet",
                name="intranet.corp.example",
                failure=Failure.NXDOMAIN,
                ms=9.0,
            )
        ]
    address = "203.0.113.200"
    return {
        "vpn.client": [client],
        "vpn.gateway": [
            LookupAnswer(
                purpose=Purpose.VPN_GATEWAY, subject="Work VPN", name="vpn.example.org", addresses=(address,), ms=9.0
            ),
            VpnGatewayAnswer(
                purpose=Purpose.VPN_GATEWAY,
                subject="Work VPN",
                gateway="vpn.example.org:1194/udp",
                address=address,
                port=1194,
                transport="udp",
                protocol="openvpn",
                conclusive=True,
                ms=30.0,
            ),
            EchoAnswer(
                purpose=Purpose.VPN_GATEWAY, subject="Work VPN", address=address, sent=3, received=3, rtt_ms=25.0
            ),
            TcpAnswer(
                purpose=Purpose.VPN_GATEWAY, subject="Work VPN", address=address, port=443, failure=Failure.TIMED_OUT
            ),
        ],
        "service.reachable": [*intranet, *_visit("Mail", "mail.example.org", "198.51.100.90")],
    }

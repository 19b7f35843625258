"""What a verb acts on, in small made-up runs: two adapters, two VPNs, two lines of the hosts file."""

from typing import Any

import pytest
from msgspec.structs import replace

from app.guides.hand import Program, Target
from app.guides.model import PAGES
from app.guides.target import resolve
from app.guides.target_adapter import LEAST_MTU
from app.guides.verb import TABLE, Thing
from diagnostics.model.answer import ArpAnswer, DnsAnswer, HttpAnswer, LookupAnswer, MtuAnswer, Purpose, Role, TcpAnswer
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.fact import (
    Adapter,
    AdapterType,
    Fact,
    FactMissing,
    HostsEntry,
    OtherVpn,
    ProxySetting,
    ResolverConfig,
    Route,
    Talker,
    VpnClient,
    WifiLink,
)
from diagnostics.model.failure import Failure
from diagnostics.model.observation import Observation
from diagnostics.model.site import Internet, Proxy, Service, Site, Vpn
from diagnostics.model.verdict import Certainty, OtherCause, Owner, Verdict

PAUSED = Program(pid=4242, name="photosync", started=1.0)


def found(verb: str, diagnosis: Diagnosis, on: str | None = None, **more: Any) -> Target | None:
    return resolve(verb, on, diagnosis, diagnosis.site, running=lambda name: replace(PAUSED, name=name), **more)


VPNS = (
    Vpn(name="North", gateways=("north.example.org:1194/udp",), process="northd", mtu=1380),
    Vpn(name="South", gateways=("south.example.org:443",), names=("files.corp.example",)),
)
SITE = Site(vpn=VPNS, service=(Service(name="Wiki", url="https://wiki.example.org/"),))
ETH = Adapter(name="eth0", index=2, type=AdapterType.ETHERNET, enabled=True, carrier=True, mtu=1500)
ETH1 = replace(ETH, name="eth1", index=3)
WLAN = replace(ETH, name="wlan0", index=1, type=AdapterType.WIFI)
WWAN = replace(ETH, name="wwan0", index=4, type=AdapterType.MOBILE)
TUN = Adapter(name="tun0", index=9, type=AdapterType.TUNNEL, enabled=True, carrier=True, mtu=1500)


def none(_name: str) -> Program | None:
    return None


def way(adapter: str, metric: int = 100, gateway: str | None = "192.0.2.1") -> Route:
    return Route(destination="0.0.0.0/0", adapter=adapter, gateway=gateway, metric=metric)


def off(adapter: Adapter, **more: Any) -> Adapter:
    return replace(adapter, enabled=False, carrier=None, **more)


def run(
    *facts: Fact,
    cause: str = "unknown",
    shows: tuple[Fact, ...] = (),
    others: tuple[OtherCause, ...] = (),
    **args: str,
) -> Diagnosis:
    """A saved run of these facts, whose verdict shows some of them."""
    seen = tuple(Observation(id=f"x/{n}", check="x", start_s=0, end_s=0, fact=fact) for n, fact in enumerate(facts))  # type: ignore[arg-type]
    evidence = tuple(item.id for item in seen if any(item.fact is fact for fact in shows))
    verdict = Verdict(
        cause=cause, certainty=Certainty.LIKELY, owner=Owner.USER, args=args, evidence=evidence, others=others
    )
    return Diagnosis(site=SITE, observations=seen, verdict=verdict)


def named(cause: str, **args: str) -> tuple[OtherCause, ...]:
    return (OtherCause(cause, Certainty.LIKELY, args),)


DUPLICATE = ArpAnswer(
    purpose=Purpose.GATEWAY, subject="", adapter="wlan0", address="192.0.2.7", macs=("02:00:00:00:00:01",)
)
TYPED = ResolverConfig(servers=("192.0.2.99",), adapter="wlan0")

ADAPTERS: dict[str, tuple[str, Diagnosis, str | None]] = {
    "the one that leads out": ("dhcp.renew", run(WLAN, ETH, way("wlan0")), "wlan0"),
    "of two the preferred one": ("dhcp.renew", run(ETH, WLAN, way("eth0", 100), way("wlan0", 600)), "eth0"),
    "of two the other one": ("dhcp.renew", run(ETH, WLAN, way("eth0", 600), way("wlan0", 100)), "wlan0"),
    "not the tunnel in front of it": ("dhcp.renew", run(ETH, TUN, way("tun0", 50), way("eth0", 100)), "eth0"),
    "one without a gateway of its own": ("dhcp.renew", run(ETH, WWAN, way("wwan0", 9, None)), "wwan0"),
    "without a way out the wired one": ("dhcp.renew", run(WLAN, WWAN, ETH), "eth0"),
    "then the wireless one": ("dhcp.renew", run(WWAN, WLAN, off(ETH)), "wlan0"),
    "a radio that the system calls wired": (
        "dhcp.renew",
        run(replace(WLAN, type=AdapterType.ETHERNET), ETH1, WifiLink(adapter="wlan0")),
        "eth1",
    ),
    "a way through a dead cable is none": (
        "dhcp.renew",
        run(replace(ETH, carrier=False), WLAN, way("eth0")),
        "wlan0",
    ),
    "nothing is connected": ("dhcp.renew", run(off(ETH), replace(WLAN, carrier=False)), None),
    "a restart may wake a dead socket": ("adapter.restart", run(off(ETH), replace(ETH1, carrier=False)), "eth1"),
    "only tunnels": ("dhcp.renew", run(TUN, way("tun0")), None),
    "the trouble is elsewhere than the way out": (
        "dhcp.renew",
        run(ETH, WLAN, way("eth0"), DUPLICATE, cause="ip.conflict", shows=(DUPLICATE,)),
        "wlan0",
    ),
    "the trouble is on the way out as well": (
        "ip.use_dhcp",
        run(ETH, WLAN, way("eth0"), cause="ip.no_lease", shows=(WLAN, ETH)),
        "eth0",
    ),
    "evidence of another family names no adapter": (
        "dhcp.renew",
        run(ETH, WLAN, way("eth0"), DUPLICATE, cause="service.down", shows=(DUPLICATE,)),
        "eth0",
    ),
    "the one that was told to use the dead name server": (
        "dns.use_automatic",
        run(ETH, WLAN, way("eth0"), TYPED, cause="dns.server_unreachable", server="192.0.2.99"),
        "wlan0",
    ),
    "another name server": (
        "dns.use_automatic",
        run(ETH, WLAN, way("eth0"), TYPED, cause="dns.server_unreachable", server="192.0.2.53"),
        "eth0",
    ),
    "the one that is switched off": ("adapter.enable", run(ETH, off(WLAN)), "wlan0"),
    "of two the one that was in use": ("adapter.enable", run(off(ETH), off(WLAN, rx_bytes=10_000)), "wlan0"),
    "of two unused the wired one": ("adapter.enable", run(off(WLAN), off(ETH)), "eth0"),
    "a radio that is off is another matter": (
        "adapter.enable",
        run(off(WLAN, rx_bytes=5), off(ETH), WifiLink(adapter="wlan0", radio_on=False)),
        "eth0",
    ),
    "none is switched off": ("adapter.enable", run(ETH, WLAN), None),
    "no adapter was seen": ("adapter.restart", run(), None),
    "the radio that is off": (
        "wifi.radio_on",
        run(
            WLAN,
            replace(WLAN, name="wlan1", index=8),
            WifiLink(adapter="wlan0", radio_on=True),
            WifiLink(adapter="wlan1", radio_on=False),
        ),
        "wlan1",
    ),
    "the radio that lost its network": (
        "wifi.reconnect",
        run(
            WLAN,
            replace(WLAN, name="wlan1", index=8),
            WifiLink(adapter="wlan0", radio_on=False),
            WifiLink(adapter="wlan1", radio_on=True, connected=False),
        ),
        "wlan1",
    ),
    "the radio that leads out": (
        "wifi.reconnect",
        run(WLAN, replace(WLAN, name="wlan1", index=8), way("wlan1"), WifiLink(adapter="wlan0", connected=False)),
        "wlan1",
    ),
    "no radio": ("wifi.reconnect", run(ETH, way("eth0")), None),
}


@pytest.mark.parametrize("case", ADAPTERS)
def test_which_adapter(case: str) -> None:
    verb, diagnosis, wanted = ADAPTERS[case]
    target = found(verb, diagnosis)
    assert (target.adapter if target else None) == wanted


UP = VpnClient(vpn="North", tunnel_up=True, adapter="tun0")
WHICH: dict[str, tuple[str | None, Diagnosis, str | None]] = {
    "the step names it": ("South", run(cause="vpn.not_connected", vpn="North"), "South"),
    "the step names one that does not exist": ("West", run(cause="vpn.not_connected", vpn="North"), None),
    "the verdict names it": (None, run(cause="vpn.not_connected", vpn="South"), "South"),
    "a cause beside it names it": (None, run(cause="laptop.disk_full", others=named("vpn.mtu", vpn="South")), "South"),
    "the first that is not connected": (None, run(UP, VpnClient(vpn="South", tunnel_up=False)), "South"),
    "the first of which nothing is known": (None, run(), "North"),
    "all are connected": (None, run(UP, VpnClient(vpn="South", tunnel_up=True)), None),
}


@pytest.mark.parametrize("case", WHICH)
def test_which_vpn(case: str) -> None:
    on, diagnosis, wanted = WHICH[case]
    target = found("vpn.reconnect", diagnosis, on)
    assert (target.vpn.name if target and target.vpn else None) == wanted


def mtu(subject: str, path: int | None) -> MtuAnswer:
    return MtuAnswer(
        purpose=Purpose.MTU, subject=subject, method="icmp", address="192.0.2.80", small=1200, small_passed=True,
        large=1500, large_outcome="too_big" if path else "silent", path_mtu=path,
    )  # fmt: skip


SIZES: dict[str, tuple[Diagnosis, tuple[str | None, int | None] | None]] = {
    "measured": (run(ETH, way("eth0"), mtu("a", 1420), mtu("b", 1400), cause="mtu.black_hole"), ("eth0", 1400)),
    "silent": (run(ETH, way("eth0"), mtu("a", None), cause="mtu.black_hole"), ("eth0", LEAST_MTU)),
    "measured too small to be true": (
        run(ETH, way("eth0"), mtu("a", 68), cause="mtu.black_hole"),
        ("eth0", LEAST_MTU),
    ),
    "as small already": (run(replace(ETH, mtu=1280), way("eth0"), cause="mtu.black_hole"), None),
    "beside another cause": (
        run(ETH, way("eth0"), cause="laptop.disk_full", others=named("mtu.black_hole")),
        ("eth0", LEAST_MTU),
    ),
    "the tunnel gets IT's size": (run(ETH, TUN, UP, cause="vpn.mtu", vpn="North"), ("tun0", 1380)),
    "IT gave none": (
        run(ETH, TUN, VpnClient(vpn="South", tunnel_up=True, adapter="tun0"), cause="vpn.mtu", vpn="South"),
        None,
    ),
    "no tunnel": (run(ETH, TUN, VpnClient(vpn="North"), cause="vpn.mtu", vpn="North"), None),
    "another cause": (run(ETH, way("eth0"), cause="dns.slow"), None),
}


@pytest.mark.parametrize("case", SIZES)
def test_which_size(case: str) -> None:
    diagnosis, wanted = SIZES[case]
    target = found("mtu.set_site_value", diagnosis)
    assert (target and (target.adapter, target.mtu)) == wanted


WG = OtherVpn(product="WireGuard", adapter="wg-home", up=True)
WG2 = OtherVpn(product="WireGuard", adapter="wg-friend", up=True)
OTHERS: dict[str, tuple[Diagnosis, str | None]] = {
    "the one that the verdict names": (run(WG, cause="vpn.client_conflict", vpn="North", app="WireGuard"), "wg-home"),
    "of two products of one name the one that is shown": (
        run(
            WG2,
            WG,
            swallowed := TcpAnswer(
                purpose=Purpose.VPN_GATEWAY, subject="North", address="192.0.2.1", port=443, adapter="wg-home",
                failure=Failure.TIMED_OUT,
            ),
            cause="vpn.client_conflict",
            shows=(swallowed,),
            app="WireGuard",
        ),
        "wg-home",
    ),
    "a product without a tunnel": (
        run(OtherVpn(product="Mullvad", running=True), cause="vpn.client_conflict", app="Mullvad"),
        "Mullvad",
    ),
    "a product that does not run any more": (
        run(OtherVpn(product="Mullvad", running=False, up=False), cause="vpn.client_conflict", app="Mullvad"),
        None,
    ),
    "the only one that is up": (run(WG, OtherVpn(product="Mullvad", running=True)), "wg-home"),
    "two are up and nobody says which": (run(WG, WG2), None),
    "never our own": (run(TUN, UP, cause="vpn.client_conflict", app="tun0"), None),
    "none": (run(), None),
}  # fmt: skip


@pytest.mark.parametrize("case", OTHERS)
def test_which_foreign_vpn(case: str) -> None:
    diagnosis, wanted = OTHERS[case]
    target = found("vpn.disconnect_other", diagnosis)
    assert (target.other_vpn if target else None) == wanted


def bent(name: str, subject: str, purpose: Purpose, line: int) -> list[Fact]:
    """A line of the hosts file for a name, what the name servers say, and how its owner fails."""
    return [
        HostsEntry(name=name, address="203.0.113.66", line=line),
        DnsAnswer(
            purpose=purpose, subject=subject, role=Role.CONFIGURED, server="192.0.2.53", transport="udp",
            name=name.lower(), addresses=("203.0.113.5",),
        ),
        LookupAnswer(purpose=purpose, subject=subject, name=name, addresses=("203.0.113.66",)),
        TcpAnswer(
            purpose=purpose, subject=subject, address="203.0.113.66", port=443, failure=Failure.TIMED_OUT
        ),
    ]  # fmt: skip


WIKI = bent("wiki.example.org", "Wiki", Purpose.SERVICE, 3)
GATE = bent("North.example.org", "North", Purpose.VPN_GATEWAY, 4)
HOSTS: dict[str, tuple[Diagnosis, tuple[str, ...]]] = {
    "two at once": (run(*WIKI, *GATE, cause="dns.hosts_override"), ("wiki.example.org", "North.example.org")),
    "one works": (run(*WIKI, *GATE[:-1], cause="dns.hosts_override"), ("wiki.example.org",)),
    "a name that is nobody's": (run(*bent("shop.example.net", "Shop", Purpose.SERVICE, 3)), ()),
    "no line": (run(*WIKI[1:]), ()),
}


@pytest.mark.parametrize("case", HOSTS)
def test_which_names(case: str) -> None:
    diagnosis, wanted = HOSTS[case]
    target = found("hosts.remove_entries", diagnosis)
    assert (target.hosts if target else ()) == wanted


def test_a_name_that_the_person_typed_is_not_its() -> None:
    typed = replace(SITE, service=(Service(name="wiki.example.org", url="https://wiki.example.org/", typed=True),))
    assert resolve("hosts.remove_entries", None, run(*WIKI), typed) is None


def talker(name: str, down: float) -> Talker:
    return Talker(process=name, window_s=1.0, down_mbit=down, up_mbit=0.0)


HOGS: dict[str, tuple[Diagnosis, str | None]] = {
    "named": (run(talker("sync", 1.0), talker("film", 9.0), cause="laptop.bandwidth_hog", app="sync"), "sync"),
    "named beside another cause": (
        run(talker("sync", 9.0), others=named("laptop.bandwidth_hog", app="sync")),
        "sync",
    ),
    "nameless": (run(talker("sync", 9.0), cause="laptop.bandwidth_hog", app=""), None),
    "the busiest by far": (run(talker("sync", 9.0), talker("chat", 0.1)), "sync"),
    "many share the line": (run(talker("sync", 3.0), talker("film", 3.0), talker("chat", 3.0)), None),
    "a trickle": (run(talker("sync", 0.1)), None),
    "our own VPN": (run(talker("northd", 9.0), cause="laptop.bandwidth_hog", app="northd"), None),
    "it was not seen": (run(cause="laptop.bandwidth_hog", app="sync"), None),
}


@pytest.mark.parametrize("case", HOGS)
def test_which_program(case: str) -> None:
    diagnosis, wanted = HOGS[case]
    target = found("hog.pause", diagnosis)
    assert (target.program.name if target and target.program else None) == wanted


def test_a_program_that_has_ended_is_no_target() -> None:
    diagnosis = run(talker("sync", 9.0))
    assert resolve("hog.pause", None, diagnosis, SITE, running=none) is None


def page(url: str, status: int) -> HttpAnswer:
    return HttpAnswer(purpose=Purpose.PORTAL, subject="x", url=url, status=status, as_expected=False)


PORTALS: dict[str, tuple[Site, Diagnosis | None, str]] = {
    "the built-in page": (Site(), None, "http://www.msftconnecttest.com/connecttest.txt"),
    "IT's page": (
        Site(internet=Internet(portal=("http://portal.example.org/check?a=b=ok",))),
        run(),
        "http://portal.example.org/check?a=b",
    ),
    "the page that was altered": (SITE, run(page("http://b.example.org/", 511)), "http://b.example.org/"),
    "nothing but a web page is opened": (
        Site(internet=Internet(portal=("file:///etc/passwd=root",))),
        None,
        "http://www.msftconnecttest.com/connecttest.txt",
    ),
}


@pytest.mark.parametrize("case", PORTALS)
def test_which_page(case: str) -> None:
    site, diagnosis, wanted = PORTALS[case]
    assert resolve("captive.open_portal", None, diagnosis, site) == Target(url=wanted)


def test_a_page_of_the_settings_is_passed_on() -> None:
    for name in PAGES:
        assert resolve("settings.open", None, None, SITE, page=name) == Target(page=name)


PROXIES: dict[str, tuple[str, tuple[Fact, ...], Proxy, Target | None]] = {
    "the person's own": (
        "proxy.reset_user",
        (ProxySetting(source="gnome", mode="manual"),),
        Proxy(),
        Target(),
    ),
    "nothing is set": ("proxy.reset_user", (), Proxy(), None),
    "it could not be read": ("proxy.reset_user", (FactMissing(fact="proxies", state="denied"),), Proxy(), Target()),
    "IT has a script": ("proxy.apply_site_pac", (), Proxy(pac="http://p.example/"), Target(pac="http://p.example/")),
    "IT has none": ("proxy.apply_site_pac", (ProxySetting(source="kde", mode="wpad"),), Proxy(), None),
}  # fmt: skip


@pytest.mark.parametrize("case", PROXIES)
def test_which_proxy(case: str) -> None:
    verb, facts, proxy, wanted = PROXIES[case]
    assert resolve(verb, None, run(*facts), replace(SITE, proxy=proxy)) == wanted


def test_without_a_diagnosis_only_what_needs_none_is_found() -> None:
    needless = {verb.id for verb in TABLE.values() if verb.on is Thing.NOTHING}
    assert {verb for verb in TABLE if resolve(verb, None, None, Site(), running=none)} == needless

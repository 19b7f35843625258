"""Scripted runs for the window: what a laptop would tell, event by event, and the verdict at the end."""

from collections.abc import Mapping

import msgspec

from diagnostics.model.answer import EchoAnswer, HttpAnswer, LoadAnswer, Purpose, TcpAnswer, VpnGatewayAnswer
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.model.event import CheckFinished, CheckStarted, Event, Finished, LoadProgress, RunStarted, Seen
from diagnostics.model.fact import Adapter, AdapterType, Address, Origin, Route, VpnClient, WifiLink
from diagnostics.model.failure import Failure
from diagnostics.model.observation import AnyFact, CheckResult, CheckState, Observation
from diagnostics.model.port import OsInfo
from diagnostics.model.site import Help, Organisation, Service, Site, Vpn
from diagnostics.model.verdict import Certainty, OtherCause, Owner, Verdict

CHECKS = (
    "laptop.load", "laptop.volumes", "link.adapters", "ip.addresses", "ip.conflict", "gateway.answers",
    "internet.addresses", "internet.portal", "internet.ipv6", "internet.mtu", "dns.configured", "dns.reference",
    "dns.system", "dns.hosts", "proxy.settings", "proxy.reachable", "tls.public", "clock.offset", "vpn.client",
    "vpn.gateway", "service.reachable",
)  # fmt: skip

EXAMPLE = Site(
    organisation=Organisation(
        name="Example", it_name="the help desk", phone="+230 000 0000", email="it@example.org", languages=("en", "fr")
    ),
    vpn=(Vpn(name="Company VPN", kind="openvpn", gateways=("vpn.example.org:1194/udp",)),),
    service=(Service(name="Intranet", url="https://intranet.corp.example/", via="vpn"),),
    help=Help(status="https://status.example.org/"),
)
EXAMPLE_FR = msgspec.structs.replace(
    EXAMPLE, organisation=msgspec.structs.replace(EXAMPLE.organisation, it_name="le service informatique")
)
DEBIAN = OsInfo(system="linux", name="Debian GNU/Linux 12 (bookworm)", kernel="6.1.0", machine="x86_64")

WIFI = Adapter(name="wlan0", index=3, type=AdapterType.WIFI, enabled=True, carrier=True, mtu=1500)

FACTS: dict[str, tuple[AnyFact, ...]] = {
    "link.adapters": (WIFI, WifiLink(adapter="wlan0", radio_on=True, connected=True, ssid="Home", signal_dbm=-52)),
    "ip.addresses": (
        Address(adapter="wlan0", address="192.0.2.23", prefix=24, origin=Origin.DHCP),
        Route(destination="0.0.0.0/0", adapter="wlan0", gateway="192.0.2.1", metric=600, origin=Origin.DHCP),
    ),
    "gateway.answers": (
        EchoAnswer(
            purpose=Purpose.GATEWAY, subject="192.0.2.1", address="192.0.2.1", sent=3, received=3, rtt_ms=2.1, ms=104.0
        ),
    ),
    "internet.addresses": (
        TcpAnswer(purpose=Purpose.INTERNET, subject="203.0.113.1:443", address="203.0.113.1", port=443, ms=18.2),
        TcpAnswer(purpose=Purpose.INTERNET, subject="198.51.100.1:443", address="198.51.100.1", port=443, ms=22.9),
    ),
    "vpn.client": (
        VpnClient(vpn="Company VPN", installed=True, running=True, adapter="tun0", tunnel_up=True),
    ),
    "service.reachable": (
        HttpAnswer(
            purpose=Purpose.SERVICE, subject="Intranet", url="https://intranet.corp.example/", status=200,
            as_expected=True, ms=85.0,
        ),
    ),
}  # fmt: skip

BLOCKED = VpnGatewayAnswer(
    purpose=Purpose.VPN_GATEWAY, subject="Company VPN", failure=Failure.TIMED_OUT, gateway="vpn.example.org:1194/udp",
    address="203.0.113.40", port=1194, transport="udp", protocol="openvpn", conclusive=True,
)  # fmt: skip


def verdict(cause: str, *, certainty: Certainty = Certainty.CONFIRMED, **rest: object) -> Verdict:
    return Verdict(cause=cause, certainty=certainty, owner=Owner.USER, **rest)  # type: ignore[arg-type]


def story(
    cause: str,
    *,
    problems: tuple[str, ...] = (),
    skipped: tuple[str, ...] = (),
    facts: Mapping[str, tuple[AnyFact, ...]] | None = None,
    args: dict[str, str] | None = None,
    others: tuple[str, ...] = (),
    certainty: Certainty = Certainty.CONFIRMED,
    only: tuple[str, ...] = CHECKS,
    site: Site = EXAMPLE,
    until: int | None = None,
) -> list[Event]:
    """All events of a run that ends with `cause`; with `until` the run stops after that many checks, unfinished."""
    told = {**FACTS, **(facts or {})}
    events: list[Event] = [RunStarted(only)]
    results: list[CheckResult] = []
    seen: list[Observation] = []
    for place, id in enumerate(only):
        if until is not None and place >= until:
            return [*events, CheckStarted(id)]
        events.append(CheckStarted(id))
        mine = () if id in skipped else told.get(id, ())
        for number, fact in enumerate(mine, 1):
            item = Observation(id=f"{id}/{number}", check=id, start_s=0.1, end_s=0.2, fact=fact)
            seen.append(item)
            events.append(Seen(item))
        state = CheckState.PROBLEM if id in problems else CheckState.SKIPPED if id in skipped else CheckState.OK
        results.append(CheckResult(id=id, state=state, duration_s=0.1 + place / 50, seen=len(mine)))
        events.append(CheckFinished(results[-1]))
    diagnosis = Diagnosis(
        id="0123456789abcdef", started_at="2026-11-22T09:40:00.000Z", duration_s=1.8, site=site, os=DEBIAN,
        verdict=verdict(
            cause, certainty=certainty, args=args or {},
            others=tuple(OtherCause(other, Certainty.CONFIRMED) for other in others),
        ),
        checks=tuple(results), observations=tuple(seen),
    )  # fmt: skip
    return [*events, Finished("ok", diagnosis)]


def healthy(only: tuple[str, ...] = CHECKS, site: Site = EXAMPLE) -> list[Event]:
    return story("healthy", only=only, site=site)


def port_blocked() -> list[Event]:
    down = (VpnClient(vpn="Company VPN", installed=True, running=True, tunnel_up=False),)
    refused = HttpAnswer(
        purpose=Purpose.SERVICE, subject="Intranet", url="https://intranet.corp.example/", failure=Failure.NAME_FAILED
    )
    return story(
        "vpn.port_blocked", problems=("vpn.gateway", "service.reachable"), args={"vpn": "Company VPN"},
        facts={"vpn.client": down, "vpn.gateway": (BLOCKED,), "service.reachable": (refused,)},
    )  # fmt: skip


def everything_dark() -> list[Event]:
    """Every adapter is down: nothing can be reached, and nothing may be pretended."""
    off = Adapter(name="wlan0", index=3, type=AdapterType.WIFI, enabled=False, carrier=None)
    dark = ("laptop.load", "laptop.volumes", "link.adapters", "proxy.settings")
    return story(
        "link.disabled", problems=("link.adapters",), skipped=tuple(id for id in CHECKS if id not in dark),
        facts={"link.adapters": (off,)},
    )  # fmt: skip


def load_run() -> list[Event]:
    answer = LoadAnswer(
        purpose=Purpose.LOAD, subject="speed.example.org", source="site", down_mbit=94.2, up_mbit=31.5, idle_ms=14.0,
        loaded_down_ms=38.0, loaded_up_ms=52.0, bytes_used=182_000_000,
    )  # fmt: skip
    id = "internet.load"
    item = Observation(id=f"{id}/1", check=id, start_s=0.0, end_s=24.0, fact=answer)
    result = CheckResult(id=id, state=CheckState.OK, duration_s=24.0, seen=1)
    return [
        RunStarted((id,)), CheckStarted(id), LoadProgress("idle", 0.5), LoadProgress("down", 0.5, 92.0),
        LoadProgress("up", 0.5, 30.0), Seen(item), CheckFinished(result),
        Finished("ok", Diagnosis(verdict=verdict("healthy"), checks=(result,), observations=(item,))),
    ]  # fmt: skip


def broken() -> list[Event]:
    """The engine itself made a mistake."""
    return [RunStarted(CHECKS), CheckStarted("laptop.load"), Finished("error", None, "ZeroDivisionError: in a check")]

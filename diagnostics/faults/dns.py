"""Faults of name resolution. None of them is named while the line itself is silent."""

from dataclasses import replace
from ipaddress import ip_network
from statistics import median

from diagnostics.faults.fault import WITNESSES, Evidence, evidence, fault
from diagnostics.faults.ladder import lost_inside
from diagnostics.faults.layer import LINE, VPN
from diagnostics.faults.scene import Scene, parse, replied
from diagnostics.faults.threshold import DNS_SLOW_MEDIAN_MS, DNS_SLOW_SHARE_OF_RTT, DNS_SLOW_SINGLE_MS
from diagnostics.model.answer import (
    Answer,
    DnsAnswer,
    HttpAnswer,
    LookupAnswer,
    Purpose,
    Role,
    TcpAnswer,
    TlsAnswer,
    VpnGatewayAnswer,
)
from diagnostics.model.fact import FactMissing, HostsEntry, ResolverConfig
from diagnostics.model.failure import Failure
from diagnostics.model.verdict import Owner

READS = ("internet.addresses", "internet.portal", "dns.configured", "dns.system")

PRIVATE = tuple(ip_network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))
"""Ranges that no public name leads to (RFC 1918, RFC 4193)."""


def _lookups_fail(scene: Scene) -> list[LookupAnswer]:
    """System look-ups of known names, when none of them succeeded."""
    tried = scene.of(LookupAnswer, Purpose.NAME)
    return [] if any(item.addresses for item in tried) else tried


@fault("dns.no_server", owner=Owner.USER, reads=READS, explained_by=LINE)
def no_server(scene: Scene) -> Evidence | None:
    """No name server is configured, or only a local one that nobody runs."""
    configs = scene.seen.of(ResolverConfig)
    unread = any(item.fact == "resolvers" for item in scene.seen.of(FactMissing))
    failing = _lookups_fail(scene)
    if not scene.online or unread or not failing:
        return None
    if any(not parse(server).is_loopback for server in scene.configured):
        return None
    asked = scene.replies(Role.CONFIGURED)
    if any(replied(item) for item in asked):
        return None
    return evidence([*configs, *asked], failing)


@fault(
    "dns.server_unreachable",
    owner=Owner.USER,
    reads=(*READS, "dns.reference"),
    explained_by=(*LINE, "dns.no_server", "laptop.bandwidth_hog"),
    args=("server",),
)
def server_unreachable(scene: Scene) -> Evidence | None:
    """The line works and no configured server replies to anything, over UDP or TCP."""
    asked = scene.replies(Role.CONFIGURED)
    if not scene.online or not scene.configured or not asked or set(scene.configured) - scene.silent_servers:
        return None
    if set(scene.configured) <= lost_inside(scene):
        return None  # they are behind a tunnel that carries nothing to them
    second = [item for item in scene.replies(Role.REFERENCE) if item.addresses]
    return evidence(
        asked, _lookups_fail(scene), second, certain=bool(_lookups_fail(scene)), args={"server": scene.configured[0]}
    )


@fault("dns.server_failing", owner=Owner.PROVIDER, reads=(*READS, "dns.reference"), explained_by=LINE, args=("server",))
def server_failing(scene: Scene) -> Evidence | None:
    """Servers reply to several known names with errors, and the system gets nothing out of them."""
    asked = [item for item in scene.replies(Role.CONFIGURED) if replied(item)]
    errors = [item for item in asked if item.failure is not None]
    names = {item.name for item in errors}
    good = {item.name for item in asked if item.failure is None}
    failing = [item for item in scene.of(LookupAnswer, Purpose.NAME) if not item.addresses]
    if not scene.online or not names or not failing or good - names:
        return None
    known_to_others = {item.name for item in scene.replies(Role.REFERENCE) if item.addresses}
    if len(names) < WITNESSES and not names & known_to_others:
        return None  # one name only: perhaps that name has gone
    return evidence(errors, failing, certain=len(names) >= WITNESSES, args={"server": errors[0].server})


@fault(
    "dns.hijacked",
    owner=Owner.IT,
    reads=(*READS, "dns.reference", "tls.public"),
    explained_by=(*LINE, "dns.hosts_override"),
    args=("server",),
)
def hijacked(scene: Scene) -> Evidence | None:
    """A configured server gives addresses that nobody else gives, and no ordinary reason explains it."""
    invented = [item for item in scene.replies(Role.CONFIGURED, Purpose.NONEXISTENT) if item.addresses]
    honest = [item for item in scene.replies(Role.REFERENCE, Purpose.NONEXISTENT) if item.failure is Failure.NXDOMAIN]
    wrong = _contradicted(scene)
    public = [item for item in wrong if item.purpose is not Purpose.SERVICE]  # a company may keep two faces of a name
    same = {a for item in public for a in item.addresses}
    one_for_many = len({item.name for item in public}) >= WITNESSES and len(same) == 1
    private = [item for item in public if all(_is_inside(a) for a in item.addresses)]
    broken = _wrong_place(scene, wrong)
    if not (invented and (honest or wrong)) and not one_for_many and not private and not broken:
        return None
    witness = invented or wrong
    return evidence(
        invented,
        wrong,
        broken,
        certain=bool(wrong and (invented or broken or one_for_many)),
        args={"server": witness[0].server},
    )


def _contradicted(scene: Scene) -> list[DnsAnswer]:
    """Answers of configured servers that share no address with the reference's answer for the same name."""
    return [
        item
        for item in scene.seen.of(DnsAnswer)
        if item.role is Role.CONFIGURED
        and item.purpose in (Purpose.NAME, Purpose.PORTAL, Purpose.SERVICE)
        and item.record == "A"
        and item.addresses
        and (truth := scene.truth(item.name))
        and not truth & set(item.addresses)
    ]


def _is_inside(address: str) -> bool:
    """Private, loopback or unspecified: no public name leads there."""
    parsed = parse(address)
    return (
        parsed.is_loopback
        or parsed.is_unspecified
        or any(parsed in net for net in PRIVATE if net.version == parsed.version)
    )


def _wrong_place(scene: Scene, wrong: list[DnsAnswer]) -> list[Answer]:
    """Sites under a contradicted name that cannot show their certificate, or pages that are not theirs."""
    names = {item.name for item in wrong}
    bad_tls = [
        item
        for item in scene.seen.of(TlsAnswer)
        if item.host in names and item.failure in (Failure.TLS_UNTRUSTED, Failure.TLS_NAME_MISMATCH)
    ]
    bad_pages = [
        item for item in scene.of(HttpAnswer, Purpose.PORTAL) if item.subject in names and item.as_expected is False
    ]
    return [*bad_tls, *bad_pages]


@fault("dns.hosts_override", owner=Owner.IT, reads=(*READS, "dns.hosts"), explained_by=LINE, args=("app",))
def hosts_override(scene: Scene) -> Evidence | None:
    """A line of the hosts file sends a name elsewhere than its name servers do, and what is there does not work."""
    for entry in scene.seen.of(HostsEntry):
        name = entry.name.lower().rstrip(".")
        told = [i for i in scene.seen.of(DnsAnswer) if i.name == name and i.addresses and i.record == "A"]
        elsewhere = [item for item in told if entry.address not in item.addresses]
        if not told or len(elsewhere) < len(told):
            continue
        subject, broken = _owner_of(scene, name)
        if broken:
            return evidence([entry], elsewhere, broken, args={"app": subject}, affected=(subject,))
    return None


def _owner_of(scene: Scene, name: str) -> tuple[str, list[Answer]]:
    """Whose name it is, and the failures of that service, gateway or site."""
    lookups = [item for item in scene.seen.of(LookupAnswer) if item.name.lower().rstrip(".") == name]
    subjects = [item.subject for item in lookups if item.purpose in (Purpose.SERVICE, Purpose.VPN_GATEWAY)] or [name]
    purposes = {Purpose.SERVICE, Purpose.VPN_GATEWAY, Purpose.SITE_TLS, Purpose.PORTAL}
    answers = [i for i in scene.seen.of(Answer) if i.subject == subjects[0] and i.purpose in purposes]
    kinds = (TcpAnswer, HttpAnswer, TlsAnswer, VpnGatewayAnswer)
    return subjects[0], [
        i
        for i in answers
        if isinstance(i, kinds) and (i.failure is not None or getattr(i, "as_expected", None) is False)
    ]


@fault(
    "dns.slow",
    owner=Owner.PROVIDER,
    reads=READS,
    explained_by=(
        *LINE,
        *VPN,
        "vpn.tunnel_degraded",
        "dns.server_unreachable",
        "dns.server_failing",
        "laptop.bandwidth_hog",
        "internet.loss",
        "internet.high_latency",
    ),
    args=("server",),
)
def slow(scene: Scene) -> Evidence | None:
    """Names are found, and finding them takes long: a slow server, or a dead one that is asked first."""
    found = _slow_server(scene)
    if found is None:
        return None
    company = {server for vpn in scene.site.vpn for server in vpn.resolvers}
    return found if found.args["server"] in company else replace(found, apart=frozenset((*VPN, "vpn.tunnel_degraded")))


def _slow_server(scene: Scene) -> Evidence | None:
    if not scene.online:
        return None
    used = [item for server in scene.configured if server not in scene.silent_servers for item in _timed(scene, server)]
    if not used:
        return None
    rtts = [item.ms for item in scene.reached if item.ms is not None]
    line = scene.stretch(Purpose.INTERNET).rtt_ms  # steadier than single connects in the crowd of the first moments
    usual = line if line is not None else median(rtts) if rtts else 0.0
    times = [item.ms or 0.0 for item in used]
    late = sum(1 for ms in times if ms >= DNS_SLOW_SINGLE_MS)
    first = [item for item in used if item.server == used[0].server]
    if (median(times) > DNS_SLOW_MEDIAN_MS or (late * 5 >= len(times) and late)) and median(
        times
    ) > usual * DNS_SLOW_SHARE_OF_RTT:
        waits = [item for item in scene.of(LookupAnswer, Purpose.NAME) if (item.ms or 0.0) > DNS_SLOW_MEDIAN_MS]
        return evidence(first, waits, args={"server": first[0].server}, reason="server_slow")
    waits = [
        i
        for i in scene.of(LookupAnswer, Purpose.NAME)
        if (i.ms or 0) >= DNS_SLOW_SINGLE_MS or i.failure is Failure.TIMED_OUT
    ]
    if scene.configured[0] in scene.silent_servers and waits:
        dead = [item for item in scene.replies(Role.CONFIGURED) if item.server == scene.configured[0]]
        return evidence(dead, waits, args={"server": scene.configured[0]}, reason="first_server_dead")
    return None


def _timed(scene: Scene, server: str) -> list[DnsAnswer]:
    """Replies of one server to known and unknown names over UDP, with their times."""
    asked = scene.replies(Role.CONFIGURED) + scene.replies(Role.CONFIGURED, Purpose.NONEXISTENT)
    return [i for i in asked if i.server == server and i.transport == "udp" and replied(i) and i.ms is not None]

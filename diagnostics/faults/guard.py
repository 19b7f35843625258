"""Faults of what stands between programs and the line: filters, proxies, interception, and the clock they all trust."""

from statistics import median

from diagnostics.faults.fault import WITNESSES, Evidence, evidence, fault
from diagnostics.faults.layer import CLOCK, LINE, NAMES, RIVAL
from diagnostics.faults.scene import SERVER_ERROR, Scene
from diagnostics.faults.threshold import CLOCK_AGREEMENT, CLOCK_SLACK_S
from diagnostics.model.answer import (
    Answer,
    ArpAnswer,
    ClockAnswer,
    DhcpAnswer,
    EchoAnswer,
    HopsAnswer,
    HttpAnswer,
    LookupAnswer,
    MtuAnswer,
    Purpose,
    SeriesAnswer,
    TcpAnswer,
    TlsAnswer,
)
from diagnostics.model.fact import ProxySetting
from diagnostics.model.failure import Failure
from diagnostics.model.trouble import CLOCK_FAULT_S
from diagnostics.model.verdict import Certainty, Owner

NOT_ALLOWED = frozenset({Failure.NOT_PERMITTED})


@fault(
    "firewall.blocked",
    owner=Owner.IT,
    reads=("internet.addresses", "internet.portal", "gateway.answers", "service.reachable"),
    explained_by=(*RIVAL, "laptop.bandwidth_hog"),
    args=("app",),
)
def firewall_blocked(scene: Scene) -> Evidence | None:
    """Connections are refused on this computer itself, at once, where silence would mean the network."""
    refused_here = [item for item in scene.seen.of(Answer) if item.failure in NOT_ALLOWED and _is_traffic(item)]
    if refused_here:
        subjects = _services_among(refused_here)
        narrow = (Purpose.SERVICE, Purpose.VPN_GATEWAY)
        only_these = all(item.purpose in narrow for item in refused_here)
        return evidence(
            refused_here,
            certain=len(refused_here) >= WITNESSES,
            args={"app": refused_here[0].subject if only_these else ""},
            affected=subjects,
        )
    return _refused_everywhere(scene) or _secure_port_closed(scene)


RAW = (ArpAnswer, DhcpAnswer, EchoAnswer, HopsAnswer, MtuAnswer)
"""Answers to packets that are put together by hand: that takes rights which an ordinary user does not have."""


def _is_traffic(item: Answer) -> bool:
    """Whether programs send the like: the refusal of a raw packet says nothing about a filter."""
    by_hand = isinstance(item, RAW) or (isinstance(item, SeriesAnswer) and item.method == "icmp")
    return not by_hand and not isinstance(item, LookupAnswer)


def _services_among(items: list[Answer]) -> list[str]:
    return list(dict.fromkeys(item.subject for item in items if item.purpose is Purpose.SERVICE))


def _refused_everywhere(scene: Scene) -> Evidence | None:
    """Unrelated networks that all refuse at the same moment are refused by something close to us."""
    refused = [item for item in scene.anchors if item.failure in (Failure.REFUSED, Failure.RESET)]
    if len(refused) < WITNESSES or len(refused) < len(scene.anchors) or scene.altered_pages:
        return None
    return evidence(refused, certain=False, args={"app": ""})


def _secure_port_closed(scene: Scene) -> Evidence | None:
    """The line carries plain pages or echoes, and every secure connection is swallowed."""
    swallowed = [item for item in scene.anchors if item.failure is Failure.TIMED_OUT]
    pages: list[Answer] = [item for item in scene.of(HttpAnswer, Purpose.PORTAL) if item.as_expected]
    tried = [item for item in scene.of(SeriesAnswer, Purpose.INTERNET) if item.method == "tcp"]
    if not scene.proxy_works and not any(item.received for item in tried):
        pages += [item for item in scene.of(EchoAnswer, Purpose.INTERNET) if item.received == item.sent > 0]
    if not pages or len(swallowed) < WITNESSES or len(swallowed) < len(scene.anchors):
        return None
    found = evidence(swallowed, pages, certain=False, args={"app": ""})
    return Evidence(found.facts, Certainty.POSSIBLE, found.args)


# --- proxies -----------------------------------------------------------------------------------------------------


@fault(
    "proxy.unreachable",
    owner=Owner.USER,
    reads=("internet.addresses", "proxy.settings", "proxy.reachable"),
    explained_by=NAMES,
    args=("proxy",),
)
def proxy_unreachable(scene: Scene) -> Evidence | None:
    """A proxy is set, people could get out without it, and it does not take connections or passes nothing on."""
    if not scene.online:
        return None
    for server, set_by in _set_proxies(scene).items():
        names = [item for item in scene.of(LookupAnswer, Purpose.PROXY, server) if not item.addresses]
        doors = [item for item in scene.of(TcpAnswer, Purpose.PROXY, server)]
        pages = scene.of(HttpAnswer, Purpose.PROXY, server)
        shut = [item for item in doors if item.failure is not None]
        dead_pages = [item for item in pages if _passed_nothing_on(item)]
        lost = bool(names) and not doors
        if shut or lost or (pages and len(dead_pages) == len(pages)):
            return evidence(set_by, shut or names or dead_pages, scene.reached, args={"proxy": server})
    return None


def _passed_nothing_on(page: HttpAnswer) -> bool:
    """A failure of any kind but the request for a password, or the proxy's own error in the place of a known page."""
    if page.failure is not None:
        return page.failure is not Failure.PROXY_AUTH
    return page.as_expected is False and (page.status or 0) >= SERVER_ERROR


def _set_proxies(scene: Scene) -> dict[str, list[ProxySetting]]:
    """Every proxy that programs would use: set by hand, or named by a route script that was fetched."""
    by_server: dict[str, list[ProxySetting]] = {}
    for item in scene.proxies:
        by_server.setdefault(item.server or "", []).append(item)
    scripts = [item for item in scene.seen.of(ProxySetting) if item.mode == "pac"]
    for answer in scene.seen.of(Answer):
        if answer.purpose is Purpose.PROXY and answer.subject not in by_server:
            by_server[answer.subject] = scripts
    return by_server


@fault(
    "proxy.auth_required",
    owner=Owner.USER,
    reads=("proxy.settings", "proxy.reachable"),
    explained_by=NAMES,
    args=("proxy",),
)
def proxy_auth_required(scene: Scene) -> Evidence | None:
    """The proxy answers 407 (RFC 9110) to an ordinary page."""
    asked = [
        item
        for item in scene.seen.of(HttpAnswer)
        if item.failure is Failure.PROXY_AUTH and item.purpose in (Purpose.PROXY, Purpose.SERVICE)
    ]
    if not asked:
        return None
    main = next((item for item in asked if item.purpose is Purpose.PROXY), asked[0])
    return evidence(scene.proxies, asked, certain=len(asked) >= WITNESSES, args={"proxy": main.subject})


@fault(
    "proxy.pac_unavailable",
    owner=Owner.IT,
    reads=("internet.addresses", "proxy.settings", "proxy.reachable"),
    explained_by=(*NAMES, "vpn.not_connected"),
)
def pac_unavailable(scene: Scene) -> Evidence | None:
    """A route script is set and cannot be fetched, or is not one."""
    if not scene.online:
        return None
    for setting in scene.seen.of(ProxySetting):
        if setting.mode != "pac" or not setting.pac_url:
            continue
        fetched = scene.of(HttpAnswer, Purpose.PAC, setting.pac_url)
        names = [item for item in scene.of(LookupAnswer, Purpose.PAC, setting.pac_url) if not item.addresses]
        bad = [item for item in fetched if item.failure is not None or item.as_expected is False]
        if (fetched and len(bad) == len(fetched)) or (names and not fetched):
            return evidence([setting], bad or names, scene.reached)
    return None


# --- certificates and the clock ----------------------------------------------------------------------------------


@fault(
    "tls.intercepted",
    owner=Owner.IT,
    reads=("internet.addresses", "internet.portal", "tls.public", "clock.offset"),
    explained_by=(*CLOCK, "dns.hijacked"),
)
def tls_intercepted(scene: Scene) -> Evidence | None:
    """Unrelated sites all show a certificate of an authority that this computer does not trust."""
    public = scene.of(TlsAnswer, Purpose.SITE_TLS)
    services = [item for item in scene.of(TlsAnswer, Purpose.SERVICE) if _via(scene, item.subject) == "internet"]
    untrusted = [item for item in public + services if item.failure is Failure.TLS_UNTRUSTED]
    hosts = {item.host for item in untrusted}
    fine = [item for item in public if item.failure is None]
    if not hosts & scene.promised:
        return None
    if len(hosts) < WITNESSES or scene.altered_pages:
        return None
    same = len({item.issuer for item in untrusted}) == 1
    unrelated = {item.host for item in public if item.failure is Failure.TLS_UNTRUSTED}
    if fine and (not same or len(unrelated) < WITNESSES):
        return None  # an interceptor may spare sites; one authority for strangers it leaves all the same
    clean = [item for item in scene.of(HttpAnswer, Purpose.PORTAL) if item.as_expected]
    return evidence(untrusted, clean, certain=same and bool(clean))


def _via(scene: Scene, subject: str) -> str:
    return next((service.via for service in scene.site.service if service.name == subject), "internet")


@fault(
    "clock.skewed", owner=Owner.USER, reads=("clock.offset", "internet.portal"), explained_by=LINE, args=("minutes",)
)
def clock_skewed(scene: Scene) -> Evidence | None:
    """Independent sources agree that this computer's clock is more than two minutes off."""
    told: list[tuple[Answer, float]] = [
        (item, item.offset_s)
        for item in scene.seen.of(ClockAnswer)
        if item.failure is None and item.offset_s is not None
    ]
    told += [
        (item, item.date_offset_s)
        for item in scene.of(HttpAnswer, Purpose.PORTAL)
        if item.as_expected and item.date_offset_s is not None
    ]
    off = [pair for pair in told if abs(pair[1]) > CLOCK_FAULT_S]
    if len(off) * 2 <= len(told) or not off:
        return None
    middle = median(offset for _, offset in off)
    agreeing = [
        item for item, offset in off if abs(offset - middle) <= max(CLOCK_SLACK_S, abs(middle) * CLOCK_AGREEMENT)
    ]
    sources = {item.subject for item in agreeing}
    if len(sources) < WITNESSES and not _date_errors(scene):
        return None
    minutes = max(1, round(abs(middle) / 60))
    return evidence(
        agreeing,
        _date_errors(scene),
        certain=len(sources) >= WITNESSES,
        args={"minutes": str(minutes)},
        reason=_why(middle),
    )


def _date_errors(scene: Scene) -> list[TlsAnswer]:
    return [
        item for item in scene.seen.of(TlsAnswer) if item.failure in (Failure.TLS_EXPIRED, Failure.TLS_NOT_YET_VALID)
    ]


HOUR_S = 3600.0
NEARLY_ONE = 0.75
MONTH_S = 30 * 86400.0


def _why(offset_s: float) -> str:
    """Whole hours speak for a wrong zone, long times for a flat battery on the main board."""
    if abs(offset_s) > MONTH_S:
        return "dead_cmos_battery"
    hours = abs(offset_s) / HOUR_S
    if hours >= NEARLY_ONE and abs(hours - round(hours)) * HOUR_S < CLOCK_SLACK_S * 2:
        return "wrong_timezone"
    return "wrong_time"

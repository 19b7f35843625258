"""Two faults at once, the first of them in names, proxies, certificates or the clock."""

from tests.lab import plan, repair
from tests.lab.control import all_of, anchors_open, curl, date, dns, lookup, shell, tcp
from tests.lab.fault import (
    HELPDESK_401,
    HELPDESK_503,
    HELPDESK_EXPIRED,
    HELPDESK_REFUSES,
    MEMORY_FULL,
    NO_TUNNEL,
    expire_helpdesk,
    gateways,
    home_is_full,
    idle_client,
    refuse_helpdesk,
)
from tests.lab.pair import pair
from tests.lab.scenarios import clock, internet, machine, proxy
from tests.lab.scenarios import dns as names
from tests.lab.scenarios.service import inside
from tests.lab.scenarios.tunnel import openvpn_up
from tests.lab.world import Lab

_WIKI = "www.wikipedia.org"
_SLOW = dns(plan.LAN_ROUTER, _WIKI, min_ms=400)
_OLD_PROXY = curl("https://www.wikipedia.org/", exit_status=5)
_LATE = date(plan.WEB[_WIKI][0], _WIKI, 3500)


@pair(
    "slow_names",
    "proxy.unreachable",
    "dns.slow",
    all_of(anchors_open, _OLD_PROXY, _SLOW),
    seen=True,
    mend=repair.no_proxy,
    proof=_SLOW,
)
def proxy_and_slow(lab: Lab) -> None:
    """A former employer's proxy is set, and every name takes 0.4 s."""
    proxy.name_gone(lab)
    names.slow_400_ms(lab)


@pair(
    "memory_full",
    "dns.slow",
    "laptop.memory_pressure",
    all_of(anchors_open, _SLOW, MEMORY_FULL),
    seen=True,
    mend=repair.box_names,
    proof=dns(plan.LAN_ROUTER, _WIKI),
)
def slow_and_memory(lab: Lab) -> None:
    """Every name takes 0.4 s, and the laptop has next to no memory left."""
    machine.nearly_none_left(lab)
    names.slow_400_ms(lab)


@pair(
    "certificate_expired_behind",
    "dns.server_failing",
    "service.cert_expired",
    all_of(anchors_open, dns(plan.LAN_ROUTER, _WIKI, rcode=2)),
    seen=False,
    mend=repair.box_names,
    proof=HELPDESK_EXPIRED,
)
def failing_then_expired(lab: Lab) -> None:
    """The name server says "server failure"; and the helpdesk's certificate has run out."""
    expire_helpdesk(lab)
    names.servfail(lab)


@pair(
    "vpn_removed",
    "dns.no_server",
    "vpn.not_installed",
    all_of(anchors_open, lookup(_WIKI), shell("command -v openvpn", fails=True)),
    seen=True,
    mend=repair.usual_name_server,
    proof=lookup(_WIKI, plan.WEB[_WIKI][0]),
    site="openvpn",
)
def no_server_and_no_client(lab: Lab) -> None:
    """The list of name servers is empty, and the VPN's program was removed."""
    gateways(lab)
    lab.laptop.hide_program("openvpn", "/usr/sbin/openvpn")
    names.none_configured(lab)


@pair(
    "intranet_denies",
    "dns.hosts_override",
    "service.access_denied",
    all_of(lookup("www.example.org", plan.FOREIGN), inside("intranet.corp.example", status=403)),
    seen=True,
    mend=repair.clean_hosts,
    proof=curl("https://www.example.org/", status=200),
    site="openvpn",
)
def hosts_and_denied(lab: Lab) -> None:
    """The hosts file leads the helpdesk astray, and the intranet says no to this person."""
    openvpn_up(lab)
    lab.company.start_intranet(status=403)
    names.old_server(lab)


@pair(
    "disk_full",
    "dns.hijacked",
    "laptop.disk_full",
    all_of(dns(plan.LAN_ROUTER, _WIKI, address=plan.FOREIGN), home_is_full),
    seen=True,
    mend=repair.box_names,
    proof=lookup(_WIKI, plan.WEB[_WIKI][0]),
)
def hijacked_and_disk(lab: Lab) -> None:
    """The box's name server lies, and the person's volume is full."""
    machine.home(lab)
    names.wrong_addresses(lab)


@pair(
    "disk_full",
    "tls.intercepted",
    "laptop.disk_full",
    all_of(curl("https://www.wikipedia.org/", exit_status=60), home_is_full),
    seen=True,
    mend=lambda lab: lab.router.nft("delete table ip middle"),
    proof=curl("https://www.wikipedia.org/", status=200),
    ipv6=False,
)
def intercepted_and_disk(lab: Lab) -> None:
    """A box in the middle opens every secure connection, and the person's volume is full."""
    machine.home(lab)
    clock.unknown_authority(lab)


@pair(
    "service_refuses",
    "clock.skewed",
    "service.down",
    all_of(anchors_open, _LATE, HELPDESK_REFUSES),
    seen=True,
    mend=repair.right_time,
    proof=curl("https://www.wikipedia.org/", status=200),
    time_shift_s=3600,
)
def clock_and_service(lab: Lab) -> None:
    """The laptop is one hour behind, and the helpdesk refuses connections: no clock makes a port refuse."""
    refuse_helpdesk(lab)


@pair(
    "vpn_waits_behind",
    "clock.skewed",
    "vpn.not_connected",
    all_of(anchors_open, _LATE, NO_TUNNEL),
    seen=False,
    mend=repair.right_time,
    proof=NO_TUNNEL,
    site="openvpn",
    time_shift_s=3600,
)
def clock_then_vpn(lab: Lab) -> None:
    """The laptop is one hour behind; and its VPN waits for somebody to press "connect"."""
    gateways(lab)
    idle_client(lab)


@pair(
    "service_503",
    "proxy.pac_unavailable",
    "service.http_error",
    all_of(anchors_open, curl("http://proxy.example.org/proxy.pac", status=404), HELPDESK_503),
    seen=True,
    mend=lambda lab: lab.answer_with(
        "proxy.example.org", plain=True, body='function FindProxyForURL(url, host) { return \\"DIRECT\\"; }'
    ),
    proof=all_of(curl("http://proxy.example.org/proxy.pac", status=200, body="DIRECT"), HELPDESK_503),
    site="pac",
)
def script_and_service(lab: Lab) -> None:
    """The organisation's proxy script is missing, and the helpdesk, asked directly, says "service unavailable"."""
    proxy.not_found(lab)
    lab.answer_with("www.example.org", status=503)


@pair(
    "vpn_stopped",
    "proxy.auth_required",
    "vpn.not_running",
    all_of(anchors_open, curl("http://www.wikipedia.org/", status=407), NO_TUNNEL),
    seen=True,
    mend=repair.no_proxy,
    proof=curl("https://www.wikipedia.org/", status=200),
    site="openvpn",
)
def proxy_and_vpn(lab: Lab) -> None:
    """The proxy wants a password, and nobody started the VPN."""
    gateways(lab)
    proxy.wants_password(lab)


@pair(
    "slow_names",
    "ipv6.broken",
    "dns.slow",
    all_of(anchors_open, tcp(plan.ANCHORS6[0], 443, "silent", "unreachable"), _SLOW),
    seen=True,
    mend=lambda lab: lab.router.nft("delete table ip6 gone"),
    proof=all_of(tcp(plan.ANCHORS6[0], 443, "open"), _SLOW),
)
def ipv6_and_slow(lab: Lab) -> None:
    """The box does not pass IPv6 on, and every name takes 0.4 s: both make every page start late."""
    names.slow_400_ms(lab)
    internet.box_forgets(lab)


@pair(
    "slow_names",
    "service.access_denied",
    "dns.slow",
    all_of(_SLOW, HELPDESK_401),
    seen=True,
    mend=lambda lab: lab.answer_with("www.example.org"),
    proof=all_of(_SLOW, curl("https://www.example.org/", status=200)),
    args={"service": "Helpdesk"},
)
def denied_and_slow(lab: Lab) -> None:
    """The helpdesk wants a sign-in that it does not get, and names take 0.4 s: work stops at the first of them."""
    lab.answer_with("www.example.org", status=401)
    names.slow_400_ms(lab)

"""Behind the box: provider, sign-in pages, half the internet, IPv6, large packets."""

from tests.lab import plan
from tests.lab.authority import COMPANY
from tests.lab.control import (
    all_of,
    anchors_dark,
    anchors_open,
    curl,
    dns,
    gateway_answers,
    names_work,
    ping,
    shell,
    tcp,
    web_works,
)
from tests.lab.daemon import server, stop_dnsmasq
from tests.lab.scenario import scenario
from tests.lab.world import Lab

_DARK = all_of(gateway_answers, anchors_dark)
_LOGIN = "<html><title>Welcome to Hotel Lagoon</title>Please sign in</html>"
_PROBE_URL = "http://detectportal.firefox.com/success.txt"


@scenario("isp.down-router_cable", "isp.down", _DARK)
def router_cable(lab: Lab) -> None:
    """The line into the house is dead: the box has no link upstream."""
    lab.internet.sh("ip link set isp0 down")


@scenario("isp.down-upstream_dark", "isp.down", _DARK)
def upstream_dark(lab: Lab) -> None:
    """The box has a link and an address; what it sends vanishes at the provider."""
    lab.internet.nft(
        'add rule inet net pre iifname "isp0" meta nfproto ipv4 drop\n'
        'add rule inet net pre iifname "isp0" icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n'
        'add rule inet net pre iifname "isp0" meta nfproto ipv6 drop'
    )


@scenario("isp.down-no_wan_route", "isp.down", _DARK)
def no_wan_route(lab: Lab) -> None:
    """The box was given no way out by the provider and says "network unreachable" to everything."""
    lab.router.sh("ip route del default\nip -6 route del default")


@scenario("isp.down-provider_refuses", "isp.down", _DARK)
def provider_refuses(lab: Lab) -> None:
    """The provider closed the line: every packet comes back at once as "administratively prohibited"."""
    lab.internet.nft(
        "add table inet shut\nadd chain inet shut in { type filter hook input priority -10; }\n"
        'add rule inet shut in iifname "isp0" icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n'
        'add rule inet shut in iifname "isp0" reject with icmpx type admin-prohibited'
    )


def _shut(lab: Lab) -> None:
    """The box of a hotel lets nothing through before the sign-in; names still work."""
    lab.router.nft('add rule inet home pass iifname "br-lan" drop')


@scenario(
    "internet.captive_portal-redirect",
    "internet.captive_portal",
    all_of(curl(_PROBE_URL, status=302), tcp("1.1.1.1", 443, "silent"), names_work),
    ipv6=False,
)
def redirect(lab: Lab) -> None:
    """A hotel: every page over HTTP leads to the sign-in page, HTTPS is held back."""
    _shut(lab)
    server(
        lab.router,
        "web",
        {"listen": [["0.0.0.0", 8080]], "status": 302, "headers": {"Location": "http://portal.hotel.example/login"}},
    )
    lab.router.nft(
        "table ip portal {\n chain pre { type nat hook prerouting priority dstnat;"
        ' iifname "br-lan" tcp dport 80 redirect to :8080; }\n}\n'
    )


@scenario(
    "internet.captive_portal-foreign_certificate",
    "internet.captive_portal",
    all_of(curl(_PROBE_URL, status=200, body="Hotel Lagoon"), curl("https://www.wikipedia.org/", exit_status=60)),
    ipv6=False,
)
def foreign_certificate(lab: Lab) -> None:
    """The sign-in page answers in place of every site, on HTTPS too, with its own certificate."""
    _shut(lab)
    chain = lab.authority.site("portal.hotel.example", COMPANY)  # any authority that the laptop does not trust
    server(
        lab.router,
        "web",
        {
            "listen": [["0.0.0.0", 8080]],
            "tls": [["0.0.0.0", 8443]],
            "body": _LOGIN,
            "cert": str(chain),
            "key": str(lab.authority.key),
        },
    )
    lab.router.nft(
        'table ip portal {\n chain pre { type nat hook prerouting priority dstnat;\n iifname "br-lan" tcp dport 80'
        ' redirect to :8080;\n iifname "br-lan" tcp dport 443 redirect to :8443;\n }\n}\n'
    )


@scenario(
    "internet.captive_portal-own_names",
    "internet.captive_portal",
    all_of(
        curl(_PROBE_URL, status=200, body="Hotel Lagoon"),
        dns(plan.LAN_ROUTER, "www.debian.org", address=plan.LAN_ROUTER),
        tcp("9.9.9.9", 443, "silent"),
    ),
    ipv6=False,
)
def own_names(lab: Lab) -> None:
    """A simple portal: until the sign-in, every name is the box itself."""
    _shut(lab)
    stop_dnsmasq(lab.router, "dnsmasq")
    server(lab.router, "dns", {"listen": [plan.LAN_ROUTER], "mode": "wildcard", "address": plan.LAN_ROUTER})
    server(lab.router, "web", {"listen": [["0.0.0.0", 80]], "body": _LOGIN})


@scenario(
    "internet.partial-two_networks_dark",
    "internet.partial",
    all_of(tcp("1.1.1.1", 443, "open"), tcp("9.9.9.9", 443, "silent"), tcp("8.8.8.8", 443, "silent"), web_works),
)
def two_networks_dark(lab: Lab) -> None:
    """The provider lost its way to part of the internet."""
    lab.internet.nft("add rule inet net pre ip daddr { 9.9.9.9, 8.8.8.8 } drop")


@scenario(
    "internet.partial-one_network_refused",
    "internet.partial",
    all_of(tcp("9.9.9.9", 443, "open"), tcp("8.8.8.8", 443, "open"), tcp("1.1.1.1", 443, "unreachable")),
)
def one_network_refused(lab: Lab) -> None:
    """One network cannot be reached, and a router on the way says so."""
    lab.internet.nft(
        "add table ip part\nadd chain ip part in { type filter hook input priority 0; }\n"
        "add rule ip part in ip daddr 1.1.1.1 reject with icmp type net-unreachable"
    )


@scenario(
    "ipv6.broken-lost_upstream",
    "ipv6.broken",
    all_of(*(tcp(anchor, 443, "silent") for anchor in plan.ANCHORS6), anchors_open),
)
def lost_upstream(lab: Lab) -> None:
    """The box announces IPv6; the provider drops every IPv6 packet."""
    lab.internet.nft(
        "table ip6 gone {\n chain in { type filter hook input priority 0;"
        " tcp dport 1-65535 drop; udp dport 1-65535 drop; icmpv6 type echo-request drop; }\n}\n"
    )


@scenario(
    "ipv6.broken-box_forgets",
    "ipv6.broken",
    all_of(
        *(tcp(anchor, 443, "silent", "unreachable") for anchor in plan.ANCHORS6),
        anchors_open,
        shell("ip -6 route show default", says="default"),
    ),
)
def box_forgets(lab: Lab) -> None:
    """The box hands out IPv6 addresses and does not pass IPv6 on."""
    lab.router.nft("table ip6 gone {\n chain pass { type filter hook forward priority 0; drop; }\n}\n")


_LARGE_LOST = all_of(
    ping("1.1.1.1"), ping("1.1.1.1", answers=False, size=1400), ping("9.9.9.9", answers=False, size=1400)
)


@scenario("mtu.black_hole-upward", "mtu.black_hole", all_of(_LARGE_LOST, anchors_open))
def upward(lab: Lab) -> None:
    """Large packets from the laptop vanish without a word."""
    lab.router.nft('add rule inet home pass iifname "br-lan" meta length > 1300 drop')


@scenario("mtu.black_hole-downward", "mtu.black_hole", all_of(_LARGE_LOST, anchors_open))
def downward(lab: Lab) -> None:
    """Large packets to the laptop vanish without a word: sites connect and then hang."""
    lab.router.nft('add rule inet home pass iifname "wan" meta length > 1300 drop')


@scenario(
    "internet.captive_portal-network_sign_in_required",
    "internet.captive_portal",
    all_of(curl(_PROBE_URL, status=511), tcp("1.1.1.1", 443, "refused"), names_work),
    ipv6=False,
)
def network_sign_in_required(lab: Lab) -> None:
    """A portal by the book (RFC 6585): status 511 over HTTP, and secure connections are refused at once."""
    lab.router.nft(
        'add rule inet home pass iifname "br-lan" tcp dport 443 reject with tcp reset\n'
        'add rule inet home pass iifname "br-lan" drop'
    )
    server(lab.router, "web", {"listen": [["0.0.0.0", 8080]], "status": 511, "body": _LOGIN})
    lab.router.nft(
        "table ip portal {\n chain pre { type nat hook prerouting priority dstnat;"
        ' iifname "br-lan" tcp dport 80 redirect to :8080; }\n}\n'
    )


@scenario(
    "ipv6.broken-no_way_on",
    "ipv6.broken",
    all_of(*(tcp(anchor, 443, "unreachable") for anchor in plan.ANCHORS6), anchors_open),
)
def no_way_on(lab: Lab) -> None:
    """The box hands out IPv6 addresses and has no IPv6 way on: it says so at once."""
    lab.router.sh("ip -6 route del default")


@scenario(
    "mtu.black_hole-word_suppressed",
    "mtu.black_hole",
    all_of(
        ping("1.1.1.1"),
        ping("1.1.1.1", answers=False, size=1440),
        anchors_open,
        curl("http://www.debian.org/", "-H", f"X-Large: {'a' * 3000}", exit_status=28),
    ),
)
def word_suppressed(lab: Lab) -> None:
    """A line with smaller packets whose box would say so, and a filter swallows its word (RFC 2923)."""
    lab.router.sh("ip link set wan mtu 1400")
    lab.router.nft(
        "table inet mute {\n chain out { type filter hook output priority 0;\n"
        " icmp type destination-unreachable drop; icmpv6 type packet-too-big drop;\n }\n}\n"
    )

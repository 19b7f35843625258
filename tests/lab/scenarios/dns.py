"""Names: no server, silent, failing, lying, overridden, slow. The line itself is fine in all of them."""

from tests.lab import plan
from tests.lab.control import all_of, anchors_open, curl, dns, lookup, probe, shell
from tests.lab.daemon import dnsmasq, server, stop_dnsmasq
from tests.lab.fault import gateways
from tests.lab.scenario import scenario
from tests.lab.scenarios.tunnel import start_client
from tests.lab.world import Lab

_WIKI = "www.wikipedia.org"
_RIGHT = plan.WEB[_WIKI][0]
_REFERENCE_RIGHT = dns("9.9.9.9", _WIKI, address=_RIGHT)
_SILENT_SERVER = "198.51.100.250"


def box_dns(lab: Lab, mode: str, **options: object) -> None:
    """Replace the forwarder of the box by one that misbehaves."""
    stop_dnsmasq(lab.router, "dnsmasq")
    server(lab.router, "dns", {"listen": [plan.LAN_ROUTER], "mode": mode, "upstream": plan.ISP_RESOLVER, **options})


def _half_lost(lab: Lab) -> str | None:
    """Of eight questions to the box, four are answered."""
    said = [probe(lab, "dns", plan.LAN_ROUTER, _WIKI)["outcome"] for _ in range(4)]
    return None if said.count("answered") == said.count("silent") else f"the box answered {said}"


def dead_server(lab: Lab) -> str:
    """The address of a name server that was switched off years ago: nothing ever comes back."""
    lab.internet.nft(f"add rule inet net pre ip daddr {_SILENT_SERVER} drop")
    return _SILENT_SERVER


@scenario("dns.no_server-none_configured", "dns.no_server", all_of(anchors_open, lookup(_WIKI)))
def none_configured(lab: Lab) -> None:
    """The list of name servers is empty."""
    lab.laptop.name_servers()


@scenario("dns.no_server-leftover", "dns.no_server", all_of(anchors_open, lookup(_WIKI)))
def leftover(lab: Lab) -> None:
    """A program that has gone left itself as the only name server: 127.0.0.1, where nobody listens."""
    lab.laptop.name_servers("127.0.0.1")


@scenario(
    "dns.server_unreachable-refuses",
    "dns.server_unreachable",
    all_of(anchors_open, dns(plan.LAN_ROUTER, _WIKI, outcome="refused"), _REFERENCE_RIGHT),
)
def refuses(lab: Lab) -> None:
    """The forwarder of the box crashed: its port refuses."""
    stop_dnsmasq(lab.router, "dnsmasq")


@scenario(
    "dns.server_unreachable-silent",
    "dns.server_unreachable",
    all_of(anchors_open, dns(plan.LAN_ROUTER, _WIKI, outcome="silent"), _REFERENCE_RIGHT),
)
def silent(lab: Lab) -> None:
    """The box drops every question."""
    lab.router.nft("add rule inet home box udp dport 53 drop\nadd rule inet home box tcp dport 53 drop")


@scenario(
    "dns.server_unreachable-switched_off",
    "dns.server_unreachable",
    all_of(anchors_open, dns(_SILENT_SERVER, _WIKI, outcome="silent"), _REFERENCE_RIGHT),
    args={"server": "198.51.100.250"},
)
def switched_off(lab: Lab) -> None:
    """The settings name a server that was switched off years ago."""
    lab.laptop.name_servers(dead_server(lab))


@scenario(
    "dns.server_failing-servfail",
    "dns.server_failing",
    all_of(anchors_open, dns(plan.LAN_ROUTER, _WIKI, rcode=2), _REFERENCE_RIGHT),
    args={"server": "192.168.1.1"},
)
def servfail(lab: Lab) -> None:
    """The forwarder answers "server failure" to everything."""
    box_dns(lab, "servfail")


@scenario(
    "dns.server_failing-refused",
    "dns.server_failing",
    all_of(anchors_open, dns(plan.LAN_ROUTER, _WIKI, rcode=5), _REFERENCE_RIGHT),
)
def refused(lab: Lab) -> None:
    """The server answers "refused": it does not serve this network."""
    box_dns(lab, "refused")


@scenario(
    "dns.server_failing-knows_nothing",
    "dns.server_failing",
    all_of(anchors_open, dns(plan.LAN_ROUTER, _WIKI, rcode=3), _REFERENCE_RIGHT),
)
def knows_nothing(lab: Lab) -> None:
    """The server says "no such name" for names that everybody knows."""
    box_dns(lab, "nxdomain")


@scenario(
    "dns.server_failing-rubbish",
    "dns.server_failing",
    all_of(anchors_open, dns(plan.LAN_ROUTER, _WIKI, rcode=None, outcome="rubbish/answered"), lookup(_WIKI)),
)
def rubbish(lab: Lab) -> None:
    """The server answers bytes that are no DNS."""
    box_dns(lab, "rubbish")


@scenario(
    "dns.hijacked-wrong_addresses",
    "dns.hijacked",
    all_of(anchors_open, dns(plan.LAN_ROUTER, _WIKI, address=plan.FOREIGN), _REFERENCE_RIGHT),
    args={"server": "192.168.1.1"},
)
def wrong_addresses(lab: Lab) -> None:
    """The box's name server was changed: well-known names lead to a foreign computer."""
    lab.internet.sh(f"ip addr add {plan.FOREIGN}/32 dev lo")
    box_dns(lab, "relay", answers={name: [plan.FOREIGN] for name in (_WIKI, "www.debian.org", "www.example.org")})


@scenario(
    "dns.hijacked-invented_names",
    "dns.hijacked",
    all_of(anchors_open, dns(plan.LAN_ROUTER, "no-such-name-4711.com", address=plan.FOREIGN)),
)
def invented_names(lab: Lab) -> None:
    """Names that nobody owns lead to an advertising server."""
    lab.internet.sh(f"ip addr add {plan.FOREIGN}/32 dev lo")
    box_dns(lab, "invent", address=plan.FOREIGN)


@scenario(
    "dns.hijacked-every_name",
    "dns.hijacked",
    all_of(
        anchors_open,
        dns(plan.LAN_ROUTER, _WIKI, address=plan.FOREIGN),
        _REFERENCE_RIGHT,
        curl("http://detectportal.firefox.com/success.txt", status=200, body="lab"),
    ),
)
def every_name(lab: Lab) -> None:
    """Every name leads to one foreign server with pages of its own: like a portal, but nothing is held back."""
    lab.internet.sh(f"ip addr add {plan.FOREIGN}/32 dev lo")
    server(lab.internet, "web", {"listen": [["0.0.0.0", 8080]], "body": "lab parking page\n"})
    lab.internet.nft(
        "table ip park {\n chain pre { type nat hook prerouting priority dstnat;"
        f" ip daddr {plan.FOREIGN} tcp dport 80 redirect to :8080; }}\n}}\n"
    )
    box_dns(lab, "wildcard", address=plan.FOREIGN)


@scenario(
    "dns.hosts_override-old_server",
    "dns.hosts_override",
    all_of(anchors_open, lookup("www.example.org", plan.FOREIGN), dns(plan.LAN_ROUTER, "www.example.org")),
)
def old_server(lab: Lab) -> None:
    """A forgotten line in the hosts file leads the helpdesk to a server that is no more."""
    lab.internet.nft(f"add rule inet net pre ip daddr {plan.FOREIGN} drop")
    lab.laptop.hosts.write_text(f"127.0.0.1 localhost\n::1 localhost\n{plan.FOREIGN} www.example.org # test 2023\n")


@scenario(
    "dns.hosts_override-blocked_by_hand",
    "dns.hosts_override",
    all_of(anchors_open, lookup("www.example.org", "127.0.0.1"), dns(plan.LAN_ROUTER, "www.example.org")),
)
def blocked_by_hand(lab: Lab) -> None:
    """A list of "blocked" names in the hosts file holds the helpdesk."""
    lab.laptop.hosts.write_text("127.0.0.1 localhost\n::1 localhost\n127.0.0.1 ads.example.net WWW.Example.ORG\n")


@scenario(
    "dns.slow-400_ms",
    "dns.slow",
    all_of(anchors_open, dns(plan.LAN_ROUTER, _WIKI, min_ms=400)),
    args={"server": "192.168.1.1"},
)
def slow_400_ms(lab: Lab) -> None:
    """Every answer takes 0.4 s."""
    box_dns(lab, "relay", delay_ms=400)


@scenario(
    "dns.slow-first_of_two_dead",
    "dns.slow",
    all_of(
        anchors_open,
        dns(_SILENT_SERVER, _WIKI, outcome="silent"),
        dns(plan.LAN_ROUTER, _WIKI, address=_RIGHT),
        shell("! timeout 1 getent hosts www.wikipedia.org"),
    ),
    args={"server": "198.51.100.250"},
)
def first_of_two_dead(lab: Lab) -> None:
    """The first of two name servers is dead: every name waits for it before the second is asked."""
    lab.laptop.name_servers(dead_server(lab), plan.LAN_ROUTER)


@scenario(
    "dns.hosts_override-vpn_gateway",
    "dns.hosts_override",
    all_of(anchors_open, lookup("vpn.example.org", plan.FOREIGN), dns(plan.LAN_ROUTER, "vpn.example.org")),
    site="openvpn",
)
def vpn_gateway_by_hand(lab: Lab) -> None:
    """Somebody wrote the old address of the VPN's gateway into the hosts file; it moved since."""
    gateways(lab)
    lab.internet.nft(f"add rule inet net pre ip daddr {plan.FOREIGN} drop")
    lab.laptop.hosts.write_text(f"127.0.0.1 localhost\n::1 localhost\n{plan.FOREIGN} vpn.example.org vpn\n")
    start_client(lab)


@scenario(
    "dns.server_failing-loses_its_way",
    "dns.server_failing",
    all_of(anchors_open, dns(plan.LAN_ROUTER, _WIKI, rcode=5), _REFERENCE_RIGHT),
)
def loses_its_way(lab: Lab) -> None:
    """The real forwarder of the box knows nobody to ask: it says "refused" to every name that is not its own."""
    stop_dnsmasq(lab.router, "dnsmasq")
    lines = ["bind-dynamic", "interface=br-lan", "cache-size=0"]
    dnsmasq(lab.router, "dnsmasq", lines)


@scenario(
    "dns.slow-loses_every_other_question",
    "dns.slow",
    all_of(anchors_open, _half_lost),
    args={"server": "192.168.1.1"},
)
def loses_every_other_question(lab: Lab) -> None:
    """The box's name server loses every other question: names come when the computer asks a second time."""
    lab.router.nft("add rule inet home box iifname br-lan udp dport 53 numgen inc mod 2 == 0 drop")

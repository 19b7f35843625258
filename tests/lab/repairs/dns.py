"""Name servers that somebody typed, lists that somebody emptied, names that somebody wrote down. The box is good."""

from tests.lab import plan
from tests.lab.control import all_of, anchors_open, dns, lookup, shell
from tests.lab.daemon import server
from tests.lab.managed import Managed
from tests.lab.repairs.case import repair
from tests.lab.scenarios.dns import dead_server

_WIKI = "www.wikipedia.org"
_TYPED = "198.51.100.249"  # a name server out there, of a kind that no provider would run
_BOX_IS_GOOD = dns(plan.LAN_ROUTER, _WIKI, address=plan.WEB[_WIKI][0])


def _odd_server(desk: Managed, mode: str, **options: object) -> None:
    """A name server on the internet that misbehaves, and nothing else in the laptop's list."""
    desk.world.internet.sh(f"ip addr add {_TYPED}/32 dev lo")
    server(desk.world.internet, "dns", {"listen": [_TYPED], "mode": mode, "upstream": plan.ISP_RESOLVER, **options})
    desk.change("ipv4.ignore-auto-dns", "yes", "ipv4.dns", _TYPED)


@repair(
    "dns.no_server-automatic_ones_ignored",
    "dns.no_server",
    "dns.use_automatic",
    all_of(anchors_open, lookup(_WIKI), _BOX_IS_GOOD),
)
def automatic_ones_ignored(desk: Managed) -> None:
    """ "Automatic" was switched off for name servers, and no other was typed."""
    desk.change("ipv4.ignore-auto-dns", "yes")


@repair(
    "dns.no_server-list_emptied",
    "dns.no_server",
    ("dns.use_automatic", "dhcp.renew", "adapter.restart", "dns.flush"),
    all_of(anchors_open, lookup(_WIKI), _BOX_IS_GOOD),
)
def list_emptied(desk: Managed) -> None:
    """Another program emptied the list of name servers and has gone."""
    desk.write("/etc/resolv.conf", "")


@repair(
    "dns.server_unreachable-typed_and_dead",
    "dns.server_unreachable",
    "dns.use_automatic",
    all_of(anchors_open, dns("198.51.100.250", _WIKI, outcome="silent"), _BOX_IS_GOOD),
)
def typed_and_dead(desk: Managed) -> None:
    """The settings name a server that was switched off years ago."""
    desk.change("ipv4.ignore-auto-dns", "yes", "ipv4.dns", dead_server(desk.world))


@repair(
    "dns.no_server-left_behind",
    "dns.no_server",
    ("dns.use_automatic", "dhcp.renew", "adapter.restart"),
    all_of(anchors_open, shell("cat /etc/resolv.conf", says="127.0.0.1"), lookup(_WIKI), _BOX_IS_GOOD),
)
def left_behind(desk: Managed) -> None:
    """A filter program that has gone left itself in the list: 127.0.0.1, where nobody listens."""
    desk.write("/etc/resolv.conf", "nameserver 127.0.0.1\n")


@repair(
    "dns.server_failing-typed_and_closed",
    "dns.server_failing",
    "dns.use_automatic",
    all_of(anchors_open, dns(_TYPED, _WIKI, rcode=5), _BOX_IS_GOOD),
)
def typed_and_closed(desk: Managed) -> None:
    """The settings name the server of a former provider, which refuses strangers."""
    _odd_server(desk, "refused")


@repair(
    "dns.hijacked-typed_liar",
    "dns.hijacked",
    "dns.use_automatic",
    all_of(anchors_open, dns(_TYPED, _WIKI, address=plan.FOREIGN), _BOX_IS_GOOD),
)
def typed_liar(desk: Managed) -> None:
    """A harmful program typed a name server that leads well-known names to a foreign computer."""
    desk.world.internet.sh(f"ip addr add {plan.FOREIGN}/32 dev lo")
    lies = {name: [plan.FOREIGN] for name in (_WIKI, "www.debian.org", "www.example.org")}
    _odd_server(desk, "relay", answers=lies)


@repair(
    "dns.slow-first_of_two_dead",
    "dns.slow",
    "dns.use_automatic",
    all_of(
        anchors_open,
        dns("198.51.100.250", _WIKI, outcome="silent"),
        _BOX_IS_GOOD,
        shell("! timeout 1 getent hosts www.wikipedia.org"),
    ),
)
def first_of_two_dead(desk: Managed) -> None:
    """A dead name server was typed in front of the box's: every name waits for it first."""
    desk.change("ipv4.dns", dead_server(desk.world))


@repair(
    "dns.slow-typed_and_far",
    "dns.slow",
    "dns.use_automatic",
    all_of(anchors_open, dns(_TYPED, _WIKI, min_ms=400), _BOX_IS_GOOD),
)
def typed_and_far(desk: Managed) -> None:
    """The name server that was typed needs 0.45 s for every answer; the box needs none."""
    _odd_server(desk, "relay", delay_ms=450)


@repair(
    "dns.hosts_override-old_server",
    "dns.hosts_override",
    "hosts.remove_entries",
    all_of(anchors_open, lookup("www.example.org", plan.FOREIGN), dns(plan.LAN_ROUTER, "www.example.org")),
    helper=True,
)
def old_server(desk: Managed) -> None:
    """A forgotten line in the hosts file leads the helpdesk to a server that is no more."""
    desk.world.internet.nft(f"add rule inet net pre ip daddr {plan.FOREIGN} drop")
    desk.write("/etc/hosts", f"{desk.read('/etc/hosts')}{plan.FOREIGN} www.example.org # test 2023\n")


@repair(
    "dns.hosts_override-beside_another_name",
    "dns.hosts_override",
    "hosts.remove_entries",
    all_of(anchors_open, lookup("www.example.org", "127.0.0.1"), lookup("ads.example.net", "127.0.0.1")),
    helper=True,
)
def beside_another_name(desk: Managed) -> None:
    """One line of a list of blocked names holds the helpdesk and a name that is nobody's business."""
    desk.write("/etc/hosts", f"{desk.read('/etc/hosts')}127.0.0.1 ads.example.net WWW.Example.ORG\n")

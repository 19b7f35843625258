"""Addresses that the person types: everything else works, and only what was typed is followed."""

from datetime import timedelta

from tests.lab import plan
from tests.lab.authority import PUBLIC
from tests.lab.control import Control, all_of, all_works, anchors_open, curl, lookup, openvpn_answers, shell, tcp
from tests.lab.fault import gateways, idle_client
from tests.lab.scenario import scenario
from tests.lab.scenarios.tunnel import openvpn_up
from tests.lab.world import Lab

_DOWN = "192.0.2.199"  # routed to the internet's computer, where nobody has it
_NEWS, _NEWS_IP = "www.debian.org", plan.WEB["www.debian.org"][0]
_STATUS = "status.example.org"
_FILES = "files.corp.example"


def typed(*words: str) -> tuple[str, ...]:
    """The option for one address."""
    return ("--address", *words)


def _only_that(*controls: Control) -> Control:
    return all_of(all_works, *controls)


@scenario(
    "service.unreachable-typed_host_down",
    "service.unreachable",
    _only_that(lookup("shop.example.net", _DOWN), tcp(_DOWN, 443, "silent")),
    options=typed("https://shop.example.net/orders?id=7"),
)
def host_down(lab: Lab) -> None:
    """The name has an address, and nothing is alive there."""
    lab.restart_resolver(extra=(f"host-record=shop.example.net,{_DOWN}",))
    lab.internet.nft(f"add rule inet net pre ip daddr {_DOWN} drop")


@scenario(
    "service.name_unresolvable-typed_slip",
    "service.name_unresolvable",
    _only_that(lookup("www.wikipdeia.org")),
    options=typed("www.wikipdeia.org"),
)
def typing_slip(lab: Lab) -> None:
    """Two letters changed places: nobody owns that name."""


@scenario(
    "service.http_error-typed_503",
    "service.http_error",
    all_of(anchors_open, curl(f"https://{_NEWS}/", status=503)),
    options=typed(_NEWS),
)
def typed_503(lab: Lab) -> None:
    """The website is overloaded and says so."""
    lab.answer_with(_NEWS, status=503)


@scenario(
    "service.cert_expired-typed",
    "service.cert_expired",
    all_of(anchors_open, curl(f"https://{_STATUS}/", exit_status=60)),
    options=typed(f"https://{_STATUS}"),
)
def typed_expired(lab: Lab) -> None:
    """The website's certificate ran out yesterday."""
    began, ran_out = timedelta(days=-91), timedelta(days=-1)
    lab.answer_with(_STATUS, chain=lab.authority.site(_STATUS, PUBLIC[2], start=began, end=ran_out))


@scenario(
    "service.access_denied-typed_403",
    "service.access_denied",
    all_of(anchors_open, curl(f"https://{_STATUS}/", status=403)),
    options=typed(f"https://{_STATUS}/team"),
)
def typed_403(lab: Lab) -> None:
    """The website is there and does not let this person in."""
    lab.answer_with(_STATUS, status=403)


@scenario(
    "service.down-typed_port_closed",
    "service.down",
    _only_that(tcp(_NEWS_IP, 8443, "refused")),
    options=typed(f"{_NEWS}:8443"),
)
def port_closed(lab: Lab) -> None:
    """The host is alive, and no program listens at the port that was typed."""


@scenario(
    "service.unreachable-typed_tcp_silent",
    "service.unreachable",
    _only_that(tcp(_NEWS_IP, 3389, "silent"), tcp(_NEWS_IP, 443, "open")),
    options=typed(f"tcp://{_NEWS}:3389"),
    ipv6=False,
)
def tcp_silent(lab: Lab) -> None:
    """A remote desktop whose port swallows everything; the same host shows its web pages."""
    lab.internet.nft(f"add rule inet net pre ip daddr {_NEWS_IP} tcp dport 3389 drop")


@scenario(
    "vpn.not_running-typed_internal_name",
    "vpn.not_running",
    all_of(anchors_open, openvpn_answers, lookup(_FILES), shell("ps ax | grep -v grep | grep openvpn", fails=True)),
    site="openvpn",
    options=typed(f"https://{_FILES}/plans"),
    args={"vpn": "Company VPN"},
)
def internal_name(lab: Lab) -> None:
    """Somebody types an internal address; nobody has started the VPN that knows it."""
    gateways(lab)


@scenario(
    "vpn.not_connected-typed_internal_number",
    "vpn.not_connected",
    all_of(anchors_open, openvpn_answers, tcp(plan.INSIDE[_FILES], 443, "silent", "unreachable")),
    site="openvpn",
    options=typed(f"tcp://{plan.INSIDE[_FILES]}:443"),
)
def internal_number(lab: Lab) -> None:
    """The same by number, with a client that waits for somebody to press "connect"."""
    gateways(lab)
    idle_client(lab)


@scenario(
    "healthy-typed_page_moved",
    "healthy",
    all_of(anchors_open, curl(f"https://{_NEWS}/", status=301)),
    options=typed(f"http://{_NEWS}"),
)
def page_moved(lab: Lab) -> None:
    """What was typed leads on to another page, as most addresses do."""
    for plain in (True, False):
        lab.answer_with(_NEWS, status=301, body=f"https://{_NEWS}/start", plain=plain)


@scenario(
    "healthy-typed_name_server",
    "healthy",
    _only_that(tcp("9.9.9.9", 53, "open")),
    options=typed("tcp://9.9.9.9:53"),
)
def name_server(lab: Lab) -> None:
    """A port that speaks no HTTP, and need not."""


@scenario(
    "healthy-typed_internal_door",
    "healthy",
    all_of(anchors_open, tcp(plan.INSIDE[_FILES], 443, "open")),
    site="openvpn",
    options=typed(f"tcp://{_FILES}:443"),
)
def internal_door(lab: Lab) -> None:
    """An internal server that the site file does not name, through the tunnel that is up."""
    openvpn_up(lab)
    lab.company.start_openvpn("tcp")
    lab.company.start_intranet()

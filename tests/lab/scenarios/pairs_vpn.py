"""Two faults at once around the company's VPN."""

from tests.lab import plan, repair
from tests.lab.authority import COMPANY
from tests.lab.control import (
    all_of,
    anchors_open,
    curl,
    dns,
    lookup,
    openvpn_answers,
    openvpn_silent,
    ping,
    shell,
    tcp,
)
from tests.lab.fault import (
    EXPIRED,
    HELPDESK_503,
    HELPDESK_EXPIRED,
    HELPDESK_REFUSES,
    HELPDESK_WORKS,
    LOST_6,
    NO_TUNNEL,
    TUNNEL,
    expire_helpdesk,
    gateways,
    idle_client,
    refuse_helpdesk,
)
from tests.lab.pair import pair
from tests.lab.scenarios import firewall, internet
from tests.lab.scenarios.service import inside
from tests.lab.scenarios.tunnel import openvpn_up, start_client
from tests.lab.world import Lab

_HELPDESK = "www.example.org"
INTRANET = "intranet.corp.example"
_INTRANET_WORKS = inside(INTRANET, status=200)


def _start_and_connect(lab: Lab) -> None:
    repair.tunnel_up(start_client(lab))
    lab.laptop.name_servers(plan.INSIDE_DNS, plan.LAN_ROUTER)


@pair(
    "service_refuses",
    "vpn.not_running",
    "service.down",
    all_of(openvpn_answers, NO_TUNNEL, HELPDESK_REFUSES),
    seen=True,
    mend=_start_and_connect,
    proof=all_of(_INTRANET_WORKS, HELPDESK_REFUSES),
    site="openvpn",
)
def stopped_and_service(lab: Lab) -> None:
    """Nobody started the VPN; and the helpdesk, which needs no VPN, refuses connections."""
    gateways(lab)
    refuse_helpdesk(lab)


def _port_open_again(lab: Lab) -> None:
    repair.box_passes(lab)
    _start_and_connect(lab)


@pair(
    "ipv6_broken",
    "vpn.port_blocked",
    "ipv6.broken",
    all_of(anchors_open, openvpn_silent, ping(plan.COMPANY_GATEWAY), LOST_6),
    seen=True,
    site="openvpn-udp",
    mend=_port_open_again,
    proof=all_of(_INTRANET_WORKS, LOST_6),
)
def port_and_ipv6(lab: Lab) -> None:
    """The network drops the VPN's only port, and the box does not pass IPv6 on."""
    gateways(lab, "udp")
    lab.router.nft("add rule inet home pass udp dport 1194 drop")
    internet.box_forgets(lab)
    start_client(lab, extra="connect-retry-max 1").wait_for("link remote")


@pair(
    "vpn_waits_behind",
    "firewall.blocked",
    "vpn.not_connected",
    all_of(tcp("1.1.1.1", 443, "refused", "unreachable", "not permitted"), openvpn_answers, NO_TUNNEL),
    seen=False,
    mend=repair.filter_off,
    proof=all_of(anchors_open, NO_TUNNEL),
    site="openvpn",
)
def filter_then_vpn(lab: Lab) -> None:
    """A security program rejects web connections; and the VPN waits for somebody to press "connect"."""
    gateways(lab)
    idle_client(lab)
    firewall.web_rejected(lab)


@pair(
    "vpn_stopped_behind",
    "firewall.blocked",
    "vpn.not_running",
    all_of(ping("1.1.1.1", answers=False), tcp("1.1.1.1", 443, "silent", "not permitted")),
    seen=False,
    mend=repair.filter_off,
    proof=all_of(anchors_open, NO_TUNNEL),
    site="openvpn",
)
def kill_switch_then_vpn(lab: Lab) -> None:
    """The kill switch of a removed VPN stops everything; and the company's own VPN was never started."""
    gateways(lab)
    firewall.kill_switch(lab)


@pair(
    "vpn_stopped_behind",
    "internet.captive_portal",
    "vpn.not_running",
    all_of(curl("http://detectportal.firefox.com/success.txt", status=302), tcp("1.1.1.1", 443, "silent")),
    seen=False,
    mend=repair.signed_in,
    proof=all_of(anchors_open, NO_TUNNEL),
    site="openvpn",
    ipv6=False,
)
def portal_then_vpn(lab: Lab) -> None:
    """A hotel wants a sign-in first; and nobody has started the VPN yet."""
    gateways(lab)
    internet.redirect(lab)


@pair(
    "vpn_waits",
    "mtu.black_hole",
    "vpn.not_connected",
    all_of(ping("1.1.1.1"), ping("1.1.1.1", answers=False, size=1400), NO_TUNNEL),
    seen=True,
    mend=repair.box_passes,
    proof=all_of(ping("1.1.1.1", size=1400), NO_TUNNEL),
    site="openvpn",
)
def large_packets_and_vpn(lab: Lab) -> None:
    """Large packets from the laptop vanish, and the VPN waits for somebody to press "connect"."""
    gateways(lab)
    idle_client(lab)
    internet.upward(lab)


@pair(
    "service_503",
    "vpn.routes_missing",
    "service.http_error",
    all_of(TUNNEL, shell(f"ip route get {plan.INSIDE_DNS}", says="dev eth0"), HELPDESK_503),
    seen=True,
    mend=lambda lab: lab.laptop.sh(f"ip route add {plan.INSIDE_PREFIX} dev tun0"),
    proof=all_of(_INTRANET_WORKS, HELPDESK_503),
    site="openvpn",
)
def routes_and_service(lab: Lab) -> None:
    """The tunnel is up without the company's route, and the public helpdesk says "service unavailable"."""
    gateways(lab)
    start_client(lab, extra='pull-filter ignore "route 10."').wait_for("Initialization Sequence Completed")
    lab.laptop.name_servers(plan.INSIDE_DNS, plan.LAN_ROUTER)
    lab.answer_with(_HELPDESK, status=503)


@pair(
    "service_refuses",
    "vpn.dns_not_applied",
    "service.down",
    all_of(TUNNEL, lookup(INTRANET), dns(plan.INSIDE_DNS, INTRANET), HELPDESK_REFUSES),
    seen=True,
    mend=lambda lab: lab.laptop.name_servers(plan.INSIDE_DNS, plan.LAN_ROUTER),
    proof=all_of(_INTRANET_WORKS, HELPDESK_REFUSES),
    site="openvpn",
)
def names_and_service(lab: Lab) -> None:
    """The tunnel is up and its name server was not taken over; and the public helpdesk refuses connections."""
    openvpn_up(lab)
    lab.company.start_intranet()
    lab.laptop.name_servers(plan.LAN_ROUTER)
    refuse_helpdesk(lab)


@pair(
    "certificate_expired",
    "vpn.gateway_unreachable",
    "service.cert_expired",
    all_of(anchors_open, openvpn_silent, tcp(plan.COMPANY_GATEWAY, 443, "silent"), HELPDESK_EXPIRED),
    seen=True,
    site="openvpn",
)
def company_dark_and_expired(lab: Lab) -> None:
    """The company's line is down, and the public helpdesk's certificate has run out."""
    gateways(lab)
    start_client(lab)
    lab.internet.nft(f"add rule inet net pre ip daddr {plan.COMPANY_GATEWAY} drop")
    expire_helpdesk(lab)


@pair(
    "service_nameless",
    "vpn.gateway_unresolvable",
    "service.name_unresolvable",
    all_of(anchors_open, lookup("vpn.example.org"), lookup(_HELPDESK)),
    seen=True,
    site="openvpn",
)
def two_names_gone(lab: Lab) -> None:
    """A slip in the public zone: the names of the VPN's gateway and of the helpdesk are both gone."""
    gateways(lab)
    lab.restart_resolver(missing=("vpn.example.org", _HELPDESK))
    start_client(lab)


@pair(
    "service_503",
    "firewall.blocked",
    "service.http_error",
    all_of(tcp("1.1.1.1", 443, "open"), HELPDESK_503),
    seen=True,
    site="openvpn-udp",
)
def vpn_port_and_service(lab: Lab) -> None:
    """The laptop's filter stops the VPN's port, and the public helpdesk says "service unavailable"."""
    firewall.vpn_port(lab)
    lab.answer_with(_HELPDESK, status=503)


@pair(
    "service_expired_behind",
    "vpn.not_connected",
    "service.cert_expired",
    all_of(openvpn_answers, NO_TUNNEL, HELPDESK_WORKS),
    seen=False,
    mend=_start_and_connect,
    proof=inside(INTRANET, exit_status=60),
    site="openvpn",
)
def waits_then_expired(lab: Lab) -> None:
    """The VPN waits for the person; and the intranet behind it shows a certificate that has run out."""
    lab.company.start_openvpn("udp")
    lab.company.start_openvpn("tcp")
    lab.company.start_intranet(chain=lab.authority.site(INTRANET, COMPANY, start=EXPIRED[0], end=EXPIRED[1]))
    idle_client(lab)

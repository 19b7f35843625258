"""The company VPN: not there, not running, idle, without a gateway, or with its port closed."""

from tests.lab import plan
from tests.lab.control import all_of, anchors_open, dns, lookup, openvpn_answers, openvpn_silent, ping, shell, tcp
from tests.lab.fault import NO_TUNNEL, gateways, idle_client
from tests.lab.scenario import scenario
from tests.lab.scenarios.tunnel import start_client, wireguard_peer
from tests.lab.world import Lab

_GATEWAY = plan.COMPANY_GATEWAY


@scenario(
    "vpn.not_installed-other_client",
    "vpn.not_installed",
    all_of(anchors_open, tcp(_GATEWAY, 443, "open"), shell("command -v vpnagentd", fails=True)),
    site="anyconnect",
)
def other_client(lab: Lab) -> None:
    """The organisation's client program is not on this laptop."""
    lab.company.start_tls_gateway()
    lab.company.start_intranet()


@scenario(
    "vpn.not_installed-removed",
    "vpn.not_installed",
    all_of(anchors_open, openvpn_answers, shell("command -v openvpn", fails=True)),
    site="openvpn",
    args={"vpn": "Company VPN"},
)
def removed(lab: Lab) -> None:
    """Somebody removed OpenVPN: neither program nor package is there."""
    gateways(lab)
    lab.laptop.hide_program("openvpn", "/usr/sbin/openvpn")


@scenario(
    "vpn.not_running-openvpn",
    "vpn.not_running",
    all_of(
        anchors_open,
        openvpn_answers,
        tcp(_GATEWAY, 443, "open"),
        NO_TUNNEL,
        shell("ps ax | grep -v grep | grep openvpn", fails=True),
    ),
    site="openvpn",
)
def openvpn_stopped(lab: Lab) -> None:
    """Both gateways answer, the client is installed, and nobody started it."""
    gateways(lab)


@scenario(
    "vpn.not_running-wireguard",
    "vpn.not_running",
    all_of(anchors_open, ping(_GATEWAY), NO_TUNNEL, shell("ps ax | grep -v grep | grep wireguard-go", fails=True)),
    site="wireguard",
)
def wireguard_stopped(lab: Lab) -> None:
    """The WireGuard gateway is there; the tunnel program does not run."""
    lab.company.start_wireguard("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
    lab.company.start_intranet()


@scenario(
    "vpn.not_connected-waits_for_the_person",
    "vpn.not_connected",
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, shell("ps ax | grep -v grep | grep openvpn")),
    site="openvpn",
)
def waits_for_the_person(lab: Lab) -> None:
    """The client runs and waits for somebody to press "connect"."""
    gateways(lab)
    idle_client(lab)


@scenario(
    "vpn.not_connected-gives_up_at_password",
    "vpn.not_connected",
    all_of(anchors_open, openvpn_answers, NO_TUNNEL, shell("ps ax | grep -v grep | grep openvpn")),
    site="openvpn",
)
def asks_for_password(lab: Lab) -> None:
    """The client waits for a name and a password that nobody has typed."""
    gateways(lab)
    start_client(lab, extra="management 127.0.0.1 7505\nmanagement-query-passwords\nauth-user-pass")


@scenario(
    "vpn.gateway_unresolvable-name_gone",
    "vpn.gateway_unresolvable",
    all_of(anchors_open, lookup("vpn.example.org"), lookup("www.example.org", plan.WEB["www.example.org"][0])),
    site="openvpn",
)
def name_gone(lab: Lab) -> None:
    """The gateway's name has vanished from the public zone; every other name is fine."""
    gateways(lab)
    lab.restart_resolver(missing=("vpn.example.org",))
    start_client(lab)


@scenario(
    "vpn.gateway_unresolvable-box_hides_it",
    "vpn.gateway_unresolvable",
    all_of(anchors_open, lookup("vpn.example.org"), dns("9.9.9.9", "vpn.example.org", address=_GATEWAY)),
    site="openvpn",
)
def box_hides_it(lab: Lab) -> None:
    """The name server of the box denies the gateway's name; a public one knows it."""
    gateways(lab)
    lab.restart_box(extra=("address=/vpn.example.org/",))
    start_client(lab)


@scenario(
    "vpn.gateway_unreachable-company_dark",
    "vpn.gateway_unreachable",
    all_of(anchors_open, openvpn_silent, tcp(_GATEWAY, 443, "silent"), ping(_GATEWAY, answers=False)),
    site="openvpn",
    args={"vpn": "Company VPN"},
)
def company_dark(lab: Lab) -> None:
    """The company's line is down: nothing comes back from its gateway."""
    gateways(lab)
    start_client(lab)
    lab.internet.nft(f"add rule inet net pre ip daddr {_GATEWAY} drop")


@scenario(
    "vpn.gateway_unreachable-no_route",
    "vpn.gateway_unreachable",
    all_of(anchors_open, openvpn_silent, tcp(_GATEWAY, 443, "unreachable"), ping(_GATEWAY, answers=False)),
    site="openvpn",
)
def no_route(lab: Lab) -> None:
    """Routers on the way say that the company's network is not there."""
    gateways(lab)
    start_client(lab)
    lab.internet.sh("ip link set co0 down")


@scenario(
    "vpn.port_blocked-udp_in_hotel",
    "vpn.port_blocked",
    all_of(anchors_open, openvpn_silent, tcp(_GATEWAY, 443, "open")),
    site="openvpn",
    args={"vpn": "Company VPN", "gateway": "vpn.example.org:1194/udp"},
)
def udp_in_hotel(lab: Lab) -> None:
    """This network drops the VPN's UDP port; the TCP way in answers."""
    gateways(lab)
    lab.router.nft("add rule inet home pass udp dport 1194 drop")
    start_client(lab)


@scenario(
    "vpn.port_blocked-only_ping_answers",
    "vpn.port_blocked",
    all_of(anchors_open, openvpn_silent, ping(_GATEWAY)),
    site="openvpn-udp",
)
def only_ping_answers(lab: Lab) -> None:
    """The only way in is dropped on the way; the gateway itself answers pings."""
    gateways(lab, "udp")
    lab.router.nft("add rule inet home pass udp dport != { 53, 123, 443 } drop")
    start_client(lab)


@scenario(
    "vpn.port_blocked-wireguard",
    "vpn.port_blocked",
    all_of(
        anchors_open,
        ping(_GATEWAY),
        shell(f"ping -n -c1 -W1 {plan.WIREGUARD_COMPANY}", fails=True),
        shell("wg show wg0 latest-handshakes", says="\t0"),
    ),
    site="wireguard",
    args={"vpn": "Company VPN", "gateway": "wg.example.org:51820/udp"},
)
def wireguard_port(lab: Lab) -> None:
    """Handshakes leave and none comes back: this network drops UDP 51820."""
    lab.company.start_intranet()
    lab.router.nft("add rule inet home pass udp dport 51820 drop")
    wireguard_peer(lab)

"""The tunnel is up, and the laptop does not use it as it should: ways and names that were not set."""

from tests.lab import plan
from tests.lab.control import Control, all_of, all_works, anchors_open, dns, lookup, shell, tcp
from tests.lab.scenario import scenario
from tests.lab.scenarios.tunnel import wireguard_up
from tests.lab.vpn_ocserv import NEEDS as OCSERV
from tests.lab.vpn_ocserv import connect as openconnect
from tests.lab.vpn_ocserv import gateway as ocserv
from tests.lab.vpn_openvpn import connect
from tests.lab.world import Lab

_NAME = "intranet.corp.example"
_INTRANET = plan.INSIDE[_NAME]
_VPN = {"vpn": "Company VPN"}
_BOX = plan.LAN_ROUTER


def _outside(device: str, tunnel: str) -> Control:
    """The tunnel answers at its own address, and the way to the intranet leaves by another device."""
    return all_of(
        shell(f"ip route get {_INTRANET}", says=f"dev {device}"),
        shell(f"ping -n -c1 -W1 {tunnel}"),
        tcp(_INTRANET, 443, "unreachable", "silent"),
    )


def _company(lab: Lab, *, routes: bool = True) -> None:
    lab.company.start_openvpn(routes=routes)
    lab.company.start_openvpn("tcp", routes=routes)
    lab.company.start_intranet()


@scenario(
    "vpn.routes_missing-gateway_tells_none",
    "vpn.routes_missing",
    all_of(anchors_open, _outside("eth0", "10.21.0.1")),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def gateway_tells_none(lab: Lab) -> None:
    """Somebody took the routes out of the gateway's settings: the tunnel comes up and nobody uses it."""
    _company(lab, routes=False)
    connect(lab)


@scenario(
    "vpn.routes_missing-client_does_not_listen",
    "vpn.routes_missing",
    all_of(
        anchors_open, _outside("eth0", "10.21.0.1"), shell("grep -q 'route 10.20.0.0' /var/log/openvpn/company.log")
    ),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def client_does_not_listen(lab: Lab) -> None:
    """The profile says "route-nopull": the gateway's routes are told and not taken; the names stay as they were."""
    _company(lab)
    connect(lab, "route-nopull", names=False)


@scenario(
    "vpn.routes_missing-somebody_took_it_away",
    "vpn.routes_missing",
    all_of(
        anchors_open, _outside("eth0", plan.WIREGUARD_COMPANY), shell("wg show wg0 allowed-ips", says="10.20.0.0/16")
    ),
    site="wireguard",
    args=_VPN,
)
def took_it_away(lab: Lab) -> None:
    """Another program tidied the routing table: WireGuard is up, and its route is gone."""
    lab.company.start_intranet()
    wireguard_up(lab)
    lab.laptop.sh(f"ip route del {plan.INSIDE_PREFIX} dev wg0")


@scenario(
    "vpn.routes_missing-openconnect_without_routes",
    "vpn.routes_missing",
    all_of(anchors_open, _outside("eth0", "10.24.0.1"), dns(plan.LAN_ROUTER, "www.debian.org")),
    site="vpn-openconnect",
    args=_VPN,
    needs=OCSERV,
)
def openconnect_without_routes(lab: Lab) -> None:
    """An AnyConnect gateway with another group's settings: its list of networks holds the wrong one."""
    lab.company.start_intranet()
    ocserv(lab, "route = 10.77.0.0/255.255.0.0", routes=False, names=False)
    openconnect(lab)


@scenario(
    "vpn.routes_missing-only_the_name_server",
    "vpn.routes_missing",
    all_of(
        anchors_open,
        dns(plan.INSIDE_DNS, _NAME, address=_INTRANET),
        shell(f"ip route get {plan.INSIDE_DNS}", says="dev tun0"),
        _outside("eth0", "10.21.0.1"),
    ),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def only_the_name_server(lab: Lab) -> None:
    """The gateway tells the way to its name server and to nothing else: names resolve, and nothing opens."""
    lab.company.start_openvpn(routes=False, lines=['push "route 10.20.0.53 255.255.255.255"'])
    lab.company.start_intranet()
    connect(lab)


def _names_elsewhere(*servers: str) -> Control:
    """The company's server answers when asked; the system's own look-up finds nothing."""
    return all_of(
        all_works,
        dns(plan.INSIDE_DNS, _NAME, address=_INTRANET),
        tcp(_INTRANET, 443, "open"),
        lookup(_NAME),
        shell("cat /etc/resolv.conf", says="".join(f"nameserver {server}\n" for server in servers)),
    )


@scenario(
    "vpn.dns_not_applied-laptop_asks_the_box",
    "vpn.dns_not_applied",
    _names_elsewhere(_BOX),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def asks_the_box(lab: Lab) -> None:
    """The tunnel came up, and nothing told the system about its name server."""
    _company(lab)
    connect(lab, names=False)


@scenario(
    "vpn.dns_not_applied-dhcp_wrote_over_it",
    "vpn.dns_not_applied",
    _names_elsewhere(_BOX),
    site="wireguard",
    args=_VPN,
)
def dhcp_wrote_over_it(lab: Lab) -> None:
    """The lease was renewed an hour later, and the DHCP client put the box's name server back."""
    lab.company.start_intranet()
    wireguard_up(lab)
    lab.laptop.sh(
        "pkill -USR1 -f busybox.udhcpc\nfor _ in $(seq 300); do\n"
        f" grep -q {plan.INSIDE_DNS} /etc/resolv.conf || exit 0\n sleep 0.01\ndone\nexit 1"
    )


@scenario(
    "vpn.dns_not_applied-public_server_in_front",
    "vpn.dns_not_applied",
    _names_elsewhere("9.9.9.9", plan.INSIDE_DNS),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def public_server_in_front(lab: Lab) -> None:
    """Somebody typed a public name server once: it stands before the company's, and says that there is no such name."""
    _company(lab)
    connect(lab)
    lab.laptop.name_servers("9.9.9.9", plan.INSIDE_DNS)


@scenario(
    "vpn.dns_not_applied-gateway_tells_no_server",
    "vpn.dns_not_applied",
    _names_elsewhere(_BOX),
    site="vpn-openconnect",
    args=_VPN,
    needs=OCSERV,
)
def gateway_tells_no_server(lab: Lab) -> None:
    """An AnyConnect gateway hands out networks and no name server."""
    lab.company.start_intranet()
    ocserv(lab, names=False)
    openconnect(lab)

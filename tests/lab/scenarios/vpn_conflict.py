"""Somebody else's tunnel, or somebody else's numbers, in the company VPN's way."""

from tests.lab import plan
from tests.lab.control import all_of, all_works, anchors_open, curl, dns, openvpn_silent, ping, shell, tcp
from tests.lab.daemon import Block, nginx
from tests.lab.fault import NO_TUNNEL
from tests.lab.scenario import scenario
from tests.lab.scenarios.tunnel import start_client, wireguard_peer
from tests.lab.vpn_openvpn import connect
from tests.lab.vpn_private import kill_switch, openvpn_tunnel, product, provider, refuse_customers, wireguard_tunnel
from tests.lab.world import Lab

_GATEWAY = plan.COMPANY_GATEWAY
_INTRANET = plan.INSIDE["intranet.corp.example"]


def _company(lab: Lab) -> None:
    lab.company.start_openvpn()
    lab.company.start_openvpn("tcp")
    lab.company.start_intranet()


@scenario(
    "vpn.client_conflict-wireguard_takes_all",
    "vpn.client_conflict",
    all_of(
        anchors_open,
        openvpn_silent,
        ping(_GATEWAY, answers=False),
        shell(f"ip route get {_GATEWAY}", says="dev wg-home"),
        shell("wg show wg-home latest-handshakes | grep -v '\t0$'"),
        shell(f"ping -n -c1 -W1 -I eth0 {_GATEWAY}"),
    ),
    site="openvpn",
    ipv6=False,
)
def wireguard_takes_all(lab: Lab) -> None:
    """A private WireGuard tunnel carries everything, and the company's gateway takes nobody from there."""
    _company(lab)
    refuse_customers(lab)
    wireguard_tunnel(lab, provider(lab))
    start_client(lab)


@scenario(
    "vpn.client_conflict-openvpn_swallows_the_tunnel",
    "vpn.client_conflict",
    all_of(
        anchors_open,
        openvpn_silent,
        shell(f"ip route get {_GATEWAY}", says="dev tun7"),
        shell("ip -br link show tun0"),
        shell(f"ping -n -c2 -i0.3 -W1 {plan.INSIDE_ROUTER}", fails=True),
        shell(f"ping -n -c1 -W1 -I eth0 {_GATEWAY}"),
    ),
    site="vpn-openvpn-udp",
    ipv6=False,
)
def openvpn_swallows(lab: Lab) -> None:
    """The company's tunnel was up; then a private OpenVPN took the way that its packets went."""
    _company(lab)
    connect(lab)
    refuse_customers(lab)
    openvpn_tunnel(lab, provider(lab))


@scenario(
    "vpn.client_conflict-private_tunnel_is_dead",
    "vpn.client_conflict",
    all_of(
        *(tcp(anchor, 443, "silent") for anchor in plan.ANCHORS),
        openvpn_silent,
        shell("ip route get 1.1.1.1", says="dev wg-home"),
        shell("ping -n -c1 -W1 -I eth0 1.1.1.1"),
        shell(f"ping -n -c1 -W1 -I eth0 {_GATEWAY}"),
    ),
    site="openvpn",
    ipv6=False,
)
def private_is_dead(lab: Lab) -> None:
    """The private provider is out of order and its tunnel still swallows everything; the line itself works."""
    _company(lab)
    node = provider(lab)
    wireguard_tunnel(lab, node)
    lab.laptop.sh("ping -n -c3 -i0.2 -W1 1.1.1.1 >/dev/null")
    node.nft("table ip dead {\n chain in { type filter hook input priority 0; udp dport 51821 drop; }\n}\n")
    start_client(lab)


@scenario(
    "vpn.client_conflict-kill_switch",
    "vpn.client_conflict",
    all_of(
        tcp("1.1.1.1", 443, "refused", "unreachable", "not permitted"),
        tcp(_GATEWAY, 443, "refused", "unreachable", "not permitted"),
        ping(plan.LAN_ROUTER),
        shell("nft list tables", says="mullvad"),
        NO_TUNNEL,
    ),
    site="openvpn",
    ipv6=False,
)
def left_kill_switch(lab: Lab) -> None:
    """A private VPN is not connected, and its kill switch lets nothing out but its own tunnel."""
    _company(lab)
    product(lab, "mullvad-daemon")
    start_client(lab)
    kill_switch(lab)


@scenario(
    "vpn.subnet_conflict-home_uses_the_same_numbers",
    "vpn.subnet_conflict",
    all_of(
        anchors_open,
        dns("10.20.0.1", "www.debian.org"),  # the box, at an address that the company uses too
        shell("ip -br addr show tun0", says="10.21.0."),
        shell(f"ip route get {_INTRANET}", says="dev eth0"),
        tcp(_INTRANET, 443, "unreachable", "silent"),
    ),
    site="openvpn",
    connect=False,
    ipv6=False,
    args={"vpn": "Company VPN"},
)
def home_same_numbers(lab: Lab) -> None:
    """The box at home gives out 10.20.0.x, which is where the company's services are."""
    _box_of(lab, "10.20.0.1/24", "10.20.0.100,10.20.0.150")
    _company(lab)
    _tunnel_up(lab, "10.20.0.1")


@scenario(
    "vpn.subnet_conflict-virtual_machines",
    "vpn.subnet_conflict",
    all_of(
        all_works,
        shell(f"ip route get {_INTRANET}", says="dev virbr0"),
        shell(f"ip route get {plan.INSIDE_DNS}", says="dev tun0"),
        tcp(_INTRANET, 443, "unreachable", "silent"),
    ),
    site="openvpn",
)
def virtual_machines(lab: Lab) -> None:
    """A bridge for virtual machines on the laptop has the numbers of the company's services."""
    _company(lab)
    _tunnel_up(lab, plan.LAN_ROUTER)
    lab.laptop.sh("ip link add virbr0 type bridge\nip addr add 10.20.0.9/29 dev virbr0\nip link set virbr0 up\n")


@scenario(
    "vpn.subnet_conflict-wireguard_and_home",
    "vpn.subnet_conflict",
    all_of(
        all_works,
        shell("wg show wg0 latest-handshakes | grep -v '\t0$'"),
        shell(f"ip route get {_INTRANET}", says="dev eth0"),
        shell(f"ip route get {plan.INSIDE_DNS}", says="dev wg0"),
        tcp(_INTRANET, 443, "unreachable", "silent"),
    ),
    site="wireguard",
    connect=False,
    ipv6=False,
)
def wireguard_and_home(lab: Lab) -> None:
    """A small home network inside the company's range: it hides the services, not the name server."""
    _box_of(lab, "10.20.0.1/27", "10.20.0.20,10.20.0.29")
    lab.company.start_intranet()
    wireguard_peer(lab)
    lab.laptop.name_servers(plan.INSIDE_DNS, "10.20.0.1")
    lab.laptop.sh(f"ping -n -c3 -i0.2 -W1 {plan.WIREGUARD_COMPANY} >/dev/null")


@scenario(
    "vpn.subnet_conflict-printer_answers",
    "vpn.subnet_conflict",
    all_of(
        anchors_open,
        shell("ip -br addr show tun0", says="10.21.0."),
        shell(f"ip route get {_INTRANET}", says="dev eth0"),
        tcp(_INTRANET, 443, "open"),
        curl(f"https://{_INTRANET}/", "-k", status=200, body="printer"),
    ),
    site="openvpn",
    connect=False,
    ipv6=False,
)
def printer_answers(lab: Lab) -> None:
    """The printer at home has the address of the intranet, and answers there with a page of its own."""
    _box_of(lab, "10.20.0.1/27", "10.20.0.20,10.20.0.29")
    lab.router.sh(f"ip addr add {_INTRANET}/27 dev br-lan")
    own = lab.authority.site("printer.local", "Old Mill Authority", alt="DNS:printer.local")
    page = Block((f"{_INTRANET}:443",), chain=own, locations={"/": 'return 200 "printer";'})
    nginx(lab.router, "printer", [page], lab.authority.key)
    _company(lab)
    _tunnel_up(lab, "10.20.0.1")


def _box_of(lab: Lab, address: str, leases: str) -> None:
    """Let the box have other numbers, and connect the laptop."""
    lab.router.sh(f"ip addr flush dev br-lan scope global\nip addr add {address} dev br-lan\n")
    lab.restart_box(extra=(f"dhcp-range={leases},12h",))
    lab.laptop.connect()


def _tunnel_up(lab: Lab, box: str) -> None:
    """The tunnel is up and the company's name server stands in front, wherever it may be now."""
    start_client(lab).wait_for("Initialization Sequence Completed")
    lab.laptop.name_servers(plan.INSIDE_DNS, box)

"""The tunnel is up and set right, and what goes through it suffers: large packets, forgotten flows, loss, crowds."""

from tests.lab import plan
from tests.lab.control import Control, all_of, anchors_open, dns, openvpn_answers, ping, shell, tcp
from tests.lab.sample import pings
from tests.lab.scenario import scenario
from tests.lab.scenarios.service import inside
from tests.lab.scenarios.tunnel import openvpn_up, wireguard_up
from tests.lab.vpn_openvpn import connect
from tests.lab.vpn_path import crowd, forget_flow, lose_inside, narrow_way, swallow_large
from tests.lab.world import Lab

_INSIDE = plan.INSIDE["intranet.corp.example"]
_VPN = {"vpn": "Company VPN"}
_UP = shell("ip -br addr show tun0", says="10.21.")
_DEAD_INSIDE = all_of(
    shell(f"ip route get {_INSIDE}", says="dev tun0"), shell(f"ping -n -c3 -i0.3 -W1 {_INSIDE}", fails=True)
)
_HANGS = inside("intranet.corp.example", exit_status=28)
_SMALL_ONLY = all_of(anchors_open, ping(_INSIDE), ping(_INSIDE, answers=False, size=1350), tcp(_INSIDE, 443, "open"))


@scenario("vpn.mtu-openvpn_narrow_way", "vpn.mtu", all_of(_SMALL_ONLY, _HANGS), site="vpn-openvpn-udp", args=_VPN)
def openvpn_narrow(lab: Lab) -> None:
    """A link on the way to the company carries 1280 bytes and its router keeps quiet; OpenVPN counts on 1500."""
    lab.company.start_intranet(body="large " * 600)
    openvpn_up(lab)
    narrow_way(lab, 1280)


@scenario("vpn.mtu-openvpn_downward", "vpn.mtu", all_of(_SMALL_ONLY, _HANGS), site="vpn-openvpn-udp", args=_VPN)
def openvpn_downward(lab: Lab) -> None:
    """Only what comes back is too large: pages begin and hang."""
    lab.company.start_intranet(body="large " * 600)
    openvpn_up(lab)
    swallow_large(lab, 1300, up=False)


@scenario("vpn.mtu-wireguard_upward", "vpn.mtu", _SMALL_ONLY, site="wireguard", args=_VPN)
def wireguard_upward(lab: Lab) -> None:
    """WireGuard's usual 1420 bytes are too many for this way up; what comes down fits, or is dropped elsewhere."""
    lab.company.start_intranet()
    wireguard_up(lab)
    swallow_large(lab, 1400, down=False)


@scenario("vpn.mtu-wireguard_narrow_way", "vpn.mtu", all_of(_SMALL_ONLY, _HANGS), site="wireguard", args=_VPN)
def wireguard_narrow(lab: Lab) -> None:
    """A link on the way to the company takes 1380 bytes, both ways, without a word."""
    lab.company.start_intranet(body="large " * 600)
    wireguard_up(lab)
    narrow_way(lab, 1380)


@scenario(
    "vpn.tunnel_stale-gateway_restarted",
    "vpn.tunnel_stale",
    all_of(anchors_open, openvpn_answers, _UP, _DEAD_INSIDE),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def gateway_restarted(lab: Lab) -> None:
    """The gateway was restarted and knows nobody any more; the client has not noticed."""
    lab.company.start_intranet()
    server = lab.company.start_openvpn()
    connect(lab)
    server.stop()
    lab.company.start_openvpn()


@scenario(
    "vpn.tunnel_stale-box_forgot_the_flow",
    "vpn.tunnel_stale",
    all_of(anchors_open, openvpn_answers, _UP, _DEAD_INSIDE),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def box_forgot(lab: Lab) -> None:
    """The box forgot the idle UDP flow of the tunnel; new flows to the gateway pass."""
    lab.company.start_intranet()
    openvpn_up(lab)
    forget_flow(lab, "openvpn", 1194)


@scenario(
    "vpn.tunnel_stale-another_network",
    "vpn.tunnel_stale",
    all_of(
        anchors_open,
        dns("192.168.50.1", "www.debian.org"),
        tcp(plan.COMPANY_GATEWAY, 443, "open"),
        _UP,
        _DEAD_INSIDE,
        shell("ss -Hnt state established | grep ':443'", says="192.168.1."),
        shell("ip -br addr show eth0", says="192.168.50."),
    ),
    site="openvpn",
    ipv6=False,
    connect=False,
)
def another_network(lab: Lab) -> None:
    """From the dock to another Wi-Fi: OpenVPN over TCP still talks from an address that the laptop no longer has."""
    lab.laptop.static("192.168.1.60/24", plan.LAN_ROUTER, [plan.LAN_ROUTER])
    lab.company.start_intranet()
    lab.company.start_openvpn("udp")
    openvpn_up(lab, "tcp")
    lab.router.sh("ip addr add 192.168.50.1/24 dev br-lan")
    lab.laptop.sh(
        "ip addr flush dev eth0\nip addr add 192.168.50.60/24 brd + dev eth0\n"
        "ip route replace default via 192.168.50.1 dev eth0\n"
    )
    lab.laptop.name_servers(plan.INSIDE_DNS, "192.168.50.1")


@scenario(
    "vpn.tunnel_stale-wireguard_peer_forgotten",
    "vpn.tunnel_stale",
    all_of(
        anchors_open,
        ping(plan.COMPANY_GATEWAY),
        shell(f"ping -n -c2 -i0.3 -W1 {plan.WIREGUARD_COMPANY}", fails=True),
        shell("wg show wg0 latest-handshakes | grep -v '\t0$'"),
        shell(f"ip route get {_INSIDE}", says="dev wg0"),
    ),
    site="wireguard",
    args=_VPN,
)
def peer_forgotten(lab: Lab) -> None:
    """The gateway was set up anew and no longer knows this laptop's key."""
    lab.company.start_intranet()
    wireguard_up(lab)
    lab.company.node.sh("wg set wg0 peer $(wg show wg0 peers) remove")


def _bad_inside(lost: tuple[float, float], ms: tuple[float, float] = (0.0, 10_000.0)) -> Control:
    return all_of(_UP, pings("1.1.1.1", lost=(0, 0), ms=(0, 20)), pings(_INSIDE, count=60, lost=lost, ms=ms))


@scenario(
    "vpn.tunnel_degraded-loss_behind_the_gateway",
    "vpn.tunnel_degraded",
    _bad_inside((4, 40)),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def loss_behind(lab: Lab) -> None:
    """The line is perfect; inside the company one packet in seven is lost."""
    lab.company.start_intranet()
    openvpn_up(lab)
    lose_inside(lab, "tun-udp", 15)


@scenario(
    "vpn.tunnel_degraded-crowded_gateway",
    "vpn.tunnel_degraded",
    _bad_inside((0, 40), (150, 1000)),
    site="vpn-openvpn-udp",
    args=_VPN,
)
def crowded(lab: Lab) -> None:
    """Monday at nine: what the gateway sends into its tunnels waits behind everybody else's data."""
    lab.company.start_intranet()
    openvpn_up(lab)
    crowd(lab, "tun-udp", 800, 350, "10.21.0.77")


_FULL = shell("ip route get 1.1.1.1", says="dev tun0")


@scenario(
    "vpn.mtu-everything_in_the_tunnel",
    "vpn.mtu",
    all_of(_FULL, _SMALL_ONLY, ping("1.1.1.1", answers=False, size=1350), _HANGS),
    site="vpn-openvpn-udp",
    args=_VPN,
    ipv6=False,
)
def full_narrow(lab: Lab) -> None:
    """All traffic goes through the tunnel, so large packets get stuck everywhere; the line itself is innocent."""
    lab.company.start_intranet(body="large " * 600)
    openvpn_up(lab, full=True)
    swallow_large(lab, 1300)


@scenario(
    "vpn.tunnel_stale-everything_in_the_tunnel",
    "vpn.tunnel_stale",
    all_of(
        _FULL,
        *(tcp(anchor, 443, "silent") for anchor in plan.ANCHORS),
        openvpn_answers,
        ping(plan.COMPANY_GATEWAY),
        _UP,
        _DEAD_INSIDE,
    ),
    site="vpn-openvpn-udp",
    args=_VPN,
    ipv6=False,
)
def full_stale(lab: Lab) -> None:
    """All traffic goes into a tunnel that is dead: the whole internet seems gone, and the line works."""
    lab.company.start_intranet()
    openvpn_up(lab, full=True)
    forget_flow(lab, "openvpn", 1194)


@scenario(
    "vpn.tunnel_degraded-everything_in_the_tunnel",
    "vpn.tunnel_degraded",
    all_of(_FULL, pings(plan.COMPANY_GATEWAY, lost=(0, 0), ms=(0, 20)), pings("1.1.1.1", count=60, lost=(4, 40))),
    site="vpn-openvpn-udp",
    args=_VPN,
    ipv6=False,
)
def full_degraded(lab: Lab) -> None:
    """All traffic goes through a gateway that loses one packet in seven; the way to the gateway loses none."""
    lab.company.start_intranet()
    openvpn_up(lab, full=True)
    lose_inside(lab, "tun-udp", 15)
    lab.company.node.nft(
        "add chain inet co way { type filter hook forward priority filter; }\n"
        'add rule inet co way iifname "tun-udp" numgen random mod 100 < 15 drop'
    )

"""No lease, two owners, typed wrong, no way out, and a box that does not answer."""

from tests.lab import plan
from tests.lab.control import all_of, anchors_dark, in_turn, ping, shell, tcp
from tests.lab.daemon import server, stop_dnsmasq
from tests.lab.fault import NO_ADDRESS, NO_DEFAULT
from tests.lab.node import Node, link
from tests.lab.scenario import scenario
from tests.lab.world import Lab

_TWO_MACS = "busybox arping -I eth0 -c 2 -w 1 {address} | grep -o '\\[[0-9a-f:]*\\]' | sort -u | wc -l"


def neighbour(lab: Lab, address: str) -> Node:
    """Another computer on the home network with this address, which it announces (RFC 5227)."""
    other = lab.add("other")
    link(lab.router, "oth0", other, "eth0")
    lab.router.sh("ip link set oth0 master br-lan up")
    other.sh(
        "echo 0 > /proc/sys/net/ipv4/ip_forward\n"
        f"ip addr add {address}/24 dev eth0\nip link set eth0 up\n"
        f"busybox arping -U -c 2 -w 1 -I eth0 {address} || true"
    )
    return other


@scenario("ip.no_lease-server_gone", "ip.no_lease", all_of(NO_ADDRESS, NO_DEFAULT), connect=False)
def server_gone(lab: Lab) -> None:
    """The box hands out no addresses any more; the laptop keeps asking."""
    stop_dnsmasq(lab.router, "dnsmasq")
    lab.laptop.start_dhcp()


@scenario(
    "ip.no_lease-made_up_address",
    "ip.no_lease",
    all_of(NO_DEFAULT, shell("ip -4 a", says="169.254.77.3")),
    connect=False,
)
def made_up_address(lab: Lab) -> None:
    """The same, and the laptop gave itself a link-local address (RFC 3927)."""
    stop_dnsmasq(lab.router, "dnsmasq")
    lab.laptop.start_dhcp()
    lab.laptop.sh("sleep 0.2; ip addr add 169.254.77.3/16 brd + dev eth0 scope link")


@scenario("ip.no_lease-not_on_the_list", "ip.no_lease", all_of(NO_ADDRESS, NO_DEFAULT), connect=False, ipv6=False)
def not_on_the_list(lab: Lab) -> None:
    """The box serves only computers that it knows."""
    stop_dnsmasq(lab.router, "dnsmasq")
    lab.start_router_dnsmasq(extra=("dhcp-ignore=tag:!known",))
    lab.laptop.start_dhcp()


def two_owners(address: str | None = None):  # type: ignore[no-untyped-def]
    def prove(lab: Lab) -> str | None:
        if address is None:  # whoever answers for the laptop's own address is the other owner
            mine = (lab.laptop.state / "lease").read_text().strip()
            done = lab.laptop.run("busybox", "arping", "-D", "-I", "eth0", "-c", "2", "-w", "1", mine, check=False)
            return None if done.returncode else f"nobody else has {mine}"
        seen = lab.laptop.sh(_TWO_MACS.format(address=address)).strip()
        return None if seen == "2" else f"{seen} owners of {address}"

    return prove


@scenario("ip.conflict-own_address", "ip.conflict", two_owners())
def own_address(lab: Lab) -> None:
    """Another computer on the home network was given the laptop's address by hand."""
    neighbour(lab, (lab.laptop.state / "lease").read_text().strip())


@scenario("ip.conflict-gateway_address", "ip.conflict", in_turn(anchors_dark, two_owners(plan.LAN_ROUTER)), ipv6=False)
def gateway_address(lab: Lab) -> None:
    """A printer took the address of the box and keeps saying so; what is sent to it is lost."""
    printer = neighbour(lab, plan.LAN_ROUTER)
    lab.laptop.sh("echo 0 > /proc/sys/net/ipv4/neigh/eth0/locktime")  # the last one to speak is believed at once
    server(printer, "announce", {"device": "eth0", "address": plan.LAN_ROUTER})
    lab.laptop.sh(f"ping -n -c1 -W1 {plan.LAN_ROUTER} || true\nsleep 0.2")


@scenario(
    "ip.misconfigured-other_network",
    "ip.misconfigured",
    all_of(anchors_dark, ping("10.9.8.1", answers=False)),
    connect=False,
    ipv6=False,
)
def other_network(lab: Lab) -> None:
    """The settings still hold the fixed address of another office."""
    lab.laptop.static("10.9.8.7/24", "10.9.8.1", [plan.LAN_ROUTER])


@scenario("ip.misconfigured-gateway_outside", "ip.misconfigured", anchors_dark, connect=False, ipv6=False)
def gateway_outside(lab: Lab) -> None:
    """A slip of the finger in a fixed address: the gateway lies outside the laptop's own network."""
    lab.laptop.static("192.168.11.60/24", plan.LAN_ROUTER, [plan.LAN_ROUTER], onlink=True)


@scenario("route.no_default-deleted", "route.no_default", all_of(NO_DEFAULT, ping(plan.LAN_ROUTER)))
def deleted(lab: Lab) -> None:
    """A crashed VPN took the default route with it."""
    lab.laptop.sh("ip route del default\nip -6 route del default\necho 0 > /proc/sys/net/ipv6/conf/eth0/accept_ra")


@scenario(
    "route.no_default-none_offered",
    "route.no_default",
    all_of(NO_DEFAULT, ping(plan.LAN_ROUTER)),
    connect=False,
    ipv6=False,
)
def none_offered(lab: Lab) -> None:
    """The box hands out addresses without saying where the way out is."""
    stop_dnsmasq(lab.router, "dnsmasq")
    lab.start_router_dnsmasq(extra=("dhcp-option=3",))
    lab.laptop.connect()


@scenario(
    "gateway.unreachable-no_arp", "gateway.unreachable", all_of(anchors_dark, ping(plan.LAN_ROUTER, answers=False))
)
def no_arp(lab: Lab) -> None:
    """The box has power and a link, and answers nothing, not even who has its address."""
    lab.router.sh("ip link set br-lan arp off")
    lab.router.nft(
        "table inet dead {\n chain box { type filter hook prerouting priority raw; iifname br-lan drop; }\n}\n"
    )
    lab.laptop.sh("ip neigh flush dev eth0")


@scenario(
    "gateway.unreachable-renumbered",
    "gateway.unreachable",
    all_of(anchors_dark, tcp(plan.LAN_ROUTER, 53, "unreachable", "silent")),
    ipv6=False,
)
def renumbered(lab: Lab) -> None:
    """The box was reset and lives in another network now; the laptop still holds the old lease."""
    lab.router.sh(f"ip addr del {plan.LAN_ROUTER}/24 dev br-lan\nip addr add 192.168.178.1/24 dev br-lan")
    lab.laptop.sh("ip neigh flush dev eth0")


@scenario("ip.no_lease-wrong_socket", "ip.no_lease", all_of(NO_ADDRESS, NO_DEFAULT), connect=False)
def wrong_socket(lab: Lab) -> None:
    """The cable is in a socket of a network where nobody hands out addresses; there is a link all the same."""
    lab.router.sh("ip link add br-empty type bridge\nip link set br-empty up\nip link set lap0 master br-empty")
    lab.laptop.start_dhcp()


@scenario("ip.no_lease-all_given_away", "ip.no_lease", all_of(NO_ADDRESS, NO_DEFAULT), connect=False, ipv6=False)
def all_given_away(lab: Lab) -> None:
    """The box has one address to give, and it is promised to somebody else."""
    stop_dnsmasq(lab.router, "dnsmasq")
    (lab.router.folder / "leases").write_text("4102444800 02:00:00:00:00:99 192.168.1.100 printer *\n")
    settings = (lab.router.folder / "dnsmasq.conf").read_text().replace("192.168.1.150", "192.168.1.100")
    (lab.router.folder / "dnsmasq.conf").write_text(settings)
    lab.router.run("dnsmasq", "-C", str(lab.router.folder / "dnsmasq.conf"))
    lab.laptop.start_dhcp()


@scenario(
    "ip.misconfigured-gateway_mistyped",
    "ip.misconfigured",
    all_of(anchors_dark, ping(plan.LAN_ROUTER), ping("192.168.1.11", answers=False)),
    connect=False,
    ipv6=False,
)
def gateway_mistyped(lab: Lab) -> None:
    """A digit too many in the gateway of a fixed address: nobody has that one, and the box itself is fine."""
    lab.laptop.static("192.168.1.60/24", "192.168.1.11", [plan.LAN_ROUTER])


@scenario(
    "route.no_default-barred",
    "route.no_default",
    all_of(anchors_dark, ping(plan.LAN_ROUTER), shell("ip route show default", says="unreachable")),
    ipv6=False,
)
def barred(lab: Lab) -> None:
    """A VPN that crashed left a barrier in place of the default route: "unreachable"."""
    lab.laptop.sh("ip route del default\nip route add unreachable default metric 50")


@scenario(
    "gateway.unreachable-switch_without_box",
    "gateway.unreachable",
    all_of(anchors_dark, ping(plan.LAN_ROUTER, answers=False), shell("cat /sys/class/net/eth0/carrier", says="1")),
)
def switch_without_box(lab: Lab) -> None:
    """Between the laptop and the box stands a switch, and the cable behind it fell out: link, and nobody there."""
    lab.router.sh("ip link add br-empty type bridge\nip link set br-empty up\nip link set lap0 master br-empty")
    lab.laptop.sh("ip neigh flush dev eth0")

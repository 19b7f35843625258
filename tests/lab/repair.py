"""What mends a fault of the lab: the other half of a scenario's setup, for worlds with two faults."""

from __future__ import annotations

from tests.lab import plan
from tests.lab.node import Daemon
from tests.lab.world import Lab

TUNNEL_LIMIT_S = 12.0  # a client that was turned away waits a moment before it knocks again


def plug_in(lab: Lab) -> None:
    """The cable is in again; the address that the laptop had is still good."""
    lab.router.sh("ip link set lap0 up")
    lab.laptop.sh("for _ in $(seq 100); do grep -q 1 /sys/class/net/eth0/carrier && break; sleep 0.02; done")
    _greet_box(lab)


def _greet_box(lab: Lab) -> None:
    """Until the laptop knows the box's hardware address again."""
    lab.laptop.sh(f"ip neigh flush dev eth0\nfor _ in 1 2 3 4 5; do ping -n -c1 -W1 {plan.LAN_ROUTER} && break; done")


def line_back(lab: Lab) -> None:
    """The line into the house carries data again. What a link that went down lost is set again."""
    lab.internet.sh("ip link set isp0 up")
    if lab.ipv6:
        lab.internet.sh(
            f"ip addr replace {plan.WAN6_ISP}/64 dev isp0 nodad\n"
            f"ip route replace {plan.LAN6_PREFIX} via {plan.WAN6_ROUTER}"
        )
        lab.router.sh(
            f"ip addr replace {plan.WAN6_ROUTER}/64 dev wan nodad\n"
            f"ip -6 route replace default via {plan.WAN6_ISP} dev wan\n"
            f"for _ in 1 2 3 4 5; do ping -n -c1 -W1 {plan.WAN6_ISP} && break; done"
        )
    lab.router.sh(f"for _ in 1 2 3 4 5; do ping -n -c1 -W1 {plan.WAN_ISP} && break; done")


def box_awake(lab: Lab) -> None:
    """The box that had frozen was switched off and on."""
    lab.router.sh("ip link set br-lan arp on")
    lab.router.nft("delete table inet dead")
    _greet_box(lab)


def box_passes(lab: Lab) -> None:
    """The box's filter lets everything through again."""
    lab.router.nft("flush chain inet home pass")


def internet_passes(lab: Lab) -> None:
    """Nothing is dropped beyond the box any more."""
    lab.internet.nft("flush chain inet net pre")


def signed_in(lab: Lab) -> None:
    """Somebody signed in at the hotel's page."""
    lab.router.nft("flush chain inet home pass\ndelete table ip portal")


def filter_off(lab: Lab) -> None:
    """The laptop's own filter has gone."""
    lab.laptop.nft("delete table inet guard")


def right_time(lab: Lab) -> None:
    """The laptop's clock was set."""
    lab.set_right_time()


def no_proxy(lab: Lab) -> None:
    """The proxy setting of a profile script was taken out."""
    for name in [name for name in lab.laptop.environment if name.lower().endswith("_proxy")]:
        del lab.laptop.environment[name]


def box_names(lab: Lab) -> None:
    """The liar of tests/lab/scenarios/dns.py has gone: the box answers for itself again, as it should."""
    lab.router.end("dns")
    lab.start_router_dnsmasq()
    lab.laptop.name_servers(plan.LAN_ROUTER)


def usual_name_server(lab: Lab) -> None:
    """The list of name servers holds the box again."""
    lab.laptop.name_servers(plan.LAN_ROUTER)


def clean_hosts(lab: Lab) -> None:
    """The forgotten line was taken out of the hosts file."""
    lab.laptop.hosts.write_text("127.0.0.1 localhost\n::1 localhost ip6-localhost\n")


def tunnel_up(client: Daemon) -> None:
    """Wait until an OpenVPN client that is running has its tunnel."""
    client.wait_for("Initialization Sequence Completed", TUNNEL_LIMIT_S)

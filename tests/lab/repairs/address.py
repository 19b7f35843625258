"""Addresses that somebody typed, and ways out that are missing. The box would hand out good ones in all of them."""

from tests.lab import plan
from tests.lab.control import all_of, anchors_dark, ping, shell
from tests.lab.fault import NO_DEFAULT
from tests.lab.managed import Managed
from tests.lab.repairs.case import repair

_MANUAL = ("ipv4.method", "manual", "ipv4.dns", plan.LAN_ROUTER)
_HAS = "ip -4 -o addr show dev eth0"
AGAIN = ("dhcp.renew", "adapter.restart", "ip.use_dhcp")


@repair(
    "gateway.unreachable-address_of_another_place",
    "gateway.unreachable",
    "ip.use_dhcp",
    all_of(anchors_dark, shell(_HAS, says="10.9.8.7"), ping("10.9.8.1", answers=False)),
    also=("ip.misconfigured",),
)
def address_of_another_place(desk: Managed) -> None:
    """The settings still hold the fixed address of another office."""
    desk.change(*_MANUAL, "ipv4.addresses", "10.9.8.7/24", "ipv4.gateway", "10.9.8.1")


@repair(
    "gateway.unreachable-gateway_typed_wrong",
    "gateway.unreachable",
    "ip.use_dhcp",
    all_of(anchors_dark, shell(_HAS, says="192.168.1.60"), ping(plan.LAN_ROUTER), ping("192.168.1.254", answers=False)),
    also=("ip.misconfigured",),
)
def gateway_typed_wrong(desk: Managed) -> None:
    """A slip of the finger: the gateway of the fixed address is nobody's."""
    desk.change(*_MANUAL, "ipv4.addresses", "192.168.1.60/24", "ipv4.gateway", "192.168.1.254")


@repair(
    "route.no_default-no_gateway_typed",
    "route.no_default",
    "ip.use_dhcp",
    all_of(NO_DEFAULT, shell(_HAS, says="192.168.1.60"), ping(plan.LAN_ROUTER)),
)
def no_gateway_typed(desk: Managed) -> None:
    """A fixed address was typed, and the field of the gateway was left empty."""
    desk.change(*_MANUAL, "ipv4.addresses", "192.168.1.60/24")


@repair(
    "route.no_default-only_for_its_own_network",
    "route.no_default",
    "ip.use_dhcp",
    all_of(NO_DEFAULT, ping(plan.LAN_ROUTER)),
)
def only_for_its_own_network(desk: Managed) -> None:
    """The profile is marked "use only for resources on this network"."""
    desk.change("ipv4.never-default", "yes")


@repair("route.no_default-deleted", "route.no_default", AGAIN, all_of(NO_DEFAULT, ping(plan.LAN_ROUTER)))
def deleted(desk: Managed) -> None:
    """A crashed VPN took the default route with it."""
    desk.laptop.sh("ip route del default")


@repair("route.no_default-ignored_routes", "route.no_default", "ip.use_dhcp", all_of(NO_DEFAULT, ping(plan.LAN_ROUTER)))
def ignored_routes(desk: Managed) -> None:
    """The profile ignores the routes that the box announces, its way out among them."""
    desk.change("ipv4.ignore-auto-routes", "yes")


_WRONG_BOX = "02:00:00:00:99:99"


@repair(
    "gateway.unreachable-wrong_entry_of_the_box",
    "gateway.unreachable",
    ("arp.clear", *AGAIN),
    all_of(anchors_dark, shell(f"ip neigh show {plan.LAN_ROUTER}", says=f"{_WRONG_BOX} PERMANENT")),
    helper=True,
)
def wrong_entry_of_the_box(desk: Managed) -> None:
    """A script against forged answers nailed down the hardware address of a box that was replaced since."""
    desk.laptop.sh(f"ip neigh replace {plan.LAN_ROUTER} lladdr {_WRONG_BOX} nud permanent dev eth0")


@repair(
    "gateway.unreachable-wrong_entry_without_a_manager",
    "gateway.unreachable",
    "arp.clear",
    all_of(anchors_dark, shell(f"ip neigh show {plan.LAN_ROUTER}", says=f"{_WRONG_BOX} PERMANENT")),
    helper=True,
)
def wrong_entry_without_a_manager(desk: Managed) -> None:
    """The same, and NetworkManager does not run: whoever set the card up did so by other means."""
    desk.kill_manager()
    desk.laptop.sh(f"ip neigh replace {plan.LAN_ROUTER} lladdr {_WRONG_BOX} nud permanent dev eth0")

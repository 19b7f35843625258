"""IPv6 typed by hand, wrong; and what one family hides of the other."""

from tests.lab import plan
from tests.lab.control import all_of, anchors_open, shell, tcp
from tests.lab.fault import NO_ADDRESS
from tests.lab.managed import Managed
from tests.lab.repairs.case import repair
from tests.lab.scenarios.address import neighbour

_SIX_DARK = all_of(*(tcp(anchor, 443, "silent", "unreachable") for anchor in plan.ANCHORS6), anchors_open)


@repair("ipv6.broken-gateway_typed_wrong", "ipv6.broken", "ip.use_dhcp", _SIX_DARK, ipv6=True)
def gateway_typed_wrong(desk: Managed) -> None:
    """A fixed IPv6 address whose gateway is nobody's; IPv4 works."""
    typed = ("ipv6.addresses", f"{plan.LAN6_PREFIX[:-4]}:77/64", "ipv6.gateway", f"{plan.LAN6_PREFIX[:-4]}:99")
    desk.change("ipv6.method", "manual", *typed)


@repair("ipv6.broken-address_of_another_place", "ipv6.broken", "ip.use_dhcp", _SIX_DARK, ipv6=True)
def address_of_another_place(desk: Managed) -> None:
    """The fixed IPv6 address of another office."""
    desk.change("ipv6.method", "manual", "ipv6.addresses", "2001:db8:77::7/64", "ipv6.gateway", "2001:db8:77::1")


@repair(
    "ip.no_lease-typed_address_is_taken",
    "ip.no_lease",
    "ip.use_dhcp",
    all_of(NO_ADDRESS, shell("ip link show eth0", says="LOWER_UP")),
)
def typed_address_is_taken(desk: Managed) -> None:
    """The fixed address that was typed is the printer's: NetworkManager sees that and gives the card none."""
    neighbour(desk.world, "192.168.1.77")
    typed = ("ipv4.addresses", "192.168.1.77/24", "ipv4.gateway", plan.LAN_ROUTER, "ipv4.dns", plan.LAN_ROUTER)
    kept = ("ipv4.dad-timeout", "600", "connection.autoconnect-retries", "1")
    desk.nmcli("connection", "modify", "wired", "ipv4.method", "manual", *typed, *kept)
    desk.nmcli("connection", "up", "wired", check=False)
    desk.wait(lambda: desk.device()[0] == "disconnected", "the taken address is used")

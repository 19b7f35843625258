"""Cards that are off, apart, or were left without an address: by a person, by another program, by a box that slept."""

from tests.lab.control import all_of, shell
from tests.lab.daemon import stop_dnsmasq
from tests.lab.fault import NO_ADDRESS, NO_DEFAULT
from tests.lab.managed import WIRED, Managed
from tests.lab.repairs.case import repair

CARD_DOWN = shell("ip link show eth0 | grep -q '[<,]UP[,>]'", fails=True)
CARD_UP = shell("ip link show eth0", says="LOWER_UP")
AGAIN = ("dhcp.renew", "adapter.restart", "ip.use_dhcp")


@repair("link.disabled-networking_off", "link.disabled", "adapter.enable", all_of(CARD_DOWN, NO_ADDRESS))
def networking_off(desk: Managed) -> None:
    """Somebody chose "networking off" in the menu of the desktop."""
    desk.nmcli("networking", "off")
    desk.wait(lambda: not desk.addresses(4), "the address stays")
    desk.wait(lambda: CARD_DOWN(desk.world) is None, "the card stays up")


@repair("link.disabled-down_by_hand", "link.disabled", "adapter.enable", CARD_DOWN)
def down_by_hand(desk: Managed) -> None:
    """Another program took the card down behind NetworkManager's back."""
    desk.laptop.sh("ip link set eth0 down")


@repair("link.disabled-unmanaged_and_down", "link.disabled", "adapter.enable", all_of(CARD_DOWN, NO_ADDRESS))
def unmanaged_and_down(desk: Managed) -> None:
    """A tool told NetworkManager to keep its hands off the card, and left it down."""
    desk.nmcli("device", "set", "eth0", "managed", "no")
    desk.laptop.sh("ip addr flush dev eth0\nip link set eth0 down")


@repair("ip.no_lease-disconnected_by_hand", "ip.no_lease", AGAIN, all_of(CARD_UP, NO_ADDRESS, NO_DEFAULT))
def disconnected_by_hand(desk: Managed) -> None:
    """Somebody pressed "disconnect": NetworkManager connects the card no more by itself."""
    desk.nmcli("device", "disconnect", "eth0")


@repair("ip.no_lease-not_automatic", "ip.no_lease", AGAIN, all_of(CARD_UP, NO_ADDRESS, NO_DEFAULT), connect=False)
def not_automatic(desk: Managed) -> None:
    """The profile is not to be used by itself, and the computer was started afresh."""
    desk.profile(connection="autoconnect=false")
    desk.start_manager()
    desk.wait(lambda: desk.device()[0] == "disconnected", "the card is not ready")


@repair("ip.no_lease-box_woke_up_late", "ip.no_lease", AGAIN, all_of(CARD_UP, NO_ADDRESS, NO_DEFAULT), connect=False)
def box_woke_up_late(desk: Managed) -> None:
    """The box handed out nothing until NetworkManager had given up; by now it would."""
    stop_dnsmasq(desk.world.router, "dnsmasq")
    desk.profile(ipv4="method=auto\ndhcp-timeout=1", connection="autoconnect-retries=1")
    desk.start_manager()
    desk.wait(lambda: desk.device()[0].startswith("connecting"), "NetworkManager does not ask for an address")
    desk.wait(lambda: desk.device()[0] == "disconnected", "NetworkManager does not give up")
    desk.world.start_router_dnsmasq()


@repair("ip.no_lease-switched_off_in_profile", "ip.no_lease", "ip.use_dhcp", all_of(CARD_UP, NO_ADDRESS, NO_DEFAULT))
def switched_off_in_profile(desk: Managed) -> None:
    """IPv4 was switched off in the settings."""
    desk.change("ipv4.method", "disabled")


@repair("ip.no_lease-for_two_computers_only", "ip.no_lease", "ip.use_dhcp", all_of(CARD_UP, NO_ADDRESS, NO_DEFAULT))
def for_two_computers_only(desk: Managed) -> None:
    """The settings were made for a cable between two computers: a link-local address, and nothing else."""
    desk.change("ipv4.method", "link-local")


@repair("ip.no_lease-lost_by_another_program", "ip.no_lease", AGAIN, all_of(CARD_UP, NO_ADDRESS, NO_DEFAULT))
def lost_by_another_program(desk: Managed) -> None:
    """Another program took all addresses off the card; NetworkManager believes that it is connected."""
    desk.laptop.sh("ip addr flush dev eth0 scope global\nip route flush dev eth0")
    assert desk.device() == ("connected", WIRED)

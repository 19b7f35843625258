"""No adapter, switched off, no cable. Everything behind is dark."""

from tests.lab.control import shell
from tests.lab.node import link
from tests.lab.scenario import scenario
from tests.lab.world import Lab


@scenario("link.no_adapter-driver_gone", "link.no_adapter", shell("ls /sys/class/net | grep -v '^lo$'", fails=True))
def driver_gone(lab: Lab) -> None:
    """The only adapter vanishes, as after a bad update or without the dock."""
    lab.laptop.sh("ip link del eth0")


@scenario("link.disabled-switched_off", "link.disabled", shell("cat /sys/class/net/eth0/flags", says="0x1002"))
def switched_off(lab: Lab) -> None:
    """Somebody switched the adapter off in the settings."""
    lab.laptop.sh("ip link set eth0 down")


@scenario("link.unplugged-cable_out", "link.unplugged", shell("cat /sys/class/net/eth0/carrier", says="0"))
def cable_out(lab: Lab) -> None:
    """The cable falls out of a laptop that had an address; the address stays for a while."""
    lab.router.sh("ip link set lap0 down")


@scenario(
    "link.unplugged-since_start", "link.unplugged", shell("cat /sys/class/net/eth0/carrier", says="0"), connect=False
)
def since_start(lab: Lab) -> None:
    """The laptop starts without a cable: no address was ever given."""
    lab.router.sh("ip link set lap0 down")
    lab.laptop.start_dhcp()


@scenario(
    "link.disabled-never_switched_on",
    "link.disabled",
    shell("cat /sys/class/net/eth0/flags; ip -o addr show dev eth0 | wc -l", says="0x1002"),
    connect=False,
)
def never_switched_on(lab: Lab) -> None:
    """The adapter was off when the laptop started: it never had an address."""


@scenario(
    "link.no_adapter-only_container_networks",
    "link.no_adapter",
    shell("ls /sys/class/net | grep -v '^lo$'", says="docker0"),
)
def only_container_networks(lab: Lab) -> None:
    """The adapter vanishes with the dock; what is left are networks of containers, which lead nowhere."""
    lab.laptop.sh("ip link del eth0")
    container_networks(lab)


def container_networks(lab: Lab) -> None:
    """What a container engine leaves on a developer's laptop: bridges with addresses, one of them in use."""
    lab.laptop.sh(
        "ip link add docker0 type bridge\nip addr add 172.17.0.1/16 dev docker0\nip link set docker0 up\n"
        "ip link add br-5e3f type bridge\nip addr add 172.18.0.1/16 dev br-5e3f\nip link set br-5e3f up\n"
        "ip link add veth1a type veth peer name veth1b\nip link set veth1a master br-5e3f up\nip link set veth1b up"
    )


@scenario(
    "link.unplugged-both_ports_empty",
    "link.unplugged",
    shell("cat /sys/class/net/eth0/carrier /sys/class/net/eth1/carrier", says="0\n0"),
)
def both_ports_empty(lab: Lab) -> None:
    """Two network ports, the built-in one and the dock's, and no cable in either."""
    empty_port(lab)
    lab.router.sh("ip link set lap0 down")


def empty_port(lab: Lab) -> None:
    """A second wired adapter without a cable."""
    link(lab.router, "lap1", lab.laptop, "eth1")
    lab.laptop.sh("ip link set eth1 up")

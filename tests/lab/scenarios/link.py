"""No adapter, switched off, no cable. Everything behind is dark."""

from tests.lab.control import shell
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

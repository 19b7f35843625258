"""Tests that load the line, with the real speedtest-cli package and with IT's own endpoint."""

import sys

from tests.lab.control import all_of, all_works, curl
from tests.lab.node import Node, link
from tests.lab.scenario import scenario
from tests.lab.world import Lab

FAR, NEAR = "192.0.2.201", "192.0.2.202"  # the internet's end of the cable, and the server's
LINE = "tbf rate 50mbit burst 64kb latency 60ms"  # both ways: what a home line is


def speed_server(lab: Lab) -> Node:
    """A computer on the internet that looks like speedtest.net, and is IT's own endpoint too."""
    far = lab.add("speedtest")
    link(lab.internet, "spd0", far, "eth0")
    lab.internet.sh(f"ip addr add {FAR}/30 dev spd0\nip link set spd0 up")
    far.sh(f"ip addr add {NEAR}/30 dev eth0\nip link set eth0 up\nip route add default via {FAR}")
    lab.restart_resolver(extra=(f"host-record=www.speedtest.net,c.speedtest.net,speed.example.org,{NEAR}",))
    far.spawn("server", sys.executable, "-m", "tests.lab.speedtest_server", "--bind", NEAR, ready=r"(?m)^ready$")
    return far


def speedtest(lab: Lab) -> None:
    """The same behind a home line of 50 Mbit/s."""
    speed_server(lab)
    lab.router.sh(f"tc qdisc add dev wan root {LINE}\ntc qdisc add dev br-lan root {LINE}")


@scenario(
    "healthy-load_test_by_public_servers",
    "healthy",
    all_of(all_works, curl("http://www.speedtest.net/speedtest-config.php", status=200)),
    options=("--full",),
    saw="load",
    alone=True,
)
def public_servers(lab: Lab) -> None:
    """The person asked for the load test; the site file names no endpoint, so speedtest-cli does it."""
    speedtest(lab)


@scenario(
    "healthy-load_test_by_the_site",
    "healthy",
    all_of(all_works, curl("http://speed.example.org/down?bytes=1000", status=200)),
    site="load",
    options=("--full",),
    saw="load",
    alone=True,
)
def own_endpoint(lab: Lab) -> None:
    """The same with IT's own endpoint."""
    speedtest(lab)

"""Lines that lose, delay, jam or shuffle: put into a cable of the lab, only where a scenario wants one.

The machine's kernel has no netem, so a small program (servers/line.py) sits in a node of its own in the middle of the
cable and passes the frames on. Where a plain drop or a token bucket is enough, `lose` and `shape` use the kernel.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.lab import plan
from tests.lab.daemon import server
from tests.lab.node import Daemon, Node, link
from tests.lab.world import Lab

_PLAIN = str(Path(__file__).with_name("servers") / "plain_frames.py")
_LIMIT_S = 10.0


@dataclass(frozen=True)
class Way:
    """One direction of a line; what each number does is said in servers/line.py."""

    delay_ms: float = 0.0
    spread_ms: float = 0.0
    spikes: float = 1.0
    overtake: bool = False
    loss: float = 0.0
    burst: float = 0.0
    burst_frames: float = 4.0
    rate_mbit: float | None = None
    queue_ms: float = 50.0


class Line:
    """A line in the middle of a cable: both ends are computers of the lab that do not notice."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._daemon: Daemon | None = None

    def carry(self, up: Way, down: Way) -> None:
        """From now on pass frames like this; `up` is away from the laptop."""
        self.stop()
        ways = {"ends": ["near", "far"], "up": asdict(up), "down": asdict(down)}
        self._daemon = server(self._node, "line", ways)

    def stop(self) -> None:
        """Cut the line: nothing passes until the next `carry`."""
        if self._daemon is not None:
            self._daemon.stop()
            self._daemon = None


def wan_line(lab: Lab, up: Way, down: Way) -> Line:
    """Between the box and the internet."""
    line = _insert(lab, "wan-line", (lab.router, "wan"), (lab.internet, "isp0"))
    return _settled(lab, line, plan.ANCHORS[0], up, down)


def lan_line(lab: Lab, up: Way, down: Way) -> Line:
    """Between the laptop and the box."""
    line = _insert(lab, "lan-line", (lab.laptop, lab.laptop.card), (lab.router, "lap0"))
    return _settled(lab, line, plan.LAN_ROUTER, up, down)


def company_line(lab: Lab, up: Way, down: Way) -> Line:
    """Between the internet and the company."""
    line = _insert(lab, "company-line", (lab.internet, "co0"), (lab.company.node, "up0"))
    return _settled(lab, line, plan.COMPANY_GATEWAY, up, down)


def _settled(lab: Lab, line: Line, beyond: str, up: Way, down: Way) -> Line:
    """Let both ends find each other again (ARP) while the line is still good, as after hours of use; then spoil it."""
    line.carry(Way(), Way())
    lab.laptop.sh(f"ping -n -q -c1 -W2 {beyond}" + (f"\nping -n -q -c1 -W2 {plan.ANCHORS6[0]}" if lab.ipv6 else ""))
    line.carry(up, down)
    return line


def _insert(lab: Lab, name: str, near: tuple[Node, str], far: tuple[Node, str]) -> Line:
    node = lab.add(name)
    node.sh("echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6")  # a cable has no address
    _take_over(node, *far)
    for owner, interface in (near, far):
        owner.run(sys.executable, "-I", "-S", "-B", _PLAIN, interface)
    return Line(node)


def _take_over(node: Node, owner: Node, interface: str) -> None:
    """The cable that ended at `interface` ends in `node` now; a new one with the same look leads on to the owner."""
    state = json.loads(owner.run("ip", "-j", "addr", "show", "dev", interface).stdout)[0]
    routes = [
        f"ip {family} route replace {line} dev {interface}"
        for family in ("-4", "-6")
        for line in owner.run("ip", family, "route", "show", "dev", interface).stdout.splitlines()
        if "proto kernel" not in line and "proto ra" not in line
    ]
    into = ["nsenter", "-t", str(owner.pid), "-n", "ip", "link", "set", interface, "netns", str(node.pid)]
    subprocess.run([*into, "name", "near"], check=True, timeout=_LIMIT_S, capture_output=True)
    link(node, "far", owner, interface)
    owner.sh("\n".join([*_restored(interface, state), *routes]))
    node.sh("ip link set near up promisc on\nip link set far up promisc on")


def _restored(interface: str, state: dict[str, object]) -> Sequence[str]:
    script = [f"ip link set {interface} address {state['address']}"]
    script += [f"ip link set {interface} master {state['master']}"] if "master" in state else []
    found = state["addr_info"]
    assert isinstance(found, list)
    script += [
        f"ip addr add {item['local']}/{item['prefixlen']} dev {interface}"
        for item in found
        if item["scope"] == "global"
    ]
    return [*script, f"ip link set {interface} up"]


def lose(lab: Lab, percent: int, *, up: bool = True, down: bool = True, what: str = "") -> None:
    """The provider's side loses so many of 100 packets, at random, in each chosen direction; `what` is an nft match."""
    ways = [way for way, chosen in (("oifname", up), ("iifname", down)) if chosen]
    for way in ways:
        lab.router.nft(f'add rule inet home pass {way} "wan" {what} numgen random mod 100 < {percent} drop')


def shape(node: Node, interface: str, rate_mbit: float, queue_ms: float, *, burst_kb: int = 8) -> None:
    """What leaves `node` here leaves at this rate; what waits longer than `queue_ms` is dropped (a plain FIFO)."""
    node.sh(
        f"tc qdisc replace dev {interface} root tbf rate {int(rate_mbit * 1000)}kbit burst {burst_kb}kb"
        f" latency {int(queue_ms)}ms"
    )

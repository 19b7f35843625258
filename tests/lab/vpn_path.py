"""What goes wrong with a tunnel that is up: packets that are too large, flows that are forgotten, loss inside."""

from __future__ import annotations

import re

from tests.lab import plan
from tests.lab.node import LabError
from tests.lab.world import Lab

_GATEWAY = plan.COMPANY_GATEWAY


def narrow_way(lab: Lab, mtu: int) -> None:
    """The link between the internet and the company takes smaller packets, and no router's word about it gets back."""
    lab.internet.nft(
        "table ip mute {\n chain out {\n"
        "  type filter hook output priority 0; icmp type destination-unreachable drop;\n }\n}\n"
    )
    lab.internet.sh(f"ip link set co0 mtu {mtu}")


def swallow_large(lab: Lab, size: int, *, up: bool = True, down: bool = True) -> None:
    """A box on the way to the company drops IP packets above `size` bytes, in one direction or both."""
    if up:
        lab.internet.nft(f"add rule inet net pre ip daddr {_GATEWAY} ip length > {size} drop")
    if down:
        lab.router.nft(f"add rule inet home pass ip saddr {_GATEWAY} ip length > {size} drop")


def own_port(lab: Lab, program: str) -> int:
    """The UDP port of a program on the laptop."""
    said = lab.laptop.run("ss", "-Hnuap", check=False).stdout
    found = re.search(rf":(\d+)\s.*{re.escape(program)}", said)
    if found is None:
        raise LabError(f"{program} has no UDP port: {said}")
    return int(found[1])


def forget_flow(lab: Lab, program: str, port: int) -> None:
    """The box forgets a program's UDP flow to the gateway, as it does with idle ones; new flows pass."""
    mine = own_port(lab, program)
    lab.router.nft(
        f"add rule inet home pass ip daddr {_GATEWAY} udp sport {mine} udp dport {port} drop\n"
        f"add rule inet home pass ip saddr {_GATEWAY} udp sport {port} udp dport {mine} drop"
    )


def lose_inside(lab: Lab, tunnel: str, percent: int) -> None:
    """So many packets that leave a tunnel at the company are lost there; nothing outside the tunnel is."""
    lab.company.node.nft(
        f'add rule inet co box iifname "{tunnel}" meta l4proto {{ icmp, tcp, udp }}'
        f" numgen random mod 100 < {percent} drop"
    )


_CROWD = """
import socket, sys, time
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
gap = 500 * 8 / (float(sys.argv[2]) * 1000)
for _ in range(int(sys.argv[3])):
    sock.sendto(bytes(472), (sys.argv[1], 9))
print("ready", flush=True)
at = time.monotonic()
while True:
    sock.sendto(bytes(472), (sys.argv[1], 9))
    at += gap
    time.sleep(max(0.0, at - time.monotonic()))
"""


def crowd(lab: Lab, interface: str, kbit: int, queue_ms: int, others: str) -> None:
    """What the company sends out here passes a narrow, long queue that other people's data (to `others`) keeps full."""
    node = lab.company.node
    full = kbit * queue_ms // 8 // 500  # packets of the crowd that fill the queue at once
    node.sh(f"tc qdisc replace dev {interface} root tbf rate {kbit}kbit burst 1600 latency {queue_ms}ms")
    node.spawn("crowd", "python3", "-I", "-c", _CROWD, others, str(kbit), str(full), ready="ready")

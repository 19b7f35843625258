"""A small world of network namespaces: laptop, neighbour and router on one link, a server behind the router."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.fakes.servers.certificates import Pair

INSIDE = Path(__file__).with_name("inside.py")
LAPTOP, NEIGHBOUR, ROUTER, SERVER = "laptop", "neighbour", "router", "server"
OWN4, BOX4, FAR4 = "192.0.2.2", "192.0.2.1", "198.51.100.2"
LENT4 = "192.0.2.200"  # routed to the laptop, on none of its links
NEAR6 = "fe80::1"  # the router on the link
OWN6, BOX6, FAR6 = "2001:db8:1::2", "2001:db8:1::1", "2001:db8:2::2"

_PLAN = f"""
{ROUTER} link add lan type bridge forward_delay 0
{ROUTER} link add port0 type veth peer name eth0 netns @{LAPTOP}
{ROUTER} link add port1 type veth peer name eth0 netns @{NEIGHBOUR}
{ROUTER} link add wan type veth peer name eth0 netns @{SERVER}
{ROUTER} link set port0 master lan
{ROUTER} link set port1 master lan
{ROUTER} link set port0 up
{ROUTER} link set port1 up
{ROUTER} link set lan up
{ROUTER} link set wan up
{ROUTER} addr add {BOX4}/24 dev lan
{ROUTER} addr add {BOX6}/64 dev lan nodad
{ROUTER} addr add {NEAR6}/64 dev lan nodad
{ROUTER} addr add 198.51.100.1/24 dev wan
{ROUTER} addr add 2001:db8:2::1/64 dev wan nodad
{LAPTOP} link set eth0 up
{LAPTOP} addr add {OWN4}/24 dev eth0
{LAPTOP} addr add {OWN6}/64 dev eth0 nodad
{LAPTOP} route add default via {BOX4}
{LAPTOP} -6 route add default via {BOX6}
{NEIGHBOUR} link set eth0 up
{SERVER} link set eth0 up
{SERVER} addr add {FAR4}/24 dev eth0
{SERVER} addr add {FAR6}/64 dev eth0 nodad
{SERVER} route add default via 198.51.100.1
{ROUTER} route add {LENT4}/32 via {OWN4}
{SERVER} -6 route add default via 2001:db8:2::1
"""


class World:
    """Commands and probes inside the namespaces. Everything is undone by deleting them."""

    def __init__(self) -> None:
        self.mark = f"ua{os.getpid()}"

    def name(self, place: str) -> str:
        return f"{self.mark}-{place}"

    def run(self, place: str, *command: object, feed: str | None = None) -> str:
        words = ["ip", "netns", "exec", self.name(place), *map(str, command)]
        done = subprocess.run(words, input=feed, capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"
        return done.stdout

    def build(self) -> None:
        for place in (LAPTOP, NEIGHBOUR, ROUTER, SERVER):
            subprocess.run(["ip", "netns", "add", self.name(place)], check=True, timeout=10)
            self.run(place, "sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0")
            self.run(place, "ip", "link", "set", "lo", "up")
        for line in _PLAN.strip().splitlines():
            place, *words = line.split()
            self.run(place, "ip", *(self.name(word[1:]) if word.startswith("@") else word for word in words))
        self.run(ROUTER, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        for place in (LAPTOP, ROUTER, SERVER):  # several probes at a time are refused here; each must hear of it
            self.run(place, "sysctl", "-qw", "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0")
        fast = [f"net.{f}.neigh.eth0.{k}" for f in ("ipv4", "ipv6") for k in ("retrans_time_ms=100", "mcast_solicit=2")]
        self.run(LAPTOP, "sysctl", "-qw", *fast)

    def destroy(self) -> None:
        for place in (LAPTOP, NEIGHBOUR, ROUTER, SERVER):
            subprocess.run(["ip", "netns", "del", self.name(place)], check=False, capture_output=True, timeout=10)

    @contextmanager
    def filtered(self, place: str, hook: str, *rules: str) -> Iterator[None]:
        """nft rules on one hook, gone at the end."""
        lines = ["table inet t {", "chain c {", f"type filter hook {hook} priority 0", *rules, "}", "}", ""]
        self.run(place, "nft", "-f", "-", feed="\n".join(lines))
        try:
            yield
        finally:
            self.run(place, "nft", "delete", "table", "inet", "t")

    @contextmanager
    def changed(self, place: str, do: str, undo: str) -> Iterator[None]:
        """One `ip` command and its opposite."""
        self.run(place, "ip", *do.split())
        try:
            yield
        finally:
            self.run(place, "ip", *undo.split())

    @contextmanager
    def claimed(self, address: str) -> Iterator[None]:
        """The neighbour has this address too; what the kernels learned from that is forgotten at the end."""
        try:
            with self.changed(NEIGHBOUR, f"addr add {address}/24 dev eth0", f"addr del {address}/24 dev eth0"):
                yield
        finally:
            for place in (LAPTOP, ROUTER):
                self.run(place, "ip", "neigh", "flush", "all")

    def probe(
        self, *calls: tuple[str, list[Any], dict[str, Any]], under: tuple[str, ...] = ()
    ) -> list[SimpleNamespace]:
        """Run calls of NetworkProbes on the laptop, side by side; `under` is a command that runs the program."""
        text = self.run(LAPTOP, *under, sys.executable, "-W", "error", INSIDE, json.dumps(calls))
        return [SimpleNamespace(**answer) for answer in json.loads(text)]

    @contextmanager
    def serving(self, pair: Pair) -> Iterator[None]:
        """DNS and web, with and without TLS, on the server and on the router."""
        running = []
        try:
            for place, addresses in ((SERVER, (FAR4, FAR6)), (ROUTER, (BOX4,))):
                words: list[Any] = ["ip", "netns", "exec", self.name(place), sys.executable, INSIDE, "serve"]
                words += [pair.certificate, pair.key, *addresses]
                server = subprocess.Popen(
                    [str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
                )
                running.append(server)
                assert server.stdout is not None
                assert server.stdout.readline() == "ready\n"
            yield
        finally:
            for server in running:
                server.communicate(timeout=10)

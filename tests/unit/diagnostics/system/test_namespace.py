"""The live Linux sources inside network namespaces: cables, addresses, routes, tunnels and strangers' processes."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[4]
LIMIT_S = 20.0

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("ip") is None, reason="needs root and `ip` to make network namespaces"
)

# Runs inside the namespace and prints the asked facts: {method: {"state", "value"}}.
ASK = """
import sys, json, msgspec
from diagnostics.model.site import Vpn
from diagnostics.system import current
facts = current()
found = {}
for name, arguments in json.loads(sys.argv[1]).items():
    given = [msgspec.convert(a, Vpn) if isinstance(a, dict) else tuple(a) for a in arguments]
    answer = getattr(facts, name)(*given)
    found[name] = {"state": answer.state, "value": answer.value}
print(msgspec.json.encode(found).decode())
"""


class Net:
    """A laptop with one cable to a box, each a namespace of its own."""

    def __init__(self) -> None:
        mark = secrets.token_hex(3)
        self.laptop, self.box = f"uf{mark}l", f"uf{mark}b"

    def up(self) -> None:
        for name in (self.laptop, self.box):
            run("ip", "netns", "add", name)
        run(
            "ip", "link", "add", "eth0", "netns", self.laptop, "type", "veth", "peer", "name", "port", "netns", self.box
        )
        self.ip("link set lo up")
        self.ip("link set eth0 up")
        self.ip("link set port up", self.box)

    def down(self) -> None:
        for name in (self.laptop, self.box):
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True, timeout=LIMIT_S)
            shutil.rmtree(Path("/etc/netns", name), ignore_errors=True)

    def ip(self, command: str, where: str | None = None) -> None:
        run("ip", "-n", where or self.laptop, *command.split())

    def write_etc(self, name: str, text: str) -> None:
        """A file of /etc that only this namespace sees."""
        folder = Path("/etc/netns", self.laptop)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")

    def ask(self, **methods: list[Any]) -> dict[str, Any]:
        """The values of the facts, as the laptop sees them."""
        argv = ["ip", "netns", "exec", self.laptop, sys.executable, "-c", ASK, json.dumps(methods)]
        done = subprocess.run(argv, check=True, capture_output=True, timeout=LIMIT_S, cwd=ROOT, text=True)
        answers = json.loads(done.stdout)
        assert {answer["state"] for answer in answers.values()} == {"ok"}, answers
        return {name: answer["value"] for name, answer in answers.items()}

    def adapter(self, name: str) -> dict[str, Any]:
        (found,) = [item for item in self.ask(adapters=[])["adapters"] if item["name"] == name]
        return dict(found)


def run(*argv: str) -> None:
    subprocess.run(argv, check=True, capture_output=True, timeout=LIMIT_S)


@pytest.fixture
def net() -> Iterator[Net]:
    made = Net()
    try:
        made.up()
        yield made
    finally:
        made.down()


def state(adapter: dict[str, Any]) -> tuple[Any, ...]:
    return adapter["type"], adapter["enabled"], adapter["carrier"]


def test_a_cable_that_is_in_pulled_and_a_card_that_is_off(net: Net) -> None:
    assert state(net.adapter("eth0")) == ("ethernet", True, True)
    net.ip("link set port down", net.box)
    assert state(net.adapter("eth0")) == ("ethernet", True, False)
    net.ip("link set eth0 down")
    assert state(net.adapter("eth0")) == ("ethernet", False, None)


def test_addresses_and_the_default_route(net: Net) -> None:
    net.ip("addr add 192.0.2.23/24 dev eth0 valid_lft 600 preferred_lft 600")
    net.ip("addr add 198.51.100.7/28 dev eth0")
    net.ip("addr add 2001:db8::7/64 dev eth0 nodad")
    net.ip("route add default via 192.0.2.1 proto dhcp metric 100")
    net.ip("route add unreachable 203.0.113.0/24")
    seen = net.ask(addresses=[], routes=[])
    origins = {item["address"]: (item["prefix"], item["origin"]) for item in seen["addresses"]}
    assert origins["192.0.2.23"] == (24, "dhcp")
    assert origins["198.51.100.7"] == (28, "static")
    assert origins["2001:db8::7"] == (64, "static")
    assert all(origin == "link_local" for address, (_, origin) in origins.items() if address.startswith("fe80"))
    (default,) = [item for item in seen["routes"] if item["destination"] == "0.0.0.0/0"]
    assert (default["adapter"], default["gateway"], default["metric"], default["origin"]) == (
        "eth0",
        "192.0.2.1",
        100,
        "dhcp",
    )
    (refusing,) = [item for item in seen["routes"] if item["unreachable"]]
    assert (refusing["destination"], refusing["adapter"]) == ("203.0.113.0/24", None)


def test_a_policy_table_counts_only_when_a_rule_leads_there(net: Net) -> None:
    net.ip("addr add 192.0.2.23/24 dev eth0")
    net.ip("route add default via 192.0.2.1 table 51820")
    assert [item["table"] for item in net.ask(routes=[])["routes"] if item["destination"] == "0.0.0.0/0"] == []
    net.ip("rule add not fwmark 0xca6c table 51820")
    assert [item["table"] for item in net.ask(routes=[])["routes"] if item["destination"] == "0.0.0.0/0"] == [51820]


def test_neighbours(net: Net) -> None:
    net.ip("addr add 192.0.2.23/24 dev eth0")
    net.ip("neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev eth0 nud reachable")
    net.ip("neigh add 192.0.2.9 dev eth0 nud failed")
    seen = {item["address"]: (item["state"], item["mac"]) for item in net.ask(neighbours=[])["neighbours"]}
    assert seen["192.0.2.1"] == ("reachable", "02:00:00:00:00:01")
    assert seen["192.0.2.9"] == ("failed", None)


def test_a_tunnel_a_bridge_and_a_container(net: Net) -> None:
    net.ip("tuntap add tun0 mode tun")
    net.ip("link add docker0 type bridge")
    run("ip", "link", "add", "veth9", "netns", net.laptop, "type", "veth", "peer", "name", "eth9", "netns", net.box)
    net.ip("link set veth9 master docker0 up")
    kinds = {item["name"]: item["type"] for item in net.ask(adapters=[])["adapters"]}
    assert kinds == {"lo": "loopback", "eth0": "ethernet", "tun0": "tunnel", "docker0": "virtual", "veth9": "virtual"}


def test_the_namespaces_own_resolv_conf_and_hosts_file_are_read(net: Net) -> None:
    net.write_etc("resolv.conf", "nameserver 192.0.2.53\nsearch lan.example\n")
    net.write_etc("hosts", "127.0.0.1 localhost\n192.0.2.9 intranet.example\n")
    seen = net.ask(resolvers=[], hosts=[["intranet.example"]])
    assert [(item["servers"], item["search"]) for item in seen["resolvers"]] == [(["192.0.2.53"], ["lan.example"])]
    assert [(item["address"], item["line"]) for item in seen["hosts"]] == [("192.0.2.9", 2)]


def test_without_resolv_conf_no_server_is_configured(net: Net) -> None:
    net.write_etc("resolv.conf", "")
    assert [item["servers"] for item in net.ask(resolvers=[])["resolvers"]] == [[]]


def test_a_process_of_another_namespace_is_not_ours(net: Net, tmp_path: Path) -> None:
    program = tmp_path / "corpvpnd"
    shutil.copy(shutil.which("cat") or "/bin/cat", program)
    spec = {"name": "V", "kind": "openvpn", "process": str(program)}
    for where, running in ((net.box, False), (net.laptop, True)):
        argv = ["ip", "netns", "exec", where, str(program)]
        with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            try:
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write(b"ready\n")
                process.stdin.flush()
                assert process.stdout.readline() == b"ready\n"
                seen = net.ask(vpn=[spec])["vpn"]
            finally:
                process.kill()
        assert (seen["installed"], seen["running"]) == (True, running), where


def test_the_hosts_sys_does_not_speak_for_adapters_of_the_same_name(net: Net) -> None:
    """nsenter keeps the /sys of the namespace outside, where another adapter may be called eth0."""
    argv = ["nsenter", f"--net=/run/netns/{net.laptop}", sys.executable, "-c", ASK, '{"adapters": []}']
    done = subprocess.run(argv, check=True, capture_output=True, timeout=LIMIT_S, cwd=ROOT, text=True)
    (eth0,) = [item for item in json.loads(done.stdout)["adapters"]["value"] if item["name"] == "eth0"]
    assert state(eth0) == ("ethernet", True, True)
    assert (eth0["driver"], eth0["speed_mbit"]) == ("veth", None)


@pytest.mark.skipif(not (shutil.which("wireguard-go") and shutil.which("wg")), reason="needs wireguard-go and wg")
def test_a_userspace_wireguard_before_and_after_its_handshake(net: Net, tmp_path: Path) -> None:
    mark = net.laptop[2:-1]
    near, far = f"wl{mark}", f"wb{mark}"  # both lie in one folder of sockets, so each needs a name of its own
    net.ip("addr add 192.0.2.23/24 dev eth0")
    net.ip("addr add 192.0.2.1/24 dev port", net.box)
    keys = {where: key_pair(tmp_path / where) for where in (net.laptop, net.box)}
    with engine(net.laptop, near), engine(net.box, far):
        for where, name, port in ((net.laptop, near, "51821"), (net.box, far, "51820")):
            inside = ("ip", "netns", "exec", where, "wg", "set", name)
            run(*inside, "private-key", str(tmp_path / where), "listen-port", port)
        peer = keys[net.box]
        laptop = ("ip", "netns", "exec", net.laptop, "wg", "set", near, "peer", peer)
        run(*laptop, "allowed-ips", "10.8.0.1/32")
        spec = {"name": "V", "kind": "wireguard", "interface": "w*", "public_key": peer}
        before = net.ask(vpn=[spec])["vpn"]
        assert (before["installed"], before["running"], before["adapter"]) == (True, True, near)
        assert (before["tunnel_up"], before["handshake_age_s"]) == (False, None)
        run("ip", "netns", "exec", net.box, "wg", "set", far, "peer", keys[net.laptop], "allowed-ips", "10.8.0.2/32")
        net.ip(f"addr add 10.8.0.2/32 dev {near}")
        net.ip(f"link set {far} up", net.box)
        net.ip(f"link set {near} up")
        run(*laptop, "endpoint", "192.0.2.1:51820", "persistent-keepalive", "1")  # it speaks at once
        age = until(lambda: net.ask(vpn=[spec])["vpn"]["handshake_age_s"])
        assert 0.0 <= age < LIMIT_S
        seen = net.ask(vpn=[spec])["vpn"]
        assert (seen["adapter"], seen["tunnel_up"]) == (near, True)
        stranger = {**spec, "public_key": "B" * 43 + "="}
        assert net.ask(vpn=[stranger])["vpn"]["tunnel_up"] is False, "the tunnel of another peer is not ours"


def key_pair(file: Path) -> str:
    """Writes a private key, gives the public one."""
    private = subprocess.run(["wg", "genkey"], check=True, capture_output=True, timeout=LIMIT_S).stdout
    file.touch(mode=0o600)
    file.write_bytes(private)
    public = subprocess.run(["wg", "pubkey"], input=private, check=True, capture_output=True, timeout=LIMIT_S).stdout
    return public.decode().strip()


@contextmanager
def engine(where: str, name: str) -> Iterator[None]:
    """A WireGuard in userspace, which is ready when it can be configured."""
    socket = Path("/var/run/wireguard", f"{name}.sock")
    argv = ["ip", "netns", "exec", where, "wireguard-go", "--foreground", name]
    process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(socket.exists)
        yield
    finally:
        process.terminate()
        process.wait(LIMIT_S)
        socket.unlink(missing_ok=True)


def until(look: Callable[[], Any]) -> Any:
    """What `look` gives as soon as it gives something."""
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        threading.Event().wait(0.05)
    raise AssertionError("it never came")

"""What the adapters carry and who moves it: from counters, and for real between two namespaces."""

import json
import os
import shutil
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diagnostics.model.fact import AdapterTraffic, Talker
from diagnostics.system.linux import traffic
from diagnostics.system.linux.traffic_owner import acquire_owners
from diagnostics.system.linux.traffic_socket import acquire_sockets, parse_socket
from tests.unit.diagnostics.system.replay import laptop
from tests.unit.diagnostics.system.test_namespace import LIMIT_S, ROOT, Net

DEV = """Inter-|   Receive                                 |  Transmit
 face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs drop fifo colls carrier compressed
    lo: 9000 90 0 0 0 0 0 0 9000 90 0 0 0 0 0 0
  eth0:1250000    1000    0    0    0     0          0         7   250000     500    0    0    0     0       0   0
broken: 1 2
"""


def test_counters_of_the_kernel() -> None:
    assert traffic.parse_counters(DEV) == {"eth0": [1_250_000, 250_000, 1000, 500]}
    assert traffic.parse_counters("") == {}


def row(cookie: int, received: int = 0, sent: int = 0, inode: int = 7, **more: Any) -> dict[str, Any]:
    plain = {"cookie": cookie, "inode": inode, "user": 0, "rtt_us": 20_000, "least_rtt_us": 5000, "retransmitted": 0}
    return {**plain, "received": received, "sent": sent, **more}


def sample(at_s: float, *sockets: dict[str, Any], eth0: tuple[int, ...] = (0, 0, 0, 0)) -> dict[str, Any]:
    return {"at_s": at_s, "adapters": {"eth0": list(eth0)}, "sockets": list(sockets)}


def see(before: Any, after: Any, owners: dict[int, str]) -> list[Any]:
    return list(traffic.normalise_traffic(before, after, traffic.moving(before, after), owners))


MBIT = 125_000  # bytes


def test_a_program_is_the_sum_of_its_sockets_and_the_busiest_gives_the_delay() -> None:
    before = sample(0.0, row(1, 0, 0), row(2, 5 * MBIT, 0, inode=8, retransmitted=3))
    after = sample(
        2.0,
        row(1, 1 * MBIT, 2 * MBIT, rtt_us=80_000, least_rtt_us=None),
        row(2, 15 * MBIT, 0, inode=8, rtt_us=400_000, retransmitted=9),
        row(3, 0, 4 * MBIT, inode=9),
        eth0=(11 * MBIT, 6 * MBIT, 100, 50),
    )
    assert see(before, after, {7: "sync", 8: "sync", 9: "backup"}) == [
        AdapterTraffic(adapter="eth0", window_s=2.0, rx_mbit=5.5, tx_mbit=3.0, rx_packets=100, tx_packets=50),
        Talker(
            process="sync", window_s=2.0, down_mbit=5.5, up_mbit=1.0, rtt_ms=400.0, rtt_least_ms=5.0, retransmitted=6
        ),
        Talker(process="backup", window_s=2.0, down_mbit=0.0, up_mbit=2.0, rtt_ms=20.0, rtt_least_ms=5.0),
    ], "a socket that was not there before has moved all of it since"


NOBODY: dict[str, tuple[Any, Any, dict[int, str]]] = {
    "little": (sample(0.0, row(1)), sample(1.0, row(1, MBIT // 50)), {7: "chat"}),
    "an owner that may not be known": (sample(0.0, row(1)), sample(1.0, row(1, 5 * MBIT)), {}),
    "a socket that stands still": (sample(0.0, row(1, 9 * MBIT)), sample(1.0, row(1, 9 * MBIT)), {7: "chat"}),
    "a kernel that tells nothing of sockets": (
        sample(0.0) | {"sockets": None},
        sample(1.0) | {"sockets": None},
        {7: "chat"},
    ),
}


@pytest.mark.parametrize("case", NOBODY)
def test_nobody_talks(case: str) -> None:
    before, after, owners = NOBODY[case]
    assert [item for item in see(before, after, owners) if isinstance(item, Talker)] == []


def test_two_looks_at_the_same_moment_say_nothing() -> None:
    assert see(sample(1.0), sample(1.0), {}) == []


def test_an_adapter_that_came_back_began_anew() -> None:
    (found,) = see(sample(0.0, eth0=(900, 900, 9, 9)), sample(1.0, eth0=(100, 950, 1, 10)), {})
    assert (found.rx_mbit, found.tx_packets) == (0.0, 1)


def message(family: int, source: bytes, target: bytes, info: bytes) -> bytes:
    """struct inet_diag_msg with a tcp_info behind it."""
    head = struct.pack(
        "=4B2s2s16s16sI2I5I", family, 1, 0, 0, b"\0P", b"\1\xbb", source, target, 0, 5, 1, 0, 0, 0, 42, 77
    )
    return head + struct.pack("=HH", 4 + len(info), 2) + info


def tcp_info(size: int = 232) -> bytes:
    info = bytearray(232)
    struct.pack_into("=I", info, 68, 30_000)
    struct.pack_into("=I", info, 100, 4)
    struct.pack_into("=QQ", info, 120, 111, 222)
    struct.pack_into("=I", info, 148, 0xFFFFFFFF)
    struct.pack_into("=Q", info, 200, 333)
    return bytes(info[:size])


def v4(text: str) -> bytes:
    return socket.inet_aton(text).ljust(16, b"\0")


def v6(text: str) -> bytes:
    return socket.inet_pton(socket.AF_INET6, text)


def test_one_answer_of_the_kernel() -> None:
    assert parse_socket(message(2, v4("192.0.2.23"), v4("203.0.113.9"), tcp_info())) == {
        "cookie": (1 << 32) | 5, "inode": 77, "user": 42, "sent": 333, "received": 222, "rtt_us": 30_000,
        "least_rtt_us": None, "retransmitted": 4,
    }  # fmt: skip


def test_an_old_kernel_only_knows_what_arrived() -> None:
    row = parse_socket(message(2, v4("192.0.2.23"), v4("203.0.113.9"), tcp_info(192)))
    assert row is not None
    assert row["sent"] == 111


SKIPPED = {
    "this computer itself": message(2, v4("127.0.0.1"), v4("127.0.0.1"), tcp_info()),
    "this computer by another address": message(2, v4("192.0.2.23"), v4("192.0.2.23"), tcp_info()),
    "this computer, IPv6": message(10, v6("::1"), v6("::1"), tcp_info()),
    "this computer, mapped": message(10, v6("::ffff:127.0.0.1"), v6("::ffff:127.0.0.1"), tcp_info()),
    "an old kernel without byte counters": message(2, v4("192.0.2.23"), v4("203.0.113.9"), tcp_info(104)),
    "without tcp_info": message(2, v4("192.0.2.23"), v4("203.0.113.9"), b"")[:72],
    "cut": b"\2\1",
}


@pytest.mark.parametrize("case", SKIPPED)
def test_not_counted(case: str) -> None:
    assert parse_socket(SKIPPED[case]) is None


def test_our_own_process_is_nobody_and_another_one_is_found() -> None:
    near, far = socket.socketpair()
    inode = os.fstat(near.fileno()).st_ino
    wanted = [{"inode": inode, "user": os.getuid()}]
    try:
        assert acquire_owners(wanted) == {}
        with subprocess.Popen(["cat"], stdin=near, stdout=subprocess.DEVNULL) as child:
            try:
                assert acquire_owners(wanted) == {inode: "cat"}
            finally:
                child.kill()
    finally:
        near.close()
        far.close()


def test_the_kernel_answers() -> None:
    assert isinstance(acquire_sockets(), list)


def test_a_recorded_laptop() -> None:
    times = iter((0.0, 1.0))
    facts = laptop("cable_dhcp", traffic=lambda: sample(next(times), eth0=(0, 0, 0, 0)))
    (found,) = facts.traffic(0.05).value or ()
    assert (found.adapter, found.rx_mbit) == ("eth0", 0.0)  # type: ignore[union-attr]


# Prints what moved and the processor time that it took to know, without the imports.
LOOK = """
import time, msgspec
from diagnostics.system import current
facts = current()
began = time.process_time()
answer = facts.traffic(0.4)
cost_s = time.process_time() - began
print(msgspec.json.encode([answer.value, cost_s]).decode())
"""
MOST_COST_S = 0.1  # 10 ms alone; beside other tests the caches are cold


def look(net: Net) -> tuple[list[Any], float]:
    argv = ["ip", "netns", "exec", net.laptop, sys.executable, "-c", LOOK]
    done = subprocess.run(argv, check=True, capture_output=True, timeout=LIMIT_S, cwd=ROOT, text=True)
    found, cost_s = json.loads(done.stdout)
    return found, cost_s


@pytest.fixture
def net() -> Iterator[Net]:
    made = Net()
    try:
        made.up()
        made.ip("addr add 192.0.2.23/24 dev eth0")
        made.ip("addr add 192.0.2.1/24 dev port", made.box)
        yield made
    finally:
        made.down()


@pytest.mark.skipif(
    os.geteuid() != 0 or not (shutil.which("ip") and shutil.which("iperf3")), reason="needs root, ip and iperf3"
)
def test_an_upload_is_seen_with_its_program_and_costs_little(net: Net, tmp_path: Path) -> None:
    inside = ("ip", "netns", "exec")
    server = subprocess.Popen([*inside, net.box, "iperf3", "-s", "-1", "--forceflush"], stdout=subprocess.PIPE)
    client = None
    try:
        assert server.stdout is not None
        while b"listening" not in server.stdout.readline():
            pass
        client = subprocess.Popen(
            [*inside, net.laptop, "iperf3", "-c", "192.0.2.1", "-b", "20M", "-t", "5"], stdout=subprocess.DEVNULL
        )
        for _ in range(20):
            found, cost_s = look(net)
            talkers = [item for item in found if item["kind"] == "talker"]
            if talkers and talkers[0]["up_mbit"] > 10.0:
                break
        (talker,) = talkers
        (eth0,) = [item for item in found if item["kind"] == "adapter_traffic" and item["adapter"] == "eth0"]
        assert talker["process"] == "iperf3"
        assert 10.0 < talker["up_mbit"] < 40.0
        assert talker["down_mbit"] < 1.0
        assert talker["rtt_ms"] is not None
        assert eth0["tx_mbit"] > 10.0
        assert cost_s < MOST_COST_S
    finally:
        for process in (client, server):
            if process is not None:
                process.terminate()
                process.wait(LIMIT_S)
        if server.stdout is not None:
            server.stdout.close()

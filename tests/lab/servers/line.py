"""A line that misbehaves: passes frames between two interfaces, late, not all of them, and only so many.

Usage: python line.py '{"ends": ["near", "far"], "up": {...}, "down": {...}, "seed": 1}'. "up" goes from the first end
to the second. Keys of a way, all optional: rate_mbit and queue_ms (what waits at most; more is dropped at the tail),
loss (share of single frames), burst (share lost in bursts) and burst_frames (mean length, Gilbert's model),
delay_ms, spread_ms (up to so much more, evenly spread), spikes (share of frames that get the spread; the others none),
overtake (frames need not keep their order). An empty way adds some 0.1 ms.
"""

import heapq
import json
import os
import random
import select
import socket
import sys
import time
from typing import Any

Plan = dict[str, Any]

PACKET_IGNORE_OUTGOING = 23  # linux/if_packet.h: what we send ourselves does not come back to us
RECEIVE_BUFFER = 8 * 1024 * 1024  # bytes: our own queue counts, the kernel's must never be the one that drops
LARGEST_FRAME = 65536
BATCH = 64  # frames read before the other direction gets its turn
LONGEST_WAIT_S = 1.0


class Way:
    """One direction: decides for every frame when it leaves, or that it is lost."""

    def __init__(self, plan: Plan, source: socket.socket, target: socket.socket, seed: int) -> None:
        self.source, self.target = source, target
        self._chance = random.Random(seed)
        self._seconds_per_byte = 8e-6 / plan["rate_mbit"] if plan.get("rate_mbit") else 0.0
        self._queue_s = plan.get("queue_ms", 50.0) / 1000
        self._loss = plan.get("loss", 0.0)
        self._burst_ends = 1.0 / plan.get("burst_frames", 4.0)
        burst = plan.get("burst", 0.0)
        self._burst_begins = self._burst_ends * burst / (1.0 - burst)
        self._delay_s = plan.get("delay_ms", 0.0) / 1000
        self._spread_s = plan.get("spread_ms", 0.0) / 1000
        self._spikes = plan.get("spikes", 1.0)
        self._overtake = plan.get("overtake", False)
        self._waiting: list[tuple[float, int, bytes]] = []
        self._number = 0
        self._free_at = 0.0  # when the wire has sent everything that was accepted
        self._latest = 0.0
        self._in_burst = False

    @property
    def next_s(self) -> float | None:
        """When the next frame is due, on the monotonic clock."""
        return self._waiting[0][0] if self._waiting else None

    def read(self) -> None:
        """Take what has arrived."""
        for _ in range(BATCH):
            try:
                frame = self.source.recv(LARGEST_FRAME)
            except BlockingIOError:
                return
            except OSError:
                return  # the other end is just being plugged in
            self._accept(frame, time.monotonic())

    def _accept(self, frame: bytes, now: float) -> None:
        begin = max(now, self._free_at)
        if self._seconds_per_byte and begin - now > self._queue_s:
            return  # the queue is full
        self._free_at = begin + len(frame) * self._seconds_per_byte
        if self._lost():
            return
        due = self._free_at + self._delay_s
        if self._spread_s and self._chance.random() < self._spikes:
            due += self._chance.random() * self._spread_s
        if not self._overtake:
            due = self._latest = max(due, self._latest)
        self._number += 1
        heapq.heappush(self._waiting, (due, self._number, frame))

    def _lost(self) -> bool:
        if self._burst_begins:
            self._in_burst = self._chance.random() < (1.0 - self._burst_ends if self._in_burst else self._burst_begins)
        return self._in_burst or self._chance.random() < self._loss

    def send(self) -> None:
        """Pass on what is due."""
        while self._waiting and self._waiting[0][0] <= time.monotonic():
            try:
                self.target.send(heapq.heappop(self._waiting)[2])
            except OSError:
                pass  # the far end is down: lost, as on a real line


def end(name: str) -> socket.socket:
    """Everything that arrives at an interface, and nothing that leaves it."""
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)  # bound before it hears anything: no stray frames
    sock.setsockopt(socket.SOL_SOCKET, 33, RECEIVE_BUFFER)  # SO_RCVBUFFORCE: past the system's limit
    sock.setsockopt(263, PACKET_IGNORE_OUTGOING, 1)  # SOL_PACKET
    sock.setblocking(False)
    sock.bind((name, 0x0003))  # ETH_P_ALL
    return sock


def main() -> None:
    plan = json.loads(sys.argv[1])
    try:
        os.nice(-10)  # a busy machine must not look like a bad line
    except OSError:
        pass
    near, far = (end(name) for name in plan["ends"])
    seed = plan.get("seed", 1)
    ways = [Way(plan.get("up", {}), near, far, seed), Way(plan.get("down", {}), far, near, seed + 1)]
    by_source = {way.source: way for way in ways}
    print("ready", flush=True)
    while True:
        due = [way.next_s for way in ways if way.next_s is not None]
        wait = min([LONGEST_WAIT_S, *(max(0.0, at - time.monotonic()) for at in due)])
        for sock in select.select([near, far], [], [], wait)[0]:
            by_source[sock].read()
        for way in ways:
            way.send()


main()

"""Series of small probes: what is counted, what is not, and what they cost."""

import asyncio
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from diagnostics.model.answer import Purpose, SeriesAnswer
from diagnostics.model.failure import Failure
from diagnostics.probes import icmp
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.network import NetworkProbes
from diagnostics.probes.seriestally import Tally, numbers
from tests.fakes.servers.packet import Answer, answering, nothing
from tests.fakes.servers.stream import closed_port, full_backlog, serving, silent

HERE = "127.0.0.1"


async def _series(
    method: str, port: int, *, count: int = 8, every_s: float = 0.01, wait_s: float = 0.3, address: str = HERE
) -> SeriesAnswer:
    return await NetworkProbes().series(
        address,
        method=method,
        purpose=Purpose.GATEWAY,
        subject="box",
        count=count,
        every_s=every_s,
        wait_s=wait_s,
        port=port,
    )


def says_yes(wire: bytes) -> list[bytes]:
    """Any reply with the same number."""
    return [wire[:2] + b"\x81\x80" + wire[4:]]


def without(*numbers: int) -> Answer:
    """Loses these packets, counted from 0."""
    seen = [-1]

    def answer(wire: bytes) -> list[bytes]:
        seen[0] += 1
        return [] if seen[0] in numbers else says_yes(wire)

    return answer


def twice(wire: bytes) -> list[bytes]:
    return says_yes(wire) * 2


DELAYS: dict[str, tuple[list[float | None], dict[str, object]]] = {
    "nothing sent": ([], {"sent": 0, "received": 0, "longest_gap": 0}),
    "nothing answered": ([None, None], {"sent": 2, "received": 0, "longest_gap": 2}),
    "one answered": (
        [None, 5.0, None, None],
        {"sent": 4, "received": 1, "longest_gap": 2, "rtt_ms": 5.0, "rtt_least_ms": 5.0, "rtt_p95_ms": 5.0},
    ),
    "steps over a gap are no jitter": (
        [10.0, None, 50.0, 52.0],
        {
            "sent": 4,
            "received": 3,
            "longest_gap": 1,
            "rtt_ms": 50.0,
            "rtt_least_ms": 10.0,
            "rtt_p95_ms": 52.0,
            "jitter_ms": 2.0,
        },
    ),
    "twenty, one of them slow": (
        [*([10.0, 12.0] * 9), 10.0, 90.0],
        {
            "sent": 20,
            "received": 20,
            "longest_gap": 0,
            "rtt_ms": 11.0,
            "rtt_least_ms": 10.0,
            "rtt_p95_ms": 12.0,
            "jitter_ms": round((2 * 18 + 80) / 19, 3),
        },
    ),
}


@pytest.mark.parametrize("name", DELAYS)
def test_the_numbers(name: str) -> None:
    delays, expected = DELAYS[name]
    assert numbers(delays) == expected


def test_the_tally_believes_each_probe_once() -> None:
    tally = Tally(3, wait_s=1.0)
    tally.sent = 3
    tally.answered(0, 1.5)  # too late
    tally.answered(0, 0.1)  # and not again
    tally.answered(1, 0.2)
    tally.answered(1, 0.9)
    tally.answered(7, 0.1)  # never sent
    tally.refused(ProbeFailed(Failure.REFUSED), 2)
    assert tally.in_order() == [None, 200.0, None]
    assert tally.settled.is_set()


@dataclass(frozen=True)
class Udp:
    server: Answer
    received: int
    gap: int
    failure: Failure | None = None
    delay_s: float = 0.0


UDP = {
    "all answered": Udp(says_yes, 8, 0),
    "one lost": Udp(without(3), 7, 1),
    "the first lost": Udp(without(0), 7, 1),
    "three in a row and the last": Udp(without(2, 3, 4, 7), 4, 3),
    "each answered twice": Udp(twice, 8, 0),
    "silence": Udp(nothing, 0, 8, Failure.TIMED_OUT),
    "every answer too late": Udp(says_yes, 0, 8, Failure.TIMED_OUT, delay_s=0.36),
    "our own packets come back": Udp(lambda wire: [wire], 0, 8, Failure.TIMED_OUT),
    "rubbish": Udp(lambda _: [b"", b"x", b"\xff" * 40], 0, 8, Failure.TIMED_OUT),
}


@pytest.mark.parametrize("name", UDP)
def test_questions(play, name: str) -> None:
    case = UDP[name]

    async def story() -> SeriesAnswer:
        async with answering(case.server, delay_s=case.delay_s) as port:
            return await _series("dns", port)

    answer = play(story())
    assert (answer.sent, answer.received, answer.longest_gap) == (8, case.received, case.gap)
    assert answer.failure is case.failure
    assert (answer.rtt_ms is not None) == (case.received > 0)
    assert (answer.subject, answer.method, answer.address, answer.every_ms) == ("box", "dns", HERE, 10.0)
    assert answer.adapter is not None


def test_a_name_server_that_is_off(play) -> None:
    answer = play(_series("dns", closed_port(socket.SOCK_DGRAM)))
    assert (answer.sent, answer.received, answer.failure) == (8, 0, Failure.REFUSED)


def test_connects(play) -> None:
    async def story() -> SeriesAnswer:
        async with serving(silent) as port:
            return await _series("tcp", port)

    answer = play(story())
    assert (answer.sent, answer.received, answer.failure) == (8, 8, None)
    assert 0 < answer.rtt_least_ms <= answer.rtt_ms <= answer.rtt_p95_ms
    assert answer.jitter_ms is not None


def test_a_closed_port_answers_too(play) -> None:
    answer = play(_series("tcp", closed_port()))
    assert (answer.sent, answer.received, answer.failure) == (8, 8, None)


def test_connects_that_nobody_answers(play) -> None:
    async def story() -> SeriesAnswer:
        async with full_backlog() as port:
            return await _series("tcp", port, wait_s=0.2)

    answer = play(story())
    assert (answer.received, answer.longest_gap, answer.failure) == (0, 8, Failure.TIMED_OUT)


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads the kernel's table of connections")
def test_nothing_stays_behind(play) -> None:
    async def story() -> int:
        async with serving(silent) as port:
            await _series("tcp", port)
            await asyncio.sleep(0.05)
            mine = f"0100007F:{port:04X}"
            lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
            return sum(mine in words[1:3] and words[3] != "0A" for words in lines)  # 0A: the listener itself

    assert play(story()) == 0


@pytest.mark.parametrize("address", ["not an address", "192.0.2.1%nosuch"])
@pytest.mark.parametrize("method", ["tcp", "dns"])
def test_an_address_that_cannot_be_used_ends_at_once(play, method: str, address: str) -> None:
    begun = time.monotonic()
    answer = play(_series(method, 9, address=address, every_s=0.2))
    assert answer.failure is Failure.NO_ADDRESS or answer.failure is Failure.NO_ROUTE
    assert answer.received == 0
    assert time.monotonic() - begun < 1.0


def test_a_method_that_is_none(play) -> None:
    assert play(_series("smoke", 1)).failure is Failure.NOT_SUPPORTED


def test_a_user_who_may_not_ping(play, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(address: str) -> None:
        raise ProbeFailed(Failure.NOT_SUPPORTED, "no ICMP socket for this user")

    monkeypatch.setattr(icmp, "open_line", refuse)
    answer = play(_series("icmp", 0))
    assert (answer.failure, answer.sent, answer.received) == (Failure.NOT_SUPPORTED, 0, 0)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="needs a raw socket")
@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_echoes(play, address: str) -> None:
    answer = play(_series("icmp", 0, address=address))
    assert (answer.sent, answer.received, answer.failure) == (8, 8, None)
    assert 0 < answer.rtt_ms < 100


def test_probes_leave_on_time_though_none_is_answered(play) -> None:
    arrivals: list[float] = []

    def note(_: bytes) -> list[bytes]:
        arrivals.append(time.monotonic())
        return []

    async def story() -> float:
        async with answering(note) as port:
            begun = time.monotonic()
            await asyncio.gather(*(_series("dns", port, count=5, every_s=0.04, wait_s=0.2) for _ in range(3)))
            return time.monotonic() - begun

    took = play(story())
    assert len(arrivals) == 15
    assert arrivals[-1] - arrivals[0] > 4 * 0.04 - 0.02  # spread, not in a burst
    assert took < 4 * 0.04 + 0.2 + 1.0


def test_five_at_a_time_cost_little(play) -> None:
    async def story() -> tuple[float, list[SeriesAnswer]]:
        async with serving(silent) as port, answering(says_yes) as other:
            await _series("tcp", port, count=2)  # what is imported at first use
            before = time.process_time()
            places = [("tcp", port), ("tcp", closed_port()), ("dns", other), ("dns", other), ("dns", other)]
            found = await asyncio.gather(*(_series(how, where, count=30, every_s=0.03) for how, where in places))
            return time.process_time() - before, found

    spent, found = play(story())
    assert [answer.received for answer in found] == [30] * 5
    assert spent < 0.2  # measured: 0.05, the servers' half of the work included


@contextmanager
def _answering_beside() -> Iterator[int]:
    """The server in a thread of its own, so that a loop that stands still does not hold it up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((HERE, 0))

        def work() -> None:
            while True:
                wire, peer = sock.recvfrom(100)
                if not wire:
                    return
                for reply in says_yes(wire):
                    sock.sendto(reply, peer)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield sock.getsockname()[1]
        finally:
            sock.sendto(b"", sock.getsockname())
            thread.join()


BUSY_S = 0.06


async def _while_busy(series: Callable[[], Any]) -> SeriesAnswer:
    """The loop stands still again and again, as when something else computes in it."""
    task = asyncio.get_running_loop().create_task(series())
    while not task.done():
        await asyncio.sleep(0)
        await asyncio.sleep(0.001)
        time.sleep(BUSY_S)
    return await task


@pytest.mark.skipif(not hasattr(socket, "MSG_ERRQUEUE"), reason="only there the kernel tells the time of arrival")
@pytest.mark.parametrize("method", ["tcp", "dns"])
def test_a_busy_program_does_not_show_as_delay(play, method: str) -> None:
    async def story() -> SeriesAnswer:
        async with serving(silent) as port:
            with _answering_beside() as other:
                where = port if method == "tcp" else other
                return await _while_busy(lambda: _series(method, where, every_s=0.02))

    answer = play(story())
    assert answer.received == 8
    assert answer.rtt_ms < 1000 * BUSY_S / 4


@pytest.mark.parametrize("method", ["tcp", "dns"])
def test_a_cancelled_series_leaves_at_once(play, method: str) -> None:
    async def story() -> float:
        async with full_backlog() as port, answering(nothing) as other:
            where = port if method == "tcp" else other
            task = asyncio.create_task(_series(method, where, count=50, wait_s=5.0))
            await asyncio.sleep(0.1)
            task.cancel()
            begun = time.monotonic()
            with pytest.raises(asyncio.CancelledError):
                await task
            return time.monotonic() - begun

    assert play(story()) < 0.5

"""TCP connect on the loopback."""

import asyncio
import time

import pytest

from diagnostics.model.answer import Purpose, TcpAnswer
from diagnostics.model.failure import Failure
from diagnostics.probes.channel import connected
from diagnostics.probes.network import NetworkProbes
from tests.fakes.servers.stream import closed_port, full_backlog, serving, silent


async def _tcp(address: str, port: int, timeout_s: float = 2.0) -> TcpAnswer:
    return await NetworkProbes().tcp(address, port, purpose=Purpose.SERVICE, subject="x", timeout_s=timeout_s)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_open_port(play, host: str) -> None:
    async def story() -> TcpAnswer:
        async with serving(silent, host=host) as port:
            return await _tcp(host, port)

    answer = play(story())
    assert answer.failure is None
    assert answer.ms is not None
    assert 0 < answer.ms < 1000
    assert (answer.source, answer.adapter) == (host, "lo")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_closed_port(play, host: str) -> None:
    answer = play(_tcp(host, closed_port(host=host)))
    assert answer.failure is Failure.REFUSED
    assert answer.ms is not None


def test_a_port_that_swallows(play) -> None:
    async def story() -> tuple[TcpAnswer, float]:
        async with full_backlog() as port:
            begun = time.monotonic()
            return await _tcp("127.0.0.1", port, 0.3), time.monotonic() - begun

    answer, took = play(story())
    assert answer.failure is Failure.TIMED_OUT
    assert answer.ms is None
    assert answer.source == "127.0.0.1"
    assert took < 1.0


def test_what_is_no_address(play) -> None:
    assert play(_tcp("vpn.example.org", 443)).failure is Failure.NO_ADDRESS


def test_cancelling_closes_the_socket(play) -> None:
    async def story() -> None:
        async with full_backlog() as port:
            task = asyncio.create_task(_tcp("127.0.0.1", port, 5))
            await asyncio.sleep(0.05)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    play(story())  # a socket left open would be a ResourceWarning, which is an error here


def test_a_dead_address_costs_one_step_when_another_one_lives(play) -> None:
    """RFC 8305: the second address is started after 250 ms, whatever the first one does."""

    async def story() -> tuple[str, float]:
        async with full_backlog() as port, serving(silent, host="::1", port=port):
            begun = time.monotonic()
            async with connected(("127.0.0.1", "::1"), port) as line:
                return line.peer, time.monotonic() - begun

    peer, took = play(story())
    assert peer == "::1"
    assert 0.2 < took < 1.5


def test_a_refusal_starts_the_next_address_at_once(play) -> None:
    async def story() -> float:
        async with serving(silent, host="::1") as port:
            begun = time.monotonic()
            async with connected(("127.0.0.1", "::1"), port):
                return time.monotonic() - begun

    assert play(story()) < 0.24


def test_when_all_addresses_refuse_the_first_one_speaks(play) -> None:
    async def story() -> None:
        with pytest.raises(ConnectionRefusedError):
            async with connected(("127.0.0.1", "::1", "127.0.0.2"), closed_port()):
                pass

    play(story())

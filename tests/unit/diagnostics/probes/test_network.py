"""The whole room: the contract with the checks, cancelling, and that rubbish of any kind never raises."""

import asyncio
import inspect
import random
import socket
import sys
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from diagnostics.model.answer import Purpose, Role
from diagnostics.model.port import Probes
from diagnostics.model.site import Vpn
from diagnostics.probes import dns, dtls, ike, openvpn
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.httpmessage import Reader
from diagnostics.probes.network import NetworkProbes
from tests.fakes.servers.packet import answering, nothing
from tests.fakes.servers.stream import serving, silent

METHODS = [name for name, _ in inspect.getmembers(Probes, inspect.isfunction) if not name.startswith("_")]


@pytest.mark.parametrize("name", METHODS)
def test_every_method_takes_what_the_contract_says(name: str) -> None:
    wanted = inspect.signature(getattr(Probes, name)).parameters.values()
    given = inspect.signature(getattr(NetworkProbes, name)).parameters.values()
    assert [(p.name, p.kind, p.default) for p in given] == [(p.name, p.kind, p.default) for p in wanted]
    assert inspect.iscoroutinefunction(getattr(NetworkProbes, name))


def _against_silence(port: int, timeout_s: float) -> dict[str, Callable[[], Coroutine[Any, Any, Any]]]:
    """Every probe that a silent server can keep waiting. UDP and TCP share the port number."""
    probes, here = NetworkProbes(), "127.0.0.1"
    about: dict[str, Any] = {"purpose": Purpose.SERVICE, "subject": "x", "timeout_s": timeout_s}
    asked: dict[str, Any] = {"role": Role.CONFIGURED, "purpose": Purpose.NAME, "timeout_s": timeout_s, "port": port}
    vpn = Vpn(name="x", kind="anyconnect")
    return {
        "http": lambda: probes.http(f"http://{here}:{port}/", **about),
        "https": lambda: probes.http(f"https://{here}:{port}/", **about),
        "http through a proxy": lambda: probes.http("http://example.org/", proxy=f"{here}:{port}", **about),
        "https through a proxy": lambda: probes.http("https://example.org/", proxy=f"{here}:{port}", **about),
        "tls": lambda: probes.tls("www.example.org", port, address=here, **about),
        "dns over UDP": lambda: dns.question(here, "example.org", **asked),
        "dns over TCP": lambda: dns.question(here, "example.org", transport="tcp", **asked),
        "ntp": lambda: probes.clock(f"ntp://{here}:{port}", timeout_s=timeout_s),
        "https date": lambda: probes.clock(f"https://{here}:{port}", timeout_s=timeout_s),
        "mtu over tls": lambda: probes.mtu("tls", here, port=port, subject="x", timeout_s=timeout_s),
        "mtu over http": lambda: probes.mtu("http", here, port=port, subject="x", timeout_s=timeout_s),
        "mtu over dns": lambda: probes.mtu("dns", here, port=port, subject="x", timeout_s=timeout_s),
        "doh": lambda: probes.doh(f"https://{here}:{port}/", "x.example", purpose=Purpose.BROWSER, timeout_s=timeout_s),
        "vpn": lambda: probes.vpn_gateway(vpn, f"{here}:{port}/tcp", address=here, timeout_s=timeout_s),
        "vpn over UDP": lambda: probes.vpn_gateway(vpn, f"{here}:{port}/udp", address=here, timeout_s=timeout_s),
    }


PROBES = list(_against_silence(9, 1.0))


@pytest.mark.parametrize("name", PROBES)
def test_silence_ends_at_the_deadline(play, name: str) -> None:
    async def story() -> Any:
        async with serving(silent) as port, answering(nothing, port=port):
            return await _against_silence(port, 0.2)[name]()

    begun = time.monotonic()
    answer = play(story())
    assert answer.failure == "timed_out"
    assert answer.ms is None
    assert time.monotonic() - begun < 1.5


@pytest.mark.parametrize("name", PROBES)
def test_a_cancelled_probe_leaves_at_once_and_leaves_nothing_open(play, name: str) -> None:
    async def story() -> float:
        async with serving(silent) as port, answering(nothing, port=port):
            task = asyncio.create_task(_against_silence(port, 10.0)[name]())
            await asyncio.sleep(0.05)
            task.cancel()
            begun = time.monotonic()
            with pytest.raises(asyncio.CancelledError):
                await task
            return time.monotonic() - begun

    assert play(story()) < 0.2  # an unclosed socket is a ResourceWarning, and that is an error here


def test_forty_dead_targets_wait_side_by_side(play) -> None:
    async def story() -> float:
        async with serving(silent) as port, answering(nothing, port=port):
            begun = time.monotonic()
            await asyncio.gather(*(_against_silence(port, 0.5)["tls"]() for _ in range(40)))
            return time.monotonic() - begun

    assert play(story()) < 2.0


class _Feed:
    """A channel that gives bytes in pieces and then ends."""

    def __init__(self, data: bytes, dice: random.Random) -> None:
        self.data, self.dice = data, dice

    async def send(self, data: bytes) -> None:
        raise AssertionError(data)

    async def receive(self) -> bytes:
        size = self.dice.randrange(1, 20)
        piece, self.data = self.data[:size], self.data[size:]
        return piece


def test_damaged_http_never_raises_anything_but_a_failure(play) -> None:
    good = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: b\r\n\r\n3\r\nabc\r\n2;q\r\nde\r\n0\r\n\r\n"
    dice = random.Random(11)

    async def story() -> tuple[int, int]:
        whole = failed = 0
        for _ in range(2000):
            bad = bytearray(good)
            for _ in range(dice.randrange(4)):
                bad[dice.randrange(len(bad))] = dice.randrange(256)
            reader = Reader(_Feed(bytes(bad), dice))
            try:
                await reader.body(await reader.head())
                whole += 1
            except ProbeFailed:
                failed += 1
        return whole, failed

    whole, failed = play(story())
    assert whole > 300
    assert failed > 300


def test_random_packets_are_nobodys_answer() -> None:
    dice = random.Random(5)
    greetings = (openvpn.Greeting(), ike.Greeting(500), ike.Greeting(4500), dtls.Greeting())
    for _ in range(3000):
        packet = dice.randbytes(dice.randrange(80))
        assert not any(greeting.accepts(packet) for greeting in greetings)


def test_heavy_libraries_are_not_loaded_before_they_are_needed() -> None:
    """The window is painted first; dnspython, psutil and requests come with the first question."""
    import subprocess

    program = (
        "import sys, diagnostics.probes.network; print([m for m in ('dns', 'psutil', 'requests') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=True)
    assert told.stdout.strip() == "[]"


def test_no_address_family_at_all_is_an_answer(play, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel with IPv6 switched off refuses the socket itself."""
    import errno

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EAFNOSUPPORT, "")

    async def story() -> Any:
        monkeypatch.setattr(socket, "socket", refuse)
        try:
            return await NetworkProbes().tcp("::1", 443, purpose=Purpose.INTERNET6, subject="x", timeout_s=1)
        finally:
            monkeypatch.undo()

    assert play(story()).failure == "no_address"

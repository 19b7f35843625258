"""The operating system's resolver, alive, dead and slow."""

import socket
import threading
import time

import pytest

from diagnostics.model.answer import LookupAnswer, Purpose
from diagnostics.model.failure import Failure
from diagnostics.probes.network import NetworkProbes


async def _lookup(name: str, timeout_s: float = 1.0) -> LookupAnswer:
    return await NetworkProbes().lookup(name, purpose=Purpose.NAME, subject="x", timeout_s=timeout_s)


def test_a_name_of_the_hosts_file(play) -> None:
    answer = play(_lookup("localhost"))
    assert answer.failure is None
    assert set(answer.addresses) <= {"127.0.0.1", "::1"}
    assert answer.addresses


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (socket.EAI_NONAME, Failure.NXDOMAIN),
        (socket.EAI_AGAIN, Failure.NAME_FAILED),
        (socket.EAI_FAIL, Failure.NAME_FAILED),
        (-5, Failure.NO_DATA),
    ],
)
def test_what_the_resolver_says(play, monkeypatch: pytest.MonkeyPatch, number: int, expected: Failure) -> None:
    def refuse(*_: object) -> None:
        raise socket.gaierror(number, "text in the language of the system")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    answer = play(_lookup("www.example.org"))
    assert answer.failure is expected
    assert "language" not in answer.detail


def test_several_families_come_in_the_systems_order_without_doubles(play, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [(0, 0, 0, "", (a, 0)) for a in ("2001:db8::1", "192.0.2.1", "2001:db8::1", "192.0.2.2")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: entries)
    assert play(_lookup("www.example.org")).addresses == ("2001:db8::1", "192.0.2.1", "192.0.2.2")


def test_a_resolver_that_hangs_does_not_hang_us(play, monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: release.wait(10))
    begun = time.monotonic()
    try:
        answer = play(_lookup("www.example.org", 0.2))
    finally:
        release.set()
    assert answer.failure is Failure.TIMED_OUT
    assert answer.ms is None
    assert time.monotonic() - begun < 1.5


def test_a_name_that_cannot_be_one(play, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise UnicodeError("label too long")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert play(_lookup("x" * 70)).failure is Failure.NAME_FAILED


def test_a_literal_address_needs_no_resolver(play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "getaddrinfo")
    assert play(_lookup("192.0.2.1")).addresses == ("192.0.2.1",)

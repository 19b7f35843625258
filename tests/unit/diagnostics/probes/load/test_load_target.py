"""The endpoint of the site file."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

from diagnostics.model.failure import Failure
from diagnostics.probes.load.target import Endpoint, addresses, parse


@pytest.mark.parametrize(
    ("url", "endpoint", "authority", "path"),
    [
        ("https://speed.example.org/down?bytes={bytes}", ("speed.example.org", 443, True), "speed.example.org",
         "/down?bytes=77"),
        ("http://speed.example.org:8080", ("speed.example.org", 8080, False), "speed.example.org:8080", "/"),
        ("http://[2001:db8::1]/x/{bytes}/y", ("2001:db8::1", 80, False), "[2001:db8::1]", "/x/77/y"),
        ("HTTP://SPEED.example.org:443/a#part", ("speed.example.org", 443, False), "speed.example.org:443", "/a"),
        ("https://vitesse-été.example/", ("xn--vitesse-t-d4ab.example", 443, True), None, "/"),
    ],
    ids=["https", "port", "IPv6", "other port of the other scheme", "international name"],
)  # fmt: skip
def test_a_url_is_taken_apart(url: str, endpoint: tuple[str, int, bool], authority: str | None, path: str) -> None:
    found = parse(url)
    assert found is not None
    assert (found.port, found.tls) == endpoint[1:]
    assert found.host.isascii()
    if authority is not None:
        assert (found.host, found.authority) == (endpoint[0], authority)
    assert found.path(77) == path
    assert found.sized is ("{bytes}" in url)


@pytest.mark.parametrize(
    "url",
    ["", "speed.example.org/down", "ftp://speed.example.org/", "http:///down", "http://speed.example.org:99999/",
     "http://user:secret@speed.example.org/", "http://speed.example.org/a b", "http://speed.example.org/é",
     "http://[2001:db8::1/", "http://" + "a" * 70 + "é.example/"],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    assert parse(url) is None


def test_a_line_end_in_the_url_never_reaches_the_request() -> None:
    found = parse("http://speed.example.org/a\r\nX-Evil: 1")
    assert found is None or "\r" not in found.path(1) + found.authority


def test_a_literal_is_its_own_address(play: Callable[[Any], Any]) -> None:
    assert play(addresses("192.0.2.7", 1.0)) == ("192.0.2.7",)
    assert play(addresses("2001:DB8::7", 1.0)) == ("2001:db8::7",)


def test_a_name_has_its_addresses_once_each(play: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 1, 6, "", (address, 0)) for address in ("192.0.2.7", "192.0.2.8", "192.0.2.7")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: found)
    assert play(addresses("speed.example.org", 1.0)) == ("192.0.2.7", "192.0.2.8")


def test_a_name_that_nobody_knows(play: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "in the language of the system")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert play(addresses("speed.example.org", 1.0)) is Failure.NXDOMAIN


def test_a_resolver_that_hangs(play: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    let_go = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: let_go.wait(5))
    try:
        assert play(addresses("speed.example.org", 0.05)) is Failure.TIMED_OUT
    finally:
        let_go.set()


def test_an_endpoint_is_a_value() -> None:
    assert Endpoint("a.example", 80, False, "/") == parse("http://a.example")

"""Servers that want to keep, drown or fool a laptop: it gives up in time, has read little, and keeps what it had."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.content.result import Kind, Why
from tests.fakes.publisher import GUIDE, NOTICES
from tests.fakes.servers.certificates import Authority
from tests.fakes.servers.web import Misbehave, Web
from tests.unit.app.content.world import World, world

DEADLINE_S = 0.4
SPARE_S = 0.9  # of a busy machine, and of verifying what has come
MOST_BYTES = 1_000_000

OK = b"HTTP/1.1 200 OK\r\n"
PAGE = b"<!DOCTYPE html><html><title>Hotel Wi-Fi</title>" + b"<p>Please sign in</p>" * 2_000


def sends(*data: bytes) -> Misbehave:
    def act(talk: Any, path: str, end: threading.Event) -> bool:
        talk.sendall(b"".join(data))
        return True

    return act


def silent(talk: Any, path: str, end: threading.Event) -> bool:
    end.wait(30)
    return True


def drips(head: bytes, drop: bytes = b"A", gap_s: float = 0.02) -> Misbehave:
    def act(talk: Any, path: str, end: threading.Event) -> bool:
        talk.sendall(head)
        while not end.wait(gap_s):
            talk.sendall(drop)
        return True

    return act


def endless(head: bytes, piece: bytes) -> Misbehave:
    def act(talk: Any, path: str, end: threading.Event) -> bool:
        talk.sendall(head)
        for _ in range(4_000):  # 256 MB
            talk.sendall(piece)
        return True

    return act


def only(part: str, act: Misbehave) -> Misbehave:
    return lambda talk, path, end: part in path and act(talk, path, end)


def status(number: int, *extra: bytes, body: bytes = b"") -> Misbehave:
    head = b"HTTP/1.1 %d Whatever\r\nContent-Length: %d\r\n" % (number, len(body))
    return sends(head, *extra, b"\r\n", body)


CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
PIECE = b"10000\r\n" + b"{" * 65_536 + b"\r\n"

CASES: dict[str, tuple[Misbehave, set[Kind]]] = {
    "never answers": (silent, {Kind.UNREACHABLE}),
    "never answers the timestamp": (only("timestamp", silent), {Kind.UNREACHABLE}),
    "drips a body": (drips(OK + b"Content-Length: 9000\r\n\r\n{"), {Kind.UNREACHABLE}),
    "drips a timestamp": (only("timestamp", drips(OK + b"Content-Length: 9000\r\n\r\n{")), {Kind.UNREACHABLE}),
    "drips a head": (drips(OK + b"X-Slow: "), {Kind.UNREACHABLE}),
    "drips heads": (drips(OK, b"X-Slow: 1\r\n"), {Kind.UNREACHABLE}),
    "drips chunks": (drips(CHUNKED, b"1\r\n{\r\n"), {Kind.UNREACHABLE}),
    "drips interim answers": (drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), {Kind.UNREACHABLE}),
    "drips a target": (only("targets/", drips(OK + b"Content-Length: 13\r\n\r\n", b"", 0.01)), {Kind.UNREACHABLE}),
    "drips a small not-found page": (drips(b"HTTP/1.1 404 No\r\nContent-Length: 4000\r\n\r\n"), {Kind.UNREACHABLE}),
    "endless chunks": (endless(CHUNKED, PIECE), {Kind.UNTRUSTED}),
    "endless chunks of a timestamp": (only("timestamp", endless(CHUNKED, PIECE)), {Kind.UNTRUSTED}),
    "endless body": (only("timestamp", endless(OK + b"\r\n", b"{" * 65_536)), {Kind.UNTRUSTED}),
    "endless target": (only("targets/", endless(OK + b"\r\n", b"A" * 65_536)), {Kind.UNTRUSTED}),
    "endless not-found page": (endless(b"HTTP/1.1 404 No\r\n\r\n", b"A" * 65_536), {Kind.UNTRUSTED, Kind.UNREACHABLE}),
    "endless interim answers": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000), {Kind.UNTRUSTED}),
    "endless heads of interim answers": (
        endless(b"", b"HTTP/1.1 100 Continue\r\n" + b"X: 1\r\n" * 90 + b"\r\n"),
        {Kind.UNTRUSTED, Kind.UNREACHABLE},
    ),
    "endless heads": (endless(OK, b"X-More: 1\r\n" * 5_000), {Kind.UNREACHABLE}),
    "one endless head": (endless(OK + b"X: ", b"A" * 65_536), {Kind.UNREACHABLE}),
    "an endless first line": (endless(b"", b"A" * 65_536), {Kind.UNREACHABLE}),
    "a hundred heads of 64 kB": (sends(OK, *[b"X: " + b"A" * 65_000 + b"\r\n"] * 90), {Kind.UNTRUSTED}),
    "huge length": (only("timestamp", sends(OK, b"Content-Length: 99999999999\r\n\r\n{")), {Kind.UNREACHABLE}),
    "negative length": (sends(OK, b"Content-Length: -1\r\n\r\n{"), {Kind.UNTRUSTED, Kind.UNREACHABLE}),
    "wrong chunk": (sends(CHUNKED, b"zz\r\n{"), {Kind.UNREACHABLE}),
    "page of a portal": (sends(OK, b"Content-Length: %d\r\n\r\n" % len(PAGE), PAGE), {Kind.PORTAL}),
    "page of a portal for the timestamp": (only("timestamp", sends(OK, b"\r\n", PAGE)), {Kind.PORTAL}),
    "page of a portal for a target": (only("targets/", sends(OK, b"\r\n", PAGE)), {Kind.PORTAL}),
    "page after spaces": (sends(OK, b"\r\n", b"\xef\xbb\xbf \r\n\r\n", PAGE), {Kind.PORTAL}),
    "redirect to a portal": (status(302, b"Location: http://portal.invalid/\r\n"), {Kind.PORTAL}),
    "redirect for ever to itself": (status(307, b"Location: /unstuck/metadata/timestamp.json\r\n"), {Kind.PORTAL}),
    "redirect to a file": (status(301, b"Location: file:///etc/passwd\r\n"), {Kind.PORTAL}),
    "sign-in needed": (status(511), {Kind.PORTAL}),
    "503": (status(503, body=PAGE), {Kind.UNREACHABLE}),
    "503 for the timestamp": (only("timestamp", status(503)), {Kind.UNREACHABLE}),
    "404 for the timestamp": (only("timestamp", status(404)), {Kind.UNREACHABLE}),
    "404 for a target": (only("targets/", status(404)), {Kind.UNREACHABLE}),
    "401": (status(401), {Kind.UNREACHABLE}),
    "no HTTP": (sends(b"220 mail.example.org ESMTP\r\n" * 10), {Kind.UNREACHABLE}),
    "binary": (sends(bytes(range(256)) * 400), {Kind.UNREACHABLE}),
    "hangs up": (sends(), {Kind.UNREACHABLE}),
    "cut body": (only("timestamp", sends(OK, b"Content-Length: 900\r\n\r\n{")), {Kind.UNREACHABLE}),
    "empty timestamp": (only("timestamp", status(200)), {Kind.UNTRUSTED}),
    "compressed answer": (
        only("timestamp", sends(OK, b"Content-Encoding: gzip\r\n\r\n", b"\x1f\x8b\x08\x00" + b"x" * 100)),
        {Kind.PORTAL},
    ),
}


def _judge(lab: World, kinds: set[Kind]) -> None:
    before = lab.files()
    found = None
    threads = set(threading.enumerate())
    for name in ("laptop", "new"):
        began = time.monotonic()
        found = lab.refresh(name, deadline_s=DEADLINE_S)
        took_s = time.monotonic() - began
        assert found.kind in kinds, found
        assert took_s <= DEADLINE_S + SPARE_S
        assert found.bytes_read <= MOST_BYTES
    assert lab.files() == before
    assert lab.files("new") == {}
    mine = {each for each in threading.enumerate() if each.name.startswith("unstuck")} - threads
    assert not mine


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path) as made:
        assert made.refresh().kind is Kind.NEW
        made.desk.put(GUIDE, b"second edition")
        made.desk.publish("guides")
        yield made


@pytest.mark.long
@pytest.mark.parametrize("name", CASES)
def test_a_hostile_server_gets_little_time_and_few_bytes(lab: World, name: str) -> None:
    act, kinds = CASES[name]
    lab.web.misbehave = act
    _judge(lab, kinds)
    lab.web.misbehave = None
    assert lab.refresh().kind is Kind.NEW
    assert lab.store().get(GUIDE) == b"second edition"


def test_the_default_gives_up_within_twenty_seconds() -> None:
    from app.content import store

    assert store.DEADLINE_S == 20.0


def test_nobody_listens(lab: World) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    found = lab.store(url=f"http://127.0.0.1:{port}/").refresh(deadline_s=DEADLINE_S)
    assert (found.kind, found.why) == (Kind.UNREACHABLE, Why.NO_CONNECTION)


@pytest.mark.parametrize("answer", ["unknown", "slow"])
def test_a_name_that_is_not_found_in_time(lab: World, answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()

    def ask(*_: object, **__: object) -> list[object]:
        if answer == "slow":
            let_go.wait(30)
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    began = time.monotonic()
    found = lab.store(url="http://content.example.invalid/").refresh(deadline_s=0.3)
    assert time.monotonic() - began < 0.3 + SPARE_S
    assert (found.kind, found.why) == (
        Kind.UNREACHABLE,
        Why.SLOW if answer == "slow" else Why.NO_CONNECTION,
    )
    let_go.set()
    for thread in threading.enumerate():
        if thread.name == "unstuck-content-name":
            thread.join(5)


@pytest.mark.parametrize(
    "url",
    ["", "ftp://x/", "http://", "http://[::1/", "http://a b/", "file:///etc", "http://u:p@x/", "http://é.fr/", "x"],
)
def test_an_address_that_is_none(lab: World, url: str) -> None:
    store = lab.store(url=url or " ")
    found = store.refresh(deadline_s=DEADLINE_S)
    assert (found.kind, found.why) == (Kind.UNREACHABLE, Why.ADDRESS)


# -------------------------------------------------------------------------------------------- TLS and proxies


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def test_tls_with_an_authority_of_this_computer(
    lab: World, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.own.certificate))
    with Web(lab.desk.public, context=authority.sign("own", names="IP:127.0.0.1").server_context()) as web:
        store = lab.store(url=web.url)
        assert store.refresh().kind is Kind.NEW
        again = store.refresh()
        assert (again.kind, again.requests, web.connections) == (Kind.SAME, 2, 2)


@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_tls_of_a_stranger(lab: World, authority: Authority, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if wrong == "name":
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.own.certificate))
    pair = authority.sign(wrong, names="IP:127.0.0.1" if wrong == "authority" else "DNS:other.example.org")
    with Web(lab.desk.public, context=pair.server_context()) as web:
        found = lab.store(url=web.url).refresh(deadline_s=DEADLINE_S)
        assert (found.kind, found.why) == (Kind.UNREACHABLE, Why.CERTIFICATE)
        assert web.paths == []


def _raw(act: Callable[[socket.socket, threading.Event], None]) -> Any:
    """A server that does not wait for a request."""

    class Raw(Web):
        def _serve(self, plain: socket.socket) -> None:
            try:
                act(plain, self._end)
            except OSError:
                pass
            finally:
                plain.close()

    return Raw({})


def _drip(talk: socket.socket, end: threading.Event) -> None:
    talk.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
    while not end.wait(0.02):
        talk.sendall(b"\x00")


def _flood(talk: socket.socket, end: threading.Event) -> None:
    for _ in range(2_000):
        talk.sendall(b"\x16\x03\x03\x40\x00" + b"\x00" * 16_384)


@pytest.mark.parametrize("act", [_drip, _flood, lambda talk, end: end.wait(30)], ids=["drip", "flood", "silent"])
def test_tls_that_never_ends(lab: World, act: Any) -> None:
    with _raw(act) as web:
        began = time.monotonic()
        found = lab.store(url=f"https://127.0.0.1:{web.port}/").refresh(deadline_s=DEADLINE_S)
        assert time.monotonic() - began <= DEADLINE_S + SPARE_S
        assert found.kind in (Kind.UNREACHABLE, Kind.UNTRUSTED)
        assert found.bytes_read <= MOST_BYTES


def test_a_flood_beneath_tls_is_counted_too(lab: World, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.own.certificate))
    context = authority.sign("own", names="IP:127.0.0.1").server_context()
    with Web(lab.desk.public, endless(CHUNKED, PIECE), context=context) as web:
        found = lab.store(url=web.url).refresh(deadline_s=DEADLINE_S)
        assert found.kind is Kind.UNTRUSTED
        assert found.bytes_read <= MOST_BYTES


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_through_a_proxy(lab: World, authority: Authority, scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.own.certificate))
    context = authority.sign("proxied", names="DNS:content.example.org").server_context() if scheme == "https" else None
    asked: list[bytes] = []

    class Proxy(Web):
        def _serve(self, plain: socket.socket) -> None:
            if scheme == "https":
                asked.append(plain.recv(4096))
                plain.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            super()._serve(plain)

    with Proxy(lab.desk.public, context=context) as web:
        store = lab.store(url=f"{scheme}://content.example.org/unstuck/")
        store._proxy = lambda: f"127.0.0.1:{web.port}"
        assert store.refresh().kind is Kind.NEW
    if scheme == "https":
        assert asked[0].startswith(b"CONNECT content.example.org:443 HTTP/1.1\r\n")


PROXIES = {
    "wants a password": b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
    "refuses": b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
    "speaks no HTTP": b"hello\r\n\r\n",
    "hangs up": b"",
    "endless head": b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 100_000,
}


@pytest.mark.parametrize("name", PROXIES)
def test_a_proxy_that_does_not_help(lab: World, name: str) -> None:
    def act(talk: socket.socket, end: threading.Event) -> None:
        talk.recv(4096)
        talk.sendall(PROXIES[name])

    with _raw(act) as web:
        store = lab.store(url="https://content.example.org/")
        store._proxy = f"127.0.0.1:{web.port}"
        found = store.refresh(deadline_s=DEADLINE_S)
        assert (found.kind, found.why) == (Kind.UNREACHABLE, Why.PROXY)
        assert found.bytes_read <= MOST_BYTES


def test_a_proxy_for_plain_http_wants_a_password(lab: World) -> None:
    with Web({}, status(407)) as web:
        store = lab.store(url="http://content.example.org/")
        store._proxy = f"127.0.0.1:{web.port}"
        found = store.refresh(deadline_s=DEADLINE_S)
        assert (found.kind, found.why) == (Kind.UNREACHABLE, Why.PROXY)


def test_a_proxy_that_is_not_there(lab: World) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    store = lab.store()
    store._proxy = f"127.0.0.1:{port}"
    found = store.refresh(deadline_s=DEADLINE_S)
    assert (found.kind, found.why) == (Kind.UNREACHABLE, Why.NO_PROXY)


def test_a_server_that_closes_after_every_answer_serves_all_the_same(lab: World) -> None:
    lab.web.closes = True
    assert lab.refresh().kind is Kind.NEW
    assert lab.store().get(NOTICES) is not None


def test_no_verification_is_ever_switched_off() -> None:
    from app.content.line import trust

    for dates in (True, False):
        context = trust(dates=dates)
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname

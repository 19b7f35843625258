"""Sending: every end that there can be is one value and one sentence, and comes before the deadline."""

import socket
import threading
import time
from pathlib import Path

import pytest

from app.reports import drop
from app.reports.outcome import _SENTENCES, Outcome, of_status
from tests.unit.app.reports.drop_server import Talk, answering, head_of, request, server
from tests.unit.app.reports.sending import send
from tests.unit.app.reports.test_draft_report import made

DRAFT = made()
SLACK_S = 2.0  # for a busy machine


def url(port: int) -> str:
    return f"http://127.0.0.1:{port}/in/"


def test_one_create_only_put_of_the_very_bytes() -> None:
    seen: list[bytes] = []
    with server(answering("201 Created", seen=seen)) as port:
        result = send(DRAFT, url(port))
    assert (result.outcome, result.status, result.delivered) == (Outcome.DELIVERED, 201, True)
    assert result.sentence("en") == "The report has arrived at 127.0.0.1."
    (got,) = seen
    head, _, body = got.partition(b"\r\n\r\n")
    assert body == DRAFT.json_bytes()
    lines = head.decode().split("\r\n")
    assert lines[0] == f"PUT /in/{DRAFT.name} HTTP/1.1"
    assert "If-None-Match: *" in lines
    assert "Content-Type: application/json" in lines
    assert not [line for line in lines if line.lower().startswith(("cookie", "authorization", "referer"))]


@pytest.mark.parametrize(
    ("base", "path"),
    [("/in", "/in/{}"), ("", "/{}"), ("/", "/{}"), ("/in/?sig=a%2Fb", "/in/{}?sig=a%2Fb")],
)
def test_where_the_name_goes(base: str, path: str) -> None:
    seen: list[bytes] = []
    with server(answering("204 No Content", seen=seen)) as port:
        assert send(DRAFT, f"http://127.0.0.1:{port}{base}").outcome is Outcome.DELIVERED
    assert seen[0].split(b" ")[1].decode() == path.format(DRAFT.name)


def test_a_shared_password_of_the_drop_is_used() -> None:
    seen: list[bytes] = []
    with server(answering("201 Created", seen=seen)) as port:
        assert send(DRAFT, f"http://drop:word@127.0.0.1:{port}/in/").delivered
    assert b"Authorization: Basic ZHJvcDp3b3Jk" in seen[0]


# answer -> what it means
ANSWERS = {
    "412 Precondition Failed": Outcome.TAKEN,
    "401 Unauthorized": Outcome.NOT_ALLOWED,
    "403 Forbidden": Outcome.NOT_ALLOWED,
    "404 Not Found": Outcome.NO_FOLDER,
    "405 Method Not Allowed": Outcome.NOT_A_DROP,
    "407 Proxy Authentication Required": Outcome.PROXY_SIGN_IN,
    "413 Payload Too Large": Outcome.TOO_LARGE,
    "429 Too Many Requests": Outcome.SERVER_TROUBLE,
    "500 Internal Server Error": Outcome.SERVER_TROUBLE,
    "501 Not Implemented": Outcome.NOT_A_DROP,
    "503 Service Unavailable": Outcome.SERVER_TROUBLE,
    "507 Insufficient Storage": Outcome.SERVER_FULL,
    "511 Network Authentication Required": Outcome.SIGN_IN,
    "200 OK": Outcome.SIGN_IN,
    "302 Found": Outcome.SIGN_IN,
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_answers(answer: str) -> None:
    with server(answering(answer, body="<html>Welcome to the hotel</html>")) as port:
        result = send(DRAFT, url(port))
    assert result.outcome is ANSWERS[answer]
    assert result.status == int(answer[:3])
    assert not result.delivered


def test_a_redirect_is_not_followed() -> None:
    elsewhere: list[bytes] = []
    with (
        server(answering("201 Created", seen=elsewhere)) as other,
        server(answering("307 Temporary Redirect", headers=f"Location: {url(other)}\r\n")) as port,
    ):
        result = send(DRAFT, url(port))
    assert result.outcome is Outcome.SIGN_IN
    assert elsewhere == []
    assert result.sentence("fr").startswith("Une page de connexion de ce réseau répond au lieu de 127.0.0.1")


def test_a_conflict_means_delivered_only_for_a_name_that_was_sent_before() -> None:
    """For a fresh name, 409 says that the folder is missing (RFC 4918): "delivered" would lose the report."""
    fresh = made()
    with server(answering("409 Conflict")) as port:
        assert send(fresh, url(port)).outcome is Outcome.NO_FOLDER
        assert send(fresh, url(port), again=True).outcome is Outcome.ALREADY_THERE


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    result = send(DRAFT, url(port))
    assert result.outcome is Outcome.NO_CONNECTION
    assert "the report is safe here" in result.sentence("en")


@pytest.mark.parametrize(
    "bad", ["", "inbox", "ftp://a.example/", "http://", "http://[::1/", "http://a.example:x/", "file:///x"]
)
def test_no_address(bad: str) -> None:
    assert send(DRAFT, bad).outcome is Outcome.BAD_ADDRESS


def test_cut_after_the_upload() -> None:
    def talk(connection: socket.socket, _: threading.Event) -> None:
        request(connection)

    with server(talk) as port:
        result = send(DRAFT, url(port))
    assert result.outcome is Outcome.CUT
    assert not result.delivered
    assert "sending it again is harmless" in result.sentence("en")


def test_rubbish() -> None:
    def talk(connection: socket.socket, _: threading.Event) -> None:
        request(connection)
        connection.sendall(b"\x16\x03\x01 what?\r\n\r\n")

    with server(talk) as port:
        assert send(DRAFT, url(port)).outcome is Outcome.CUT


def _silent(connection: socket.socket, over: threading.Event) -> None:
    request(connection)
    over.wait(20)


def _deaf(connection: socket.socket, over: threading.Event) -> None:
    over.wait(20)


def _drip(connection: socket.socket, over: threading.Event) -> None:
    head_of(connection)
    for byte in b"HTTP/1.1 201 Created\r\nX: " + b"y" * 10_000:
        connection.sendall(bytes([byte]))
        if over.wait(0.1):
            return


def _endless_headers(connection: socket.socket, over: threading.Event) -> None:
    request(connection)
    connection.sendall(b"HTTP/1.1 201 Created\r\n")
    while not over.is_set():
        connection.sendall(b"X-Long: " + b"y" * 60_000 + b"\r\n")


def _endless_continue(connection: socket.socket, over: threading.Event) -> None:
    request(connection)
    while not over.is_set():
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def _endless_body(connection: socket.socket, over: threading.Event) -> None:
    request(connection)
    connection.sendall(b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not over.is_set():
        connection.sendall(b"ffff\r\n" + b"y" * 0xFFFF + b"\r\n")


@pytest.mark.parametrize("talk", [_silent, _deaf, _drip, _endless_headers, _endless_continue])
def test_a_hostile_server_ends_at_the_deadline(talk: Talk) -> None:
    began = time.monotonic()
    with server(talk) as port:
        result = send(DRAFT, url(port), deadline_s=0.5)
        took = time.monotonic() - began
    assert result.outcome in (Outcome.TOO_SLOW, Outcome.CUT)
    assert not result.delivered
    assert took < 0.5 + drop.GRACE_S + SLACK_S


def test_an_endless_body_is_not_read() -> None:
    began = time.monotonic()
    with server(_endless_body) as port:
        result = send(DRAFT, url(port), deadline_s=5.0)
        took = time.monotonic() - began
    assert result.delivered
    assert took < SLACK_S


def test_a_name_that_is_never_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's resolver cannot be interrupted: the caller goes on without it."""
    free = threading.Event()

    def stuck(*_: object, **__: object) -> object:
        free.wait(20)
        raise socket.gaierror(socket.EAI_AGAIN, "")

    monkeypatch.setattr(socket, "getaddrinfo", stuck)
    began = time.monotonic()
    try:
        result = send(DRAFT, "http://drop.example/in/", deadline_s=0.5)
        took = time.monotonic() - began
    finally:
        free.set()
    assert result.outcome is Outcome.NO_CONNECTION
    assert took < 0.5 + drop.GRACE_S + SLACK_S


def test_no_network_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_AGAIN, "translated")

    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    result = send(DRAFT, "https://drop.example/in/")
    assert (result.outcome, result.host) == (Outcome.NO_CONNECTION, "drop.example")
    assert "translated" not in result.sentence("en")


# ---------------------------------------------------------------- proxy and environment


def test_the_proxy_that_is_given_is_used() -> None:
    seen: list[bytes] = []
    with server(answering("201 Created", seen=seen)) as port:
        result = send(DRAFT, "http://drop.example/in/", proxy=f"127.0.0.1:{port}")
    assert result.delivered
    assert seen[0].startswith(f"PUT http://drop.example/in/{DRAFT.name} HTTP/1.1\r\n".encode())


def test_the_environment_s_proxy_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with server(answering("201 Created")) as port:
        assert send(DRAFT, url(port)).delivered


def test_a_proxy_that_is_dead() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert send(DRAFT, "http://drop.example/in/", proxy=f"127.0.0.1:{port}").outcome is Outcome.PROXY


@pytest.mark.parametrize(
    ("answer", "outcome"), [("407 Proxy Authentication Required", Outcome.PROXY_SIGN_IN), ("502 Bad", Outcome.PROXY)]
)
def test_a_proxy_that_refuses_the_tunnel(answer: str, outcome: Outcome) -> None:
    with server(answering(answer)) as port:
        assert send(DRAFT, "https://drop.example/in/", proxy=f"127.0.0.1:{port}").outcome is outcome


# ---------------------------------------------------------------- sentences


def test_every_outcome_has_its_sentence_in_both_languages() -> None:
    for lang in ("en", "fr"):
        assert set(_SENTENCES[lang]) == set(Outcome)
        assert len(set(_SENTENCES[lang].values())) == len(Outcome)


def test_only_created_and_existing_count_as_delivered() -> None:
    for status in range(100, 600):
        for again in (False, True):
            delivered = of_status(status, again=again) in (Outcome.DELIVERED, Outcome.ALREADY_THERE)
            assert delivered == (status in ((201, 204, 409, 412) if again else (201, 204))), status


def test_the_network_library_is_loaded_only_to_send() -> None:
    import subprocess
    import sys

    code = (
        "import sys, app.reports.drop, app.reports.draft, app.reports.keep, app.cli.report; "
        "print('requests' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[4]
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=root, timeout=30
    )
    assert done.stdout.strip() == "False"

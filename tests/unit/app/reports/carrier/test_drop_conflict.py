"""What a drop's answer means where the status alone does not tell."""

import socket
import threading

import pytest

from app.reports.drop import Route, put_bytes
from app.reports.outcome import Outcome
from tests.unit.app.reports.drop_server import request, server

GONE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
DENIED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
CONFLICT = b"HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("again", "folder", "outcome", "asked"),
    [
        (False, DENIED, Outcome.NO_FOLDER, ["PUT /in/n"]),
        (True, DENIED, Outcome.ALREADY_THERE, ["PUT /in/n", "HEAD /in/"]),
        (True, GONE, Outcome.NO_FOLDER, ["PUT /in/n", "HEAD /in/"]),
        (True, b"", Outcome.ALREADY_THERE, ["PUT /in/n", "HEAD /in/"]),
    ],
)
def test_a_conflict_is_an_arrival_only_in_a_folder_that_exists(
    again: bool, folder: bytes, outcome: Outcome, asked: list[str]
) -> None:
    seen: list[str] = []

    def talk(connection: socket.socket, _: threading.Event) -> None:
        head = request(connection).split(b" HTTP/")[0].decode()
        seen.append(head)
        connection.sendall(CONFLICT if head.startswith("PUT") else folder)

    with server(talk) as port:
        result = put_bytes(f"http://127.0.0.1:{port}/in/", "n", b"data", Route(), again=again, deadline_s=5.0)
    assert (result.outcome, seen) == (outcome, asked)


@pytest.mark.parametrize(
    ("head", "body", "outcome"),
    [
        ('ETag: "9a0364b9e99bb480dd25e1f0284c8555"\r\nContent-Length: 0', b"", Outcome.DELIVERED),
        ("Content-Length: 0", b"", Outcome.SIGN_IN),
        ('ETag: "page"\r\nContent-Length: 5', b"hello", Outcome.SIGN_IN),
    ],
)
def test_an_object_store_says_200(head: str, body: bytes, outcome: Outcome) -> None:
    def talk(connection: socket.socket, _: threading.Event) -> None:
        request(connection)
        connection.sendall(f"HTTP/1.1 200 OK\r\n{head}\r\nConnection: close\r\n\r\n".encode() + body)

    with server(talk) as port:
        result = put_bytes(f"http://127.0.0.1:{port}/in/", "n", b"data", Route(), again=False, deadline_s=5.0)
    assert result.outcome is outcome

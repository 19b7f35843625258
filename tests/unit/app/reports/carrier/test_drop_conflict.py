"""What a drop's answer means where the status alone does not tell."""

import socket
import threading

import pytest

from app.reports.drop import Route, put_bytes
from app.reports.outcome import Outcome, SendResult
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


SIZE = len(b"data")


def answered(first: bytes, then: bytes, *, again: bool) -> tuple[Outcome, list[str]]:
    """How a PUT ends that is answered so, when whoever asks after it is answered so."""
    seen: list[str] = []

    def talk(connection: socket.socket, _: threading.Event) -> None:
        head = request(connection).split(b" HTTP/")[0].decode()
        seen.append(head)
        connection.sendall(first if head.startswith("PUT") else then)

    with server(talk) as port:
        result = put_bytes(f"http://127.0.0.1:{port}/in/", "n", b"data", Route(), again=again, deadline_s=5.0)
    return result.outcome, seen


def says(status: str, *lines: str, body: bytes = b"") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "Connection: close", "", ""]).encode() + body


THERE = says("200 OK", f"Content-Length: {SIZE}", "Content-Type: application/octet-stream")
ANOTHER = says("200 OK", f"Content-Length: {SIZE + 1}")
PAGE = says("200 OK", "Content-Type: text/html; charset=utf-8", f"Content-Length: {SIZE}")
SILENT = b""
TAKEN = says("412 Precondition Failed", "Content-Length: 0")


@pytest.mark.parametrize(
    ("again", "then", "outcome", "asks"),
    [
        (True, SILENT, Outcome.ALREADY_THERE, False),
        (False, THERE, Outcome.ALREADY_THERE, True),
        (False, ANOTHER, Outcome.TAKEN, True),
        (False, PAGE, Outcome.TAKEN, True),
        (False, DENIED, Outcome.TAKEN, True),
        (False, GONE, Outcome.TAKEN, True),
        (False, TAKEN, Outcome.TAKEN, True),
        (False, SILENT, Outcome.TAKEN, True),
    ],
    ids=["tried before", "the same size", "another size", "a page", "denied", "gone", "412 to all", "silent"],
)
def test_a_name_that_is_taken_is_ours_only_with_a_proof(again: bool, then: bytes, outcome: Outcome, asks: bool) -> None:
    """A box on the way that answers 412 to everything must not make a report that never arrived look like one."""
    asked = ["PUT /in/n", "HEAD /in/n"] if asks else ["PUT /in/n"]
    assert answered(TAKEN, then, again=again) == (outcome, asked)


def test_a_name_that_is_taken_never_becomes_an_arrival_by_being_tried_again() -> None:
    assert SendResult(Outcome.TAKEN).surely_absent
    assert not SendResult(Outcome.TAKEN).delivered


ETAG = 'ETag: "9a0364b9e99bb480dd25e1f0284c8555"'
EMPTY = "Content-Length: 0"
REDIRECT = says("302 Found", "Location: http://login.example/", EMPTY)


@pytest.mark.parametrize(
    ("first", "then", "outcome"),
    [
        (says("200 OK", ETAG, EMPTY), PAGE, Outcome.DELIVERED),
        (says("200 OK", EMPTY), THERE, Outcome.DELIVERED),
        (says("200 OK", EMPTY), DENIED, Outcome.DELIVERED),
        (says("200 OK", EMPTY), SILENT, Outcome.DELIVERED),
        (says("200 OK", EMPTY), says("200 OK", EMPTY), Outcome.DELIVERED),
        (says("200 OK"), THERE, Outcome.DELIVERED),
        (says("200 OK", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"), THERE, Outcome.DELIVERED),
        (says("200 OK", "Content-Length: 2", body=b"ok"), THERE, Outcome.DELIVERED),
        (says("200 OK", EMPTY), PAGE, Outcome.SIGN_IN),
        (says("200 OK", EMPTY), REDIRECT, Outcome.SIGN_IN),
        (says("200 OK", EMPTY), ANOTHER, Outcome.SIGN_IN),
        (says("200 OK", EMPTY), GONE, Outcome.SERVER_TROUBLE),
        (says("200 OK", EMPTY, "Content-Type: text/html"), DENIED, Outcome.SIGN_IN),
        (says("200 OK", EMPTY, "Refresh: 0; url=http://login.example/"), DENIED, Outcome.SIGN_IN),
        (says("200 OK", "Content-Length: 2", body=b"ok"), DENIED, Outcome.SIGN_IN),
        (says("200 OK", 'ETag: "page"', "Content-Length: 5", body=b"hello"), DENIED, Outcome.SIGN_IN),
        (says("200 OK", "Content-Length: 7", body=b"\r\n<html"), THERE, Outcome.SIGN_IN),
        (says("200 OK", body=b"<!doctype html><p>Welcome to the hotel"), THERE, Outcome.SIGN_IN),
    ],
)
def test_a_bare_200_is_an_arrival_and_a_page_is_not(first: bytes, then: bytes, outcome: Outcome) -> None:
    assert answered(first, then, again=False)[0] is outcome


def test_a_200_whose_body_never_comes_ends_at_the_deadline() -> None:
    def talk(connection: socket.socket, over: threading.Event) -> None:
        request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")
        over.wait(20)

    with server(talk) as port:
        result = put_bytes(f"http://127.0.0.1:{port}/in/", "n", b"data", Route(), again=False, deadline_s=0.5)
    assert result.outcome in (Outcome.TOO_SLOW, Outcome.CUT)

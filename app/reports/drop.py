"""Send a report to IT's drop: one create-only HTTP PUT (RFC 9110, If-None-Match: *), never more than once by itself.

Whatever the other side does (nothing, one byte a second, endless headers, a redirect), the call ends at its deadline.
"""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from app.reports.outcome import CONFLICT, NOT_FOUND, OK, SIGN_IN_FIRST, Outcome, SendResult, of_status
from app.reports.wire import Answer, Bind, Body, Wire, head, put

GRACE_S = 0.5  # for the sending thread to end after its socket was shut


@dataclass(frozen=True)
class Route:
    """How the bytes travel: the fields of `Wire` that are no part of the message."""

    proxy: str | None = None  # host:port
    kind: str = "application/json"
    addresses: tuple[str, ...] = ()
    bind: Bind | None = None
    reached: Callable[[str], None] | None = None  # gets the address of whoever took the report, when no proxy is used


def put_bytes(url: str, name: str, data: bytes, path: Route, *, again: bool, deadline_s: float) -> SendResult:
    """Put the bytes below `url` under this name and say what became of them. Blocks; never raises, never asks.

    `again` says whether these very bytes were sent before, by an earlier process too: then "exists already" means that
    they had arrived. `deadline_s` is for the whole call. The environment's proxies are not looked at.
    """
    target = _target(url, name)
    if target is None:
        return SendResult(Outcome.BAD_ADDRESS)
    wire = Wire(target, data, path.proxy, deadline_s, path.kind, path.addresses, path.bind)
    peers: list[str] = []
    result = _within(deadline_s, wire, again, peers)
    if result.delivered and path.reached is not None and path.proxy is None and peers:
        path.reached(peers[-1])
    return result


def _target(url: str, name: str) -> str | None:
    """The address of the new file: the drop's folder and our name; a query (a shared access token) stays."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return None
    if not usable:
        return None
    return urlunsplit((parts.scheme, parts.netloc, f"{parts.path.rstrip('/')}/{name}", parts.query, ""))


def _within(limit: float, wire: Wire, again: bool, peers: list[str]) -> SendResult:
    """Do it in a daemon thread, because looking up a name cannot be interrupted; give up at the limit."""
    results: list[SendResult] = []
    sockets: list[socket.socket] = []
    host = urlsplit(wire.url).hostname or ""

    def opened(new: socket.socket) -> None:
        sockets.append(new)
        peers.append(_peer(new))

    def work() -> None:
        results.append(_put(wire, again, opened))

    thread = threading.Thread(target=work, name="unstuck-send", daemon=True)
    thread.start()
    thread.join(limit)
    if thread.is_alive():
        for each in sockets:
            _shut(each)
        thread.join(GRACE_S)
        return SendResult(Outcome.TOO_SLOW if sockets else Outcome.NO_CONNECTION, host)
    return replace(results[0] if results else SendResult(Outcome.CUT), host=host)


def _put(wire: Wire, again: bool, opened: Callable[[socket.socket], None]) -> SendResult:
    answer = put(wire, opened)
    if answer.status is None:
        return SendResult(answer.failed or Outcome.CUT, detail=answer.detail)
    outcome = of_status(answer.status, again=again)
    if answer.status == OK:
        outcome = _of_ok(wire, answer, opened)
    elif outcome is Outcome.ALREADY_THERE and answer.status == CONFLICT:
        # The same answer stands for a folder that is not there (RFC 4918, 9.7.1). Only the folder itself can tell.
        parts = urlsplit(wire.url)
        folder = urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0] + "/", parts.query, ""))
        if head(replace(wire, url=folder), opened).status == NOT_FOUND:
            outcome = Outcome.NO_FOLDER
    elif outcome is Outcome.TAKEN and _is_ours(head(wire, opened), wire):
        # The name holds the hash of the bytes: a file of this name and this size is this report, or a forgery by
        # somebody who has seen it on its way. Whatever says less than that is no proof.
        outcome = Outcome.ALREADY_THERE
    return SendResult(outcome, status=answer.status, detail=answer.detail)


def _of_ok(wire: Wire, answer: Answer, opened: Callable[[socket.socket], None]) -> Outcome:
    """What 200 means, which no drop for files says (RFC 9110, 9.3.4: 201), some WebDAV and every object store do.

    A page is a hotel's. No body at all is an arrival, unless somebody who asks for the file now sees something else.
    """
    if answer.body is Body.PAGE:
        return Outcome.SIGN_IN
    if answer.body is Body.EMPTY and answer.is_tagged:
        return Outcome.DELIVERED
    seen = head(wire, opened)
    if _is_ours(seen, wire):
        return Outcome.DELIVERED
    if answer.body is Body.OTHER:
        return Outcome.SIGN_IN
    if seen.status == NOT_FOUND:
        return Outcome.SERVER_TROUBLE
    leads_away = seen.status is not None and (seen.status in range(300, 400) or seen.status == SIGN_IN_FIRST)
    is_another = seen.status == OK and (seen.body is Body.PAGE or bool(seen.length))
    return Outcome.SIGN_IN if leads_away or is_another else Outcome.DELIVERED


def _is_ours(seen: Answer, wire: Wire) -> bool:
    return seen.status == OK and seen.body is not Body.PAGE and seen.length == len(wire.data)


def _peer(new: socket.socket) -> str:
    try:
        return str(new.getpeername()[0])
    except (OSError, IndexError):
        return ""


def _shut(each: socket.socket) -> None:
    """Wake whoever waits for this socket."""
    try:
        each.shutdown(socket.SHUT_RDWR)
    except OSError:  # closed in the meantime
        pass

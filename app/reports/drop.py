"""Send a report to IT's drop: one create-only HTTP PUT (RFC 9110, If-None-Match: *), never more than once by itself.

Whatever the other side does (nothing, one byte a second, endless headers, a redirect), the call ends at its deadline.
"""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from app.reports.outcome import CONFLICT, NOT_FOUND, Outcome, SendResult, of_status
from app.reports.wire import Bind, Wire, head, put

if TYPE_CHECKING:
    from app.reports.draft import Draft

DEADLINE_S = 20.0  # for a hostile or dead server; a person waits no longer before doing something else
SLOWEST_BYTES_S = 12_500.0  # 0.1 Mbit/s, the slowest line that still counts as one: large reports get their time
GRACE_S = 0.5  # for the sending thread to end after its socket was shut

_tried: set[str] = set()
"""Names sent by this process. A fresh name cannot be there already, so a conflict means something else for it."""


def send(
    draft: "Draft",
    url: str,
    *,
    proxy: str | None = None,
    again: bool | None = None,
    deadline_s: float | None = None,
) -> SendResult:
    """Put the report below `url` under its own name and say what became of it. Blocks; never raises, never asks.

    `proxy` is host:port (the environment's proxies are not looked at); `again` says whether this very report was sent
    before, by an earlier process too: then "exists already" means that it had arrived. Unless given, the attempts of
    this process are remembered. `deadline_s` is for the whole call, 20 s and what a slow line needs unless given.
    """
    data = draft.json_bytes()
    limit = DEADLINE_S + len(data) / SLOWEST_BYTES_S if deadline_s is None else deadline_s
    again = draft.name in _tried if again is None else again
    _tried.add(draft.name)
    return put_bytes(url, draft.name, data, Route(proxy=proxy), again=again, deadline_s=limit)


@dataclass(frozen=True)
class Route:
    """How the bytes travel: the fields of `Wire` that are no part of the message."""

    proxy: str | None = None  # host:port
    kind: str = "application/json"
    addresses: tuple[str, ...] = ()
    bind: Bind | None = None
    reached: Callable[[str], None] | None = None  # gets the address of whoever took the report, when no proxy is used


def put_bytes(url: str, name: str, data: bytes, path: Route, *, again: bool, deadline_s: float) -> SendResult:
    """The same as `send` for bytes of any kind; `again` has no memory of its own here."""
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
    result = put(wire, opened)
    if result.status is None or result.delivered:
        return result
    outcome = of_status(result.status, again=again)
    if result.status == CONFLICT and outcome is Outcome.ALREADY_THERE:
        # The same answer stands for a folder that is not there (RFC 4918, 9.7.1). Only the folder itself can tell.
        parts = urlsplit(wire.url)
        folder = urlunsplit((parts.scheme, parts.netloc, parts.path.rpartition("/")[0] + "/", parts.query, ""))
        if head(replace(wire, url=folder), opened).status == NOT_FOUND:
            outcome = Outcome.NO_FOLDER
    return replace(result, outcome=outcome)


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

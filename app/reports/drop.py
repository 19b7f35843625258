"""Send a report to IT's drop: one create-only HTTP PUT (RFC 9110, If-None-Match: *), never more than once by itself.

Whatever the other side does (nothing, one byte a second, endless headers, a redirect), the call ends at its deadline.
"""

import socket
import threading
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from app.reports.draft import Draft
from app.reports.outcome import Outcome, SendResult, of_status
from app.reports.wire import Wire, put

DEADLINE_S = 20.0  # for a hostile or dead server; a person waits no longer before doing something else
SLOWEST_BYTES_S = 12_500.0  # 0.1 Mbit/s, the slowest line that still counts as one: large reports get their time
GRACE_S = 0.5  # for the sending thread to end after its socket was shut

_tried: set[str] = set()
"""Names sent by this process. A fresh name cannot be there already, so a conflict means something else for it."""


def send(
    draft: Draft,
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
    target = _target(url, draft.name)
    if target is None:
        return SendResult(Outcome.BAD_ADDRESS)
    data = draft.json_bytes()
    limit = DEADLINE_S + len(data) / SLOWEST_BYTES_S if deadline_s is None else deadline_s
    again = draft.name in _tried if again is None else again
    _tried.add(draft.name)
    return _within(limit, Wire(url=target, data=data, proxy=proxy, timeout_s=limit), again)


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


def _within(limit: float, wire: Wire, again: bool) -> SendResult:
    """Do it in a daemon thread, because looking up a name cannot be interrupted; give up at the limit."""
    results: list[SendResult] = []
    sockets: list[socket.socket] = []
    host = urlsplit(wire.url).hostname or ""

    def work() -> None:
        results.append(put(wire, sockets.append))

    thread = threading.Thread(target=work, name="unstuck-send", daemon=True)
    thread.start()
    thread.join(limit)
    if thread.is_alive():
        for each in sockets:
            _shut(each)
        thread.join(GRACE_S)
        return SendResult(Outcome.TOO_SLOW if sockets else Outcome.NO_CONNECTION, host)
    result = results[0] if results else SendResult(Outcome.CUT, host)
    if result.status is not None:
        result = replace(result, outcome=of_status(result.status, again=again))
    return replace(result, host=host)


def _shut(each: socket.socket) -> None:
    """Wake whoever waits for this socket."""
    try:
        each.shutdown(socket.SHUT_RDWR)
    except OSError:  # closed in the meantime
        pass

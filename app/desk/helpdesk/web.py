"""The HTTP of a helpdesk: one request, one JSON answer, a deadline for the whole, nothing followed, nothing guessed.

Built on http.client and not on requests, because a deadline must be able to close the very socket: a request that
somebody gave up and that is delivered later all the same would be a second ticket.
"""

import http.client
import json
import secrets
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from app.desk.helpdesk.ticket import HelpdeskError, Trouble
from app.desk.helpdesk.trust import trust

DEADLINE_S = 30.0  # the slowest helpdesk seen answers in 3 s; its own proxies give up after 60
LARGEST_ANSWER = 4 * 1024 * 1024  # bytes; a search for one ticket answers with some thousand
SHOWN = 300  # characters of a refusal that go into the log
_DENIED = (401, 403, 407)
_BUSY = (408, 425, 429)
_NOT_THERE = (404, 405, 410)


@dataclass(frozen=True)
class Part:
    """One part of a multipart/form-data body (RFC 7578)."""

    name: str
    data: bytes
    file_name: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Answer:
    """A status of 2xx and its JSON; None where the body is empty."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Web:
    """The server of one helpdesk. `headers` carry the secret: they are never shown."""

    def __init__(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        ca: str | None = None,
        proxy: str | None = None,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        parts = urlsplit(url)
        self.url = url.rstrip("/")
        self.host = parts.hostname or ""
        self._secure = parts.scheme == "https"
        self._port = parts.port or (443 if self._secure else 80)
        self._path = parts.path.rstrip("/")
        self._headers = dict(headers)
        self._ca = ca
        self._proxy = proxy
        self._deadline_s = deadline_s

    def with_headers(self, headers: Mapping[str, str]) -> "Web":
        """The same server, asked with these headers too."""
        other = object.__new__(Web)
        other.__dict__.update(self.__dict__)
        other._headers = {**self._headers, **headers}
        return other

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Answer:
        """Ask for something. Raises HelpdeskError."""
        return self._ask("GET", path, params, b"", {})

    def send(self, path: str, body: Any, *, method: str = "POST") -> Answer:
        """Send JSON. Raises HelpdeskError."""
        data = json.dumps(body, ensure_ascii=True).encode("ascii")
        return self._ask(method, path, None, data, {"Content-Type": "application/json"})

    def upload(
        self,
        path: str,
        data: bytes,
        kind: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send bytes as they are. Raises HelpdeskError."""
        return self._ask("POST", path, params, data, {"Content-Type": kind, **(headers or {})})

    def form(self, path: str, parts: Sequence[Part], *, headers: Mapping[str, str] | None = None) -> Answer:
        """Send multipart/form-data. Raises HelpdeskError."""
        data, kind = encoded(parts)
        return self.upload(path, data, kind, headers=headers)

    def _ask(
        self, method: str, path: str, params: Mapping[str, str] | None, data: bytes, headers: Mapping[str, str]
    ) -> Answer:
        target = f"{self._path}{path}" + (f"?{urlencode(params)}" if params else "")
        sent = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "unstuck-desk"}
        connection = self._connection()
        guard = threading.Timer(self._deadline_s, _shut, [connection])
        guard.daemon = True
        guard.start()
        try:
            self._connect(connection)
            connection.request(method, target, data or None, {**sent, **self._headers, **headers})
            return self._read(connection.getresponse())
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            # AttributeError: the guard took the socket away in the middle of http.client's own work
            raise HelpdeskError(Trouble.NO_ANSWER, self.host, detail=repr(error)[:SHOWN]) from error
        finally:
            guard.cancel()
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self.host, self._port
        if self._proxy:
            host, _, given = self._proxy.rpartition(":")
            port = int(given)
        if not self._secure:
            return http.client.HTTPConnection(host, port, timeout=self._deadline_s)
        context = trust(self._ca, self.host)
        connection = http.client.HTTPSConnection(host, port, timeout=self._deadline_s, context=context)
        if self._proxy:
            connection.set_tunnel(self.host, self._port)
        return connection

    def _connect(self, connection: http.client.HTTPConnection) -> None:
        """Until this has returned, the helpdesk has heard nothing of the request."""
        try:
            connection.connect()
        except ssl.SSLError as error:
            raise HelpdeskError(Trouble.UNTRUSTED, self.host, detail=repr(error)[:SHOWN]) from error
        except (OSError, http.client.HTTPException, AttributeError) as error:
            raise HelpdeskError(Trouble.NO_CONNECTION, self.host, detail=repr(error)[:SHOWN]) from error

    def _read(self, answer: http.client.HTTPResponse) -> Answer:
        data = answer.read(LARGEST_ANSWER + 1)
        if len(data) > LARGEST_ANSWER:
            raise HelpdeskError(Trouble.NOT_A_HELPDESK, self.host, status=answer.status)
        if answer.status in range(200, 300):
            return Answer(answer.status, self._json(answer.status, data), dict(answer.getheaders()))
        raise HelpdeskError(
            _of_status(answer.status), self.host, status=answer.status, detail=data[:SHOWN].decode("utf-8", "replace")
        )

    def _json(self, status: int, data: bytes) -> Any:
        if not data.strip():
            return None
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:  # a sign-in page, with status 200
            raise HelpdeskError(Trouble.NOT_A_HELPDESK, self.host, status=status) from error


def encoded(parts: Sequence[Part]) -> tuple[bytes, str]:
    """The body and its type. Names and file names are ours, without quotation marks or line ends."""
    boundary = secrets.token_hex(16)
    lines: list[bytes] = []
    for part in parts:
        file_name = f'; filename="{part.file_name}"' if part.file_name else ""
        lines.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{part.name}"{file_name}\r\n'.encode())
        lines.append(f"Content-Type: {part.kind}\r\n\r\n".encode() if part.kind else b"\r\n")
        lines.append(part.data + b"\r\n")
    lines.append(f"--{boundary}--\r\n".encode())
    return b"".join(lines), f"multipart/form-data; boundary={boundary}"


def at(body: Any, *steps: str | int) -> Any:
    """A value inside an answer; None where it has another shape."""
    for step in steps:
        try:
            body = body[step]
        except (KeyError, IndexError, TypeError):
            return None
    return body


def rows(body: Any, *steps: str | int) -> list[dict[str, Any]]:
    """A list of objects inside an answer; empty where it has another shape."""
    found = at(body, *steps) if steps else body
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _of_status(status: int) -> Trouble:
    if status in _DENIED:
        return Trouble.DENIED
    if status in _BUSY or status in range(500, 600):
        return Trouble.BUSY
    if status in _NOT_THERE or status in range(300, 400):
        return Trouble.NOT_A_HELPDESK
    return Trouble.REJECTED


def _shut(connection: http.client.HTTPConnection) -> None:
    """Wake whoever waits for this connection, and let nothing more of the request leave."""
    opened = connection.sock
    with suppress(OSError):
        if opened is not None:
            opened.shutdown(socket.SHUT_RDWR)


__all__ = ["Answer", "Part", "Web", "at", "encoded", "rows"]

"""Counts and stops what speedtest-cli reads and sends, from outside: an opener of ours instead of the package's.

The package knows neither a data volume nor a cancellation in the middle of a request, and takes for sent what still
waits in a buffer. Its threads call in here; the loop's thread reads the counts.
"""

import http.client
import socket
import struct
from collections.abc import Callable
from typing import Any
from urllib.request import HTTPHandler, HTTPSHandler, Request, build_opener

from diagnostics.probes.load.traffic import acknowledged
from diagnostics.probes.trust import verifying

SOCKET_S = 5.0
"""How long one read or write may wait; an abandoned thread ends after it."""

LIST_LIMIT = 4_000_000
"""Bytes of configuration and server list that we are ready to read (the real list had 0.5 MB)."""

DROP_AT_CLOSE = struct.pack("ii", 1, 0)
"""SO_LINGER: what waits in the send buffer is dropped, instead of filling the line after the test."""


class Stopped(OSError):
    """Raised into the package's threads, which treat it like any broken connection."""


class Sending:
    """One upload: bytes handed to the system, and of those the ones that the server has confirmed."""

    def __init__(self) -> None:
        self.handed = 0
        self.answered = False
        self.sock: socket.socket | None = None

    def passed(self) -> int:
        """Bytes confirmed so far."""
        if self.answered:
            return self.handed
        return 0 if self.sock is None else acknowledged(self.sock, self.handed, 0)


class Brake:
    """The package asks `isSet` before every read and write. One phase at a time."""

    def __init__(self) -> None:
        self.stopped = False
        self.budget = LIST_LIMIT
        self.moved = 0  # bytes read and handed over in this phase
        self.total = 0
        self._sendings: list[Sending] = []
        self._sockets: list[socket.socket] = []

    def isSet(self) -> bool:  # the package's name for it
        """Whether to stop now."""
        return self.stopped or self.moved >= self.budget

    def begin(self, budget: int) -> None:
        """A new phase with so many bytes."""
        self._sendings, self._sockets = [], []
        self.moved, self.budget = 0, budget

    def end_phase(self) -> None:
        """No further read or write; connections are broken off."""
        self.budget = 0
        for sock in list(self._sockets):
            try:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, DROP_AT_CLOSE)
                socket.socket.shutdown(sock, socket.SHUT_RDWR)  # TLS' own shutdown upsets the thread that is reading
            except OSError:
                pass  # closed already

    def stop(self) -> None:
        """The end of the test."""
        self.stopped = True
        self.end_phase()

    def passed(self) -> int:
        """Bytes of this phase that made it across."""
        sendings = list(self._sendings)
        return sum(sending.passed() for sending in sendings) if sendings else self.moved

    def count(self, size: int) -> None:
        """So many bytes came or went. Threads may lose a count to each other, far below 0.1 %."""
        self.moved += size
        self.total += size

    def add(self, sock: socket.socket, sending: Sending | None) -> None:
        """A new connection."""
        self._sockets.append(sock)
        if sending is not None:
            sending.sock = sock

    def sending(self) -> Sending:
        """A new upload."""
        self._sendings.append(Sending())
        return self._sendings[-1]


class Opener:
    """What the package takes for its `urllib.request.OpenerDirector`."""

    def __init__(self, brake: Brake, user_agent: str) -> None:
        self._brake = brake
        self._inner = build_opener(_Plain(brake), _Secure(brake))  # proxies of the environment included, as theirs
        self._inner.addheaders = [("User-Agent", user_agent)]

    def open(self, request: Any) -> "Response":
        """Send a request; OSError when braked, or whatever the network does."""
        if self._brake.isSet():
            raise Stopped("the test is over")
        if request.data is not None and hasattr(request.data, "read"):
            request.sending = self._brake.sending()
            request.data.read = _counting(request.data.read, self._brake, request.sending)
        response = Response(self._inner.open(request, timeout=SOCKET_S), self._brake)
        if hasattr(request, "sending"):
            request.sending.answered = True
        return response


def _counting(read: Callable[[int], bytes], brake: Brake, sending: Sending) -> Callable[[int], bytes]:
    def counted(size: int = 10240) -> bytes:
        data = read(size)
        sending.handed += len(data)
        brake.count(len(data))
        return data

    return counted


class Response:
    """A response whose bytes are counted; everything else is the original's."""

    def __init__(self, inner: Any, brake: Brake) -> None:
        self._inner = inner
        self._brake = brake

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def read(self, size: int) -> bytes:
        """As `http.client.HTTPResponse.read`; OSError when the phase is over."""
        if self._brake.isSet():
            self._inner.close()
            raise Stopped("the test is over")
        data: bytes = self._inner.read(size)
        self._brake.count(len(data))
        return data


def _reporting(
    kind: type[http.client.HTTPConnection], brake: Brake, request: Request
) -> type[http.client.HTTPConnection]:
    class Reporting(kind):  # type: ignore[misc, valid-type]  # plain or TLS
        def connect(self) -> None:
            super().connect()
            brake.add(self.sock, getattr(request, "sending", None))

    return Reporting


class _Plain(HTTPHandler):
    def __init__(self, brake: Brake) -> None:
        super().__init__()
        self._brake = brake

    def http_open(self, req: Request) -> Any:
        return self.do_open(_reporting(http.client.HTTPConnection, self._brake, req), req)


class _Secure(HTTPSHandler):
    def __init__(self, brake: Brake) -> None:
        super().__init__()
        self._brake = brake

    def https_open(self, req: Request) -> Any:
        return self.do_open(_reporting(http.client.HTTPSConnection, self._brake, req), req, context=verifying())

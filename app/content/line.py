"""One connection to IT's server: TCP, perhaps through a proxy, perhaps TLS; every byte counted, every wait bounded.

TLS runs over memory (ssl.SSLObject), so that what a server pushes beneath it is counted and stopped as well.
"""

import io
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from app.content.allowance import Allowance, Late

CHUNK = 16_384
ONE_ADDRESS_S = 4.0
"""For one address where there are several: a dead IPv6 must not use up the time of a living IPv4."""

MOST_ADDRESSES = 4
MOST_PROXY_HEAD = 16_384
NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL: chain and name are checked, the dates are not."""

_T = TypeVar("_T")


class ProxyTrouble(Exception):
    """The proxy did not let us through; `status` of its answer, None for none that is HTTP."""

    def __init__(self, status: int | None) -> None:
        self.status = status
        super().__init__(status)


class Line:
    """An open connection. Raises OSError (ssl.SSLError is one), Late, TooMuch. One thread."""

    def __init__(self, address: tuple[str, int], allowance: Allowance) -> None:
        self._allowance = allowance
        self._socket = _connected(address, allowance)
        self._tls: ssl.SSLObject | None = None
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()

    def tunnel(self, host: str, port: int) -> None:
        """Ask a proxy for a connection to the server (RFC 9110, 9.3.6). Raises ProxyTrouble."""
        target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._push(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode("ascii"))
        head = b""
        while b"\r\n\r\n" not in head:
            more = self._pull(CHUNK)
            head += more
            if not more or len(head) > MOST_PROXY_HEAD:
                raise ProxyTrouble(None)
        words = head.split(b"\r\n", 1)[0].split()
        status = int(words[1]) if len(words) > 1 and words[0].startswith(b"HTTP/") and words[1].isdigit() else None
        if status != 200:  # noqa: PLR2004  # OK
            raise ProxyTrouble(status)

    def secure(self, host: str, context: ssl.SSLContext) -> None:
        """TLS from now on, with the server's certificate checked."""
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self._step(self._tls.do_handshake)

    def send(self, data: bytes) -> None:
        """All of it."""
        if self._tls is None:
            self._push(data)
            return
        tls = self._tls
        self._step(lambda: tls.write(data))

    def receive(self, most: int) -> bytes:
        """What is there, at least one byte; b"" at the end."""
        if self._tls is None:
            return self._pull(most)
        tls = self._tls
        try:
            return self._step(lambda: tls.read(most))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    def makefile(self, *_: Any) -> Any:
        """For http.client: a buffered reader of this line; closing it leaves the line open."""
        return io.BufferedReader(_Raw(self), CHUNK)

    def close(self) -> None:
        """Let it go."""
        with suppress(OSError):
            self._socket.close()

    def _step(self, act: Callable[[], _T]) -> _T:
        """Do one thing of TLS, carrying its bytes to and from the socket."""
        while True:
            try:
                done = act()
            except ssl.SSLWantReadError:
                self._flush()
                data = self._pull(CHUNK)
                if data:
                    self._incoming.write(data)
                else:
                    self._incoming.write_eof()
            except ssl.SSLError:
                with suppress(OSError, Late):  # the alert that says why
                    self._flush()
                raise
            else:
                self._flush()
                return done

    def _flush(self) -> None:
        if self._outgoing.pending:
            self._push(self._outgoing.read())

    def _push(self, data: bytes) -> None:
        self._socket.settimeout(self._allowance.left_s())
        try:
            self._socket.sendall(data)
        except TimeoutError as error:
            raise Late from error
        self._allowance.bytes_sent += len(data)

    def _pull(self, most: int) -> bytes:
        most = min(most, self._allowance.room())
        self._socket.settimeout(self._allowance.left_s())
        try:
            data = self._socket.recv(most)
        except TimeoutError as error:
            raise Late from error
        self._allowance.took(len(data))
        return data


class _Raw(io.RawIOBase):
    def __init__(self, line: Line) -> None:
        self._line = line

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._line.receive(min(len(buffer), CHUNK))
        buffer[: len(data)] = data
        return len(data)


def trust(*, dates: bool = True) -> ssl.SSLContext:
    """The computer's own store: a company's authority is known there. Without `dates` only chain and name count."""
    context = ssl.create_default_context()
    if not dates:
        context.verify_flags |= NO_CHECK_TIME
    return context


def _connected(address: tuple[str, int], allowance: Allowance) -> socket.socket:
    found = _resolved(address, allowance)[:MOST_ADDRESSES]
    last: OSError = OSError("no address")
    for number, (family, place) in enumerate(found):
        left_s = allowance.left_s()
        try:
            new = socket.socket(family, socket.SOCK_STREAM)
        except OSError as error:  # a computer without IPv6
            last = error
            continue
        new.settimeout(left_s if number == len(found) - 1 else min(ONE_ADDRESS_S, left_s))
        try:
            new.connect(place)
            new.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            new.close()
            last = error
        else:
            return new
    raise last


def _resolved(address: tuple[str, int], allowance: Allowance) -> list[tuple[int, Any]]:
    """The addresses of a name. Asking the system cannot be interrupted, so a daemon thread does it."""
    host, port = address
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        return [(socket.AF_INET6 if number.version == 6 else socket.AF_INET, (host, port))]  # noqa: PLR2004
    answers: list[list[tuple[int, Any]] | OSError] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.append([(int(family), place) for family, _, _, _, place in found])
        except (OSError, UnicodeError) as error:
            answers.append(error if isinstance(error, OSError) else OSError(str(error)))

    thread = threading.Thread(target=ask, name="unstuck-content-name", daemon=True)
    thread.start()
    thread.join(allowance.left_s())
    if not answers:
        raise Late
    if isinstance(answers[0], OSError):
        raise answers[0]
    return answers[0]

"""A web server of one's own on loopback: serves a dictionary, counts every byte, and misbehaves on request."""

import email.utils
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

Misbehave = Callable[[Any, str, threading.Event], bool]
"""Gets the connection, the path and the event of the end. True: it has answered (or not) for good; close."""

REASONS = {200: "OK", 301: "Moved", 302: "Found", 404: "Not Found", 503: "Unavailable", 511: "Sign in"}


@dataclass
class Web:
    """`with Web(files) as web`: `web.url`. `date` is what the server's clock says; None: it says nothing."""

    files: Mapping[str, bytes]
    misbehave: Misbehave | None = None
    date: Callable[[], float] | None = time.time
    context: ssl.SSLContext | None = None
    closes: bool = False  # after each answer
    paths: list[str] = field(default_factory=list)
    got: int = 0
    sent: int = 0
    connections: int = 0

    def __enter__(self) -> "Web":
        self._end = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._open:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self._threads:
            thread.join(5)

    @property
    def url(self) -> str:
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}/unstuck"

    def _accept(self) -> None:
        while not self._end.is_set():
            try:
                new, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(new)
            thread = threading.Thread(target=self._serve, args=(new,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, plain: socket.socket) -> None:
        with suppress(OSError, ssl.SSLError), closing(plain):
            talk: Any = plain
            if self.context is not None:
                talk = self.context.wrap_socket(plain, server_side=True)
                self._open.append(talk)
            with closing(talk):
                head = b""
                while True:
                    more = talk.recv(4096)
                    if not more:
                        return
                    self.got += len(more)
                    head += more
                    while b"\r\n\r\n" in head:
                        request, head = head.split(b"\r\n\r\n", 1)
                        if not self._answer(talk, request.decode("latin-1")):
                            return

    def _answer(self, talk: Any, request: str) -> bool:
        path = request.split(" ")[1]
        if path.startswith("http://"):  # we are a proxy
            path = "/" + path.split("/", 3)[3]
        path = path.removeprefix("/unstuck/")
        self.paths.append(path)
        if self.misbehave is not None and self.misbehave(talk, path, self._end):
            return False
        body = self.files.get(path)
        self.reply(talk, 404 if body is None else 200, b"<html>no</html>" if body is None else body)
        return not self.closes

    def reply(self, talk: Any, status: int, body: bytes, *extra: str) -> None:
        lines = [
            f"HTTP/1.1 {status} {REASONS.get(status, 'Whatever')}",
            "Server: nginx",
            f"Content-Length: {len(body)}",
        ]
        if self.date is not None:
            lines.append(f"Date: {email.utils.formatdate(self.date(), usegmt=True)}")
        if self.closes:
            lines.append("Connection: close")
        data = "\r\n".join([*lines, *extra, "", ""]).encode() + body
        self.sent += len(data)
        talk.sendall(data)

"""The HTTP of a drop, on requests: no redirects, no environment, nothing read but the head and the first bytes."""

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any

from app.reports.outcome import OK, Outcome

_TUNNEL_SIGN_IN = "Tunnel connection failed: 407"
"""How http.client says that a proxy wants a password before CONNECT; it is Python's own text, in no other language."""

LOOK_BYTES = 512  # of a body, to tell a page from a word: a page begins with its first tag
_PAGE_BEGINS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\x00<")  # as UTF-8 and UTF-16 with their marks
_PAGE_HEADERS = ("Location", "Refresh", "WWW-Authenticate")
"""On an answer of 200 they lead a person somewhere; a server that has kept a file has no reason to."""

Opened = Callable[[socket.socket], None]
Bind = Callable[[socket.socket], None]


@dataclass(frozen=True)
class Wire:
    """One request. `timeout_s` bounds each wait for the network; the caller bounds the whole."""

    url: str
    data: bytes
    proxy: str | None
    timeout_s: float
    kind: str = "application/json"  # media type of the data
    addresses: tuple[str, ...] = ()  # where to connect, instead of asking the system for the host's addresses
    bind: Bind | None = None  # ties every new socket to an adapter before it connects


class Body(Enum):
    """What came with a status of 200."""

    EMPTY = auto()
    PAGE = auto()  # for a person's eyes
    OTHER = auto()


@dataclass(frozen=True)
class Answer:
    """A status, or how it failed."""

    status: int | None = None
    failed: Outcome | None = None
    detail: str = ""  # the original error
    body: Body = Body.EMPTY
    length: int | None = None  # what the head says of the body's
    is_tagged: bool = False  # it names a version of what it kept (ETag)


def put(wire: Wire, opened: Opened) -> Answer:
    """Send it. `opened` gets every socket, so that the caller can shut it."""
    headers = {"If-None-Match": "*", "Content-Type": wire.kind, "Accept-Encoding": "identity"}
    return _ask("PUT", wire, headers, opened)


def head(wire: Wire, opened: Opened) -> Answer:
    """Ask what there is at `wire.url`; its data stays here."""
    return _ask("HEAD", replace(wire, data=b""), {"Accept-Encoding": "identity"}, opened)


def _ask(method: str, wire: Wire, headers: dict[str, str], opened: Opened) -> Answer:
    import requests  # noqa: PLC0415  # 60 ms that only somebody who sends has to wait for
    from urllib3.exceptions import HTTPError  # noqa: PLC0415  # what reading a body raises

    session = requests.Session()
    session.trust_env = False  # the caller knows the proxy; .netrc and variables are not asked
    try:
        scheme = wire.url.partition(":")[0].lower()
        session.mount(f"{scheme}://", _adapter(wire, opened, secure=scheme == "https"))
        through = f"http://{wire.proxy}" if wire.proxy else None
        with session.request(
            method,
            wire.url,
            data=wire.data or None,
            headers=headers,
            proxies={"http": through, "https": through} if through else None,
            timeout=wire.timeout_s,
            allow_redirects=False,
            stream=True,  # of the answer's body no more is read than is asked for
        ) as answer:
            length = answer.headers.get("Content-Length", "")
            return Answer(
                answer.status_code,
                body=_body(answer, is_there=method != "HEAD" and length != "0"),
                length=int(length) if length.isascii() and length.isdecimal() else None,
                is_tagged="ETag" in answer.headers,
            )
    except (requests.RequestException, OSError, ValueError, HTTPError) as error:
        return Answer(failed=_of_error(error), detail=repr(error)[:500])
    finally:
        session.close()


def _body(answer: Any, *, is_there: bool) -> Body:
    """Told by the head, then by the first bytes. Only 200 needs it: no other status is doubtful."""
    if answer.status_code != OK:
        return Body.EMPTY
    kind = answer.headers.get("Content-Type", "").lower()
    if "html" in kind or any(name in answer.headers for name in _PAGE_HEADERS):
        return Body.PAGE
    first = bytes(answer.raw.read(LOOK_BYTES, decode_content=False)) if is_there else b""
    if first.lstrip().startswith(_PAGE_BEGINS):
        return Body.PAGE
    return Body.OTHER if first else Body.EMPTY


def _adapter(wire: Wire, opened: Opened, *, secure: bool) -> Any:
    """An adapter of requests that trusts what this computer trusts and tells of every socket it opens."""
    from requests.adapters import HTTPAdapter  # noqa: PLC0415
    from urllib3.connection import HTTPConnection, HTTPSConnection  # noqa: PLC0415
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool  # noqa: PLC0415

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _told(_connected(self, wire) or super()._new_conn(), opened)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _told(_connected(self, wire) or super()._new_conn(), opened)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    pools = {"http": PlainPool, "https": SecurePool}

    trust: dict[str, Any] = {"ssl_context": _trust()} if secure else {}  # reading the store takes 30 ms

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **named: Any) -> None:
            super().init_poolmanager(*args, **(named | trust))
            self.poolmanager.pool_classes_by_scheme = pools

        def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
            manager = super().proxy_manager_for(proxy, **(named | trust))
            manager.pool_classes_by_scheme = pools
            return manager

    return Adapter(max_retries=0)


def _connected(connection: Any, wire: Wire) -> socket.socket | None:
    """A connection to one of the wire's own addresses, tied to its adapter; None where the wire names none."""
    if not wire.addresses:
        return None
    from urllib3.exceptions import NewConnectionError  # noqa: PLC0415

    last: OSError = OSError("no address")
    for address in wire.addresses:
        new = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        try:
            if wire.bind is not None:
                wire.bind(new)
            new.settimeout(wire.timeout_s / len(wire.addresses))
            new.connect((address, connection.port))
            new.settimeout(wire.timeout_s)
        except OSError as error:
            new.close()
            last = error
        else:
            return new
    raise NewConnectionError(connection, f"no address could be reached: {last}") from last


def _told(new: socket.socket, opened: Opened) -> socket.socket:
    opened(new)
    return new


def _trust() -> ssl.SSLContext:
    """The computer's own store: a company's authority is known there. requests adds the public ones that it brings."""
    return ssl.create_default_context()


def _of_error(error: Exception) -> Outcome:
    """The kind of an error by its class; no text of the system is read."""
    from requests import exceptions  # noqa: PLC0415

    if isinstance(error, exceptions.ProxyError) and _TUNNEL_SIGN_IN in repr(error):
        return Outcome.PROXY_SIGN_IN
    kinds: tuple[tuple[type[Exception], Outcome], ...] = (
        (exceptions.ProxyError, Outcome.PROXY),
        (exceptions.SSLError, Outcome.UNTRUSTED),
        (exceptions.ConnectTimeout, Outcome.NO_CONNECTION),
        (exceptions.ReadTimeout, Outcome.TOO_SLOW),
        (exceptions.InvalidURL, Outcome.BAD_ADDRESS),
        (exceptions.InvalidSchema, Outcome.BAD_ADDRESS),
        (exceptions.ConnectionError, Outcome.CUT if _was_connected(error) else Outcome.NO_CONNECTION),
    )
    return next((outcome for kind, outcome in kinds if isinstance(error, kind)), Outcome.CUT)


def _was_connected(error: BaseException) -> bool:
    """Whether a connection stood before it broke: urllib3 wraps what happens later in ProtocolError."""
    from urllib3.exceptions import ProtocolError  # noqa: PLC0415

    return any(isinstance(argument, ProtocolError) for argument in error.args)

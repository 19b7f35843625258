"""Getting one file of the public folder: from a web server within an allowance, nothing else believed or followed."""

import email.utils
import ssl
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException, HTTPResponse
from typing import Any, cast
from urllib.parse import SplitResult, urlsplit

from tuf.api.exceptions import DownloadError, DownloadHTTPError, DownloadLengthMismatchError
from tuf.ngclient.fetcher import FetcherInterface

from app.content.allowance import Allowance, Late, TooMuch
from app.content.line import CHUNK, Line, ProxyTrouble, trust
from app.content.result import Why

OK, REDIRECTS, SIGN_IN = 200, range(300, 400), 511  # RFC 9110; RFC 6585, 6
SMALL_BODY = 4_096
"""Of a page that says "not found": read, so that the connection serves the next request too."""

PORTS = {"http": 80, "https": 443}
DATES = (9, 10)  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED


class Portal(DownloadError):
    """A page answered where signed data was asked for."""


class Trouble(DownloadError):
    """Nothing usable came; `why` in the words of the result."""

    def __init__(self, why: Why, detail: str = "") -> None:
        self.why = why
        super().__init__(detail or why.value)


class Fetcher(FetcherInterface):
    """What the two kinds share: bodies in memory, and pages told from data by their first byte."""

    def download_bytes(self, url: str, max_length: int) -> bytes:
        """At most so many bytes. Raises DownloadError of one kind or another; writes nothing anywhere."""
        body = bytearray()
        page = False
        for chunk in self.fetch(url):
            body += chunk
            page = page or is_page(body, url)
            if page:
                break
            if len(body) > max_length:
                raise DownloadLengthMismatchError(f"{url}: more than {max_length} bytes")
        if page or is_page(body, url):
            raise Portal(f"{url}: a page instead of data")
        return bytes(body)


class WebFetcher(Fetcher):
    """Keeps one connection for all requests of an update. `date` is what the server's clock said last, if it did."""

    def __init__(self, allowance: Allowance, proxy: str | None = None) -> None:
        """`proxy` is host:port; the variables of the environment are not looked at."""
        self.date: float | None = None  # seconds since 1970
        self._allowance = allowance
        self._proxy = proxy
        self._line: Line | None = None
        self._trust: ssl.SSLContext | None = None

    def close(self) -> None:
        """Close the connection."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _fetch(self, url: str) -> Iterator[bytes]:
        try:
            answer = self._ask(url)
        except BaseException as error:
            self.close()
            raise _told(error) from error
        self._note_date(answer)
        if answer.status == OK:
            return self._body(answer)
        self._skip(answer)
        if answer.status in REDIRECTS or answer.status == SIGN_IN:
            raise Portal(f"{url}: HTTP {answer.status}")
        raise DownloadHTTPError(f"{url}: HTTP {answer.status}", answer.status)

    def _ask(self, url: str) -> HTTPResponse:
        parts = _parts(url)
        reused = self._line is not None
        try:
            return self._exchange(parts)
        except (OSError, HTTPException) as error:
            self.close()
            if isinstance(error, ssl.SSLCertVerificationError) and error.verify_code in DATES and not reused:
                # The signatures of the content do not hang on it: chain and name must be right, the dates need not.
                self._trust = trust(dates=False)
            elif not reused:  # an idle connection may have been closed meanwhile; a fresh one was not
                raise
        return self._exchange(parts)

    def _exchange(self, parts: SplitResult) -> HTTPResponse:
        if self._line is None:
            self._line = self._connected(parts)
        plain_proxy = self._proxy and parts.scheme == "http"
        target = (f"http://{parts.netloc}" if plain_proxy else "") + (parts.path or "/")
        self._allowance.requests += 1
        self._line.send(
            f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nUser-Agent: Unstuck\r\n"
            "Accept-Encoding: identity\r\n\r\n".encode("ascii")
        )
        answer = HTTPResponse(cast("Any", self._line), method="GET")
        answer.begin()
        return answer

    def _connected(self, parts: SplitResult) -> Line:
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        line = self._to_proxy(self._proxy) if self._proxy else Line((host, port), self._allowance)
        if parts.scheme == "https":
            self._trust = self._trust or trust()
            try:
                if self._proxy:
                    line.tunnel(host, port)
                line.secure(host, self._trust)
            except BaseException:
                line.close()
                raise
        return line

    def _to_proxy(self, proxy: str) -> Line:
        try:
            through = urlsplit(f"//{proxy}")
            return Line((through.hostname or "", through.port or PORTS["http"]), self._allowance)
        except (OSError, ValueError) as error:
            raise Trouble(Why.NO_PROXY, repr(error)) from error

    def _body(self, answer: HTTPResponse) -> Iterator[bytes]:
        done = False
        try:
            while chunk := answer.read1(CHUNK):
                yield chunk
            if answer.length:  # fewer bytes than were promised
                raise Trouble(Why.NO_CONNECTION, "cut")
            done = True
        except (OSError, HTTPException, Late, TooMuch, ValueError) as error:
            raise _told(error) from error
        finally:
            answer.close()
            if not done or answer.will_close:
                self.close()

    def _skip(self, answer: HTTPResponse) -> None:
        """Read a small page away, so that the connection can be used again; else close it."""
        length = answer.length
        try:
            if answer.will_close or length is None or length > SMALL_BODY:
                self.close()
            else:
                answer.read()
        except (OSError, HTTPException, Late, TooMuch, ValueError):
            self.close()
        finally:
            answer.close()

    def _note_date(self, answer: HTTPResponse) -> None:
        with suppress(TypeError, ValueError, OverflowError, OSError):
            self.date = email.utils.parsedate_to_datetime(answer.getheader("Date") or "").timestamp()


def is_page(body: bytes | bytearray, url: str) -> bool:
    """Whether it is surely a page: metadata begins with a brace, and no content of ours with "<!" or "<html"."""
    begin = bytes(body[:64]).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not begin:
        return False
    if "/metadata/" in url and url.endswith(".json"):
        return not begin.startswith(b"{")
    return begin[:5].lower() == b"<html" or begin[:9].lower() == b"<!doctype"


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        right = parts.scheme in PORTS and parts.hostname and parts.port != 0 and not parts.username
        url.encode("ascii")
    except ValueError as error:
        raise Trouble(Why.ADDRESS, url) from error
    if not right or not url.isprintable() or " " in url:
        raise Trouble(Why.ADDRESS, url)
    return parts


_KINDS: tuple[tuple[type[BaseException], Why], ...] = (
    (Late, Why.SLOW),
    (ProxyTrouble, Why.PROXY),
    (ssl.SSLCertVerificationError, Why.CERTIFICATE),
    (HTTPException, Why.NO_CONNECTION),
    (OSError, Why.NO_CONNECTION),
    (ValueError, Why.NO_CONNECTION),  # an answer that is no HTTP
)


def _told(error: BaseException) -> BaseException:
    """The same as an error of a download."""
    if isinstance(error, DownloadError):
        return error
    if isinstance(error, TooMuch):
        return DownloadLengthMismatchError("more bytes than an update may read")
    why = next((why for kind, why in _KINDS if isinstance(error, kind)), None)
    return error if why is None else Trouble(why, repr(error)[:300])

"""The parts of an http or https URL, as a request needs them (RFC 3986)."""

from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from diagnostics.model.failure import Failure
from diagnostics.probes.classify import ProbeFailed

_PORTS = {"http": 80, "https": 443}
_SAFE = "%/:=&?~#+!$,;'@()*[]-._"  # what may stand in a target as it is; the rest is percent-encoded


class WebUrl(NamedTuple):
    """`host` has no brackets; `target` is path and query."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def secure(self) -> bool:
        """Whether TLS is wanted."""
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        """host:port with brackets where needed, always with the port (CONNECT, RFC 9110 section 9.3.6)."""
        return f"{bracketed(self.host)}:{self.port}"

    @property
    def host_header(self) -> str:
        """The same without a port that goes without saying."""
        return bracketed(self.host) if self.port == _PORTS[self.scheme] else self.authority

    @property
    def absolute(self) -> str:
        """The form that a proxy wants for http (RFC 9112, section 3.2.2)."""
        return f"{self.scheme}://{self.host_header}{self.target}"


def parse(url: str) -> WebUrl:
    """Raises ProbeFailed(NOT_SUPPORTED) for other schemes and for what is no URL."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as wrong:
        raise ProbeFailed(Failure.NOT_SUPPORTED, f"not a URL: {url[:80]!r}") from wrong
    if parts.scheme not in _PORTS or not host:
        raise ProbeFailed(Failure.NOT_SUPPORTED, f"neither http nor https: {url[:80]!r}")
    target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return WebUrl(parts.scheme, _ascii(host), port or _PORTS[parts.scheme], target)


def host_and_port(text: str) -> tuple[str, int]:
    """ "host:port" or "[v6]:port" of a proxy, a scheme in front is allowed. Raises ProbeFailed(NOT_SUPPORTED)."""
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError as wrong:
        raise ProbeFailed(Failure.NOT_SUPPORTED, f"not host:port: {text[:80]!r}") from wrong
    if not host or not port:
        raise ProbeFailed(Failure.NOT_SUPPORTED, f"not host:port: {text[:80]!r}")
    return _ascii(host), port


def redirect_host(base: str, location: str | None) -> str | None:
    """The host that a Location header leads to; None when there is none or it is rubbish."""
    if not location:
        return None
    try:
        return urlsplit(urljoin(base, location)).hostname
    except ValueError:
        return None


def bracketed(host: str) -> str:
    """An IPv6 address in brackets, anything else as it is."""
    return f"[{host}]" if ":" in host else host


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as wrong:
        raise ProbeFailed(Failure.NAME_FAILED, f"{host!r} cannot be a host name") from wrong

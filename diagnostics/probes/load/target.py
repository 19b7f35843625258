"""Where a load test goes: the site's URL taken apart, and its addresses."""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from diagnostics.model.failure import Failure
from diagnostics.probes.blocking import in_daemon_thread
from diagnostics.probes.classify import failure_of

PLACEHOLDER = "{bytes}"
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Endpoint:
    """One URL of the site file. `template` is path and query; `sized` tells whether it says how many bytes we want."""

    host: str
    port: int
    tls: bool
    template: str

    @property
    def sized(self) -> bool:
        """Whether the server is told how much to send."""
        return PLACEHOLDER in self.template

    @property
    def authority(self) -> str:
        """The Host header (RFC 9110, 7.2): the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS["https" if self.tls else "http"] else f"{host}:{self.port}"

    def path(self, size: int) -> str:
        """The request target for that many bytes."""
        return self.template.replace(PLACEHOLDER, str(size))


def parse(url: str) -> Endpoint | None:
    """Take an http or https URL apart; None when it is none, or would not fit on one request line."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname or ""
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    template = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    plain = all(33 <= ord(letter) < 127 for letter in template)
    if parts.scheme not in PORTS or not host or parts.username is not None or not plain:
        return None
    return Endpoint(host, port or PORTS[parts.scheme], parts.scheme == "https", template)


async def addresses(host: str, timeout_s: float) -> tuple[str, ...] | Failure:
    """Addresses of a host in the system's order of preference (RFC 6724); a literal is its own."""
    try:
        return (str(ipaddress.ip_address(host)),)
    except ValueError:
        pass
    try:
        found: Any = await in_daemon_thread(socket.getaddrinfo, host, None, 0, socket.SOCK_STREAM, timeout_s=timeout_s)
    except TimeoutError:
        return Failure.TIMED_OUT
    except (OSError, UnicodeError) as error:
        return (failure_of(error) or (Failure.NAME_FAILED, ""))[0]
    return tuple(dict.fromkeys(str(item[4][0]) for item in found))

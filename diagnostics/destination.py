"""Take apart what a person typed: host, port, and whether it is a web page or only a door. Pure; asks no network."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from diagnostics.literal import Address, literal_address

LONGEST = 2000  # characters; what browsers agree on for a whole URL
MAX_PORT = 65535
MAX_NAME, MAX_LABEL = 253, 63  # RFC 1035
LONGEST_SHOWN = 60  # characters of the text that a sentence repeats
WEB = {"https": 443, "http": 80}
PLAIN_WEB_PORTS, SAFE_WEB_PORTS = frozenset({80, 8000, 8080}), frozenset({443, 8443})
DOORS = {
    "ftp": 21, "ftps": 990, "imap": 143, "imaps": 993, "ldap": 389, "ldaps": 636, "pop3": 110, "rdp": 3389,
    "sftp": 22, "smb": 445, "smtp": 25, "smtps": 465, "ssh": 22, "telnet": 23, "vnc": 5900, "ws": 80, "wss": 443,
}  # fmt: skip
"""Schemes of what is no web page: their usual port (IANA) is knocked at, and nothing more."""

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_SLIP = re.compile(r"(https?)(?::/?|//|:/{3,})(?=[^/:])", re.IGNORECASE)  # http:host, http//host, http:///host
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")  # RFC 1123, and the underscore that networks use all the same
_DOTS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})  # full stops of other scripts (UTS 46)
_AROUND = "<>\"'\u00ab\u00bb\u201c\u201d\u2018\u2019,;"  # what mails and documents put around an address


class AddressProblem(StrEnum):
    """Why a text is no address; the window has a sentence in each language for each."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    SPACES = "spaces"
    MAIL = "mail"
    FILE = "file"
    SCHEME = "scheme"
    CREDENTIALS = "credentials"
    HOST = "host"
    NUMBERS = "numbers"
    PORT = "port"
    NO_PORT = "no_port"
    NOWHERE = "nowhere"


SENTENCES = {
    AddressProblem.EMPTY: "there is no address; type one such as www.example.org",
    AddressProblem.TOO_LONG: "the address is too long; type only its beginning, such as www.example.org",
    AddressProblem.SPACES: "“{what}” has spaces in it; type an address without spaces, such as www.example.org",
    AddressProblem.MAIL: "“{what}” is a mail address; type the address of the website or server",
    AddressProblem.FILE: "“{what}” is a file on this computer; type the address of a website or server",
    AddressProblem.SCHEME: "“{what}” cannot be tested; type an address that begins with https:// or tcp://",
    AddressProblem.CREDENTIALS: "the address contains a user name or a password; leave them out",
    AddressProblem.HOST: "“{what}” is not the name of a website or server; type it such as www.example.org",
    AddressProblem.NUMBERS: "“{what}” is not an IP address; type four numbers from 0 to 255, such as 192.0.2.10",
    AddressProblem.PORT: "“{what}” is not a port; type a number from 1 to 65535 after the colon",
    AddressProblem.NO_PORT: "“{what}” does not say which port; type it such as tcp://server.example.org:8000",
    AddressProblem.NOWHERE: "“{what}” is no address of a computer; type the address of the website or server",
}
"""In English, for the terminal."""


class AddressError(ValueError):
    """The text is no address. `str()` is one sentence; `what` is the part that is wrong, fit to be repeated."""

    def __init__(self, problem: AddressProblem, what: str = "") -> None:
        self.problem = problem
        self.what = what if len(what) <= LONGEST_SHOWN else what[: LONGEST_SHOWN - 1] + "…"
        super().__init__(SENTENCES[problem].format(what=self.what))


@dataclass(frozen=True)
class Destination:
    """Where a text leads. `host` in the form of DNS, or a literal address without brackets."""

    host: str
    url: str  # https, http, or tcp for what is no web page
    label: str  # short, as the person knows it: the host in its own script, and the port where it was typed
    is_bare: bool  # nothing but the host was typed


def destination(text: str) -> Destination:
    """Read it. Raises AddressError."""
    plain = _cleaned(text)
    scheme, rest = _scheme(plain)
    authority, path = _split(rest)
    if "@" in authority:
        problem = AddressProblem.MAIL if not scheme and not path else AddressProblem.CREDENTIALS
        raise AddressError(problem, authority if problem is AddressProblem.MAIL else "")
    shown, port = _host_and_port(authority)
    host = _host(shown)
    url_scheme, number = _kind(scheme, port, shown)
    usual = number == WEB.get(url_scheme)
    where = f"[{host}]" if ":" in host else host
    url = f"{url_scheme}://{where}" + ("" if usual else f":{number}")
    if url_scheme in WEB:
        url += _path(path)
    label = shown.rstrip(".").lower() if literal_address(host) is None else where
    return Destination(
        host=host,
        url=url,
        label=label + ("" if usual or (port is None and not scheme) else f":{number}"),
        is_bare=not scheme and port is None and path in ("", "/"),
    )


def _cleaned(text: str) -> str:
    # Copied text brings invisible marks along (zero width, direction): category Cf.
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    plain = visible.strip().strip(_AROUND).strip()
    if not plain:
        raise AddressError(AddressProblem.EMPTY)
    if len(plain) > LONGEST:
        raise AddressError(AddressProblem.TOO_LONG)
    if any(char.isspace() or not char.isprintable() for char in plain):
        raise AddressError(
            AddressProblem.SPACES, " ".join("".join(c if c.isprintable() else " " for c in plain).split())
        )
    return plain


def _scheme(plain: str) -> tuple[str, str]:
    """The scheme in lower case, empty where none was typed, and what follows it."""
    if plain.startswith("\\\\"):  # a folder of a Windows file server
        return "smb", plain.lstrip("\\").replace("\\", "/")
    if re.match(r"[a-z]:[\\/]|[/~.]", plain, re.IGNORECASE) or plain.lower().startswith("file:"):
        raise AddressError(AddressProblem.FILE, plain)
    found = _SCHEME.match(plain) or _SLIP.match(plain)
    if found is None:
        return "", plain
    name = found.group(1).lower()
    if name not in WEB and name not in DOORS and name != "tcp":
        raise AddressError(AddressProblem.SCHEME, f"{name}://")
    return name, plain[found.end() :].lstrip("/")


def _split(rest: str) -> tuple[str, str]:
    """What stands before the first slash, question mark or hash, and what reaches the server of what follows."""
    found = re.search(r"[/?#\\]", rest)
    if found is None:
        return rest, ""
    tail = rest[found.start() :].partition("#")[0]
    return rest[: found.start()], tail if tail.startswith("/") or not tail else f"/{tail}"


def _host_and_port(authority: str) -> tuple[str, int | None]:
    bracket = re.fullmatch(r"\[([^\]]*)\](?::(.*))?", authority)
    if bracket:
        host, port = bracket.group(1), bracket.group(2)
        if ":" not in host:
            raise AddressError(AddressProblem.HOST, authority)
    elif authority.count(":") > 1:  # an IPv6 address as the system shows it, without brackets and so without a port
        host, port = authority, None
    else:
        host, colon, after = authority.partition(":")
        port = after if colon else None
    if not host:
        raise AddressError(AddressProblem.HOST if authority else AddressProblem.EMPTY, authority)
    if not port:  # "host:" is host
        return host, None
    if not (port.isascii() and port.isdigit()) or not 1 <= int(port[:6]) <= MAX_PORT:
        raise AddressError(AddressProblem.PORT, port)
    return host, int(port)


def _host(shown: str) -> str:
    """The host as probes want it. RFC 5952 for IPv6; RFC 3492 for names in other scripts."""
    if ":" in shown:
        literal = literal_address(shown)
        if literal is None:
            raise AddressError(AddressProblem.HOST, shown)
        return _reachable(literal, shown)
    bare = unicodedata.normalize("NFKC", shown.translate(_DOTS)).lower().removesuffix(".")
    if re.fullmatch(r"[\d.]+", bare, re.ASCII):
        literal = literal_address(bare)
        if literal is None:
            raise AddressError(AddressProblem.NUMBERS, shown)
        return _reachable(literal, shown)
    name = ".".join(_ascii(label, shown) for label in bare.split("."))
    if len(name) > MAX_NAME or name.rpartition(".")[2].isdigit():
        raise AddressError(AddressProblem.HOST, shown)
    return name


def _ascii(label: str, shown: str) -> str:
    """A label of a name. Lower case in NFKC is the form that registries hold (RFC 5891), "ß" included."""
    written = label
    if not label.isascii():
        if not all(char.isalnum() or char == "-" or unicodedata.category(char).startswith("M") for char in label):
            raise AddressError(AddressProblem.HOST, shown)
        written = "xn--" + label.encode("punycode").decode("ascii")
    if len(written) > MAX_LABEL or not _LABEL.fullmatch(written):
        raise AddressError(AddressProblem.HOST, shown)
    return written


def _reachable(literal: Address, shown: str) -> str:
    broadcast = str(literal) == "255.255.255.255"
    scoped = "%" in str(literal)  # an address of one link: no browser takes it
    if literal.is_unspecified or literal.is_multicast or broadcast or scoped:
        raise AddressError(AddressProblem.NOWHERE, shown)
    return str(literal)


def _kind(scheme: str, port: int | None, shown: str) -> tuple[str, int]:
    """The scheme that we test with, and the port."""
    if scheme in WEB:
        return scheme, port or WEB[scheme]
    if scheme in DOORS:
        return "tcp", port or DOORS[scheme]
    if scheme == "tcp":
        if port is None:
            raise AddressError(AddressProblem.NO_PORT, shown)
        return "tcp", port
    if port is None or port in SAFE_WEB_PORTS:
        return "https", port or WEB["https"]
    return ("http" if port in PLAIN_WEB_PORTS else "tcp"), port


def _path(path: str) -> str:
    """The path and query as they travel; what is not ASCII is written as a browser would."""
    return quote(path or "/", safe="/?&=%:@!$'()*+,;~-._[]")

"""desk.toml: where the drop is, how tickets speak, which helpdesk. Parsed as strictly as the site file.

Secrets do not stand in it: it names the files that hold them.
"""

import ipaddress
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from app.desk.collect.place import apart
from app.desk.private import is_open_to_all
from diagnostics.site import SiteError
from diagnostics.site import file as path_shape
from diagnostics.site.error import quoted
from diagnostics.site.line import spans
from diagnostics.site.shape import Shape, choice, record, text, texts, whole
from diagnostics.site.spot import Document, Spot
from diagnostics.site.target import proxy_server

MAX_BYTES = 64 * 1024
LARGEST_SECRET = 4096  # bytes; the longest token seen has 400
RECORD_DAYS = 60  # the longest page of `unstuck desk fleet`
LEAST_RECORD_DAYS = 15  # a laptop tries for 14: as long its record must be known, or it would count twice
KEEP_DAYS, PER_HOUR, SETTLE_S, POLL_S = 30, 600, 60, 10
"""Usual values. 60 s: a helpdesk and the web server before it end every request within that."""
_PLACE = re.compile(r"\s*\(at line (\d+), column \d+\)")


class Drop(msgspec.Struct, frozen=True, kw_only=True):
    """Where sealed reports arrive, and where the collector keeps what it knows."""

    folder: str
    state: str
    identity: str | None = None  # file of secret age keys; without it, tickets are made from the codes alone
    keep_days: int = KEEP_DAYS  # how long sealed files stay after their ticket was made
    per_hour: int = PER_HOUR  # tickets at most: what a stranger floods the drop with waits there
    settle_s: int = SETTLE_S  # how long an attempt of unknown end may still be worked on
    poll_s: int = POLL_S


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Where anonymous records are collected for `unstuck desk fleet`."""

    folder: str
    keep_days: int = RECORD_DAYS


class Speech(msgspec.Struct, frozen=True, kw_only=True):
    """How tickets speak, whatever the person spoke."""

    language: str = "en"
    it_name: str = ""


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """One helpdesk; which keys belong to which kind: KINDS."""

    kind: str
    url: str = ""
    ca: str | None = None
    proxy: str | None = None
    token_file: str | None = None
    app_token_file: str | None = None
    queue: str = ""
    field: str = ""
    requester: str = ""
    entity: int | None = None
    group: str = ""
    customer: str = ""
    edition: str = ""
    project: str = ""
    desk: str = ""
    request_type: str = ""
    user: str = ""
    caller: str = ""
    server: str = ""
    sender: str = ""
    to: str = ""
    security: str = "starttls"


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    drop: Drop
    ticket: Speech = Speech()
    records: Kept | None = None  # None: they stay in the drop
    helpdesk: Access


_WEB = ("ca", "proxy")
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "rt": (("url", "token_file", "queue"), ("field", "requester", *_WEB)),
    "glpi": (("url", "token_file", "app_token_file"), ("entity", *_WEB)),
    "zammad": (("url", "token_file", "group", "customer"), ("field", *_WEB)),
    "jira": (("url", "token_file", "edition", "project", "desk", "request_type"), ("user", *_WEB)),
    "servicenow": (("url", "token_file"), ("user", "caller", "group", *_WEB)),
    "freshservice": (("url", "token_file", "requester"), _WEB),
    "mail": (("server", "sender", "to"), ("security", "user", "token_file", "ca")),
}
"""What each kind needs, and what it may have."""


def load_desk(path: Path) -> Desk:
    """Read and parse it. SiteError, one line that says where and how to mend it, for everything wrong."""
    source = str(path)
    content = _read(path, source)
    try:
        values = tomllib.loads(content)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        found = _PLACE.search(str(error))
        line = int(found.group(1)) if found else None
        problem = f"is not TOML here: {_PLACE.sub('', str(error))}"
        raise SiteError(source, problem, "write key = value, texts in quotation marks", line=line) from None
    spot = Spot(Document(source, path.parent, spans(content)))
    desk: Desk = record(Desk, _DESK)(spot, values)
    apart(spot.at("drop").at("state"), desk.drop.folder, desk.drop.state)
    if desk.records is not None:
        own = spot.at("records").at("folder")
        apart(own, desk.drop.folder, desk.records.folder)
        apart(own, desk.drop.state, desk.records.folder, key="drop.state")
    _agree(spot.at("helpdesk"), desk.helpdesk)
    return desk


def secret(path: str, *, any_letters: bool = False) -> str:
    """The one line of a file that holds a token or, with `any_letters`, a password. SiteError where others could read
    it too, for anything but a small ordinary file, and for a token that no header can carry."""
    content = _small(path)
    if content is None or len(content) > LARGEST_SECRET:
        raise SiteError(path, "is not a file with one token", "write the token alone into it")
    if is_open_to_all(Path(path)):
        raise SiteError(path, "can be read by everybody on this computer", f"run: chmod 640 {path}")
    try:
        line = content.decode("utf-8").strip()
    except UnicodeDecodeError:
        line = ""
    if not line or not line.isprintable():
        raise SiteError(path, "does not hold one line of text", "write the token alone into it")
    if not any_letters and not line.isascii():
        raise SiteError(path, "has characters that no token has", "copy the token again, letters and digits only")
    return line


def _small(path: str) -> bytes | None:
    """At most one byte more than the longest secret; None for what is no ordinary file: a pipe or device never ends."""
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            return None
        with open(path, "rb", opener=_at_once) as file:
            return file.read(LARGEST_SECRET + 1) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
    except (OSError, ValueError):
        raise SiteError(path, "cannot be read", "write the token into this file and make it yours") from None


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _name(spot: Spot, value: str) -> str:
    if not re.fullmatch(r"[\w][\w .&/+-]{0,99}", value):
        spot.refuse(f"{quoted(value)} has unusual characters", "use letters, digits, spaces, - . & / +")
    return value


def _field(spot: Spot, value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,60}", value):
        spot.refuse(f"{quoted(value)} is not the name of a field", "use letters, digits and _")
    return value


def _mail(spot: Spot, value: str) -> str:
    if not re.fullmatch(r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"()]+", value):
        spot.refuse(f"{quoted(value)} is not a mail address", 'write such as "it@example.org"')
    return value


def _url(spot: Spot, value: str) -> str:
    """https, or http to this very computer: a token never crosses a network in the clear."""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", 0
    usable = host and port != 0 and "@" not in parts.netloc and not parts.query and not parts.fragment
    if not usable or parts.scheme not in ("https", "http"):
        spot.refuse(f"{quoted(value)} is not the address of a helpdesk", 'write such as "https://rt.example.org"')
    if parts.scheme == "http" and not _is_here(host):
        spot.refuse("would send the token in the clear", "use https; http is only for a helpdesk on this computer")
    return value.rstrip("/")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _folder(spot: Spot, value: str) -> str:
    path = path_shape.beside(spot, value)
    if not Path(path).is_dir():
        spot.refuse(f"{quoted(value)} is not a folder", "make it, or correct the path")
    return path


def _authority(spot: Spot, value: str) -> str:
    """Looked at now, also where the address is http and nobody would need it today."""
    import ssl  # noqa: PLC0415  # 20 ms, for those who name one

    path = path_shape.beside(spot, value)
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            spot.refuse(f"{quoted(value)} is not an ordinary file", "name the file of the certificate itself")
        trust.load_verify_locations(cafile=path)
    except ssl.SSLError:
        pass  # counted below
    except FileNotFoundError:
        spot.refuse("there is no such file", "correct the path, or copy the certificate there")
    except OSError:
        spot.refuse(f"{quoted(value)} cannot be read", "let the user of the collector read it")
    if not trust.cert_store_stats()["x509"]:
        spot.refuse(f"{quoted(value)} holds no certificate", "it must be in PEM form: -----BEGIN CERTIFICATE-----")
    return path


_BESIDE = texts(path_shape.beside)
_DROP: dict[str, Shape] = {
    "folder": texts(_folder),
    "state": _BESIDE,
    "identity": _BESIDE,
    "keep_days": whole(1, 3650, "days"),
    "per_hour": whole(1, 100_000, "tickets"),
    "settle_s": whole(1, 3600, "seconds"),
    "poll_s": whole(1, 3600, "seconds"),
}
_KEPT: dict[str, Shape] = {"folder": texts(_folder), "keep_days": whole(LEAST_RECORD_DAYS, 3650, "days")}
_SPEECH: dict[str, Shape] = {"language": texts(choice(("en", "fr"))), "it_name": text}
_ACCESS: dict[str, Shape] = {
    "kind": texts(choice(tuple(KINDS))),
    "url": texts(_url),
    "ca": texts(_authority),
    "proxy": texts(proxy_server),
    "token_file": _BESIDE,
    "app_token_file": _BESIDE,
    **dict.fromkeys(("queue", "group", "project", "desk", "request_type", "caller"), texts(_name)),
    "field": texts(_field),
    "requester": texts(_mail),
    "entity": whole(0, 1_000_000, "the number of an entity"),
    "customer": texts(_mail),
    "edition": texts(choice(("cloud", "server"))),
    "user": text,
    "server": texts(proxy_server),  # the same form: host:port
    "sender": texts(_mail),
    "to": texts(_mail),
    "security": texts(choice(("starttls", "tls", "none"))),
}
_DESK: Mapping[str, Shape] = {
    "drop": record(Drop, _DROP),
    "ticket": record(Speech, _SPEECH),
    "records": record(Kept, _KEPT),
    "helpdesk": record(Access, _ACCESS),
}


def _agree(spot: Spot, access: Access) -> None:
    """Every kind has what it needs, and nothing that belongs to another."""
    needed, allowed = KINDS[access.kind]
    usual = Access(kind=access.kind)
    for name in Access.__struct_fields__:
        given = getattr(access, name) != getattr(usual, name)
        if name in needed and not given:
            spot.refuse(f"of the kind {access.kind} has no {name}", f'add {name} = "…" below this line')
        if given and name != "kind" and name not in (*needed, *allowed):
            spot.at(name).refuse(f"does not belong to the kind {access.kind}", "remove this line")
    if access.kind == "mail":
        host = access.server.rpartition(":")[0].strip("[]")
        if access.security == "none" and not _is_here(host):
            spot.at("security").refuse("would send mail in the clear", 'write security = "starttls" or "tls"')
        if access.user and not access.token_file:
            spot.at("user").refuse("has no password", 'add token_file = "…", a file that holds it')


def _read(path: Path, source: str) -> str:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SiteError(source, "is not an ordinary file", "name the file itself")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        problem = "there is no such file" if isinstance(error, FileNotFoundError) else "cannot be read"
        raise SiteError(source, problem, "check the path behind --config") from None
    if len(data) > MAX_BYTES:
        raise SiteError(source, f"is larger than {MAX_BYTES // 1024} KiB", "name the file itself")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SiteError(source, "is not UTF-8 text", "save the file as UTF-8", line=line) from None

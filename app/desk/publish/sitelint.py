"""What can be said about a published site file beyond its format: what it names must be there on every laptop."""

import ssl
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath

from app.desk.publish.finding import Finding, of_site
from diagnostics.model.site import Site
from diagnostics.site import SiteError, parse_site
from diagnostics.site.line import Span, spans

SITE_FILE, SIGNATURES = "site/site.toml", "site/signature.toml"
CA, CERTIFICATE, LINES = ("service", "ca"), ("vpn", "certificate"), ("vpn", "signatures")


@dataclass(frozen=True)
class _Named:
    """A path that the site file names. `parsed`: absolute, from the folder of the site file on."""

    table: str
    key: str
    raw: str
    parsed: Path
    line: int | None

    @property
    def where(self) -> str:
        return f"{self.table}.{self.key}"


def site(path: Path, data: bytes) -> list[Finding]:
    """The format. The reader stops at its first mistake; so does this."""
    try:
        _parsed(path, data)
    except SiteError as error:
        return [of_site(error)]
    return []


def beside(files: Mapping[str, Path], bodies: Mapping[str, bytes], url: str) -> Iterator[Finding]:
    """Files that it names must travel with it; others that lie there are named by nothing."""
    others = {target for target in files if target.startswith("site/")} - {SITE_FILE, SIGNATURES}
    named: set[str] = set()
    if SITE_FILE in bodies:
        path = files[SITE_FILE]
        found = _parsed(path, bodies[SITE_FILE])
        text = bodies[SITE_FILE].decode("utf-8").removeprefix("\ufeff")
        for one in _paths(found, text):
            if one.parsed.parent != path.parent.absolute():
                yield from _elsewhere(path, one)
                continue
            target = f"site/{one.parsed.name}"
            if target not in named:
                named.add(target)
                yield from _travels(files, bodies, target, one)
        yield from _without_effect(path, found, text, url)
    for target in sorted(others - named):
        yield Finding(str(files[target]), None, "", "is named by nothing", "Name it in site.toml or remove it.", True)


def _paths(site: Site, text: str) -> Iterator[_Named]:
    lines, raw = spans(text), tomllib.loads(text)
    parsed = [(CA, number, one.ca) for number, one in enumerate(site.service)]
    parsed += [(CERTIFICATE, number, one.certificate) for number, one in enumerate(site.vpn)]
    parsed += [(LINES, number, one.signatures) for number, one in enumerate(site.vpn)]
    for (table, key), number, value in parsed:
        if value is not None:
            span: Span | None = lines.get((table, number, key))
            yield _Named(table, key, raw[table][number][key], Path(value), span.first if span else None)


def _elsewhere(path: Path, named: _Named) -> Iterator[Finding]:
    """On laptops the site file lies in a folder of its own: nothing but what was published with it is beside it."""
    if (named.table, named.key) == CERTIFICATE and _is_of_the_laptop(named.raw):
        return  # the person's own certificate is never published
    problem = f"names {named.raw}, which does not lie beside it on laptops"
    remedy = "Put the file into the folder of site.toml and write its bare name."
    yield Finding(str(path), named.line, named.where, problem, remedy)


def _is_of_the_laptop(raw: str) -> bool:
    return raw.startswith(("/", "~", "%")) or PureWindowsPath(raw).is_absolute()


def _travels(files: Mapping[str, Path], bodies: Mapping[str, bytes], target: str, named: _Named) -> Iterator[Finding]:
    if target not in files:
        problem = f"names {target.removeprefix('site/')}, which is not beside it"
        remedy = "Put that file into the same folder."
        yield Finding(str(files[SITE_FILE]), named.line, named.where, problem, remedy)
    elif (named.table, named.key) == CA and target in bodies and not _is_trust(bodies[target]):
        problem = "is no certificate, so laptops would not take the site file"
        yield Finding(str(files[target]), None, "", problem, "Save the certificate as PEM.")


def _without_effect(path: Path, site: Site, text: str, url: str) -> Iterator[Finding]:
    lines = spans(text)

    def hint(table: str, key: str, problem: str, remedy: str) -> Finding:
        span = lines.get((table, key))
        return Finding(str(path), span.first if span else None, f"{table}.{key}", problem, remedy, is_hint=True)

    if site.report.outcomes and not site.report.destination:
        problem = "sends nothing without drop or folder"
        yield hint("report", "outcomes", problem, "Name one of them in [report], or take this line out.")
    if site.content.url is not None and site.content.url.rstrip("/") != url.rstrip("/"):
        problem = "has no effect here: laptops keep the [content] that they were installed with"
        yield hint("content", "url", problem, "Take it out, or write it as in the installer.")


def _parsed(path: Path, data: bytes) -> Site:
    try:
        return parse_site(data.decode("utf-8"), str(path), path.parent)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SiteError(str(path), "not UTF-8 text", "save the file as UTF-8", line=line) from error


def _is_trust(data: bytes) -> bool:
    """Whether a laptop can use it as extra trust."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=data.decode("ascii", "ignore"))
    except (ssl.SSLError, ValueError):
        return False
    return True

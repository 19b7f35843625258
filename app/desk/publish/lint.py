"""Everything that can be said about IT's sources before they are signed. Nothing is changed."""

import re
import ssl
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from app.desk.publish import guidelint, jsonlint
from app.desk.publish.finding import Finding, LintError, of_site
from diagnostics.model.site import Site
from diagnostics.site import SiteError, parse_site
from diagnostics.site.line import spans

MAX_BYTES = 64 * 1024  # of one file: what the readers on the laptop take
MOST_BYTES = 640 * 1024
"""Of all files together. A laptop reads 1 MB at most in one go, and a new one reads everything."""
NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")
SECRETS = ((b"PRIVATE KEY-----", "a private key"), (b"AGE-SECRET-KEY-1", "a secret age key"))
SITE_FILE, SIGNATURES = "site/site.toml", "site/signature.toml"
RELEASE, PEERS = "release/release.json", "peers/peers.json"


def look_at(files: Mapping[str, Path]) -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Read files by their target paths. The bytes of all that could be read, and what is wrong or could be better."""
    bodies: dict[str, bytes] = {}
    findings: list[Finding] = []
    for target, path in files.items():
        data = _read(target, path)
        if isinstance(data, Finding):
            findings.append(data)
        else:
            bodies[target] = data
            findings += look_into(target, path, data)
    if not any(finding.file == str(files.get(SITE_FILE)) and not finding.is_hint for finding in findings):
        findings += _beside_the_site_file(files, bodies)
    findings += guidelint.twins({path: files[path] for path in bodies}, bodies)
    total = sum(map(len, bodies.values()))
    if total > MOST_BYTES:
        folder = str(next(iter(files.values())).parent.parent)
        problem = f"{total // 1024} KiB in all, and a laptop takes {MOST_BYTES // 1024}"
        findings.append(Finding(folder, None, "", problem, "Shorten or remove the largest files."))
    return bodies, tuple(findings)


def look_into(target: str, path: Path, data: bytes) -> list[Finding]:
    """One file by its target path."""
    for mark, name in SECRETS:
        if mark in data:
            line = data[: data.find(mark)].count(b"\n") + 1
            remedy = "Take it out at once: everybody can read what is published."
            return [Finding(str(path), line, "", f"holds {name}", remedy)]
    folder = target.partition("/")[0]
    if folder == "guides":
        return guidelint.guide(path, data)
    if target in _KNOWN:
        return _KNOWN[target](path, data)
    if path.suffix == ".json":
        found = jsonlint.table(path, data)
        return [found] if isinstance(found, Finding) else []
    if folder != "site":
        wanted = RELEASE if folder == "release" else f"{folder}/{folder}.json"
        return [Finding(str(path), None, "", "is no file that laptops know", f"Only {wanted} has a meaning there.")]
    return []


def folder_of(path: Path) -> dict[str, Path]:
    """Target paths for a file or folder that somebody names: what its folder is called decides."""
    suffix = ".json" if path.name in ("release", "peers") else ".toml"
    paths = [path] if not path.is_dir() else sorted(entry for entry in path.iterdir() if entry.suffix == suffix)
    known = ("site", "release", "peers")
    return {f"{one.parent.name if one.parent.name in known else 'guides'}/{one.name}": one for one in paths}


def _read(target: str, path: Path) -> bytes | Finding:
    name = target.partition("/")[2]
    if not NAME.fullmatch(name):
        remedy = "Use small letters, digits, dots, dashes and underscores."
        return Finding(str(path), None, "", "the name of the file cannot be published", remedy)
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            return Finding(str(path), None, "", "is a link, a folder or a device", "Put the file itself there.")
        if found.st_size > MAX_BYTES:
            return Finding(str(path), None, "", f"is larger than {MAX_BYTES // 1024} KiB", "Shorten or split it.")
        return path.read_bytes()
    except FileNotFoundError:
        return Finding(str(path), None, "", "there is no such file", "Check the spelling and the folder.")
    except OSError as error:
        return Finding(str(path), None, "", f"cannot be read (error {error.errno})", "Check the rights of the file.")


def _site(path: Path, data: bytes) -> list[Finding]:
    try:
        _parsed(path, data)
    except SiteError as error:
        return [of_site(error)]
    return []


def _parsed(path: Path, data: bytes) -> Site:
    try:
        return parse_site(data.decode("utf-8"), str(path), path.parent)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SiteError(str(path), "not UTF-8 text", "save the file as UTF-8", line=line) from error


def _beside_the_site_file(files: Mapping[str, Path], bodies: Mapping[str, bytes]) -> Iterator[Finding]:
    """Files that it names must travel with it; others that lie there are named by nothing."""
    others = {target for target in files if target.startswith("site/")} - {SITE_FILE, SIGNATURES}
    named: dict[str, tuple[str, int | None]] = {}
    if SITE_FILE in bodies:
        path = files[SITE_FILE]
        site = _parsed(path, bodies[SITE_FILE])
        lines = spans(bodies[SITE_FILE].decode("utf-8").removeprefix("\ufeff"))
        values = [("service", "ca", number, one.ca) for number, one in enumerate(site.service)]
        values += [("vpn", "certificate", number, one.certificate) for number, one in enumerate(site.vpn)]
        values += [("vpn", "signatures", number, one.signatures) for number, one in enumerate(site.vpn)]
        for table, key, number, value in values:
            if value is not None and Path(value).parent == path.parent.absolute():
                span = lines.get((table, number, key))
                named[f"site/{Path(value).name}"] = (f"{table}.{key}", span.first if span else None)
        for target, (key, line) in named.items():
            if target not in files:
                problem = f"names {target.removeprefix('site/')}, which is not beside it"
                yield Finding(str(path), line, key, problem, "Put that file into the same folder.")
            elif key == "service.ca" and target in bodies and not _is_trust(bodies[target]):
                problem = "is no certificate, so laptops would not take the site file"
                yield Finding(str(files[target]), None, "", problem, "Save the certificate as PEM.")
    for target in sorted(others - set(named)):
        yield Finding(str(files[target]), None, "", "is named by nothing", "Name it in site.toml or remove it.", True)


def _is_trust(data: bytes) -> bool:
    """Whether a laptop can use it as extra trust."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=data.decode("ascii", "ignore"))
    except (ssl.SSLError, ValueError):
        return False
    return True


def _signatures(path: Path, data: bytes) -> list[Finding]:
    from diagnostics.system.linux.vpn_log_own import parse_own  # noqa: PLC0415
    from diagnostics.system.linux.vpn_log_signature import SignatureError  # noqa: PLC0415

    try:
        parse_own(data, str(path))
    except SignatureError as error:
        text = str(error).removeprefix(f"{path}").lstrip(":, ")
        found = re.match(r"line (\d+),? ?", text)
        problem, _, remedy = text[found.end() if found else 0 :].partition("; ")
        remedy = remedy or "Compare it with a file of resources/signatures."
        return [Finding(str(path), int(found[1]) if found else None, "", problem, remedy)]
    return []


_KNOWN: dict[str, Callable[[Path, bytes], list[Finding]]] = {
    SITE_FILE: _site,
    SIGNATURES: _signatures,
    RELEASE: jsonlint.release_note,
    PEERS: jsonlint.counts,
}

__all__ = ["Finding", "LintError", "folder_of", "look_at", "look_into"]

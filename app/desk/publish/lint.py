"""Everything that can be said about IT's sources before they are signed. Nothing is changed."""

import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from app.desk.publish import guidelint, jsonlint, sitelint
from app.desk.publish.finding import Finding, LintError
from app.desk.publish.sitelint import SIGNATURES, SITE_FILE

MAX_BYTES = 64 * 1024  # of one file: what the readers on the laptop take
MOST_BYTES = 640 * 1024
"""Of all files together. A laptop reads 1 MB at most in one go, and a new one reads everything."""
NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")
SECRETS = ((b"PRIVATE KEY-----", "a private key"), (b"AGE-SECRET-KEY-1", "a secret age key"))
RELEASE, PEERS = "release/release.json", "peers/peers.json"


def look_at(files: Mapping[str, Path], url: str = "") -> tuple[dict[str, bytes], tuple[Finding, ...]]:
    """Read files by their target paths. The bytes of all that could be read, and what is wrong or could be better.

    `url` is where laptops see the public folder, as far as the desk knows it.
    """
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
        findings += sitelint.beside(files, bodies, url)
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
    SITE_FILE: sitelint.site,
    SIGNATURES: _signatures,
    RELEASE: jsonlint.release_note,
    PEERS: jsonlint.counts,
}

__all__ = ["Finding", "LintError", "folder_of", "look_at", "look_into"]

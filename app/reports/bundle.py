"""What is inside a sealed report: a small ZIP with a manifest, the report, and the same as text for reading.

The same draft gives the same bytes: fixed dates, order and rights. Taking one apart trusts nothing in it, because
anybody who knows a recipient can seal one: sizes are bounded before anything is unpacked, every hash is compared.
"""

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import msgspec

from app.reports.draft import Draft
from app.reports.model import SCHEMA as REPORT_SCHEMA
from app.reports.model import Report
from app.reports.refusal import BundleError, Obstacle
from app.version import version
from diagnostics.model.diagnosis import SCHEMA as DIAGNOSIS_SCHEMA

__all__ = ["Bundle", "BundleError", "Manifest", "Member", "contents", "pack", "unpack"]

SCHEMA = "unstuck.bundle/1"
MANIFEST, REPORT, TEXT = "manifest.json", "report.json", "report.txt"
LARGEST_BYTES = 2 * 1024 * 1024  # of a packed bundle: the cap of a sealed report
LARGEST_MEMBER = {  # bytes once unpacked; a bomb is refused by the sizes it declares, and never read beyond them
    MANIFEST: 16 * 1024,  # a real one has 500
    REPORT: 4 * 1024 * 1024,  # twice what a draft may have: room for a later version
    TEXT: 4 * 1024 * 1024,
}
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that ZIP can say: the true one stands in the manifest
_UNIX, _ORDINARY_FILE = 3, 0o100600 << 16
_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)
T = TypeVar("T")
_NUMBERED = re.compile(r"(unstuck\.[a-z]+)/([1-9][0-9]{0,5})")


class Spoken(Protocol):
    """As much of a code as a bundle needs; `app.reports.code.Code` is one."""

    @property
    def bare(self) -> str:
        """Nine Crockford characters."""


class Member(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of the bundle, as it must be found."""

    name: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What the bundle says of itself. Nothing in it is the person's."""

    schema: str = SCHEMA
    report_id: str
    created_at: str  # RFC 3339, UTC, by the laptop's clock
    version: str  # of the program that packed it
    code: str  # nine Crockford characters
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Bundle:
    """One that was taken apart and found whole."""

    manifest: Manifest
    report: Report
    members: Mapping[str, bytes]  # without the manifest


def contents(draft: Draft) -> dict[str, bytes]:
    """The members of a draft: exactly its bytes, and its text in IT's language."""
    return {REPORT: draft.json_bytes(), TEXT: draft.text(draft.it_lang).encode("utf-8")}


def pack(draft: Draft, code: Spoken, members: Mapping[str, bytes] | None = None) -> bytes:
    """The bundle of a draft; `members` unless all of its `contents` go in. The same twice gives the same bytes."""
    members = contents(draft) if members is None else members
    manifest = Manifest(
        report_id=draft.report.id,
        created_at=draft.report.created_at,
        version=version(),
        code=code.bare,
        members=tuple(
            Member(name=name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
            for name, data in members.items()
        ),
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {MANIFEST: msgspec.json.encode(manifest), **members}.items():
            archive.writestr(_entry(name), data)
    return packed.getvalue()


def unpack(data: bytes) -> Bundle:
    """Take a bundle apart in memory; nothing is ever written. Raises BundleError for whatever is not whole."""
    if len(data) > LARGEST_BYTES:
        raise BundleError(Obstacle.TOO_LARGE_TO_OPEN)
    files = _files(data)
    manifest = _manifest(files.pop(MANIFEST))
    _compare(manifest, files)
    report = _report(files[REPORT])
    if (report.id, report.created_at) != (manifest.report_id, manifest.created_at):
        raise BundleError(Obstacle.NOT_THE_SAME)
    return Bundle(manifest=manifest, report=report, members=files)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = _UNIX  # else it would say which system packed it
    entry.external_attr = _ORDINARY_FILE
    return entry


def _files(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _look_at(archive, entries)
            return {entry.filename: archive.read(entry) for entry in entries}
    except _BROKEN as error:
        raise BundleError(Obstacle.NOT_A_BUNDLE) from error


def _look_at(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse by the directory alone, before a byte is unpacked."""
    names = [entry.filename for entry in entries]
    for entry in entries:
        if entry.filename not in LARGEST_MEMBER:
            raise BundleError(Obstacle.UNKNOWN_MEMBER, name=_shown(entry.filename))
        if entry.file_size > LARGEST_MEMBER[entry.filename]:
            raise BundleError(Obstacle.MEMBER_TOO_LARGE, name=entry.filename)
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BundleError(Obstacle.NOT_A_BUNDLE)
    if archive.comment or len(set(names)) != len(names):
        raise BundleError(Obstacle.NOT_A_BUNDLE)
    for name in (MANIFEST, REPORT):
        if name not in names:
            raise BundleError(Obstacle.MISSING_MEMBER, name=name)


def _manifest(data: bytes) -> Manifest:
    schema_of(data, MANIFEST, SCHEMA)
    return _decoded(data, MANIFEST, Manifest)


def _compare(manifest: Manifest, files: Mapping[str, bytes]) -> None:
    listed = {member.name: member for member in manifest.members}
    for name in files:
        if name not in listed:
            raise BundleError(Obstacle.UNKNOWN_MEMBER, name=name)
    for name, member in listed.items():
        if name not in files:
            raise BundleError(Obstacle.MISSING_MEMBER, name=_shown(name))
        if (len(files[name]), hashlib.sha256(files[name]).hexdigest()) != (member.bytes, member.sha256):
            raise BundleError(Obstacle.MEMBER_CHANGED, name=name)


def _report(data: bytes) -> Report:
    whole = schema_of(data, REPORT, REPORT_SCHEMA)
    diagnosis = whole.get("diagnosis")
    _judge_schema(diagnosis.get("schema") if isinstance(diagnosis, dict) else None, REPORT, DIAGNOSIS_SCHEMA)
    return _decoded(data, REPORT, Report)


def schema_of(data: bytes, name: str, expected: str) -> dict[str, Any]:
    """The JSON object, once its schema is the expected one. Raises BundleError."""
    whole = _decoded(data, name, dict[str, Any])
    _judge_schema(whole.get("schema"), name, expected)
    return whole


def _judge_schema(schema: object, name: str, expected: str) -> None:
    if schema == expected:
        return
    kind, _, number = expected.partition("/")
    found = _NUMBERED.fullmatch(schema) if isinstance(schema, str) else None
    if found and found.group(1) == kind and int(found.group(2)) > int(number):
        raise BundleError(Obstacle.NEWER, name=name)
    raise BundleError(Obstacle.UNKNOWN_SCHEMA, name=name)


def _decoded(data: bytes, name: str, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BundleError(Obstacle.MEMBER_UNREADABLE, name=name) from error


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name[:40])

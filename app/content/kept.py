"""The last verified copy: one file with all of IT's files in it, so that it is whole or the one before.

`unstuck.content/1`: a line with the SHA-256 of the rest, a line of JSON (the list), the bytes of the files.
"""

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from app.store import atomic

SCHEMA = "unstuck.content/1"
MOST_BYTES = 40 * 1024 * 1024


class _Place(msgspec.Struct, frozen=True):
    at: int
    length: int


class _List(msgspec.Struct, frozen=True):
    schema: str
    stamped: float
    roots: tuple[str, ...]
    files: dict[str, _Place]


@dataclass(frozen=True)
class Kept:
    """Everything that was verified together. `roots`: SHA-256 of each root from the anchor on."""

    files: dict[str, bytes] = field(default_factory=dict)
    stamped: float = 0.0  # seconds since 1970
    roots: tuple[str, ...] = ()


def write(path: Path, kept: Kept) -> None:
    """Replace what was there. Raises StoreError."""
    places: dict[str, _Place] = {}
    at = 0
    for name, data in kept.files.items():
        places[name] = _Place(at, len(data))
        at += len(data)
    head = msgspec.json.encode(_List(SCHEMA, kept.stamped, kept.roots, places))
    rest = b"\n".join([head, b"".join(kept.files.values())])
    atomic.write(path, hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest)


def read(path: Path) -> Kept | None:
    """The copy; None where there is none, or a damaged one (the next update mends it). Never raises."""
    try:
        with path.open("rb") as file:
            whole = file.read(MOST_BYTES)
    except OSError:
        return None
    digest, _, rest = whole.partition(b"\n")
    if hashlib.sha256(rest).hexdigest().encode() != digest:
        return None
    head, _, body = rest.partition(b"\n")
    try:
        listed = msgspec.json.decode(head, type=_List)
    except (msgspec.DecodeError, RecursionError):
        return None
    if listed.schema != SCHEMA:
        return None
    files = {name: body[place.at : place.at + place.length] for name, place in listed.files.items()}
    return Kept(files, listed.stamped, listed.roots)


def mark(path: Path) -> tuple[int, int, int] | None:
    """Changes whenever the file is replaced; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116  # asked before every reading
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size

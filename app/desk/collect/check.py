"""Whether a file of the drop is a sealed report. Anybody may write there: nothing is believed, nothing is followed."""

import errno
import os
import re
import stat
from enum import StrEnum
from pathlib import Path

from app.reports.age import MOST_HEADER
from app.reports.bundle import LARGEST_BYTES
from app.reports.sealname import SealName

_VERSION = b"age-encryption.org/v1\n"
_STANZA = re.compile(rb"-> [!-~]+(?: [!-~]+)*\n(?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n")
_MAC = re.compile(rb"--- [A-Za-z0-9+/]{43}\n")
_LEAST_PAYLOAD = 16 + 16  # bytes: nonce and the tag of an empty last block (age, "Payload")
_NOT_FOLLOWED = (errno.ELOOP, errno.ENXIO)  # a symbolic link; a socket


class Wrong(StrEnum):
    """Why a file goes into quarantine; each has a sentence in the table "ticket" of the wording."""

    NAME = "wrong_name"
    KIND = "wrong_kind"
    SIZE = "wrong_size"
    HASH = "wrong_hash"
    HEADER = "wrong_header"
    INSIDE = "wrong_inside"


def read(path: Path, *, least: int = len(_VERSION) + 1, most: int = LARGEST_BYTES) -> bytes | Wrong | None:
    """The bytes of an ordinary file of a possible size; None where it is gone or not to be read at the moment."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):  # no link, no waiting at a pipe; Windows has one
        flags |= getattr(os, name, 0)
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return Wrong.KIND
        handle = os.open(path, flags)
    except OSError as error:
        return Wrong.KIND if error.errno in _NOT_FOLLOWED else None
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return Wrong.KIND
        if not least <= found.st_size <= most:
            return Wrong.SIZE
        try:
            data = file.read(most + 1)
        except OSError:
            return None
    return data if len(data) <= most else Wrong.SIZE


def verify(name: SealName, data: bytes) -> Wrong | None:
    """What is wrong with these bytes under this name; None when all is well."""
    if not name.matches(data):
        return Wrong.HASH
    return None if is_age(data) else Wrong.HEADER


def is_age(data: bytes) -> bool:
    """Whether they begin like an age file, from its first line to the end of its header, with a payload behind it."""
    if not data.startswith(_VERSION):
        return False
    at, end = len(_VERSION), MOST_HEADER
    count = 0
    while found := _STANZA.match(data, at, end):
        at, count = found.end(), count + 1
    mac = _MAC.match(data, at, end)
    return count > 0 and mac is not None and len(data) - mac.end() >= _LEAST_PAYLOAD

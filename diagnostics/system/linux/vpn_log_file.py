"""The ends of log files: the newest that fit a pattern, at most 256 KiB each. Only ordinary files are opened.

A log may be rotated, emptied, cut or replaced while it is read, may be binary or nobody's business: whatever happens,
the answer is text, or the error of the system.
"""

import codecs
import errno
import glob
import os
import stat
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import msgspec

from diagnostics.system.linux.vpn_file import open_ordinary

TAIL_BYTES = 256 * 1024
YOUNG_S = 24 * 3600.0  # what was not written for a day says nothing about now
_MOST_MATCHES = 500  # of one pattern; a pattern such as /var/log/** must not read the disk
_MOST_FILES = 6  # of all patterns, the newest: a client, its helper and what rotation made of them
_LONGEST_LINE = 2000  # characters that are looked at


class Tail(msgspec.Struct, frozen=True, kw_only=True):
    """The end of one log. `shared`: many programs write into it."""

    lines: tuple[str, ...]
    written_s: float  # Unix time of the last change
    shared: bool = False


_SHARED_NAMES = ("syslog", "messages", "daemon.log", "journal")


def tails(patterns: Iterable[str], now_s: float) -> tuple[Tail, ...]:
    """The newest logs that fit the patterns ("~" is the person's folder), the oldest first; empty when all are old.

    Raises PermissionError when logs are there and none may be read, FileNotFoundError when there are none.
    """
    found, denied = _candidates(patterns)
    young = sorted((row for row in found if now_s - row[0] <= YOUNG_S), reverse=True)[:_MOST_FILES]
    read = []
    for _, path in reversed(young):
        try:
            read.append(_tail(path))
        except PermissionError:
            denied = True
        except OSError:  # it went away, or its disk did
            continue
    if not read and denied:
        raise PermissionError(errno.EACCES, "log")
    if not found:
        raise FileNotFoundError(errno.ENOENT, "log")
    return tuple(read)


def _candidates(patterns: Iterable[str]) -> tuple[list[tuple[float, Path]], bool]:
    found: dict[Path, float] = {}
    denied = False
    for pattern in patterns:
        place = str(Path(pattern).expanduser())
        matches = list(islice(glob.iglob(place), _MOST_MATCHES))  # noqa: PTH207  # Path.glob takes no absolute pattern
        denied |= not matches and _is_closed(Path(pattern).expanduser().parent)
        for match in matches:
            try:
                state = Path(match).stat()
            except OSError:
                continue
            if stat.S_ISREG(state.st_mode):  # opening a pipe or a device can block or change it
                found[Path(match)] = state.st_mtime
    return [(when, path) for path, when in found.items()], denied


def _is_closed(folder: Path) -> bool:
    """Whether a folder is there and may not be looked into; one above it counts, too."""
    while folder != folder.parent:
        try:
            if folder.exists():
                return not os.access(folder, os.R_OK | os.X_OK)
        except PermissionError:
            return True
        folder = folder.parent
    return False


def _tail(path: Path) -> Tail:
    descriptor = open_ordinary(path)
    try:
        state = os.fstat(descriptor)
        head = os.read(descriptor, len(codecs.BOM_UTF16_LE))
        # An even place: the halves of UTF-16 stay together.
        start = max(0, state.st_size - TAIL_BYTES) & ~1
        os.lseek(descriptor, start, os.SEEK_SET)
        data = os.read(descriptor, TAIL_BYTES + 1)
    finally:
        os.close(descriptor)
    lines = tuple(line[:_LONGEST_LINE] for line in decoded(data, head).splitlines())
    cut = 1 if start and len(lines) > 1 else 0  # the first line has lost its beginning
    return Tail(lines=lines[cut:], written_s=state.st_mtime, shared=path.name.startswith(_SHARED_NAMES))


def decoded(data: bytes, head: bytes) -> str:
    """UTF-8, else UTF-16 by the mark at the file's beginning (`head`), else Windows-1252; wrong bytes are replaced."""
    if head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        little = head == codecs.BOM_UTF16_LE
        return data.removeprefix(head).decode("utf-16-le" if little else "utf-16-be", "replace")
    # The cut may have gone through a character: it goes with the first line.
    try:
        return data.lstrip(bytes(range(0x80, 0xC0))).decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")

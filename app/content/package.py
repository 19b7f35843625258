"""The public folder in one file: a zip on a USB stick or in a message. Its names reach no disk, its sizes no memory."""

import errno
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from tuf.api.exceptions import DownloadHTTPError

from app.content.fetcher import Fetcher, Trouble
from app.content.line import CHUNK
from app.content.result import Why

BASE = "package:/"
MOST_BYTES = 64 * 1024 * 1024
"""Of the zip: twice what a laptop keeps of IT's content."""

MOST_LIST_BYTES = 2 * 1024 * 1024
"""Of its list of members: 20,000 names. Python reads the list whole, so it is measured before."""

END, END_64 = b"PK\x05\x06", b"PK\x06\x07"
END_BYTES, COMMENT_BYTES = 22, 65_535  # APPNOTE.TXT 4.3.16
ENCRYPTED = 0x1
NEWEST = "metadata/timestamp.json"
ABSENT = 404


class PackageFetcher(Fetcher):
    """Answers like a web server. Symbolic links, encrypted members and rare compressions are not there."""

    def __init__(self, path: Path) -> None:
        """Raises Trouble: NO_FILE, FOLDER, NO_PLAIN_FILE, UNREADABLE, NO_PACKAGE, FULL_PACKAGE."""
        self._file = _opened(path)
        try:
            _measure(self._file)
            self._zip = zipfile.ZipFile(self._file)
            self._members = _members(self._zip)
        except Trouble:
            self._file.close()
            raise
        except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
            self._file.close()
            raise Trouble(Why.NO_PACKAGE, repr(error)) from error

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
        self._file.close()

    def _fetch(self, url: str) -> Iterator[bytes]:
        name = url.removeprefix(BASE).lstrip("/")
        member = self._members.get(name) or self._members.get(unquote(name))
        if member is None:
            raise DownloadHTTPError(f"{name} is not in the package", ABSENT)
        return self._body(member)

    def _body(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """The first bytes first: whoever has enough stops, whatever the list said about the size."""
        try:
            with self._zip.open(member) as file:
                while chunk := file.read(CHUNK):
                    yield chunk
        except (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
            raise Trouble(Why.NO_PACKAGE, repr(error)) from error


def _opened(path: Path) -> IO[bytes]:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise Trouble(Why.FOLDER, str(path))
        if not stat.S_ISREG(mode):  # a pipe would be waited for
            raise Trouble(Why.NO_PLAIN_FILE, str(path))
        return path.open("rb")
    except OSError as error:
        is_absent = error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
        raise Trouble(Why.NO_FILE if is_absent else Why.UNREADABLE, repr(error)) from error
    except ValueError as error:  # a name that no system takes
        raise Trouble(Why.NO_FILE, repr(error)) from error


def _measure(file: IO[bytes]) -> None:
    """Refuse what would take long only to list. Raises Trouble."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END_BYTES - COMMENT_BYTES))
    tail = file.read(END_BYTES + COMMENT_BYTES)
    place = tail.rfind(END)
    if place < 0 or len(tail) - place < END_BYTES or END_64 in tail:
        raise Trouble(Why.NO_PACKAGE, "not a zip")
    if size > MOST_BYTES:
        raise Trouble(Why.FULL_PACKAGE, f"{size} bytes")
    if int.from_bytes(tail[place + 12 : place + 16], "little") > MOST_LIST_BYTES:
        raise Trouble(Why.NO_PACKAGE, "too many members")


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """By their names below the folder that holds the metadata, which may have been zipped with its own name."""
    plain = {
        each.filename: each
        for each in archive.infolist()
        if each.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        and not each.flag_bits & ENCRYPTED
        and not stat.S_ISLNK(each.external_attr >> 16)
    }
    tops = sorted((name.removesuffix(NEWEST) for name in plain if name.endswith(NEWEST)), key=len)
    if not tops or (tops[0] and not tops[0].endswith("/")):
        raise Trouble(Why.NO_PACKAGE, "no timestamp inside")
    return {name.removeprefix(tops[0]): each for name, each in plain.items() if name.startswith(tops[0])}

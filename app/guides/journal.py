"""What the app changed on this computer, on the disk before it is changed. The memory that outlives a crash.

One line of JSON for every state of an entry, each whole in itself, each flushed to the disk before anybody goes on.
The last line about an entry counts; entries are in the order in which they began, whatever the clock did meanwhile.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

import msgspec

from app.guides.entry import Entry, Stage, entry_of, is_newer, line_of, moment_of, text_of
from app.guides.hand import Before, Target
from app.store import atomic
from app.store.error import StoreError, store_error
from app.store.lock import FileLock
from diagnostics import phrase

FILE_NAME = "journal.jsonl"
COMPACT_BYTES = 256 * 1024  # some hundred deeds: what is older and closed helps nobody
RECENT = 50  # closed entries that stay for showing
MAX_RECORD_BYTES = 64 * 1024  # a profile with everything in it has 10 KiB; what does not fit is no settings
MAX_FILE_BYTES = 16 * 1024 * 1024  # of a larger file only the end is read: it is not of our making
MAX_DETAIL = 300  # characters
LAST_MS = 2**48 - 1  # the year 10889: a clock that is past it tells nothing

__all__ = ["FILE_NAME", "Entry", "Journal", "Stage"]


class Journal:
    """The entries in a file. Any thread; whoever writes holds `lock`, so that two windows never act at once.

    Every method but `lock.take` raises StoreError, and only that, where the disk does not do what it should.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._mutex = threading.Lock()
        self._compact_at = COMPACT_BYTES
        self._seen: dict[str, Entry] = {}  # somebody may delete the file while a change is in place
        self.lock = FileLock(path.with_suffix(".lock"))

    def begin(self, verb: str, target: Target, before: Before, *, guide: str = "", step: str = "") -> Entry:
        """Write down what is about to be done. The entry comes back as a later process would read it.

        Raises ValueError when `before` is no plain JSON data or too much of it: a mistake of the act's.
        """
        with self._mutex:
            found, newer = self._read()
            moment = self._moment()
            after = max((moment_of(entry) for entry in found), default=-1)
            entry = Entry(
                entry=f"{max(moment, after + 1):012x}-{token_hex(4)}",
                at=text_of(moment),
                state=Stage.BEGUN,
                verb=verb,
                guide=guide,
                step=step,
                target=target,
                before=before,
            )
            line = line_of(entry)
            if len(line) > MAX_RECORD_BYTES:
                raise ValueError(f"{len(line)} bytes are more than a state of a computer needs")
            self._compact(found.values(), newer)
            self._append(line)
            entry = self._seen[entry.entry] = msgspec.json.decode(line, type=Entry)
            return entry

    def mark(self, entry_id: str, state: Stage, detail: str = "") -> Entry:
        """Write down how far an entry is now. Raises KeyError for one that never was there."""
        with self._mutex:
            entry = self._read()[0].get(entry_id) or self._seen[entry_id]
            words = phrase.one_line(detail)[:MAX_DETAIL]
            entry = msgspec.structs.replace(entry, state=state, at=text_of(self._moment()), detail=words)
            self._append(line_of(entry))
            self._seen[entry_id] = entry
            return entry

    def entries(self) -> tuple[Entry, ...]:
        """Everything, in the order of beginning."""
        with self._mutex:
            found = self._read()[0]
            self._seen.update(found)
            return tuple(found.values())

    def open_entries(self) -> tuple[Entry, ...]:
        """Deeds that are under way, unproved, or were interrupted; in the order of beginning."""
        return tuple(entry for entry in self.entries() if entry.is_open)

    def left(self) -> tuple[Entry, ...]:
        """What "undo everything Unstuck changed" has to do with, newest first."""
        return tuple(entry for entry in reversed(self.entries()) if entry.is_left)

    def _read(self) -> tuple[dict[str, Entry], list[bytes]]:
        """The entries by id, and the lines of a newer version, which are only carried along.

        Anything else is passed over: a last line that a crash tore, or what somebody else wrote.
        """
        try:
            with self._path.open("rb") as file:
                file.seek(max(0, file.seek(0, os.SEEK_END) - MAX_FILE_BYTES))
                data = file.read(MAX_FILE_BYTES)
        except FileNotFoundError:
            return {}, []
        except OSError as error:
            raise store_error(self._path, error) from error
        found: dict[str, Entry] = {}
        newer: list[bytes] = []
        for line in data.split(b"\n"):
            entry = entry_of(line)
            if entry is not None:
                found[entry.entry] = entry
            elif is_newer(line):
                newer.append(line)
        return found, newer

    def _append(self, line: bytes) -> None:
        """One record more, on the disk when this returns; or StoreError, and the file is as it was."""
        is_new = not self._path.exists()
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        try:
            self._path.parent.mkdir(mode=atomic.PRIVATE_FOLDER, parents=True, exist_ok=True)
            handle = os.open(self._path, flags, atomic.PRIVATE_FILE)
        except OSError as error:
            raise store_error(self._path, error) from error
        try:
            size = os.lseek(handle, 0, os.SEEK_END)
            try:
                self._write(handle, line if _ends_a_line(handle, size) else b"\n" + line)
            except OSError as error:
                with suppress(OSError):
                    os.ftruncate(handle, size)
                raise store_error(self._path, error) from error
        finally:
            os.close(handle)
        if is_new:
            atomic.flush_folder(self._path.parent)

    def _write(self, handle: int, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
        os.fsync(handle)

    def _compact(self, entries: Iterable[Entry], newer: list[bytes]) -> None:
        """Leave old closed entries out when the file has grown. Where that fails it goes on growing, and no more.

        Only while others are kept out: a line that is appended to a file that is being replaced would be lost.
        """
        if not self.lock.excludes or not self._path.exists() or self._path.stat().st_size <= self._compact_at:
            return
        known = list(entries)
        closed = [entry.entry for entry in known if not entry.is_left]
        dropped = set(closed[:-RECENT])
        kept = b"".join([line + b"\n" for line in newer] + [line_of(e) for e in known if e.entry not in dropped])
        self._compact_at = max(COMPACT_BYTES, 2 * len(kept))
        with suppress(StoreError):
            atomic.write(self._path, kept)

    def _moment(self) -> int:
        """Milliseconds since 1970, by a clock that may be wrong by years."""
        return min(max(0, int(self._clock() * 1000)), LAST_MS)


def _ends_a_line(handle: int, size: int) -> bool:
    """Whether the file is empty or its last line is whole."""
    if size == 0:
        return True
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1) == b"\n"

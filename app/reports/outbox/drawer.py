"""The folders of the outbox. Where a report stands is the name of a file, and changes by one rename.

pending/NAME            the sealed bytes
pending/NAME.fresh      its note; it has never left this laptop
pending/NAME.tried      its note; it may have arrived
done/NAME.sent          its note; the bytes are gone
done/NAME.cancelled     the same; it never left this laptop
done/NAME.doubted       the same; it was tried before it was cancelled, and may have arrived

A rename is atomic and needs no room, so also a full disk knows what was tried and what has left. When a crash left two
of them, sent counts before the other two of done, and done before pending. Bytes only go while a note lies in done.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from app.reports.outbox import note
from app.reports.outbox.note import Note
from app.reports.sealname import SealName
from app.store import atomic
from app.store.atomic import PRIVATE_FOLDER
from app.store.error import Obstacle, StoreError, store_error
from app.store.lock import FileLock

FRESH, TRIED, SENT, CANCELLED, DOUBTED = "fresh", "tried", "sent", "cancelled", "doubted"
PENDING_MARKS, DONE_MARKS = (TRIED, FRESH), (SENT, DOUBTED, CANCELLED)  # the first that exists counts

PATIENCE_S = 5.0
"""For a scanner that holds a new file on Windows, and for another process that is changing one note: milliseconds."""
LOOK_AGAIN_S = 0.01
_HELD_BY_ANOTHER = (5, 32)  # ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION


class Name(Protocol):
    """The name of a file that leaves; `str()` is what the file is called."""

    def matches(self, data: bytes) -> bool:
        """Whether these are the very bytes that were named."""


class Drawer:
    """Files only, no decisions. Every method but `names` may raise StoreError. Any thread."""

    def __init__(self, folder: Path, parse: Callable[[str], Name | None] = SealName.parse) -> None:
        """`parse` reads the name of a file that lies here; None: the file is not ours."""
        self.folder = folder
        self._parse = parse
        self.pending = folder / "pending"
        self.done = folder / "done"
        self._pause = threading.Event()  # never set: waiting for it is how a thread pauses

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else changes notes meanwhile: held for a few file operations, never while something is sent."""
        lock = FileLock(self.folder / "ledger.lock")
        until = time.monotonic() + PATIENCE_S
        while not lock.take():
            if time.monotonic() > until:
                raise StoreError(self.folder, Obstacle.IN_THE_WAY)
            self._pause.wait(LOOK_AGAIN_S)
        try:
            yield
        finally:
            lock.release()

    def bytes_at(self, name: str) -> Path:
        """Where the sealed bytes lie while it waits."""
        return self.pending / name

    def mark(self, name: str) -> str | None:
        """Where it stands; None when there is nothing of this name.

        Bytes without a note count as never tried: at worst IT has them and this laptop does not believe it.
        """
        for folder, marks in ((self.done, DONE_MARKS), (self.pending, PENDING_MARKS)):
            for mark in marks:
                if _exists(folder / f"{name}.{mark}"):
                    return mark if folder is self.done or _exists(self.bytes_at(name)) else None
        return FRESH if _exists(self.bytes_at(name)) else None

    def note(self, name: str, mark: str) -> Note:
        """What is remembered; made up from the name where it cannot be read."""
        return note.read(self._at(name, mark), name)

    def data(self, name: str) -> bytes | None:
        """The sealed bytes; None when they are gone."""
        try:
            return self.bytes_at(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise store_error(self.bytes_at(name), error) from error

    def is_whole(self, name: str, data: bytes) -> bool:
        """Whether they are what the name says."""
        known = self._parse(name)
        return known is not None and known.matches(data)

    def names(self) -> tuple[set[str], set[str]]:
        """The names in pending (bytes that are there) and in done. A folder that cannot be read has none."""
        done = {left for left, _, mark in map(_parts, _listed(self.done)) if mark in DONE_MARKS and self._known(left)}
        return {name for name in _listed(self.pending) if self._known(name)}, done

    def add(self, name: str, data: bytes, new: Note) -> None:
        """The note, then the bytes. When it returns both are on the disk for good; when it raises, neither counts."""
        fresh = self._at(name, FRESH)
        if not _exists(self._at(name, TRIED)):
            atomic.write(fresh, note.data_of(new))
        try:
            atomic.write(self.bytes_at(name), data)
        except StoreError:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise

    def restore(self, name: str, data: bytes) -> None:
        """The bytes of a report that is in done; they only count once its note is moved back."""
        atomic.write(self.bytes_at(name), data)

    def move(self, name: str, old: str, new: str) -> None:
        """Change where it stands: one rename, on the disk for good when it returns. The old one need not exist."""
        source, target = self._at(name, old), self._at(name, new)
        try:
            target.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            try:
                self._replace(source, target)
            except FileNotFoundError:  # bytes whose note a crash or a person took away
                target.touch(mode=atomic.PRIVATE_FILE)
        except OSError as error:
            raise store_error(target, error) from error
        for folder in {source.parent, target.parent}:
            atomic.flush_folder(folder)

    def describe(self, name: str, mark: str, new: Note) -> None:
        """Replace the details. A disk that takes nothing loses them, and nothing else."""
        with suppress(StoreError):
            atomic.write(self._at(name, mark), note.data_of(new))

    def clear(self, name: str) -> None:
        """Remove from pending what is done. Whatever cannot be removed now is removed at the next pass."""
        if not any(_exists(self._at(name, mark)) for mark in DONE_MARKS):
            return
        with suppress(OSError):
            self.bytes_at(name).unlink(missing_ok=True)
        for mark in PENDING_MARKS:
            with suppress(OSError):
                self._at(name, mark).unlink(missing_ok=True)

    def forget(self, name: str) -> None:
        """Remove every trace, the bytes first: a note without bytes is nothing, bytes without a note would leave."""
        paths = [self.bytes_at(name), *(self._at(name, mark) for mark in (*PENDING_MARKS, *DONE_MARKS))]
        for path in paths:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise store_error(path, error) from error

    def sweep(self) -> None:
        """Remove what a crash left unfinished. Never raises."""
        atomic.sweep(self.pending)
        atomic.sweep(self.done)
        with_bytes, done = self.names()
        for name in with_bytes & done:
            self.clear(name)
        for left, path, mark in map(_parts, _listed(self.pending)):
            if mark in PENDING_MARKS and left not in with_bytes:
                with suppress(OSError):
                    old = time.time() - (self.pending / path).stat().st_mtime >= atomic.AN_HOUR_S
                    if old and not _exists(self.bytes_at(left)):
                        (self.pending / path).unlink()

    def _known(self, name: str) -> bool:
        return self._parse(name) is not None

    def _at(self, name: str, mark: str) -> Path:
        return (self.done if mark in DONE_MARKS else self.pending) / f"{name}.{mark}"

    def _replace(self, source: Path, target: Path) -> None:
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                source.replace(target)
                return
            except PermissionError as error:
                if getattr(error, "winerror", None) not in _HELD_BY_ANOTHER or time.monotonic() > until:
                    raise
            self._pause.wait(LOOK_AGAIN_S)


def _parts(path: str) -> tuple[str, str, str]:
    name, _, mark = path.rpartition(".")
    return name, path, mark


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _listed(folder: Path) -> list[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except OSError:
        return []

"""What the collector remembers, as files that are whole or absent: begun, done, put away, put aside.

A report is `begun` before the helpdesk is asked for a ticket, and `done` once the ticket is there for certain. Between
the two nobody knows, whoever died: so a report that was begun is looked for after a while, and never just made again.
"""

import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from app.desk.collect.check import Wrong
from app.desk.helpdesk.ticket import Ref
from app.reports.sealname import SealName
from app.store import atomic

MOST_ASIDE = 1000  # files in quarantine; a stranger who writes more pushes his own oldest out
THIN_EVERY = 100  # files: to list the whole quarantine for each would cost 4 ms
LONGEST_ASIDE = 100  # characters of a stranger's name that are kept
A_DAY_S = 86_400.0
MARK_DAYS = 400  # how long it is known that a report became a ticket; a laptop tries for 14 days

T = TypeVar("T")


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket may or may not exist."""

    key: str
    at: float  # seconds since 1970 by this computer's clock
    again: bool = False  # made after an attempt of unknown end: a twin is still looked for


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket exists."""

    key: str
    ticket: str
    cause: str
    at: float


class Shelf:
    """The state folder of one collector. Raises StoreError where the disk refuses; one process at a time."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._begun, self._done = folder / "begun", folder / "done"
        self.sealed, self.aside = folder / "sealed", folder / "quarantine"
        self._clock = clock
        self._untidy = 0  # put aside since the quarantine was last made smaller
        for each in (self._begun, self._done, self.sealed, self.aside):
            each.mkdir(mode=atomic.PRIVATE_FOLDER, parents=True, exist_ok=True)
            atomic.sweep(each, older_than_s=0.0)  # the lock is held: nobody else is writing

    def begun(self, name: SealName) -> Begun | None:
        """What was written before a ticket was asked for."""
        return _read(self._begun / str(name), Begun)

    def begin(self, name: SealName, key: str, *, again: bool) -> None:
        """Remember for good that a ticket will be asked for now."""
        atomic.write(self._begun / str(name), msgspec.json.encode(Begun(key=key, at=self._clock(), again=again)))

    def forget(self, name: SealName) -> None:
        """The helpdesk certainly made none."""
        (self._begun / str(name)).unlink(missing_ok=True)

    def settles_in_s(self, begun: Begun, settle_s: float) -> float:
        """How long until nobody works on that attempt any more; a clock that was set back starts the wait anew."""
        passed = self._clock() - begun.at
        return settle_s - passed if passed >= 0 else settle_s

    def done(self, name: SealName) -> Done | None:
        """The ticket of this very file."""
        return _read(self._done / str(name), Done)

    def key(self, name: SealName) -> str:
        """What this file's ticket is found by: the report's id, and more when another file has the same id.

        A person who strikes a line and sends again has two files of one id; so has a stranger who knows an id. Both
        become tickets: none may hide the other.
        """
        start = f"{name.report_id}-"
        others = [path for folder in (self._begun, self._done) for path in folder.glob(f"{start}*")]
        alone = all(path.name == str(name) for path in others)
        return name.report_id if alone else f"{name.report_id}-{name.sha256[:16]}"

    def finish(self, name: SealName, key: str, ref: Ref, cause: str) -> None:
        """The ticket is there: from now on the file is only put away."""
        atomic.write(
            self._done / str(name),
            msgspec.json.encode(Done(key=key, ticket=ref.id, cause=cause, at=self._clock())),
        )
        self.forget(name)

    def put_away(self, path: Path) -> None:
        """Move the file of a finished report out of the drop."""
        _move(path, self.sealed / path.name)

    def put_aside(self, path: Path, wrong: Wrong) -> bool:
        """Move something that is no report out of the drop, without opening or following it; False where it stays."""
        stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(self._clock()))
        name = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "_" for char in path.name)
        place = self.aside / f"{stamp}-{os.urandom(4).hex()}-{wrong.value}-{name[-LONGEST_ASIDE:]}"
        moved = _move(path, place, for_good=False)  # should a power cut bring it back, it is put aside once more
        self._untidy += moved
        if self._untidy >= THIN_EVERY:
            self.thin()
        return moved

    def clear(self, keep_days: float) -> None:
        """Remove sealed reports older than that, and marks that no laptop can need any more. Never raises."""
        for folder, days in ((self.sealed, keep_days), (self._done, MARK_DAYS)):
            for path in folder.iterdir():
                with suppress(OSError):
                    if self._clock() - path.lstat().st_ctime > days * A_DAY_S:
                        path.unlink()

    def thin(self) -> None:
        """Keep the newest of the quarantine only. Never raises."""
        self._untidy = 0
        with suppress(OSError):
            for path in sorted(self.aside.iterdir())[:-MOST_ASIDE]:
                with suppress(OSError):
                    if stat.S_ISDIR(path.lstat().st_mode):
                        shutil.rmtree(path, ignore_errors=True)
                    else:
                        path.unlink()


def remembered(folder: Path) -> Iterator[Done]:
    """Every ticket that the shelf of a state folder knows of; changes nothing, so it needs no lock."""
    done = folder / "done"
    for path in sorted(done.iterdir()) if done.is_dir() else ():
        found = _read(path, Done)
        if found is not None:
            yield found


def _read(path: Path, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError):  # unreadable: as if it had just begun would be safest, but it has no key
        return None


def _move(path: Path, place: Path, *, for_good: bool = True) -> bool:
    """rename(2) moves the thing itself, a link too. On another disk only an ordinary file is copied.

    Without `for_good` a power cut may undo it, which saves two flushes of the disk.
    """
    with suppress(OSError):
        path.replace(place)
        if for_good:
            atomic.flush_folder(place.parent)
            atomic.flush_folder(path.parent)
        return True
    from app.desk.collect.check import read  # noqa: PLC0415

    data = read(path)
    with suppress(OSError):
        if isinstance(data, bytes) and for_good:
            atomic.write(place, data)
        elif isinstance(data, bytes):
            atomic.write_new(place, data)
        if not isinstance(data, bytes) and stat.S_ISDIR(path.lstat().st_mode):
            return False
        path.unlink()
        return True
    return False

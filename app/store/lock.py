"""A lock between two processes of one person, that the kernel lets go when its holder dies."""

import os
from pathlib import Path
from typing import Any

from app.store.atomic import PRIVATE_FILE, PRIVATE_FOLDER
from app.store.error import store_error


class FileLock:
    """An empty file that one process at a time may hold: flock(2), on Windows `LockFile` behind `msvcrt.locking`.

    The file stays when the lock is released: removing it would let two processes hold two files of one name. Two
    locks on one path exclude each other also inside one process. Any thread; never waits.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None
        self._excludes = False

    @property
    def held(self) -> bool:
        """Whether this very object holds it."""
        return self._handle is not None

    @property
    def excludes(self) -> bool:
        """Whether it is held and really keeps others out: some network folders know no locks."""
        return self.held and self._excludes

    def take(self) -> bool:
        """Hold it from now on; False when somebody else does. True again for who holds it already.

        Raises StoreError where the file cannot be made. A folder on which nothing can be locked counts as free:
        one person with two windows there is rarer than one who needs help there.
        """
        if self.held:
            return True
        try:
            self._path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
        except OSError as error:
            raise store_error(self._path, error) from error
        try:
            _exclude(handle)
            self._excludes = True
        except (BlockingIOError, PermissionError):  # the second is what Windows says
            os.close(handle)
            return False
        except OSError:
            self._excludes = False
        self._handle = handle
        return True

    def release(self) -> None:
        """Let it go; nothing when it is not held. Closing the file is what unlocks it, on every system."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _exclude(handle: int) -> None:
    """Lock an open file or raise OSError at once."""
    try:
        import fcntl  # noqa: PLC0415  # each system has one of the two modules
    except ImportError:
        import msvcrt  # noqa: PLC0415

        windows: Any = msvcrt
        windows.locking(handle, windows.LK_NBLCK, 1)
        return
    posix: Any = fcntl
    posix.flock(handle, posix.LOCK_EX | posix.LOCK_NB)


__all__ = ["FileLock"]

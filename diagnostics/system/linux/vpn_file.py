"""Opening files that belong to somebody else's program, so that nothing can hang or happen by it."""

import errno
import os
import stat
from pathlib import Path


def open_ordinary(path: Path) -> int:
    """A descriptor for reading; the caller closes it. Raises OSError, EINVAL for what is no ordinary file.

    Opening a pipe can block and opening a device can change it, so the kind is looked at first. The file may become a
    pipe in between, hence the non-blocking open and the second look.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "not a file")
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))  # Windows has no such pipes in folders
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a file")
    return descriptor


def beginning(path: Path, most_bytes: int) -> bytes:
    """The first bytes of an ordinary file. Raises OSError."""
    with os.fdopen(open_ordinary(path), "rb") as file:
        return file.read(most_bytes)

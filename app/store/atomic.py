"""Files that are whole or absent, also after a full disk, a crash or a power cut."""

import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from app.store.error import StoreError, store_error

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
AN_HOUR_S = 3600.0
UNFINISHED = ".unfinished"
"""Ending of files that are still being written; a reader never looks at them."""


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path`, readable by this person only, replacing what was there. Raises StoreError.

    Written beside its place, flushed to the disk, renamed over it (POSIX rename(2) is atomic; so is
    MoveFileEx with replacing, behind os.replace), and the folder flushed: once this returns, it is there.
    """
    _make_folder(path.parent)
    waiting = path.parent / f".{path.name[:100]}.{secrets.token_hex(6)}{UNFINISHED}"
    try:
        write_new(waiting, data)
        waiting.replace(path)
    except OSError as error:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
        raise store_error(path, error) from error
    flush_folder(path.parent)


def sweep(folder: Path, *, older_than_s: float = AN_HOUR_S) -> int:
    """Remove what a crash left unfinished in a folder; returns how many files. Never raises.

    Young ones stay: another window may be writing just now.
    """
    gone = 0
    with suppress(OSError):
        for left in folder.glob(f".*{UNFINISHED}"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime >= older_than_s:
                    left.unlink()
                    gone += 1
    return gone


def flush_folder(folder: Path) -> None:
    """Make a rename in it last. Windows cannot open folders and needs no flush; elsewhere a refusal is no loss."""
    only_folders = getattr(os, "O_DIRECTORY", None)
    if only_folders is None:
        return
    try:
        handle = os.open(folder, os.O_RDONLY | only_folders)
    except OSError:  # a folder that may be written but not read: the file itself is on the disk
        return
    try:
        os.fsync(handle)
    except OSError:  # some network file systems refuse it
        pass
    finally:
        os.close(handle)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise store_error(folder, error) from error
    except ValueError as error:  # a NUL in a name that somebody typed
        raise store_error(folder, OSError(2, "")) from error


def write_new(path: Path, data: bytes) -> None:
    """A new file, on the disk when it returns. Raises OSError, FileExistsError too; the folder is not flushed."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), PRIVATE_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


__all__ = ["StoreError", "flush_folder", "sweep", "write", "write_new"]

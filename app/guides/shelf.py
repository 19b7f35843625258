"""The walk that was left in the middle: one small file in the state folder. What is in it: `walk.to_json`.

In which order a driver of a walk writes it, so that a crash at any moment leaves file, journal and computer in step:
carry out `Settle` first, then write the new state here, then carry out every other effect. `RunVerb` therefore never
begins before ACTING is on the disk, and a step is never behind us while its change is still open in the journal.
"""

from pathlib import Path

from app.store import atomic
from app.store.error import store_error

FILE_NAME = "guide.json"
LOCK_NAME = "guide.lock"
"""Held by the one window or terminal that walks: two would write over each other's place in a guide."""
MAX_BYTES = 256 * 1024  # a walk of 15 steps has 3 KiB; a larger file is none of ours


def read(folder: Path) -> bytes | None:
    """What was written last, or None. A file that cannot be read costs the memory of the walk and nothing else."""
    try:
        with (folder / FILE_NAME).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError:
        return None
    return data if len(data) <= MAX_BYTES else None


def write(folder: Path, data: bytes) -> None:
    """Keep it: once this returns, it is on the disk. Raises StoreError; what was there before is then still there."""
    atomic.write(folder / FILE_NAME, data)


def forget(folder: Path) -> None:
    """Remove it; nothing when there is none. Raises StoreError."""
    path = folder / FILE_NAME
    try:
        path.unlink(missing_ok=True)
    except NotADirectoryError:
        return
    except OSError as error:
        raise store_error(path, error) from error
    atomic.flush_folder(folder)

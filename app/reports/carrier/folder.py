"""A folder or share: the file appears whole under its name, and never in the place of another."""

import errno
import os
import secrets
import threading
from contextlib import suppress
from pathlib import Path

from app.reports.outcome import Outcome, SendResult
from app.store import atomic

WAY = "way_folder"

_OUTCOMES = {
    errno.ENOSPC: Outcome.SERVER_FULL,
    errno.EDQUOT: Outcome.SERVER_FULL,
    errno.EFBIG: Outcome.TOO_LARGE,
    errno.EACCES: Outcome.NOT_ALLOWED,
    errno.EPERM: Outcome.NOT_ALLOWED,
    errno.EROFS: Outcome.NOT_ALLOWED,
}
"""Everything else is a share that cannot be reached: it looks like a folder that is not there."""


class Folder:
    """Puts files into a folder that exists; makes none, because an unmounted share leaves an empty place."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, name: str, data: bytes, *, again: bool, deadline_s: float) -> SendResult:
        """Write it beside its place, flush, then give it its name. `again` is not needed: the bytes are compared."""
        del again
        results: list[SendResult] = []
        gave_up = threading.Event()

        def work() -> None:
            results.append(_put(self._path, name, data, gave_up))

        thread = threading.Thread(target=work, name="unstuck-folder", daemon=True)  # a dead share blocks for minutes
        thread.start()
        thread.join(deadline_s)
        if thread.is_alive():
            gave_up.set()
        outcome = results[0] if results else SendResult(Outcome.TOO_SLOW)
        return SendResult(outcome.outcome, str(self._path), detail=outcome.detail, way=WAY)


def _put(folder: Path, name: str, data: bytes, gave_up: threading.Event) -> SendResult:
    target = folder / name
    waiting = folder / f".{name[:100]}.{secrets.token_hex(6)}{atomic.UNFINISHED}"
    try:
        if target.exists():
            return _found(target, data)
        atomic.sweep(folder)
        atomic.write_new(waiting, data)
        if gave_up.is_set():
            waiting.unlink()
            return SendResult(Outcome.TOO_SLOW)
        _name(waiting, target)
        atomic.flush_folder(folder)
    except FileExistsError:
        return _found(target, data)
    except (OSError, ValueError) as error:
        number = error.errno if isinstance(error, OSError) else None
        return SendResult(_OUTCOMES.get(number or 0, Outcome.NO_CONNECTION), detail=repr(error)[:500])
    finally:
        with suppress(OSError, ValueError):
            waiting.unlink(missing_ok=True)
    return SendResult(Outcome.DELIVERED)


def _name(waiting: Path, target: Path) -> None:
    """Give it its name unless that is taken: FileExistsError. A second name (POSIX link(2)) refuses what a rename does.

    Many shares know no second names. There a rename has to do; on Windows it refuses too, elsewhere it could only
    replace what came in the last microseconds under this name, which is made of the very bytes.
    """
    try:
        os.link(waiting, target)  # pathlib's order of arguments is the other one
    except FileExistsError:
        raise
    except OSError:
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        waiting.rename(target)


def _found(target: Path, data: bytes) -> SendResult:
    """What stands there already: ours, or somebody else's that must stay. One that may not be read has our name."""
    try:
        same = target.read_bytes() == data
    except PermissionError:
        same = target.stat().st_size == len(data)
    except OSError as error:
        return SendResult(Outcome.NO_CONNECTION, detail=repr(error)[:500])
    return SendResult(Outcome.ALREADY_THERE if same else Outcome.REFUSED)

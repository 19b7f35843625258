"""Small things that outlive the window: the guide that was left in the middle, how the window looked."""

import json
import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSysInfo

from app.store.folder import Folders, folders_for

WALK = "guide.json"  # app.guides.shelf.FILE_NAME: importing it would load the whole walk
JOURNAL = "journal.jsonl"  # app.guides.journal.FILE_NAME
WINDOW = "window.json"
OUTBOX = "outbox"
PENDING = "pending"  # app.reports.outbox: what waits there
RECORDS = "records"  # app.reports.outbox.records.FOLDER: records without a name, with a drawer of their own

_NAMES = {"winnt": "windows"}


def system() -> str:
    """ "linux", "darwin" or "windows". Qt says it: asking `diagnostics.system` would load it before the first paint."""
    kernel = QSysInfo.kernelType()
    return _NAMES.get(kernel, kernel)


def folders() -> Folders:
    """The person's folders."""
    try:
        home = Path.home()
    except RuntimeError:  # no HOME and no entry for this user, as in a bare container
        home = Path.cwd()
    return folders_for(system(), os.environ, home)


def read(name: str) -> bytes | None:
    """What was kept under that name, or None."""
    try:
        return (folders().state / name).read_bytes()
    except OSError:
        return None


def write(name: str, data: bytes | None) -> None:
    """Keep it, or forget it. A full or read-only disk costs the memory of it and nothing else."""
    from app.store import atomic  # noqa: PLC0415
    from app.store.error import StoreError  # noqa: PLC0415

    path = folders().state / name
    try:
        if data is None:
            path.unlink(missing_ok=True)
        else:
            atomic.write(path, data)
    except (OSError, StoreError):
        return


def has_post() -> bool:
    """Whether anything waits in the outbox: one look at two folders, so that nothing is loaded where nothing does."""
    outbox = folders().state / OUTBOX
    return any(_has_any(folder / PENDING) for folder in (outbox, outbox / RECORDS))


def look() -> dict[str, Any]:
    """How the window was left: "scale" (1.0 to 2.0), "size" [width, height], "place"; empty when nothing is usable."""
    data = read(WINDOW)
    try:
        loaded = json.loads(data) if data else {}
    except ValueError:
        return {}
    return loaded if isinstance(loaded, dict) else {}


def _has_any(folder: Path) -> bool:
    try:
        with os.scandir(folder) as found:
            return next(found, None) is not None
    except OSError:
        return False

"""Where the collector keeps what it knows: never where strangers write, and a folder that can be written at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from diagnostics.site import SiteError
from diagnostics.site.error import quoted
from diagnostics.site.spot import Spot

KEY = "drop.state"


def apart(spot: Spot, folder: str, state: str, *, key: str = "drop.folder") -> None:
    """SiteError where the state folder is the drop, lies in it or around it, by whatever name or link.

    In the drop a stranger could write what the collector believes; around it, the collector would file its own memory.
    The same holds for the folder of the records; `key` is the one that `folder` stands behind.
    """
    drop, own = Path(os.path.realpath(folder)), Path(os.path.realpath(state))
    if any(_same(each, drop) for each in (own, *own.parents)) or any(_same(each, own) for each in drop.parents):
        spot.refuse(f"{quoted(state)} and {key} lie in one another", "name a folder beside the drop")


def writable(source: str, state: str, *, key: str = KEY) -> None:
    """SiteError where this folder can be neither used nor made. Leaves nothing behind."""
    nearest = Path(state)
    while not os.path.lexists(nearest) and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        raise SiteError(source, f"{quoted(str(nearest))} is not a folder", "name a folder of its own", key=key)
    try:
        made = tempfile.mkdtemp(prefix=".unstuck-", dir=nearest)
    except OSError as error:
        problem = f"nothing can be written into {quoted(str(nearest))} (error {error.errno})"
        raise SiteError(source, problem, "name a folder that the collector may write", key=key) from None
    with suppress(OSError):
        Path(made).rmdir()


def _same(one: Path, other: Path) -> bool:
    """By name, or the same folder on a disk that ignores capitals, or one that is mounted twice."""
    try:
        return one == other or one.samefile(other)
    except OSError:
        return False

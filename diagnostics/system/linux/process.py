"""Which programs run here. Names only: of the arguments nothing but the program's own path is looked at.

Read from /proc directly: a process library takes longer to import than this takes to run.
"""

import socket
import struct
from collections.abc import Iterator
from pathlib import Path

from diagnostics.system.linux.table import Row

_PROC = Path("/proc")
_SO_PEERCRED = 17  # spelled out because the socket module has the name on Linux only
_CREDENTIALS = struct.Struct("=iII")  # process, user, group
_COMM_LENGTH = 15  # the kernel keeps no more of a process's name (TASK_COMM_LEN)


def acquire_processes(names: tuple[str, ...]) -> list[Row]:
    """The processes called like one of `names` (a program's name or its absolute path), whatever their namespace.

    Each has "name" (the one of `names`), "here" (whether it runs in our network namespace; None: not allowed to know)
    and "own" (whether it is this user's). Zombies have no command line and are left out.
    """
    own = _PROC.joinpath("self").stat().st_uid
    found = []
    for folder in _folders():
        name = _match(folder, names)
        if name is None:
            continue
        try:
            uid = folder.stat().st_uid
        except OSError:
            continue
        found.append({"name": name, "here": in_our_network(int(folder.name)), "own": uid == own})
    return found


def runs_here(row: Row) -> bool:
    """Whether a process row counts: in our network namespace, or another user's that we may not look into."""
    return bool(row["here"]) if row["here"] is not None else not row["own"]


def processes_are_visible() -> bool:
    """Whether /proc shows other people's processes at all (it does not with the mount option hidepid)."""
    return _PROC.joinpath("1").exists()


def in_our_network(pid: int) -> bool | None:
    """Whether a process runs in our network namespace; None when its namespace may not be read."""
    try:
        return (_PROC / str(pid) / "ns" / "net").readlink() == (_PROC / "self" / "ns" / "net").readlink()
    except OSError:
        return None


def peer_process(channel: socket.socket) -> int:
    """The id of the process that listens at the other end of a Unix socket; 0 when it is outside what we can see."""
    return int(_CREDENTIALS.unpack(channel.getsockopt(socket.SOL_SOCKET, _SO_PEERCRED, _CREDENTIALS.size))[0])


def _folders() -> Iterator[Path]:
    return (folder for folder in _PROC.iterdir() if folder.name.isdigit())


def _match(folder: Path, names: tuple[str, ...]) -> str | None:
    try:
        words = (folder / "cmdline").read_bytes().split(b"\0")[:2]
        if not words or not words[0]:
            return None  # a zombie or a thread of the kernel
        comm = (folder / "comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None
    paths = [word.decode("utf-8", "replace") for word in words]
    return next((name for name in names if _is_called(name, comm, paths, folder)), None)


def _is_called(name: str, comm: str, paths: list[str], folder: Path) -> bool:
    if not name.startswith("/"):
        return comm == name[:_COMM_LENGTH] or paths[0].rpartition("/")[2] == name
    if name in paths:  # of a script the second word is its path, the first its interpreter
        return True
    if not _same_start(name, comm, paths):
        return False
    try:
        return (folder / "exe").readlink() == Path(name).resolve()
    except OSError:
        # Another user's program, started by its short name: where it lies cannot be seen from here.
        return paths[0] == name.rpartition("/")[2]


def _same_start(name: str, comm: str, paths: list[str]) -> bool:
    """A cheap first look before the link to the program is read."""
    short = name.rpartition("/")[2]
    return comm == short[:_COMM_LENGTH] or paths[0].rpartition("/")[2] == short

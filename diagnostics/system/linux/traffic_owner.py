"""Which program holds a socket: the links in /proc/PID/fd. Other people's can be read by root only."""

import os
from collections.abc import Iterable
from pathlib import Path

from diagnostics.system.linux.load import parse_process
from diagnostics.system.linux.table import Row

_PROC = Path("/proc")
_PREFIX, _SUFFIX = "socket:[", "]"
_MOST_PARENTS = 8  # browsers start their parts through one or two helpers


def acquire_owners(sockets: Iterable[Row]) -> dict[int, str]:
    """Program names by the "inode" of a socket, of processes of its "user"; our own process counts as nobody.

    A part of a program (a browser's renderer) is called like the program. What may not be read is left out.
    """
    rows = list(sockets)
    wanted = {f"{_PREFIX}{row['inode']}{_SUFFIX}": int(row["inode"]) for row in rows}
    found: dict[int, str] = {}
    for pid in _processes({row["user"] for row in rows}):
        for link in _open_files(pid):
            inode = wanted.get(link)
            if inode is not None and inode not in found:
                found[inode] = _program_name(pid)
        if len(found) == len(wanted):
            break
    return found


def _processes(users: set[int]) -> list[int]:
    own = os.getpid()
    found = []
    for entry in os.scandir(_PROC):
        if entry.name.isdigit() and int(entry.name) != own:
            try:
                if entry.stat().st_uid in users:
                    found.append(int(entry.name))
            except OSError:  # it has just ended
                continue
    # The youngest first: what moves data now was often started last, and the search ends when all are found.
    return sorted(found, reverse=True)


def _open_files(pid: int) -> Iterable[str]:
    folder = f"/proc/{pid}/fd"
    try:
        names = os.listdir(folder)  # noqa: PTH208  # thousands of links: paths as objects take twice the time
    except OSError:
        return
    for name in names:
        try:
            yield os.readlink(f"{folder}/{name}")  # noqa: PTH115  # the same
        except OSError:
            continue


def _program_name(pid: int) -> str:
    """The name of a process, or of the process of the same program that started it."""
    name, parent = _name_and_parent(pid)
    program = _program(pid)
    for _ in range(_MOST_PARENTS):
        if not program or parent <= 1 or _program(parent) != program:
            break
        name, parent = _name_and_parent(parent)
    return name


def _name_and_parent(pid: int) -> tuple[str, int]:
    try:
        row = parse_process((_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        row = None
    return (str(row[0]), int(row[1])) if row else ("", 0)


def _program(pid: int) -> str:
    try:
        return str((_PROC / str(pid) / "exe").readlink())
    except OSError:
        return ""

"""Which running program is meant by a name that was seen moving data."""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from app.guides.hand import Program
from app.guides.vital import KERNEL_NAME, is_vital

if TYPE_CHECKING:
    import psutil


def running(name: str) -> Program | None:
    """This person's one running program of that name, by the process that was started first of its parts.

    None when there is none or no way to tell which: of several, the one that has a connection to another computer is
    meant, if only one has. Source: psutil, which reads this person's own processes everywhere without special rights.
    Never raises; some 50 ms; any thread.
    """
    import psutil  # noqa: PLC0415  # some 20 ms that only one verb needs

    if not name or is_vital(name):
        return None
    try:
        me = psutil.Process()
        own = {me.pid, *(parent.pid for parent in me.parents())}
        named = [one for one in psutil.process_iter() if one.pid not in own and _is(one, name, me.username())]
        heads = [one for one in named if one.ppid() not in {other.pid for other in named}]
        if len(heads) > 1:
            heads = [one for one in heads if _talks([one, *one.children(recursive=True)])]
        if len(heads) == 1:
            return Program(pid=heads[0].pid, name=name, started=heads[0].create_time())
    except (psutil.Error, OSError):  # one of them has just ended: what is left tells nothing for certain
        return None
    return None


def _is(process: "psutil.Process", name: str, user: str) -> bool:
    import psutil  # noqa: PLC0415

    try:
        known = process.name()
        return (known == name or (len(name) >= KERNEL_NAME and known.startswith(name))) and process.username() == user
    except psutil.Error:
        return False


def _talks(parts: Iterable["psutil.Process"]) -> bool:
    """Whether a part of a program has a connection to another computer."""
    return any(
        item.raddr and not ip_address(item.raddr.ip.partition("%")[0]).is_loopback
        for part in parts
        for item in part.net_connections("tcp")
    )

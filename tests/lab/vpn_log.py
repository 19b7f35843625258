"""/var/log of the lab's laptop, where VPN clients write, and what stood in those logs before today's trouble."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from tests.lab.control import Control
from tests.lab.node import Daemon, LabError
from tests.lab.world import Lab

OPENVPN = "/var/log/openvpn/company.log"
OPENCONNECT = "/var/log/openconnect/company.log"
CHARON = "/var/log/charon/charon.log"
_FOLDERS = ("openvpn", "openconnect", "charon")
_LIMIT_S = 8.0


def place(lab: Lab, path: str) -> Path:
    """Where the laptop's file `path` below /var/log lies for us. The laptop gets a /var/log of its own first."""
    own = lab.laptop.folder / "var-log"
    if not own.exists():
        for name in _FOLDERS:
            (own / name).mkdir(parents=True)
        lab.laptop.sh(f"mount --bind {own} /var/log")
    return own / path.removeprefix("/var/log/")


def follow(lab: Lab, daemon: Daemon, path: str) -> Daemon:
    """The same process; what it says is read from the log that it writes."""
    return daemon.writing_to(place(lab, path))


def wait(daemon: Daemon, text: str, count: int = 1, *, limit_s: float = _LIMIT_S) -> None:
    """Until the log holds the text so many times, whether or not the process has ended meanwhile."""
    end = time.monotonic() + limit_s
    while daemon.text().count(text) < count:
        if time.monotonic() > end:
            raise LabError(f"{daemon.log.name}: not {count} times {text!r}:\n{daemon.text()[-2000:]}")
        time.sleep(0.01)


def openvpn_history(lab: Lab, lines: Sequence[tuple[float, str]]) -> None:
    """Write older lines into OpenVPN's log: (hours ago, text), oldest first, before the client opens it."""
    stamped = (f"{time.strftime('%F %T', time.localtime(time.time() - ago * 3600))} {text}\n" for ago, text in lines)
    place(lab, OPENVPN).write_text("".join(stamped))


def logged(path: str, *wanted: str, never: str | None = None) -> Control:
    """Control: the client's own log holds every one of these texts, in this order, and not `never`."""

    def prove(lab: Lab) -> str | None:
        text, at = place(lab, path).read_text(errors="replace"), 0
        for piece in wanted:
            at = text.find(piece, at)
            if at < 0:
                return f"{path} does not say {piece!r} where it should: {text[-600:]!r}"
            at += len(piece)
        return f"{path} says {never!r}" if never is not None and never in text else None

    return prove

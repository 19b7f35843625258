"""VPN programs with a window, in which the person signs in: a fixed table of them, started and nothing more."""

import os
import shutil
import threading
import time
from typing import NamedTuple

from app.guides.actions.launch import launch
from app.guides.actions.linux import process
from app.guides.actions.linux.answer import answered
from app.guides.actions.linux.outcome import DONE, NOTHING
from app.guides.hand import Before, Deed, Did, Target
from diagnostics.model.site import Vpn

_APPEARS_S = 6.0  # a large program on a cold disk
_TICK_S = 0.1
_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


class Program(NamedTuple):
    """How it is started, and what its processes are called."""

    argv: tuple[str, ...]
    processes: tuple[str, ...]


PROGRAMS = {
    "globalprotect": Program(("globalprotect", "launch-ui"), ("PanGPUI",)),
    "gpclient": Program(("gpclient", "launch-gui"), ("gpclient", "gpgui")),
    "forticlient": Program(("forticlient", "gui"), ("FortiClient", "forticlient")),
    "secureclient": Program(("/opt/cisco/secureclient/bin/vpnui",), ("vpnui",)),
    "anyconnect": Program(("/opt/cisco/anyconnect/bin/vpnui",), ("vpnui",)),
    "nm-applet": Program(("nm-applet",), ("nm-applet",)),
}
"""The whole list: nothing that a site file says is ever started under its own name."""

_BY_KIND = {
    "globalprotect": ("globalprotect", "gpclient"),
    "forticlient": ("forticlient",),
    "anyconnect": ("secureclient", "anyconnect"),
}
_BY_PROCESS = {
    "globalprotect": ("globalprotect",),
    "PanGPUI": ("globalprotect",),
    "PanGPS": ("globalprotect",),
    "gpclient": ("gpclient",),
    "forticlient": ("forticlient",),
    "fctsched": ("forticlient",),
    "vpnui": ("secureclient", "anyconnect"),
    "vpnagentd": ("secureclient", "anyconnect"),
    "nm-applet": ("nm-applet",),
}


def program_of(vpn: Vpn) -> str | None:
    """The one of the table that is installed for this VPN."""
    short = (vpn.process or "").rpartition("/")[2]
    names = _BY_PROCESS.get(short, ()) if vpn.process else _BY_KIND.get(vpn.kind, ())
    return next((name for name in names if shutil.which(PROGRAMS[name].argv[0])), None)


class StartProgram:
    """vpn.start_client, for a VPN whose program has a window."""

    def __init__(self, *, attended: bool) -> None:
        self._attended = attended

    def ready(self, target: Target) -> bool:
        """Whether such a program is installed, and somebody sits in front of a screen."""
        here = self._attended and any(os.environ.get(name) for name in _DISPLAYS)
        return here and target.vpn is not None and program_of(target.vpn) is not None

    def snapshot(self, target: Target) -> Before:
        """Which program, and which of its processes run already; empty without one."""
        name = program_of(target.vpn) if target.vpn else None
        if name is None:
            return {}
        return {"program": name, "running": process.own(PROGRAMS[name].processes), "boot": process.boot_id()}

    def act(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """Start it, and wait until it runs. One that runs already comes to the front."""
        return answered(lambda: self._act(before, within_s))

    def _act(self, before: Before, within_s: float) -> Deed:
        known = PROGRAMS.get(before.get("program", ""))
        found = shutil.which(known.argv[0]) if known else None
        if known is None or found is None:
            return Deed(Did.UNSUPPORTED, "the VPN's program is not installed")
        if not launch([found, *known.argv[1:]]):
            return Deed(Did.FAILED, "the VPN's program could not be started")
        end = time.monotonic() + min(within_s, _APPEARS_S)
        pause = threading.Event()
        while not process.own(known.processes):
            if time.monotonic() > end:
                return Deed(Did.FAILED, "the VPN's program was started and ended again")
            pause.wait(_TICK_S)
        return DONE

    def restore(self, target: Target, before: Before, within_s: float) -> Deed:  # noqa: ARG002
        """End what was not there before; after a restart of the computer nothing of it is ours any more."""
        return answered(lambda: self._restore(before))

    def _restore(self, before: Before) -> Deed:
        known = PROGRAMS.get(before.get("program", ""))
        if known is None or before["boot"] != process.boot_id():
            return NOTHING
        new = process.own(known.processes).items() - before["running"].items()
        for pid, born in new:
            process.send(int(pid), born, "SIGTERM")
        return DONE if new else NOTHING

    def keep(self, target: Target, before: Before) -> None:
        """It stays open."""

"""A desktop for the lab's laptop: a system bus, and NetworkManager, UPower and others as python-dbusmock serves them.

The shipped program finds them where it would find the real ones, because /run is the laptop's own.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from tests.lab.control import Control, shell
from tests.lab.node import QUIET_PATH, LabError
from tests.lab.world import Lab

SERVER = Path(__file__).with_name("servers") / "desktop.py"
PYTHON = "/usr/bin/python3"  # Debian's packages are for the system's Python, not for the project's own
CARD = "wlan0"
HOME = "Freebox-4D2E"

_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/>
<allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>
"""

OPEN, WPA2, WPA3, ENTERPRISE = [0, 0, 0], [1, 0, 0x100 | 0x8], [1, 0, 0x400], [1, 0, 0x200]

NM = "org.freedesktop.NetworkManager"

Plan = dict[str, Any]


@cache
def missing() -> str:
    """What this machine lacks for such a desktop, in words; empty when nothing is missing."""
    if shutil.which("dbus-daemon") is None:
        return "dbus-daemon is not installed (package dbus-daemon)"
    probe = "import dbusmock, gi, dbus.mainloop.glib"
    if not Path(PYTHON).exists() or subprocess.run([PYTHON, "-c", probe], capture_output=True).returncode != 0:
        return "python-dbusmock is not installed for the system's Python (packages python3-dbusmock, python3-gi)"
    return ""


def bus_config(folder: Path, socket: Path) -> Path:
    """The settings of a bus of its own that listens at `socket` and refuses nobody."""
    path = folder / "bus.conf"
    path.write_text(_CONFIG.format(path=socket), encoding="utf-8")
    return path


def heard(strength: int, ssid: str = HOME, number: int = 1, frequency: int = 5180, **more: Any) -> Plan:
    """An access point that the radio hears; its hardware address comes from its name and `number`."""
    box = sum(ssid.encode()) % 200
    bssid = f"02:{box:02x}:{len(ssid):02x}:00:01:{number:02x}"
    return {"ssid": ssid, "bssid": bssid, "frequency": frequency, "strength": strength, "flags": WPA2, **more}


def joined(strength: int, *others: Plan, frequency: int = 5180, **more: Any) -> Plan:
    """NetworkManager with a radio that is joined to the home network."""
    own = heard(strength, frequency=frequency, best_kbit=866_700)
    wifi = {"adapter": CARD, "state": 100, "rate_kbit": 433_300, "points": [own, *others], "joined": 0}
    return {"network_manager": {"wifi": {**wifi, "saved": [{"ssid": HOME}], "tried": 0}, **more}}


def apart(state: int, reason: int, *points: Plan, saved: tuple[Plan, ...] = ({"ssid": HOME},), **more: Any) -> Plan:
    """NetworkManager with a radio that is joined to nothing."""
    wifi = {"adapter": CARD, "state": state, "reason": reason, "points": list(points), "saved": list(saved)}
    return {"network_manager": {"wifi": {**wifi, **({"tried": 0} if saved and state >= 40 else {})}, **more}}


def start(lab: Lab, plan: Plan) -> None:
    """Put these services on the laptop's system bus, before the diagnosis runs."""
    if missing():
        raise LabError(missing())
    laptop = lab.laptop
    socket = Path("/run/dbus/system_bus_socket")
    laptop.sh(f"mkdir -p {socket.parent}")
    config = bus_config(laptop.folder, socket)
    laptop.spawn(
        "bus", "dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address=1", ready="unix:"
    )
    env = {"PATH": QUIET_PATH, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={socket}"}
    laptop.spawn("desktop", PYTHON, "-I", "-B", str(SERVER), json.dumps(plan), env=env, ready=r"(?m)^ready$")


def by_wifi(lab: Lab) -> None:
    """Make the laptop's only card the one that NetworkManager calls a radio. Before it has an address."""
    lab.laptop.rename_card(CARD)


def says(service: str, path: str, interface: str, name: str, value: str) -> Control:
    """A control: the service really tells that value, asked by dbus-send."""
    ask = f"dbus-send --system --print-reply --reply-timeout=2000 --dest={service} {path}"
    return shell(f"{ask} org.freedesktop.DBus.Properties.Get string:{interface} string:{name}", says=value)

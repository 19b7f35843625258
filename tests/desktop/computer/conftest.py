"""systemd, timedated and polkit on a bus of the test's own: units are real processes, polkit says what it is told."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jeepney import DBusAddress, MessageType, new_method_call
from jeepney.io.blocking import open_dbus_connection

from tests.desktop.desk import Desk
from tests.lab.desktop import PYTHON

LIMIT_S = 10.0
SERVER = Path(__file__).parents[2] / "lab" / "servers" / "machine.py"
TIME_UNIT = "time.service"
SYSTEMD = "org.freedesktop.systemd1"

Unit = dict[str, Any]


class Machine:
    """Who may do what can be changed while it runs; the state of a unit can be asked for."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = address
        self.folder = folder

    def call(self, service: str, path: str, interface: str, method: str, signature: str = "", *body: Any) -> Any:
        with open_dbus_connection(self.address) as connection:
            target = DBusAddress(path, bus_name=service, interface=interface)
            reply = connection.send_and_get_reply(new_method_call(target, method, signature, body), timeout=LIMIT_S)
        assert reply.header.message_type is MessageType.method_return, reply.body
        return reply.body[0] if reply.body else None

    def allow(self, *actions: str) -> None:
        """Nothing else is allowed from now on."""
        service = "org.freedesktop.PolicyKit1"
        self.call(service, f"/{service.replace('.', '/')}/Authority", "org.freedesktop.DBus.Mock", "SetAllowed", "as",
                  list(actions))  # fmt: skip

    def state(self, unit: str) -> str:
        """ActiveState."""
        manager = "/org/freedesktop/systemd1"
        rows = self.call(SYSTEMD, manager, f"{SYSTEMD}.Manager", "ListUnitsByNames", "as", [unit])
        return str(rows[0][3])

    def keeps_time(self) -> bool:
        """Whether network time is on."""
        service, path = "org.freedesktop.timedate1", "/org/freedesktop/timedate1"
        return bool(self.call(service, path, "org.freedesktop.DBus.Properties", "Get", "ss", service, "NTP")[1])

    def pid(self, unit: str) -> str:
        """What the unit's program wrote when it was started last."""
        path = self.folder / f"{unit}.pid"
        return path.read_text() if path.exists() else ""

    def unit(self, name: str, **more: Any) -> dict[str, Unit]:
        """A unit whose program says "up" after it has written down who it is."""
        script = f"echo $$ > {self.folder}/{name}.pid; {more.pop('before', '')} echo up; exec sleep 60"
        argv, log = ["/bin/sh", "-c", script], str(self.folder / f"{name}.log")
        return {name: {"argv": argv, "log": log, "ready": "up", **more}}


@pytest.fixture
def machine(desk: Callable[[dict[str, Any]], Desk], tmp_path: Path) -> Iterator[Callable[..., Machine]]:
    """Starts the services with these units; `time_kept`: network time is on."""
    started: list[subprocess.Popen[str]] = []

    def spawn(*argv: str) -> str:
        process = subprocess.Popen([PYTHON, *argv], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        return process.stdout.readline().strip()

    def start(*units: Callable[[Machine], dict[str, Unit]], time_kept: bool = False) -> Machine:
        desk({})
        found = Machine(os.environ["DBUS_SYSTEM_BUS_ADDRESS"], tmp_path)
        mock = f"{Path(__file__).with_name('polkit.py')}"
        assert spawn("-I", "-B", mock) == "ready"
        plan: dict[str, Any] = {"units": {TIME_UNIT: {"running": time_kept}}, "time_unit": TIME_UNIT, "wishes": ""}
        for unit in units:
            plan["units"] |= unit(found)
        assert spawn("-I", "-B", str(SERVER), json.dumps(plan)) == "ready"
        found.allow("org.freedesktop.systemd1.manage-units", "org.freedesktop.timedate1.set-ntp")
        return found

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.communicate(timeout=LIMIT_S)
        for file in tmp_path.glob("*.pid"):  # a unit's program outlives the service that was killed
            try:
                os.kill(int(file.read_text() or 0), 9)
            except (ProcessLookupError, ValueError):
                continue

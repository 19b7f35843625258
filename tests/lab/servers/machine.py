"""systemd's and timedated's doors on the system bus, with real effects. Runs under the system's own Python, as root.

Usage: machine.py PLAN, where PLAN is JSON:

    {"units": {"openvpn-client@company.service": {"argv": ["/usr/sbin/openvpn", ...], "ready": "Completed",
                                                  "log": "/path", "running": true},
               "systemd-timesyncd.service": {"wish": "right time"}},
     "time_unit": "systemd-timesyncd.service", "wishes": "/run/lab/wishes"}

Starting a unit starts its program; one without a program writes its wish, and the lab outside fulfils it. Who may do
what is asked of polkit, as the real services do. "ready" is printed once everything is on the bus.
"""

import fnmatch
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

SYSTEMD, TIMEDATE = "org.freedesktop.systemd1", "org.freedesktop.timedate1"
MANAGER, UNIT, SERVICE = f"{SYSTEMD}.Manager", f"{SYSTEMD}.Unit", f"{SYSTEMD}.Service"
MANAGER_PATH, TIME_PATH = "/org/freedesktop/systemd1", "/org/freedesktop/timedate1"
PROPERTIES = "org.freedesktop.DBus.Properties"
MANAGE_UNITS = "org.freedesktop.systemd1.manage-units"
STOP_LIMIT_S = 3.0
LOOK_MS = 30
INTERACTIVE = 1  # polkit may ask the person


class Refused(dbus.DBusException):
    _dbus_error_name = "org.freedesktop.DBus.Error.AccessDenied"


class WouldAsk(dbus.DBusException):
    _dbus_error_name = "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired"


class NoSuchUnit(dbus.DBusException):
    _dbus_error_name = "org.freedesktop.systemd1.NoSuchUnit"


def allow(bus, sender, action):
    """Raise unless polkit lets whoever sent the message do this."""
    authority = bus.get_object("org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority")
    subject = ("system-bus-name", dbus.Dictionary({"name": sender}, signature="sv"))
    allowed, challenge, _ = authority.CheckAuthorization(
        subject,
        action,
        dbus.Dictionary({}, signature="ss"),
        dbus.UInt32(0),
        "",
        dbus_interface="org.freedesktop.PolicyKit1.Authority",
    )
    if not allowed:
        raise (WouldAsk if challenge else Refused)("Access denied")


class Told(dbus.service.Object):
    """An object whose properties are worked out when they are asked for."""

    def told(self):
        raise NotImplementedError

    @dbus.service.method(PROPERTIES, in_signature="ss", out_signature="v")
    def Get(self, interface, name):
        return self.told()[interface][name]

    @dbus.service.method(PROPERTIES, in_signature="s", out_signature="a{sv}")
    def GetAll(self, interface):
        return dbus.Dictionary(self.told().get(interface, {}), signature="sv")

    @dbus.service.signal(PROPERTIES, signature="sa{sv}as")
    def PropertiesChanged(self, interface, changed, invalidated):
        pass


class Unit(Told):
    def __init__(self, bus, name, plan, wishes):
        letters = (letter if letter.isalnum() else f"_{ord(letter):02x}" for letter in name)
        self.path = f"{MANAGER_PATH}/unit/{''.join(letters)}"
        super().__init__(bus, self.path)
        self.name, self.plan, self.wishes = name, plan, wishes
        self.process, self.on, self.since = None, False, 0
        self.failed = False

    @property
    def state(self):
        if self.process is None:
            return ("active", "running") if self.on else ("failed", "failed") if self.failed else ("inactive", "dead")
        if self.process.poll() is not None:
            return "failed", "failed"
        pattern = self.plan.get("ready")
        said = Path(self.plan["log"]).read_text(errors="replace") if pattern else ""
        return ("active", "running") if not pattern or re.search(pattern, said) else ("activating", "start")

    def start(self):
        if self.state[0] in ("active", "activating"):
            return
        self.since = int(time.time() * 1e6)
        if "argv" in self.plan:
            with Path(self.plan["log"]).open("wb") as log:
                self.process = subprocess.Popen(
                    self.plan["argv"], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
                )
        else:
            self.on = True
            self.wish()

    def wish(self):
        if "wish" in self.plan:
            with Path(self.wishes).open("a") as told:
                told.write(self.plan["wish"] + "\n")

    def stop(self):
        self.on = self.failed = False
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def told(self):
        active, sub = self.state
        return {
            UNIT: {
                "Id": self.name,
                "Names": dbus.Array([self.name], signature="s"),
                "Description": self.name,
                "LoadState": "loaded",
                "ActiveState": active,
                "SubState": sub,
                "UnitFileState": self.plan.get("file_state", "enabled"),
                "ActiveEnterTimestamp": dbus.UInt64(self.since if active == "active" else 0),
                "InactiveEnterTimestamp": dbus.UInt64(0),
                "CanStart": True,
                "CanStop": True,
            },
            SERVICE: {
                "MainPID": dbus.UInt32(self.process.pid if self.process else 0),
                "Result": "exit-code" if active == "failed" else "success",
                "Type": "notify",
            },
        }

    def row(self):
        active, sub = self.state
        return (self.name, self.name, "loaded", active, sub, "", dbus.ObjectPath(self.path), dbus.UInt32(0), "",
                dbus.ObjectPath("/"))  # fmt: skip


class Manager(Told):
    def __init__(self, bus, units):
        super().__init__(bus, MANAGER_PATH)
        self.bus, self.units, self.jobs = bus, units, 0

    def told(self):
        return {MANAGER: {"Version": "252", "SystemState": "running"}}

    def find(self, name):
        if name not in self.units:
            raise NoSuchUnit(f"Unit {name} not loaded.")
        return self.units[name]

    def job(self, name, sender, *deeds):
        allow(self.bus, sender, MANAGE_UNITS)
        unit = self.find(name)
        for deed in deeds:
            deed(unit)
        self.jobs += 1
        path = dbus.ObjectPath(f"{MANAGER_PATH}/job/{self.jobs}")
        GLib.timeout_add(LOOK_MS, self.over, self.jobs, path, unit, deeds[-1] is Unit.start)
        return path

    def over(self, number, path, unit, starting):
        """A job ends when its unit stands where it was sent; then everybody is told."""
        state = unit.state[0]
        if starting and state == "activating":
            return True
        result = "done" if (state == "active") is starting else "failed"
        self.JobRemoved(number, path, unit.name, result)
        unit.PropertiesChanged(UNIT, unit.told()[UNIT], [])
        return False

    @dbus.service.method(MANAGER, in_signature="ss", out_signature="o", sender_keyword="sender")
    def StartUnit(self, name, mode, sender=None):
        return self.job(name, sender, Unit.start)

    @dbus.service.method(MANAGER, in_signature="ss", out_signature="o", sender_keyword="sender")
    def StopUnit(self, name, mode, sender=None):
        return self.job(name, sender, Unit.stop)

    @dbus.service.method(MANAGER, in_signature="ss", out_signature="o", sender_keyword="sender")
    def RestartUnit(self, name, mode, sender=None):
        return self.job(name, sender, Unit.stop, Unit.start)

    @dbus.service.method(MANAGER, in_signature="ss", out_signature="o", sender_keyword="sender")
    def TryRestartUnit(self, name, mode, sender=None):
        return self.job(name, sender, *([Unit.stop, Unit.start] if self.find(name).process else [lambda unit: None]))

    @dbus.service.method(MANAGER, in_signature="ss", out_signature="o", sender_keyword="sender")
    def ReloadOrRestartUnit(self, name, mode, sender=None):
        return self.job(name, sender, Unit.stop, Unit.start)

    @dbus.service.method(MANAGER, in_signature="s", out_signature="o")
    def GetUnit(self, name):
        return dbus.ObjectPath(self.find(name).path)

    @dbus.service.method(MANAGER, in_signature="s", out_signature="o")
    def LoadUnit(self, name):
        return dbus.ObjectPath(self.find(name).path)

    @dbus.service.method(MANAGER, in_signature="s", out_signature="s")
    def GetUnitFileState(self, name):
        return self.find(name).plan.get("file_state", "enabled")

    @dbus.service.method(MANAGER, out_signature="a(ssssssouso)")
    def ListUnits(self):
        return [unit.row() for unit in self.units.values()]

    @dbus.service.method(MANAGER, in_signature="as", out_signature="a(ssssssouso)")
    def ListUnitsByNames(self, names):
        return [unit.row() for unit in self.units.values() if unit.name in names]

    @dbus.service.method(MANAGER, in_signature="asas", out_signature="a(ssssssouso)")
    def ListUnitsByPatterns(self, states, patterns):
        return [
            unit.row()
            for unit in self.units.values()
            if any(fnmatch.fnmatch(unit.name, one) for one in patterns or ["*"])
            and (not states or unit.state[0] in states)
        ]

    @dbus.service.method(MANAGER, out_signature="a(ss)")
    def ListUnitFiles(self):
        return [
            (f"/lib/systemd/system/{one.name}", one.plan.get("file_state", "enabled")) for one in self.units.values()
        ]

    @dbus.service.method(MANAGER, in_signature="asas", out_signature="a(ss)")
    def ListUnitFilesByPatterns(self, states, patterns):
        return [row for row in self.ListUnitFiles() if any(fnmatch.fnmatch(Path(row[0]).name, one) for one in patterns)]

    @dbus.service.method(MANAGER)
    def Subscribe(self):
        pass

    @dbus.service.method(MANAGER)
    def Unsubscribe(self):
        pass

    @dbus.service.method(MANAGER, in_signature="s", sender_keyword="sender")
    def ResetFailedUnit(self, name, sender=None):
        allow(self.bus, sender, MANAGE_UNITS)
        self.find(name).failed = False

    @dbus.service.signal(MANAGER, signature="uoss")
    def JobRemoved(self, number, job, unit, result):
        pass


class Time(Told):
    """timedated: "network time" is whether the unit that keeps the time is running."""

    def __init__(self, bus, unit):
        super().__init__(bus, TIME_PATH)
        self.bus, self.unit = bus, unit

    def told(self):
        on = self.unit.on
        micro_s = dbus.UInt64(int(time.time() * 1e6))
        return {
            TIMEDATE: {
                "Timezone": "Etc/UTC",
                "LocalRTC": False,
                "CanNTP": True,
                "NTP": on,
                "NTPSynchronized": on and time.time() * 1e6 - self.unit.since > 300_000,
                "TimeUSec": micro_s,
                "RTCTimeUSec": micro_s,
            }
        }

    @dbus.service.method(TIMEDATE, in_signature="bb", sender_keyword="sender")
    def SetNTP(self, on, interactive, sender=None):
        allow(self.bus, sender, f"{TIMEDATE}.set-ntp")
        (self.unit.start if on else self.unit.stop)()
        self.PropertiesChanged(TIMEDATE, {"NTP": bool(on)}, [])

    @dbus.service.method(TIMEDATE, in_signature="xbb", sender_keyword="sender")
    def SetTime(self, micro_s, relative, interactive, sender=None):
        allow(self.bus, sender, f"{TIMEDATE}.set-time")
        if self.unit.on:
            raise Refused("Automatic time synchronization is enabled")


def main():
    plan = json.loads(sys.argv[1])
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    bus = dbus.SystemBus()
    names = [dbus.service.BusName(name, bus, do_not_queue=True) for name in (SYSTEMD, TIMEDATE)]
    units = {name: Unit(bus, name, row, plan["wishes"]) for name, row in plan["units"].items()}
    for unit in units.values():
        if unit.plan.get("running") and "argv" in unit.plan:
            unit.start()
        unit.on = bool(unit.plan.get("running")) and "argv" not in unit.plan
    GLib.timeout_add(LOOK_MS, lambda: bool([unit.state for unit in units.values()]))  # a program that ended is buried
    kept = [*names, Manager(bus, units), Time(bus, units[plan["time_unit"]])]
    print("ready", flush=True)
    GLib.MainLoop().run()
    return kept


main()

"""A NetworkManager with one radio, for what no lab can have. Runs under the system's own Python: `radio.py PLAN`.

PLAN is JSON: {"on": true, "hardware": true, "state": 100, "heard": ["home"], "heard_after_scan": [], "refuses": false,
"silent": false}. The radio is called "lo": a test may look at the addresses of that adapter anywhere. "home" and
"office" are profiles. "ready" is printed once it is on the bus that DBUS_SYSTEM_BUS_ADDRESS says.
"""

import json
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NM, ROOT = "org.freedesktop.NetworkManager", "/org/freedesktop/NetworkManager"
PROPERTIES, SETTINGS = "org.freedesktop.DBus.Properties", f"{NM}.Settings"
DEVICE, WIFI = f"{ROOT}/Devices/1", f"{NM}.Device.Wireless"
PROFILES = {"office": f"{ROOT}/Settings/1", "home": f"{ROOT}/Settings/2"}
NONE = dbus.ObjectPath("/")


class Denied(dbus.DBusException):
    _dbus_error_name = f"{NM}.PermissionDenied"


class Thing(dbus.service.Object):
    """An object with properties by interface."""

    def __init__(self, bus, path, properties):
        super().__init__(bus, path)
        self.properties = properties

    @dbus.service.method(PROPERTIES, in_signature="ss", out_signature="v")
    def Get(self, interface, name):
        return self.properties[interface][name]

    @dbus.service.method(PROPERTIES, in_signature="s", out_signature="a{sv}")
    def GetAll(self, interface):
        return dbus.Dictionary(self.properties[interface], signature="sv")

    @dbus.service.method(PROPERTIES, in_signature="ssv")
    def Set(self, interface, name, value):
        self.put(interface, name, value)

    @dbus.service.signal(PROPERTIES, signature="sa{sv}as")
    def PropertiesChanged(self, interface, changed, invalidated):
        pass

    def put(self, interface, name, value):
        self.properties[interface][name] = value
        self.PropertiesChanged(interface, dbus.Dictionary({name: value}, signature="sv"), dbus.Array([], signature="s"))


def paths(items):
    return dbus.Array(items, signature="o")


class Manager(Thing):
    def __init__(self, bus, plan):
        own = {
            "AllDevices": paths([DEVICE]),
            "ActiveConnections": paths([]),
            "NetworkingEnabled": True,
            "WirelessEnabled": plan.get("on", True),
            "WirelessHardwareEnabled": plan.get("hardware", True),
        }
        super().__init__(bus, ROOT, {NM: own})
        self.bus, self.plan, self.number = bus, plan, 0

    @dbus.service.method(PROPERTIES, in_signature="ssv", async_callbacks=("done", "failed"))
    def Set(self, interface, name, value, done, failed):
        if self.plan.get("refuses"):
            failed(Denied("no"))
        elif not self.plan.get("silent"):
            self.put(interface, name, value)
            done()

    @dbus.service.method(NM, in_signature="ooo", out_signature="o")
    def ActivateConnection(self, profile, device, specific):
        self.number += 1
        path = dbus.ObjectPath(f"{ROOT}/ActiveConnection/{self.number}")
        active = {"Connection": profile, "State": dbus.UInt32(1), "Type": "802-11-wireless"}
        self.radio.active = Thing(self.bus, path, {f"{NM}.Connection.Active": active})
        self.radio.put(f"{NM}.Device", "ActiveConnection", path)
        GLib.timeout_add(100, self.radio.join)
        return path

    @dbus.service.method(NM, in_signature="aouu", out_signature="o")
    def CheckpointCreate(self, devices, timeout, flags):
        raise Denied("no")


class Radio(Thing):
    def __init__(self, bus, plan, manager):
        self.plan, self.manager, self.active = plan, manager, None
        own = {
            "Interface": "lo",
            "InterfaceFlags": dbus.UInt32(0x10003),
            "DeviceType": dbus.UInt32(2),
            "State": dbus.UInt32(plan.get("state", 100)),
            "StateReason": dbus.Struct((dbus.UInt32(0), dbus.UInt32(0))),
            "ActiveConnection": NONE,
            "AvailableConnections": paths([PROFILES[name] for name in plan.get("heard", [])]),
            "Dhcp4Config": NONE,
            "Managed": True,
            "Autoconnect": True,
            "HwAddress": "02:00:00:00:00:01",
        }
        super().__init__(bus, DEVICE, {f"{NM}.Device": own, WIFI: {}})
        manager.radio = self
        if plan.get("state", 100) == 100:
            manager.ActivateConnection(dbus.ObjectPath(PROFILES["home"]), DEVICE, NONE)

    def join(self):
        if self.active is not None:
            self.active.put(f"{NM}.Connection.Active", "State", dbus.UInt32(2))
            self.put(f"{NM}.Device", "State", dbus.UInt32(100))
        return False

    @dbus.service.method(f"{NM}.Device")
    def Disconnect(self):
        if self.plan.get("refuses"):
            raise Denied("no")
        self.put(f"{NM}.Device", "ActiveConnection", NONE)
        self.put(f"{NM}.Device", "State", dbus.UInt32(30))
        self.active = None

    @dbus.service.method(WIFI, in_signature="a{sv}")
    def RequestScan(self, options):
        heard = paths([PROFILES[name] for name in self.plan.get("heard_after_scan", [])])
        GLib.timeout_add(200, lambda: self.put(f"{NM}.Device", "AvailableConnections", heard) or False)

    @dbus.service.method(f"{NM}.Device", in_signature="u", out_signature="a{sa{sv}}t")
    def GetAppliedConnection(self, flags):
        return settings("home"), 0


class Settings(Thing):
    @dbus.service.method(SETTINGS, out_signature="ao")
    def ListConnections(self):
        return paths(list(PROFILES.values()))

    @dbus.service.method(SETTINGS, in_signature="s", out_signature="o")
    def GetConnectionByUuid(self, uuid):
        return PROFILES[str(uuid)]


def settings(name):
    connection = {"id": name, "uuid": name, "type": "802-11-wireless", "timestamp": dbus.UInt64(len(name))}
    automatic = dbus.Dictionary({"method": "auto"}, signature="sv")
    return dbus.Dictionary(
        {"connection": dbus.Dictionary(connection, signature="sv"), "ipv4": automatic, "ipv6": automatic},
        signature="sa{sv}",
    )


class Profile(Thing):
    def __init__(self, bus, name):
        super().__init__(bus, PROFILES[name], {})
        self.name = name

    @dbus.service.method(f"{SETTINGS}.Connection", out_signature="a{sa{sv}}")
    def GetSettings(self):
        return settings(self.name)


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    bus, plan = dbus.SystemBus(), json.loads(sys.argv[1])
    manager = Manager(bus, plan)
    kept = [manager, Radio(bus, plan, manager), Settings(bus, f"{ROOT}/Settings", {})]
    kept += [Profile(bus, name) for name in PROFILES]
    names = {"Mode": "default", "RcManager": "file", "Configuration": dbus.Array([], signature="a{sv}")}
    kept.append(Thing(bus, f"{ROOT}/DnsManager", {f"{NM}.DnsManager": names}))
    kept.append(dbus.service.BusName(NM, bus))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    GLib.MainLoop().run()


main()

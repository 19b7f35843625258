"""The desktop's services on a system bus, as python-dbusmock serves them. Runs under the system's own Python.

Usage: desktop.py PLAN, where PLAN is JSON; every part is optional, and only the services that it names appear:

    {"network_manager": {"software_on": true, "hardware_on": true, "connectivity": 4, "metered": 2,
                         "wifi": {"adapter": "wlan0", "state": 100, "reason": 0, "rate_kbit": 433300, "metered": 0,
                                  "points": [{"ssid", "bssid", "frequency", "strength", "flags": [1, 0, 256],
                                              "best_kbit"}], "joined": 0,
                                  "saved": [{"ssid", "enterprise", "last_used_s"}], "tried": 0,
                                  "by_profile_only": false},
                         "ethernet": "eth0"},
     "upower": {"on_battery": true, "percent": 9.0, "each_battery": false},
     "profiles": {"active": "power-saver", "degraded": "", "new_name": false},
     "systemd": {"systemd-suspend.service": 20},
     "resolved": {"servers": [[2, "192.0.2.53"]], "domains": [[2, "corp.example", false]]}}

"ready" is printed once everything is on the bus. DBUS_SYSTEM_BUS_ADDRESS says which bus.
"""

import ipaddress
import json
import socket
import sys
import time

import dbus
import dbus.mainloop.glib
import dbus.service
from dbusmock import mockobject
from gi.repository import GLib

NM = "org.freedesktop.NetworkManager"
NM_PATH = "/org/freedesktop/NetworkManager"
DEVICE = f"{NM}.Device"
POINT = f"{NM}.AccessPoint"
MODE_INFRASTRUCTURE = 2
SYSTEMD = "org.freedesktop.systemd1"
RESOLVED = "org.freedesktop.resolve1"


def main():
    plan = json.loads(sys.argv[1])
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    bus = dbus.SystemBus()
    services = {
        "network_manager": network_manager,
        "upower": upower,
        "profiles": profiles,
        "systemd": systemd,
        "resolved": resolved,
    }
    for name, start in services.items():
        if name in plan:
            start(bus, plan[name])
    print("ready", flush=True)
    GLib.MainLoop().run()


def service(bus, name, path, interface, manages=False):
    """An empty object under a bus name of its own."""
    taken = dbus.service.BusName(name, bus, do_not_queue=True)
    # The log of every call would fill the pipe that nobody reads.
    thing = mockobject.DBusMockObject(taken, path, interface, {}, "/dev/null", manages)
    mockobject.objects[path] = thing
    return thing


def template(bus, name, path, interface, parameters, manages=False):
    """A service out of dbusmock's own templates."""
    module = mockobject.load_module(name)
    thing = service(bus, module.BUS_NAME, path, interface, manages)
    thing.AddTemplate(name, dbus.Dictionary(parameters, signature="sv"))
    return thing


def network_manager(bus, plan):
    parameters = {
        "WirelessEnabled": plan.get("software_on", True),
        "WirelessHardwareEnabled": plan.get("hardware_on", True),
        "Connectivity": dbus.UInt32(plan.get("connectivity", 4)),
        "Version": "1.42.4",
    }
    mock = template(bus, "networkmanager", "/org/freedesktop", mockobject.OBJECT_MANAGER_IFACE, parameters, True)
    manager = mockobject.objects[NM_PATH]
    manager.AddProperties(
        NM,
        dbus.Dictionary(
            {"Metered": dbus.UInt32(plan.get("metered", 0)), "PrimaryConnection": dbus.ObjectPath("/")}, signature="sv"
        ),
    )
    if "ethernet" in plan:
        mock.AddEthernetDevice("eth", plan["ethernet"], 100)
    if "wifi" in plan:
        wifi(mock, manager, plan["wifi"])


def wifi(mock, manager, plan):
    path = mock.AddWiFiDevice("wlan", plan.get("adapter", "wlan0"), plan["state"])
    device = mockobject.objects[path]
    device.Set(DEVICE, "StateReason", (dbus.UInt32(plan["state"]), dbus.UInt32(plan.get("reason", 0))))
    device.AddProperty(DEVICE, "Metered", dbus.UInt32(plan.get("metered", 0)))
    device.Set(f"{DEVICE}.Wireless", "Bitrate", dbus.UInt32(plan.get("rate_kbit", 0)))
    points = [point(mock, path, number, row) for number, row in enumerate(plan.get("points", []))]
    joined = points[plan["joined"]] if plan.get("joined") is not None else "/"
    if not plan.get("by_profile_only"):
        device.AddProperty(f"{DEVICE}.Wireless", "ActiveAccessPoint", dbus.ObjectPath(joined))
    profiles = [profile(row) for row in plan.get("saved", [])]
    if plan.get("tried") is not None:
        state = 2 if plan["state"] == 100 else 1  # NMActiveConnectionState: activated, activating
        active = mock.AddActiveConnection([path], profiles[plan["tried"]], joined, "0", state)
        device.Set(DEVICE, "State", dbus.UInt32(plan["state"]))  # the template takes every active one for connected
        device.Set(DEVICE, "StateReason", (dbus.UInt32(plan["state"]), dbus.UInt32(plan.get("reason", 0))))
        if state == 2:
            manager.Set(NM, "PrimaryConnection", dbus.ObjectPath(active))


def point(mock, device, number, row):
    name, flags = f"ap{number}", row.get("flags", [1, 0, 0x100])
    path = mock.AddAccessPoint(
        device,
        name,
        row["ssid"],
        row["bssid"],
        MODE_INFRASTRUCTURE,
        row["frequency"],
        row.get("best_kbit", 0),
        row["strength"],
        flags[2],
    )
    for key, value in zip(("Flags", "WpaFlags", "RsnFlags"), flags, strict=True):
        mockobject.objects[path].Set(POINT, key, dbus.UInt32(value))
    return path


def profile(row):
    """A network whose key is stored here."""
    settings = {
        "connection": {
            "type": "802-11-wireless",
            "id": row["ssid"],
            "timestamp": dbus.UInt64(row.get("last_used_s", 1_700_000_000)),
        },
        "802-11-wireless": {"ssid": dbus.ByteArray(row["ssid"].encode()), "mode": "infrastructure"},
    }
    if row.get("enterprise"):
        settings["802-1x"] = {"eap": dbus.Array(["peap"], signature="s")}
    return mockobject.objects["/org/freedesktop"].SettingsAddConnection(settings)


def upower(bus, plan):
    name = "org.freedesktop.UPower"
    mock = template(bus, "upower", "/org/freedesktop/UPower", name, {"OnBattery": plan["on_battery"]})
    percent, discharging = plan.get("percent", 80.0), plan["on_battery"]
    if plan.get("each_battery"):
        mock.AddDischargingBattery("BAT0", "cell", percent, 900)
        return
    mock.SetupDisplayDevice(
        2, 2 if discharging else 1, percent, percent / 2, 50.0, 9.0, 3600, 0, True, "battery", 3 if percent < 20 else 1
    )


def profiles(bus, plan):
    parameters = {"ActiveProfile": plan.get("active", "balanced"), "PerformanceDegraded": plan.get("degraded", "")}
    if not plan.get("new_name"):
        template(bus, "power_profiles_daemon", "/net/hadess/PowerProfiles", "net.hadess.PowerProfiles", parameters)
        return
    name = "org.freedesktop.UPower.PowerProfiles"  # the template knows the old name only
    mock = service(bus, name, "/org/freedesktop/UPower/PowerProfiles", name)
    mock.AddProperties(name, dbus.Dictionary(parameters, signature="sv"))


def systemd(bus, plan):
    mock = service(bus, SYSTEMD, "/org/freedesktop/systemd1", f"{SYSTEMD}.Manager")
    for unit, seconds in plan.items():
        ended = dbus.UInt64((time.time() - seconds) * 1e6 if seconds is not None else 0)
        path = "/org/freedesktop/systemd1/unit/" + "".join(
            letter if letter.isalnum() else f"_{ord(letter):02x}" for letter in unit
        )
        properties = {"Id": unit, "InactiveEnterTimestamp": ended}
        mock.AddObject(path, f"{SYSTEMD}.Unit", dbus.Dictionary(properties, signature="sv"), [])


def resolved(bus, plan):
    mock = service(bus, RESOLVED, "/org/freedesktop/resolve1", f"{RESOLVED}.Manager")
    servers = dbus.Array([server(*row) for row in plan.get("servers", [])], signature="(iiay)")
    domains = dbus.Array(
        [dbus.Struct((dbus.Int32(index), name, routing)) for index, name, routing in plan.get("domains", [])],
        signature="(isb)",
    )
    mock.AddProperties(f"{RESOLVED}.Manager", dbus.Dictionary({"DNS": servers, "Domains": domains}, signature="sv"))


def server(index, address):
    packed = ipaddress.ip_address(address).packed
    family = socket.AF_INET if len(packed) == 4 else socket.AF_INET6
    return dbus.Struct((dbus.Int32(index), dbus.Int32(family), dbus.ByteArray(packed)))


main()

"""A polkit that wants a password, and a NetworkManager that says so, for the system's own Python: `asking.py PLAN`.

PLAN is JSON: {"permission": "auth", "answers": "yes"}; "answers" is "yes", "no", or "never". "ready" is printed once
both are on the bus; afterwards one line for everything that polkit is asked.
"""

import json
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NM, POLKIT = "org.freedesktop.NetworkManager", "org.freedesktop.PolicyKit1"


def say(*words):
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class NetworkManager(dbus.service.Object):
    def __init__(self, bus, plan):
        super().__init__(bus, "/org/freedesktop/NetworkManager")
        self.plan = plan

    @dbus.service.method(NM, out_signature="a{ss}")
    def GetPermissions(self):
        return {f"{NM}.settings.modify.system": self.plan["permission"]}


class Authority(dbus.service.Object):
    def __init__(self, bus, plan):
        super().__init__(bus, "/org/freedesktop/PolicyKit1/Authority")
        self.plan = plan

    @dbus.service.method(
        f"{POLKIT}.Authority",
        in_signature="(sa{sv})sa{ss}us",
        out_signature="(bba{ss})",
        async_callbacks=("done", "failed"),
        sender_keyword="sender",
    )
    def CheckAuthorization(self, subject, action, details, flags, ticket, done, failed, sender):
        self.open = (sender, ticket)
        say("asked", subject[0], action.rpartition("NetworkManager.")[2], int(flags))
        answer = self.plan["answers"]
        if answer != "never":
            done((answer == "yes", False, dbus.Dictionary({}, signature="ss")))

    @dbus.service.method(f"{POLKIT}.Authority", in_signature="s", sender_keyword="sender")
    def CancelCheckAuthorization(self, ticket, sender):
        say("taken back" if self.open == (sender, ticket) else "a stranger's")


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    bus, plan = dbus.SystemBus(), json.loads(sys.argv[1])
    kept = [NetworkManager(bus, plan), Authority(bus, plan)]
    kept += [dbus.service.BusName(name, bus) for name in (NM, POLKIT)]
    say("ready")
    GLib.MainLoop().run()


main()

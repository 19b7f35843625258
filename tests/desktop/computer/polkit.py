"""polkit as python-dbusmock has it, under the system's own Python: it allows what `SetAllowed` names. Says "ready"."""

import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from dbusmock import mockobject
from gi.repository import GLib

dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.SystemBus()
module = mockobject.load_module("polkitd")
name = dbus.service.BusName(module.BUS_NAME, bus, do_not_queue=True)
authority = mockobject.DBusMockObject(name, module.MAIN_OBJ, module.MAIN_IFACE, {}, "/dev/null", False)
authority.AddTemplate("polkitd", dbus.Dictionary({}, signature="sv"))
sys.stdout.write("ready\n")
sys.stdout.flush()
GLib.MainLoop().run()

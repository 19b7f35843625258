"""Changes the services of a running desktop, as a person, a box or a walk through the house does."""

from typing import Any

from jeepney import DBusAddress, MessageType, new_method_call
from jeepney.io.blocking import open_dbus_connection

from diagnostics.model.fact import LaptopPower, NetworkHint, WifiLink
from diagnostics.system.linux.facts import LinuxFacts

NM = "org.freedesktop.NetworkManager"
DEVICE = "/org/freedesktop/NetworkManager/Devices/wlan"
LIMIT_S = 5.0


class Desk:
    """A desktop whose services run; the facts are those that the shipped code reads from it."""

    def __init__(self, address: str) -> None:
        self._address = address

    def set(self, service: str, path: str, interface: str, name: str, value: tuple[str, Any]) -> None:
        """Change one property; `value` is its signature and what it becomes."""
        self._call(service, path, "org.freedesktop.DBus.Properties", "Set", "ssv", (interface, name, value))

    def move_to(self, point: str) -> None:
        """Roam to another access point of the list ("ap1")."""
        path = f"/org/freedesktop/NetworkManager/AccessPoint/{point}"
        self.set(NM, DEVICE, f"{NM}.Device.Wireless", "ActiveAccessPoint", ("o", path))

    def lose(self, point: str) -> None:
        """An access point is heard no more: its object goes, whoever still names it."""
        path = f"/org/freedesktop/NetworkManager/AccessPoint/{point}"
        self._call(NM, "/org/freedesktop", "org.freedesktop.DBus.Mock", "RemoveObject", "s", (path,))

    def _call(self, service: str, path: str, interface: str, method: str, signature: str, body: tuple[Any, ...]) -> Any:
        with open_dbus_connection(self._address) as connection:
            target = DBusAddress(path, bus_name=service, interface=interface)
            reply = connection.send_and_get_reply(new_method_call(target, method, signature, body), timeout=LIMIT_S)
        assert reply.header.message_type is MessageType.method_return, reply.body
        return reply.body


def wifi() -> WifiLink:
    """The only radio."""
    (link,) = LinuxFacts().wifi().value or ()
    return link


def hint() -> NetworkHint:
    """The only hint."""
    (found,) = LinuxFacts().hints().value or ()
    return found


def power() -> LaptopPower:
    """Current, heat and sleep."""
    found = LinuxFacts().power().value
    assert found is not None
    return found

"""The system's D-Bus, asked with short deadlines. An absent bus or service is an answer, not an error."""

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from diagnostics.system.linux.process import in_our_network, peer_process

_SOCKETS = (Path("/run/dbus/system_bus_socket"), Path("/var/run/dbus/system_bus_socket"))
# A healthy service answers within milliseconds; one that is being started by our question is not worth waiting for.
_REPLY_S = 0.5
_LOGIN_S = 0.5

Properties = dict[str, Any]


class Bus:
    """One connection. Raises LookupError for a service or object that is not there, TimeoutError when it is silent."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def properties(self, service: str, path: str, interface: str) -> Properties:
        """All properties of an interface, unwrapped from their variants."""
        body = self._ask(service, path, "org.freedesktop.DBus.Properties", "GetAll", "s", (interface,))
        return {name: value for name, (_, value) in body[0].items()}

    def call(self, service: str, path: str, interface: str, method: str) -> Any:
        """The first value that a method without arguments returns."""
        return self._ask(service, path, interface, method, None, ())[0]

    def _ask(self, service: str, path: str, interface: str, method: str, signature: str | None, args: Any) -> Any:
        from jeepney import DBusAddress, HeaderFields, MessageFlag, MessageType, new_method_call  # type: ignore[import-untyped]

        message = new_method_call(DBusAddress(path, bus_name=service, interface=interface), method, signature, args)
        message.header.flags |= MessageFlag.no_auto_start  # looking must not start services
        reply = self._connection.send_and_get_reply(message, timeout=_REPLY_S)
        if reply.header.message_type == MessageType.error:
            raise LookupError(reply.header.fields.get(HeaderFields.error_name, ""))
        return reply.body


@contextmanager
def system_bus() -> Iterator[Bus]:
    """A connection to the system bus; raises OSError (FileNotFoundError when this computer has none)."""
    if "DBUS_SYSTEM_BUS_ADDRESS" not in os.environ and not any(path.exists() for path in _SOCKETS):
        raise FileNotFoundError(errno.ENOENT, "no system bus")
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]
    from jeepney.io.common import RouterClosed  # type: ignore[import-untyped]

    try:
        connection = open_dbus_connection(bus="SYSTEM", auth_timeout=_LOGIN_S)
    except (RouterClosed, EOFError, ValueError) as error:
        raise ConnectionError(type(error).__name__) from error
    try:
        if not _speaks_of_us(connection.sock):
            raise FileNotFoundError(errno.ENOENT, "the system bus belongs to another network namespace")
        yield Bus(connection)
    except (RouterClosed, EOFError) as error:
        raise ConnectionError(type(error).__name__) from error
    finally:
        connection.close()


def _speaks_of_us(channel: socket.socket) -> bool:
    """Whether the bus lives in our network namespace.

    A namespace usually shares the file system, so the socket found there can lead to services that talk about other
    adapters. Process id 0 means that the bus runs outside the processes that we can see at all. Ordinary users cannot
    look at the bus's namespace; they are in the same one unless somebody put them elsewhere.
    """
    pid = peer_process(channel)
    return pid != 0 and in_our_network(pid) is not False

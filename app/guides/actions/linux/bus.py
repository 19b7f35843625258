"""The system's D-Bus for deeds: one connection for one deed, every call with its signature and a deadline.

Looking has a door of its own (`diagnostics.system.linux.bus`), with shorter limits. Here the person may be asked for a
password by polkit, and an answer may take as long as the deed has.
"""

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from diagnostics.system.linux.process import in_our_network, peer_process

_SOCKETS = (Path("/run/dbus/system_bus_socket"), Path("/var/run/dbus/system_bus_socket"))
_LOGIN_S = 1.0  # the bus itself answers within milliseconds
_LOOK_S = 1.5  # a property of a healthy service
# Signals tell of nearly every change at once; what none tells of (the kernel's tables) is looked at this often.
_TICK_S = 0.2

_DAEMON, _DAEMON_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"
_PROPERTIES = "org.freedesktop.DBus.Properties"

# The last word of an error's name, whatever interface of whichever service it comes from.
_REFUSALS = frozenset(
    {"PermissionDenied", "AccessDenied", "AuthFailed", "NotAuthorized", "InteractiveAuthorizationRequired"}
)
_SILENCES = frozenset({"NoReply", "Timeout", "TimedOut", "Disconnected"})
_ABSENCES = frozenset(
    {"ServiceUnknown", "NameHasNoOwner", "UnknownObject", "UnknownMethod", "UnknownInterface", "UnknownProperty"}
)

Properties = dict[str, Any]


class RefusedError(PermissionError):
    """polkit, or the bus, does not let this person."""


class AnswerError(RuntimeError):
    """The service says no for a reason of its own; the text is the D-Bus error's name."""


class Bus:
    """One connection, until `end` (of `time.monotonic`). One thread at a time.

    Calls raise RefusedError, LookupError (service or object not there), TimeoutError (silent, or it died while it
    was working), AnswerError for everything else, ConnectionError when the bus itself has gone.
    """

    def __init__(self, connection: Any, service: str, end: float, *, attended: bool) -> None:
        self.service = service
        self.end = end
        self._connection = connection
        self.attended = attended  # somebody is there whom polkit may ask for a password
        self._listens = False

    @property
    def name(self) -> str:
        """Who we are on this bus (":1.42")."""
        return str(self._connection.unique_name)

    @property
    def left_s(self) -> float:
        """What is left of the deed's time, in seconds."""
        return max(0.0, self.end - time.monotonic())

    def call(
        self,
        path: str,
        interface: str,
        method: str,
        signature: str = "",
        *body: Any,
        within_s: float | None = None,
        asks: bool = True,
    ) -> Any:
        """The answer's first value; None when it has none. `asks` False: polkit may not ask for a password."""
        return self._ask(self.service, path, interface, method, signature, body, within_s, asks)

    def get(self, path: str, interface: str, name: str) -> Any:
        """One property."""
        return self.call(path, _PROPERTIES, "Get", "ss", interface, name, within_s=_LOOK_S)[1]

    def get_all(self, path: str, interface: str) -> Properties:
        """All properties of an interface."""
        answer = self.call(path, _PROPERTIES, "GetAll", "s", interface, within_s=_LOOK_S)
        return {name: value for name, (_, value) in answer.items()}

    def put(self, path: str, interface: str, name: str, signature: str, value: Any) -> None:
        """Set one property."""
        self.call(path, _PROPERTIES, "Set", "ssv", interface, name, (signature, value))

    def is_there(self) -> bool:
        """Whether the service runs."""
        return bool(self._ask(_DAEMON, _DAEMON_PATH, _DAEMON, "NameHasOwner", "s", (self.service,), _LOOK_S, False))

    def wake(self) -> None:
        """Have the bus start a service that only runs when it is asked. LookupError when the bus cannot."""
        if not self.is_there():
            self._ask(_DAEMON, _DAEMON_PATH, _DAEMON, "StartServiceByName", "su", (self.service, 0), None, False)

    def wait(self, ready: Callable[[], bool], within_s: float | None = None) -> bool:
        """Look whenever the service tells of a change, until it is so: True; False when the time is over."""
        end = self.end if within_s is None else min(self.end, time.monotonic() + within_s)
        self._listen()
        while not ready():
            left = end - time.monotonic()
            if left <= 0:
                return False
            self._until_something_happens(min(left, _TICK_S))
        return True

    def _until_something_happens(self, within_s: float) -> None:
        try:
            self._connection.receive(timeout=within_s)
            while True:  # one change brings many signals
                self._connection.receive(timeout=0)
        except TimeoutError:
            return

    def _listen(self) -> None:
        if not self._listens:
            rule = f"type='signal',sender='{self.service}'"
            self._ask(_DAEMON, _DAEMON_PATH, _DAEMON, "AddMatch", "s", (rule,), _LOOK_S, False)
            self._listens = True

    def _ask(
        self,
        service: str,
        path: str,
        interface: str,
        method: str,
        signature: str,
        body: tuple[Any, ...],
        within_s: float | None,
        asks: bool,
    ) -> Any:
        from jeepney import (  # type: ignore[import-untyped]  # noqa: PLC0415  only deeds pay for it
            DBusAddress,
            HeaderFields,
            MessageFlag,
            MessageType,
            new_method_call,
        )

        address = DBusAddress(path, bus_name=service, interface=interface)
        message = new_method_call(address, method, signature or None, body)
        message.header.flags |= MessageFlag.no_auto_start
        if asks and self.attended:
            message.header.flags |= MessageFlag.allow_interactive_authorization
        limit_s = self.left_s if within_s is None else min(within_s, self.left_s)
        reply = self._connection.send_and_get_reply(message, timeout=limit_s)
        if reply.header.message_type is MessageType.error:
            raise _error(str(reply.header.fields.get(HeaderFields.error_name, "")))
        return reply.body[0] if reply.body else None


def _error(name: str) -> Exception:
    last = name.rpartition(".")[2]
    if last in _REFUSALS:
        return RefusedError(errno.EACCES, name)
    if last in _SILENCES:
        return TimeoutError(name)
    return LookupError(name) if last in _ABSENCES else AnswerError(name)


@contextmanager
def system_bus(service: str, within_s: float, *, attended: bool = False) -> Iterator[Bus]:
    """The system bus, to talk to one service for at most `within_s` seconds.

    Raises FileNotFoundError when this computer has none, or one that belongs to another network namespace: what lives
    there talks about other adapters.
    """
    end = time.monotonic() + within_s
    if "DBUS_SYSTEM_BUS_ADDRESS" not in os.environ and not any(path.exists() for path in _SOCKETS):
        raise FileNotFoundError(errno.ENOENT, "no system bus")
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]  # noqa: PLC0415
    from jeepney.io.common import RouterClosed  # type: ignore[import-untyped]  # noqa: PLC0415

    try:
        connection = open_dbus_connection(bus="SYSTEM", auth_timeout=min(_LOGIN_S, within_s))
    except (RouterClosed, EOFError, ValueError) as error:
        raise ConnectionError(type(error).__name__) from error
    try:
        pid = peer_process(connection.sock)
        if pid == 0 or in_our_network(pid) is False:
            raise FileNotFoundError(errno.ENOENT, "the system bus belongs to another network namespace")
        yield Bus(connection, service, end, attended=attended)
    except (RouterClosed, EOFError) as error:
        raise ConnectionError(type(error).__name__) from error
    finally:
        connection.close()

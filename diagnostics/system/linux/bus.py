"""The system's D-Bus, asked with short deadlines. An absent bus or service is an answer, not an error."""

import errno
import os
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from diagnostics.system.linux.process import in_our_network, peer_process

_SOCKETS = (Path("/run/dbus/system_bus_socket"), Path("/var/run/dbus/system_bus_socket"))
# A healthy service answers within milliseconds; one that is being started by our question is not worth waiting for.
_REPLY_S = 0.5
_LOGIN_S = 0.5
# Everything that one fact asks of one service: a service that answers late every time must not use up a check's time.
_LOOK_S = 1.5
# A bus cuts off who has more questions open than its limit for one connection (128 on a system bus).
_AT_ONCE = 64

_PROPERTIES = "org.freedesktop.DBus.Properties"

Properties = dict[str, Any]


class Call(NamedTuple):
    """A method of an object, with at most one text as its argument."""

    service: str
    path: str
    interface: str
    method: str
    argument: str | None = None


def properties_of(service: str, path: str, interface: str) -> Call:
    """The question for all properties of an interface; its answer goes through `plain`."""
    return Call(service, path, _PROPERTIES, "GetAll", interface)


def plain(answer: Any) -> Properties:
    """Properties without the wrapping that tells their types."""
    return {name: value for name, (_, value) in answer.items()}


class Bus:
    """One connection, for one short look.

    Raises LookupError for a service or object that is not there, TimeoutError when it is silent or the look took 1.5 s.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._end = time.monotonic() + _LOOK_S

    def properties(self, service: str, path: str, interface: str) -> Properties:
        """All properties of an interface, unwrapped from their variants."""
        return plain(self._ask(properties_of(service, path, interface)))

    def each_properties(self, calls: Sequence[Call], within_s: float = _REPLY_S) -> list[Properties | None]:
        """The properties that each of `calls` (made by `properties_of`) asks for; None as `each` gives it."""
        return [None if answer is None else plain(answer) for answer in self.each(calls, within_s)]

    def call(self, service: str, path: str, interface: str, method: str) -> Any:
        """The first value that a method without arguments returns."""
        return self._ask(Call(service, path, interface, method))

    def each(self, calls: Sequence[Call], within_s: float = _REPLY_S) -> list[Any]:
        """The first value that each call returns, asked side by side so that slow services wait together.

        None for an object or service that is not there, or that did not answer within `within_s` seconds in all.
        """
        found: list[Any] = []
        end = min(time.monotonic() + within_s, self._end)
        for first in range(0, len(calls), _AT_ONCE):
            found += self._each(calls[first : first + _AT_ONCE], end)
        return found

    def _each(self, calls: Sequence[Call], end: float) -> list[Any]:
        from jeepney import HeaderFields, MessageType  # type: ignore[import-untyped]

        waiting: dict[int, int] = {}
        for place, call in enumerate(calls):
            serial = next(self._connection.outgoing_serial)
            self._connection.send(_message(call), serial=serial)
            waiting[serial] = place
        found: list[Any] = [None] * len(calls)
        while waiting:
            try:
                reply = self._connection.receive(timeout=max(end - time.monotonic(), 0.0))
            except TimeoutError:
                break
            answered = waiting.pop(reply.header.fields.get(HeaderFields.reply_serial, -1), None)
            if answered is not None and reply.header.message_type == MessageType.method_return:
                found[answered] = reply.body[0] if reply.body else None
        return found

    def _left(self, wanted_s: float) -> float:
        return max(min(wanted_s, self._end - time.monotonic()), 0.0)

    def _ask(self, call: Call) -> Any:
        from jeepney import HeaderFields, MessageType

        reply = self._connection.send_and_get_reply(_message(call), timeout=self._left(_REPLY_S))
        if reply.header.message_type == MessageType.error:
            raise LookupError(reply.header.fields.get(HeaderFields.error_name, ""))
        return reply.body[0]


def _message(call: Call) -> Any:
    from jeepney import DBusAddress, MessageFlag, new_method_call

    signature, body = (None, ()) if call.argument is None else ("s", (call.argument,))
    address = DBusAddress(call.path, bus_name=call.service, interface=call.interface)
    message = new_method_call(address, call.method, signature, body)
    message.header.flags |= MessageFlag.no_auto_start  # looking must not start services
    return message


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

"""Tie a socket to one adapter, past routes that lead into a tunnel."""

import socket
import struct
import sys

_LINUX_BINDTODEVICE = 25  # socket(7); without rights of its own since Linux 5.7
_DARWIN_BOUND_IF = 25  # IP_BOUND_IF, netinet/in.h
_DARWIN_BOUND_IF_6 = 125  # IPV6_BOUND_IF, netinet6/in6.h
_WINDOWS_UNICAST_IF = 31  # IP_UNICAST_IF and IPV6_UNICAST_IF, ws2ipdef.h


def bind_to(new: socket.socket, adapter: str, index: int) -> None:
    """Let this socket, not yet connected, use only that adapter. Raises OSError where the system does not allow it.

    `adapter` is the system's name (Linux uses it), `index` its number (macOS and Windows use it).
    """
    six = new.family == socket.AF_INET6
    if sys.platform == "linux":
        new.setsockopt(socket.SOL_SOCKET, _LINUX_BINDTODEVICE, adapter.encode() + b"\0")
    elif sys.platform == "darwin":
        level, option = (socket.IPPROTO_IPV6, _DARWIN_BOUND_IF_6) if six else (socket.IPPROTO_IP, _DARWIN_BOUND_IF)
        new.setsockopt(level, option, index)
    elif sys.platform == "win32":
        # QUIRK(windows): the number is in network byte order for IPv4 and in the computer's own for IPv6.
        level = socket.IPPROTO_IPV6 if six else socket.IPPROTO_IP
        new.setsockopt(level, _WINDOWS_UNICAST_IF, struct.pack("@I" if six else "!I", index))
    else:
        raise OSError("no way to tie a socket to an adapter is known on this system")

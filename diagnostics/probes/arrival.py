"""When a packet arrived, as the kernel noted it (SO_TIMESTAMPNS, socket(7)): a busy program does not count as delay.

Linux only; elsewhere the moment is unknown and the program's own clock has to do.
"""

import socket
import struct

_SO_TIMESTAMPNS = 35  # asm-generic/socket.h, also the type of the control message; Python names it nowhere
_TIMESPEC = struct.Struct("@ll")  # seconds and nanoseconds of the wall clock
_CONTROL_BYTES = 64


def stamp_arrivals(sock: socket.socket) -> None:
    """Ask the kernel to note when each packet of this socket arrives."""
    if not hasattr(socket, "MSG_ERRQUEUE"):
        return
    try:
        sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
    except OSError:  # a kernel that does not know it: go without
        pass


def receive_stamped(sock: socket.socket, most: int) -> tuple[bytes, float | None]:
    """One packet, and its arrival in Unix seconds where it was noted. Raises what `recv` raises."""
    if not hasattr(socket, "MSG_ERRQUEUE"):
        return sock.recv(most), None
    packet, control, _, _ = getattr(sock, "recvmsg")(most, _CONTROL_BYTES)  # noqa: B009  # not on every system
    for level, kind, data in control:
        if (level, kind) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS) and len(data) >= _TIMESPEC.size:
            seconds, nanoseconds = _TIMESPEC.unpack_from(data)
            return packet, seconds + nanoseconds / 1e9
    return packet, None

"""What Linux tells about one connection (TCP_INFO, struct tcp_info in linux/tcp.h); None on other systems."""

import socket
import struct
from typing import Any

TCP_INFO: int | None = getattr(socket, "TCP_INFO", None)
"""None where Python knows no such option (Windows, macOS)."""

OPTIONS_AT = 5
"""Offset of tcpi_options, 8 bits."""

TIMESTAMPS = 1
"""TCPI_OPT_TIMESTAMPS: both sides put the time into every segment (RFC 7323)."""

RTT_AT = 68
"""Offset of tcpi_rtt, microseconds, 32 bits: 8 bytes and 15 words come before it."""

TOTAL_RETRANS_AT = 100
"""Offset of tcpi_total_retrans, 32 bits."""

BYTES_ACKED_AT = 120
"""Offset of tcpi_bytes_acked, 64 bits, since Linux 4.1 (RFC 4898 HCThruOctetsAcked)."""


def bytes_acknowledged(sock: Any) -> int | None:
    """Bytes that the other side has confirmed; headers and TLS framing (0.2 %) are among them."""
    found = _read(sock, BYTES_ACKED_AT, "Q")
    return None if found is None else max(0, found - 1)  # the SYN counts as one


def connect_rtt_s(sock: Any) -> float | None:
    """Seconds from our SYN to the answer, as the kernel saw it; None when the SYN was sent twice, or on other systems.

    Only meaningful right after the connect: later it is smoothed with what follows (RFC 6298).
    """
    found = _read(sock, RTT_AT, "I")
    return found / 1e6 if found else None


def clean_connect_rtt_s(sock: Any) -> float | None:
    """The same, but None as soon as a packet was sent twice: timestamps (RFC 7323) can hide it from the other one."""
    return None if _read(sock, TOTAL_RETRANS_AT, "I") else connect_rtt_s(sock)


def has_timestamps(sock: Any) -> bool:
    """Whether every segment of this connection carries the timestamps option; False on other systems."""
    return bool((_read(sock, OPTIONS_AT, "B") or 0) & TIMESTAMPS)


def _read(sock: Any, offset: int, code: str) -> int | None:
    if TCP_INFO is None or sock is None:
        return None
    size = offset + struct.calcsize(code)
    try:
        info = sock.getsockopt(socket.IPPROTO_TCP, TCP_INFO, size)
    except OSError:  # closed meanwhile
        return None
    return int(struct.unpack_from(code, info, offset)[0]) if len(info) >= size else None

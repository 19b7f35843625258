"""Answers of an NTP server that is `ahead_s` seconds ahead of this computer."""

import struct
import time

from tests.fakes.servers.packet import Answer

_EPOCH = 2208988800


def ntp(
    ahead_s: float = 0.0, *, stratum: int = 2, mode: int = 4, leap: int = 0, echo: bool = True, transmit: bool = True
) -> Answer:
    """RFC 5905, figure 8."""

    def answer(wire: bytes) -> list[bytes]:
        now = _stamp(time.time() + ahead_s)
        first = (leap << 6) | (4 << 3) | mode
        origin = wire[40:48] if echo else bytes(8)
        head = struct.pack("!BBbbIII", first, stratum, 6, -20, 655, 655, 0)
        return [head + now + origin + now + (now if transmit else bytes(8))]

    return answer


def _stamp(unix: float) -> bytes:
    seconds = unix + _EPOCH
    return struct.pack("!II", int(seconds) & 0xFFFFFFFF, int(seconds % 1 * (1 << 32)))

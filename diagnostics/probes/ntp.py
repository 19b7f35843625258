"""SNTP, the simple client of RFC 5905 (section 14): one question, one answer, strict about what it believes."""

import os
import struct
import time
from typing import NamedTuple

from diagnostics.model.failure import Failure
from diagnostics.probes.classify import ProbeFailed
from diagnostics.probes.datagram import Datagrams
from diagnostics.probes.trial import Trial

NTP_PORT = 123
_PACKET = struct.Struct("!BBbbIII8s8s8s8s")
_SIZE = 48
_ASK = 0x23  # leap 0, version 4, mode 3 (client)
_SERVER_MODE, _UNSYNCHRONISED = 4, 3
_STRATA = range(1, 16)
_EPOCH = 2208988800  # seconds from 1900 to 1970
_ERA = 1 << 32
_TIMES = 3  # requests; the first may be lost


class ClockReading(NamedTuple):
    """True time minus ours, and how far off that may be, in seconds."""

    offset_s: float
    uncertainty_s: float


async def ask(trial: Trial, address: str, port: int, timeout_s: float) -> ClockReading:
    """Raises ProbeFailed: MALFORMED for a server that is not synchronised or answers nonsense."""
    asked: dict[bytes, tuple[float, float]] = {}  # each request's cookie, and when it left on both clocks

    def packet() -> bytes:
        # The transmit time that we send is a random number: the echo of it proves that the answer is to us.
        cookie = os.urandom(8)
        asked[cookie] = time.time(), time.perf_counter()
        return bytes((_ASK,)) + bytes(39) + cookie

    def accept(data: bytes) -> tuple[bytes, float, float] | None:
        if len(data) < _SIZE or data[24:32] not in asked:
            return None
        sent_at, started = asked[data[24:32]]
        return data, sent_at, time.perf_counter() - started

    with Datagrams.udp(address, port) as line:
        return _read(*await line.ask(trial, packet, accept, times=_TIMES, every_s=timeout_s / _TIMES))


def _read(data: bytes, sent_at: float, elapsed: float) -> ClockReading:
    first, stratum, _, _, root_delay, root_dispersion, kiss, _, _, received, transmitted = _PACKET.unpack_from(data)
    if first & 7 != _SERVER_MODE:
        raise ProbeFailed(Failure.MALFORMED, f"NTP mode {first & 7}")
    if stratum not in _STRATA or first >> 6 == _UNSYNCHRONISED:
        code = kiss.to_bytes(4, "big")
        raise ProbeFailed(Failure.MALFORMED, f"NTP server is not synchronised (stratum {stratum}, {code!r})")
    if not any(transmitted) or not any(received):
        raise ProbeFailed(Failure.MALFORMED, "NTP answer without a time")
    theirs_in, theirs_out = _unix(received), _unix(transmitted)
    inside = theirs_out - theirs_in
    if not 0 <= inside <= elapsed + 1:
        raise ProbeFailed(Failure.MALFORMED, "NTP answer leaves before it arrives")
    offset = ((theirs_in - sent_at) + (theirs_out - (sent_at + elapsed))) / 2
    uncertainty = max(0.0, elapsed - inside) / 2 + (root_delay / 2 + root_dispersion) / 65536
    return ClockReading(round(offset, 6), round(uncertainty, 6))


def _unix(stamp: bytes) -> float:
    """RFC 4330, section 3: without the top bit the seconds count from 2036 on."""
    seconds, fraction = int.from_bytes(stamp[:4], "big"), int.from_bytes(stamp[4:], "big")
    if not seconds >> 31:
        seconds += _ERA
    return seconds - _EPOCH + fraction / _ERA

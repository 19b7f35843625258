"""How much data a load test may move, said before it starts and kept while it runs."""

from dataclasses import dataclass

from diagnostics.model.site import LoadTargets

METERED_MB = 40
"""On a phone or any line that is paid by volume: what a test may cost at most, both directions together."""

SITE_MB = 600
"""Against the site's own endpoint: more than four seconds each way at 500 Mbit/s, which a steady window needs."""

PUBLIC_MB = 400
"""Against public servers: their operators pay too, and the tool in use tops out before it needs more."""

PAYLOAD_SHARE = 0.9
"""Of the announced volume, what may be user data: IP, TCP and TLS headers with the acknowledgements of the other
direction take 6 to 7 % in 1500-byte packets, and what is on its way when the test stops still arrives."""

SMALLEST_REQUEST = 256 * 1024
"""Bytes of the first request on a connection: two seconds of 1 Mbit/s, and gone in slow start on fast lines."""


@dataclass(frozen=True)
class Allowance:
    """Bytes of user data that each direction may move."""

    down: int
    up: int


def announced_megabytes(targets: LoadTargets | None, metered: bool) -> int:
    """The most that a load test will move, in megabytes (10^6 bytes), headers included, as said to the person."""
    if metered:
        return METERED_MB
    return PUBLIC_MB if targets is None else SITE_MB


def allowance(targets: LoadTargets | None, metered: bool) -> Allowance:
    """The announced volume as user data, half for each direction."""
    each = int(announced_megabytes(targets, metered) * 1_000_000 * PAYLOAD_SHARE / 2)
    return Allowance(down=each, up=each)


def request_size(*, left: int, streams: int, bytes_per_s: float, seconds_left: float) -> int | None:
    """Bytes to ask for next on one of `streams` connections, None when the rest of the allowance is too little.

    `bytes_per_s` is what this connection carries. One request should last to the end of the phase, because every new
    one costs a round trip in which the connection is idle; half of a fair share keeps the others going meanwhile.
    """
    if left < SMALLEST_REQUEST:
        return None
    wanted = max(SMALLEST_REQUEST, int(bytes_per_s * seconds_left * 1.5))
    return min(wanted, max(SMALLEST_REQUEST, left // (2 * streams)))

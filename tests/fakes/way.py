"""Series of probes as the engine would see them, one line each."""

from diagnostics.model.answer import Purpose, SeriesAnswer
from diagnostics.model.failure import Failure

BOX = "192.0.2.1"
ANCHORS = ("198.51.100.1", "203.0.113.9", "203.0.113.77")
COUNTS = {"icmp": 90, "tcp": 45, "dns": 45}


def series(  # one keyword for each thing a story may change
    purpose: Purpose,
    method: str,
    address: str,
    *,
    lost: float = 0.0,
    rtt_ms: float = 14.0,
    jitter_ms: float = 1.0,
    subject: str | None = None,
) -> SeriesAnswer:
    """`lost`: share of the probes, 0.0 to 1.0."""
    sent = COUNTS[method]
    received = round(sent * (1.0 - lost))
    alive = received > 0
    return SeriesAnswer(
        purpose=purpose,
        subject=subject or address,
        failure=None if alive else Failure.TIMED_OUT,
        method=method,
        address=address,
        sent=sent,
        received=received,
        rtt_ms=rtt_ms if alive else None,
        rtt_least_ms=rtt_ms * 0.9 if alive else None,
        rtt_p95_ms=rtt_ms + 3 * jitter_ms if alive else None,
        jitter_ms=jitter_ms if alive else None,
        longest_gap=sent - received,
        every_ms=40.0,
        adapter="eth0",
    )


def to_the_box(**what: float) -> list[SeriesAnswer]:
    """Echoes and connects to the box."""
    near = {"rtt_ms": 2.0, "jitter_ms": 0.3} | what
    return [series(Purpose.GATEWAY, method, BOX, **near) for method in ("icmp", "tcp")]  # type: ignore[arg-type]


def to_the_anchors(**what: float) -> list[SeriesAnswer]:
    """Echoes and connects to every literal address."""
    return [
        series(Purpose.INTERNET, method, address, **what)  # type: ignore[arg-type]
        for address in ANCHORS
        for method in ("icmp", "tcp")
    ]


def inside(**what: float) -> list[SeriesAnswer]:
    """Echoes and questions to the company's name server."""
    near = {"rtt_ms": 25.0} | what
    return [
        series(Purpose.INSIDE, method, "10.20.0.53", subject="Work VPN", **near)  # type: ignore[arg-type]
        for method in ("icmp", "dns")
    ]


def to_the_edge(**what: float) -> list[SeriesAnswer]:
    """Echoes to the VPN's gateway, outside the tunnel."""
    near = {"rtt_ms": 20.0} | what
    return [series(Purpose.VPN_GATEWAY, "icmp", "203.0.113.200", subject="Work VPN", **near)]  # type: ignore[arg-type]

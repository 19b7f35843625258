"""What the connections of one phase share: where to, how much is allowed, how much has passed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from diagnostics.model.failure import Failure
from diagnostics.probes.load.target import Endpoint
from diagnostics.probes.load.volume import request_size
from diagnostics.probes.tcp_info import bytes_acknowledged


@dataclass(frozen=True)
class End:
    """How one connection ended. `failure` None: in an orderly way after a whole exchange, so it may be opened again."""

    failure: Failure | None = None
    detail: str = ""


@dataclass
class Traffic:
    """State of one phase; belongs to the loop's thread."""

    endpoint: Endpoint
    streams: int
    allowance: int  # bytes of user data
    until_s: float  # the end of the phase on the loop's clock
    clock: Callable[[], float]
    reserved: int = 0  # asked for so far, in bytes; never passes the allowance
    received: int = 0  # body bytes that arrived (download)
    handed: int = 0  # body bytes given to the system (upload)
    idle_since_s: float | None = None  # first moment at which a connection found nothing left to do
    failures: list[End] = field(default_factory=list)

    def next_size(self, bytes_per_s: float) -> int | None:
        """Reserve the next request of a connection that carries so much; None when the allowance is used up."""
        size = request_size(
            left=self.allowance - self.reserved,
            streams=self.streams,
            bytes_per_s=bytes_per_s,
            seconds_left=max(0.0, self.until_s - self.clock()),
        )
        if size is None:
            self.idle_since_s = self.idle_since_s or self.clock()
        else:
            self.reserved += size
        return size


def acknowledged(sock: Any, handed: int, buffered: int) -> int:
    """Bytes of an upload that the other side has confirmed.

    Linux tells (TCP_INFO). Elsewhere it is what the system took from us: too much by what waits in the send buffer,
    which is about the same at both ends of a steady window and so hardly changes the rate.
    """
    confirmed = bytes_acknowledged(sock)
    return max(0, handed - buffered) if confirmed is None else min(handed, confirmed)

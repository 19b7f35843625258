"""What every way out promises."""

from typing import Protocol

from app.reports.outcome import SendResult


class Carrier(Protocol):
    """One way to IT. Called in the thread of the outbox."""

    def send(self, name: str, data: bytes, *, again: bool, deadline_s: float) -> SendResult:
        """Put `data` on the other side under `name`, whole or not at all, never over something else. Never raises.

        `again`: an earlier attempt with these very bytes may have arrived, so "exists already" is then an arrival.
        Blocks for at most about `deadline_s`.
        """

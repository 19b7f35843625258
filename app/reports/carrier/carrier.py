"""What every way out promises, and going through them."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from app.reports.outcome import Outcome, SendResult

SHOWN = 500  # characters of an error that go into the log


class Carrier(Protocol):
    """One way to IT. Called in the thread of the outbox."""

    def send(self, name: str, data: bytes, *, again: bool, deadline_s: float) -> SendResult:
        """Put `data` on the other side under `name`, whole or not at all, never over something else. Never raises.

        `again`: an earlier attempt with these very bytes may have arrived, so "exists already" is then an arrival.
        Blocks for at most about `deadline_s`.
        """


def tries(
    carriers: Iterable[Carrier], name: str, data: bytes, *, again: bool, deadline_s: float
) -> Iterator[SendResult]:
    """Send by one way after the other until it has arrived; gives how each ended. Never raises.

    `again`, and `deadline_s` for each way, are those of `Carrier.send`: a way whose end is uncertain makes it `again`
    for the ways after it.
    """
    for carrier in carriers:
        try:
            result = carrier.send(name, data, again=again, deadline_s=deadline_s)
        except Exception as error:  # noqa: BLE001  # our mistake in one way must not close the others
            result = SendResult(Outcome.CUT, detail=repr(error)[:SHOWN])
        yield result
        if result.delivered:
            return
        again = again or not result.surely_absent

"""A run of small probes to one target: loss, delay and jitter of one stretch of the way.

Probes leave on a timer and wait side by side: a lost one delays nothing. What counts as an answer:

- "icmp": an echo reply.
- "tcp": a connection, or the reset of a closed port. Not an ICMP error: routers send only a few of those in a second.
- "dns": any reply of the server, whatever it says. The question is one that a server answers by itself (RFC 6761).
"""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from diagnostics.model.answer import Purpose, SeriesAnswer
from diagnostics.model.failure import Failure
from diagnostics.probes import seriesconnect, seriespacket
from diagnostics.probes.adapter import adapter_towards
from diagnostics.probes.classify import ProbeFailed, failure_of
from diagnostics.probes.seriestally import Tally, numbers
from diagnostics.probes.tcp import source_towards
from diagnostics.probes.trial import Trial

_PORTS = {"icmp": 0, "tcp": 443, "dns": 53}
_SLACK_S = 1.0  # beyond the planned end: only a loop that stands still needs it


class Sender(Protocol):
    """Sends probe after probe and puts what comes back into the tally."""

    def send(self, number: int) -> None:
        """Send at once. Raises ProbeFailed or an OSError when this computer cannot."""


async def run(
    address: str,
    *,
    method: str,
    purpose: Purpose,
    subject: str,
    count: int,
    every_s: float,
    wait_s: float,
    port: int = 0,
) -> SeriesAnswer:
    """See `diagnostics.model.port.Probes.series`.

    Delays are the kernel's where it tells them (Linux), so that a busy program does not show as jitter. Ends before
    its time when every probe is answered or refused, or when this computer refuses the first ones itself (no route,
    no address, a local filter). Nothing answered: `failure` is the first refusal, else TIMED_OUT.
    """
    port = port or _PORTS.get(method, 0)
    tally = Tally(count, wait_s)
    async with Trial((count - 1) * every_s + wait_s + _SLACK_S) as trial:
        async with _sender(method, address, port, tally) as sender:
            await _spaced(sender, tally, count, every_s, wait_s)
        if not tally.delays:
            raise next(iter(tally.refusals), ProbeFailed(Failure.TIMED_OUT, f"none of {tally.sent} was answered"))
    answer = SeriesAnswer(
        purpose=purpose, subject=subject, method=method, address=address, sent=0, received=0, every_ms=every_s * 1000
    )
    source = source_towards(address, port or _PORTS["dns"])
    return trial.onto(answer, adapter=adapter_towards(address, source), **numbers(tally.in_order()))


def _sender(method: str, address: str, port: int, tally: Tally) -> AbstractAsyncContextManager[Sender]:
    if method == "icmp":
        return seriespacket.echoes(address, tally)
    if method == "dns":
        return seriespacket.questions(address, port, tally)
    if method == "tcp":
        return seriesconnect.connects(address, port, tally)
    raise ProbeFailed(Failure.NOT_SUPPORTED, f"no method {method!r}")


async def _spaced(sender: Sender, tally: Tally, count: int, every_s: float, wait_s: float) -> None:
    """One probe at each tick, then the wait for the last ones."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    for number in range(count):
        await asyncio.sleep(start + number * every_s - loop.time())
        if tally.hopeless:
            return
        tally.sent += 1
        try:
            sender.send(number)
        except (OSError, ProbeFailed) as error:
            tally.refused(_classified(error), number)
    try:
        async with asyncio.timeout_at(start + (count - 1) * every_s + wait_s):
            await tally.settled.wait()
    except TimeoutError:  # the rest is lost
        pass


def _classified(error: OSError | ProbeFailed) -> ProbeFailed:
    found = failure_of(error)
    return ProbeFailed(*found) if found else ProbeFailed(Failure.BROKEN, type(error).__name__)

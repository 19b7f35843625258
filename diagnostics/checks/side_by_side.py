"""Targets of one check are probed side by side: a dead one must never add its time-out to another's."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable

from diagnostics.model.fact import Fact

Probe = Awaitable[Fact | Iterable[Fact]]
"""One probe, or a chain of them that follows a target through its stages."""


async def together(*probes: Probe) -> list[Fact]:
    """All that `side_by_side` brings, once everything is there."""
    return [fact async for fact in side_by_side(*probes)]


async def side_by_side(*probes: Probe) -> AsyncIterator[Fact]:
    """Yield what the probes bring, in the order in which they finish; closing the iterator stops the rest."""
    tasks = [asyncio.ensure_future(probe) for probe in probes]
    try:
        for done in asyncio.as_completed(tasks):
            result = await done
            if isinstance(result, Fact):
                yield result
            else:
                for fact in result:
                    yield fact
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

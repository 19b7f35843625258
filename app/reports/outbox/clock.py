"""The two clocks of the outbox: one that survives a restart and may lie, one that never jumps and dies with us."""

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass


def _utc_s() -> float:
    return datetime.datetime.now(datetime.UTC).timestamp()


@dataclass(frozen=True)
class Clock:
    """Seconds, both. `wall_s` counts from 1970 in UTC and may jump by years; `steady_s` only ever runs forward."""

    wall_s: Callable[[], float] = _utc_s
    steady_s: Callable[[], float] = time.monotonic

    def moment(self) -> str:
        """Now by the wall clock, RFC 3339 in UTC; "" where it stands beyond what a calendar knows."""
        try:
            now = datetime.datetime.fromtimestamp(int(self.wall_s()), datetime.UTC)
        except (OverflowError, ValueError, OSError):
            return ""
        return now.isoformat().replace("+00:00", "Z")

"""The two clocks of the outbox: one that survives a restart and may lie, one that never jumps and dies with us."""

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # Linux, random(4); other systems have no such file
_THROUGH_SLEEP = ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC")
"""clock_gettime(2): the first counts a laptop's sleep on Linux, the second on macOS. Windows's own one does anyhow."""


class Look(msgspec.Struct, frozen=True):
    """When somebody looked at both clocks."""

    wall_s: float = 0.0
    steady_s: float = 0.0  # 0.0: unknown
    boot: str = ""  # another text after every start of the computer; "": this system does not tell

    def is_same_boot(self, later: "Look") -> bool:
        """Whether the steady clock ran from here to `later`. Without a name of the boot a running one is believed:
        then a time that the computer was off may be missed, and none is made up."""
        return self.boot == later.boot and 0.0 < self.steady_s <= later.steady_s


def _utc_s() -> float:
    return datetime.datetime.now(datetime.UTC).timestamp()


def _steady_s() -> float:
    number = next((getattr(time, name) for name in _THROUGH_SLEEP if hasattr(time, name)), None)
    read: Callable[[int], float] | None = getattr(time, "clock_gettime", None)
    return time.monotonic() if number is None or read is None else read(number)


@cache
def _boot() -> str:
    try:
        return BOOT_ID.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


@dataclass(frozen=True)
class Clock:
    """Seconds, both. `wall_s` counts from 1970 in UTC and may jump by years; `steady_s` only ever runs forward, also
    while the computer sleeps, and begins anew with each `boot`."""

    wall_s: Callable[[], float] = _utc_s
    steady_s: Callable[[], float] = _steady_s
    boot: Callable[[], str] = _boot

    def look(self) -> Look:
        """Both, now."""
        return Look(self.wall_s(), self.steady_s(), self.boot())

    def moment(self) -> str:
        """Now by the wall clock, RFC 3339 in UTC; "" where it stands beyond what a calendar knows."""
        try:
            now = datetime.datetime.fromtimestamp(int(self.wall_s()), datetime.UTC)
        except (OverflowError, ValueError, OSError):
            return ""
        return now.isoformat().replace("+00:00", "Z")

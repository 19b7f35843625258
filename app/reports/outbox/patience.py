"""How long a report has waited: all the time that has really passed, and none that a clock made up. Pure.

Within one boot the steady clock says it, asleep or awake, whatever is done to the wall clock. From one boot to the next
only the wall clock can: that time is believed, up to LONGEST_OFF_S, and given back as soon as the wall clock is set
back, which shows that it had been wrong. Whoever was away for long gets one more chance: the wait is over only after
GRACE_S of further trying.
"""

import msgspec

from app.reports.outbox.clock import Look
from app.reports.outbox.pace import A_DAY_S, PATIENCE_S

LONGEST_OFF_S = 60 * A_DAY_S  # a long leave; more than that between two boots is a clock that was set
LONG_AWAY_S = 1.5 * A_DAY_S  # a laptop that is opened every day has no such gap
GRACE_S = 3600.0  # a network comes up and a clock is put right within minutes
GRACE_PER_LOOK_S = GRACE_S / 2  # two more openings of a laptop that never runs for an hour
SET_S = 60.0  # further apart than that within one boot: the wall clock was set


class Waited(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of waiting up to the latest look."""

    seen: Look = Look()
    proven_s: float = 0.0  # by the steady clock
    off_s: float = 0.0  # from boot to boot, by the wall clock
    grace_s: float = 0.0  # of further trying before it is over

    @property
    def total_s(self) -> float:
        """All of it."""
        return self.proven_s + self.off_s

    @property
    def is_over(self) -> bool:
        """Whether more waiting makes no sense."""
        return self.total_s >= PATIENCE_S and self.grace_s <= 0

    def at(self, now: Look) -> "Waited":
        """The same at a later look."""
        wall_s = now.wall_s - self.seen.wall_s
        proven_s, off_s = self.proven_s, self.off_s
        if self.seen.is_same_boot(now):
            gone_s = now.steady_s - self.seen.steady_s
            proven_s += gone_s
            set_back_s = gone_s - wall_s
            if set_back_s > SET_S:
                off_s -= min(off_s, set_back_s)
        else:
            gone_s = wall_s if 0 < wall_s <= LONGEST_OFF_S else 0.0
            off_s += gone_s if gone_s else max(-off_s, min(wall_s, 0.0))
        if self.total_s < PATIENCE_S <= proven_s + off_s and gone_s > LONG_AWAY_S:
            grace_s = GRACE_S
        else:
            grace_s = max(0.0, self.grace_s - min(gone_s, GRACE_PER_LOOK_S))
        return Waited(seen=now, proven_s=proven_s, off_s=off_s, grace_s=grace_s)

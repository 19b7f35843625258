"""All looks and cuts together: how long was measured, hour by hour, and what they say about the line."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from app.reports.sheet import segment
from app.reports.sheet.look import CABLE, DEAD, MOBILE, WIFI, Look, look_of
from app.reports.sheet.segment import BAD, GOOD, UNKNOWN, WEAK, Way
from app.reports.sheet.when import local
from diagnostics.model.diagnosis import Diagnosis
from diagnostics.watch.episode import WatchReport

MOST_LOOKS = 5000
"""A watch of half a day with a look every ten seconds, and some more."""

ONE_WATCH_S = 15 * 60.0
"""Looks that are no further apart belong to one stretch of watching."""

LITTLE_LOOKS, LITTLE_S = 20, 30 * 60.0
"""Below either, an hour-by-hour claim about a line would be worth nothing to its owner."""

ENOUGH_OF_AN_HOUR = 10
"""Looks: with fewer an hour may look bad by chance."""

MOSTLY = 0.5
MOST_HOURS = 24
CLOCK_OFF_S = 60.0
STRONG_DBM = -67
"""Cell edge for voice: faults.md, section 4.1."""

HOG = "laptop.bandwidth_hog"
LINE_FAULTS = frozenset({DEAD, "internet.loss", "internet.high_latency", "internet.slow"})
"""Causes that a cut of the line shows as; with these the line itself is meant only where nothing nearer is."""


@dataclass(frozen=True)
class Cut:
    """The line was gone, or could not be used. `ended` None: it still was at the end of the watch."""

    began: datetime.datetime
    seconds: float
    is_over: bool
    cause: str


@dataclass(frozen=True)
class Hour:
    """One hour, or one hour of the day over several days."""

    label: datetime.datetime  # its first minute, in local time
    looks: int
    dead: int
    way: Way

    @property
    def grade(self) -> str:
        """How the line was."""
        return BAD if self.dead else self.way.line.grade


class Evidence:
    """Everything that was handed in, in the order of time. Looks with a time that cannot be read are left out."""

    def __init__(self, items: Iterable[Diagnosis | Look | WatchReport], zone: datetime.tzinfo | None = None) -> None:
        """`zone` None: the zone of this computer."""
        self._zone = zone
        dated: dict[tuple[datetime.datetime, Look], None] = {}
        cuts: dict[Cut, None] = {}
        for item in items:
            if isinstance(item, WatchReport):
                cuts |= dict.fromkeys(self._cuts(item))
                continue
            look = item if isinstance(item, Look) else look_of(item)
            when = local(look.at, zone)
            if when is not None:
                dated[when, look] = None
        in_order = sorted(dated, key=lambda pair: pair[0])[-MOST_LOOKS:]
        self.times = tuple(when for when, _ in in_order)
        self.looks = tuple(look for _, look in in_order)
        self.cuts = tuple(sorted(cuts, key=lambda cut: cut.began))

    @cached_property
    def shy(self) -> frozenset[tuple[str, str]]:
        """Who never answers."""
        return segment.shy_targets(self.looks)

    @cached_property
    def way(self) -> Way:
        """The stretches over everything."""
        return segment.way(self.looks, self.shy)

    @cached_property
    def watched_s(self) -> float:
        """How long somebody really looked: the gaps between looks that belong together."""
        gaps = [(later - before).total_seconds() for before, later in zip(self.times, self.times[1:], strict=False)]
        return sum(gap for gap in gaps if gap <= ONE_WATCH_S)

    @property
    def is_little(self) -> bool:
        """Whether it is too little to complain with."""
        return len(self.looks) < LITTLE_LOOKS or self.watched_s < LITTLE_S

    @cached_property
    def dead(self) -> int:
        """Looks that found the line without life."""
        return sum(look.is_dead for look in self.looks)

    @cached_property
    def is_by_day(self) -> bool:
        """Whether there are so many hours that those of several days are told together."""
        return len(self._grouped(by_day=False)) > MOST_HOURS

    @cached_property
    def hours(self) -> tuple[Hour, ...]:
        """The hours in which somebody looked; over several days the hours of the day."""
        groups = self._grouped(by_day=self.is_by_day)
        return tuple(
            Hour(label, len(looks), sum(look.is_dead for look in looks), segment.way(looks, self.shy))
            for label, looks in sorted(groups.items(), key=lambda pair: pair[0].time() if self.is_by_day else pair[0])
        )

    @cached_property
    def medium(self) -> str:
        """ "cable", "wifi", "mobile", "mixed", or empty when no look knows."""
        media = {look.medium for look in self.looks if look.medium}
        return next(iter(media)) if len(media) == 1 else "mixed" if media else ""

    @cached_property
    def signal_dbm(self) -> float | None:
        """Median of the Wi-Fi signal."""
        told = [look.signal_dbm for look in self.looks if look.signal_dbm is not None and look.medium == WIFI]
        return median(told) if told else None

    @cached_property
    def finding(self) -> str:
        """What it comes to: "nothing", "home", "dead", "cuts", "line", "beyond", "weak", "bad_hours", "fine"."""
        home, line, beyond = self.way.home, self.way.line, self.way.beyond
        if not self.looks and not self.cuts:
            return "nothing"
        if home.grade == BAD and (home.lost_percent or 0.0) >= (line.lost_percent or 0.0) and not self.dead:
            return "home"
        if self.dead or any(cut.cause == DEAD for cut in self.cuts):
            return "dead" if self.dead >= MOSTLY * len(self.looks) > 0 else "cuts"
        for grade, found in ((line.grade, "line"), (beyond.grade, "beyond")):
            if grade == BAD:
                return found
        if line.grade == UNKNOWN:
            return "nothing"
        if any(hour.grade == BAD and hour.looks >= ENOUGH_OF_AN_HOUR for hour in self.hours):
            return "bad_hours"
        return "weak" if WEAK in (line.grade, beyond.grade) else "fine"

    @cached_property
    def ruled_out(self) -> tuple[str, ...]:
        """Ids of what these measurements exclude; each only where they really do."""
        found = []
        if self.way.home.grade == GOOD:
            found.append("home")
        if self.medium == CABLE:
            found.append("cable")
        elif self.medium == WIFI and self.signal_dbm is not None and self.signal_dbm >= STRONG_DBM:
            found.append("wifi")
        if self.way.destinations > 1 and not self.way.apart:
            found.append("one_site")
        if self.way.destinations:
            found.append("names")
        if any(look.tunnel for look in self.looks):
            found.append("vpn_around")
        if any(look.own_traffic_seen for look in self.looks) and HOG not in {look.cause for look in self.looks}:
            found.append("own_traffic")
        return tuple(found)

    @cached_property
    def cautions(self) -> tuple[str, ...]:
        """Ids of what the provider may object to, said before they do."""
        found = []
        if self.medium in (WIFI, "mixed") and "wifi" not in self.ruled_out:
            found.append("over_wifi")
        if self.medium == MOBILE:
            found.append("mobile")
        if self.looks and self.way.home.grade == UNKNOWN:
            found.append("box_silent")
        offsets = [look.clock_off_s for look in self.looks if look.clock_off_s is not None]
        if offsets and abs(median(offsets)) > CLOCK_OFF_S:
            found.append("clock")
        return tuple(found)

    @cached_property
    def clock_off_s(self) -> float:
        """True time minus this computer's, in seconds."""
        offsets = [look.clock_off_s for look in self.looks if look.clock_off_s is not None]
        return median(offsets) if offsets else 0.0

    @cached_property
    def rates(self) -> tuple[float | None, float | None]:
        """Median of measured rates down and up, Mbit/s."""
        down = [look.down_mbit for look in self.looks if look.down_mbit is not None]
        up = [look.up_mbit for look in self.looks if look.up_mbit is not None]
        return median(down) if down else None, median(up) if up else None

    def _cuts(self, watch: WatchReport) -> Iterable[Cut]:
        start = local(watch.started_at, self._zone)
        if start is None:
            return
        for episode in watch.events:
            if episode.cause in LINE_FAULTS and episode.verdict.owner.value == "provider":
                try:
                    began = (start + datetime.timedelta(seconds=episode.began_s)).astimezone(self._zone)
                except (OverflowError, ValueError):  # a clock at the end of time
                    continue
                yield Cut(began, episode.seconds, episode.is_gone, episode.cause)

    def _grouped(self, *, by_day: bool) -> dict[datetime.datetime, Sequence[Look]]:
        groups: dict[datetime.datetime, list[Look]] = {}
        first = self.times[0] if self.times else None
        for when, look in zip(self.times, self.looks, strict=True):
            label = when.replace(minute=0, second=0, microsecond=0)
            if by_day and first is not None:
                label = label.replace(year=first.year, month=first.month, day=first.day, tzinfo=first.tzinfo, fold=0)
            groups.setdefault(label, []).append(look)
        return dict(groups)

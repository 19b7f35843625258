"""Bursts that look like one incident: one, three and six hours against the same hours of other days. Pure.

What a window should have is learned from the same hours of the other days, without those that had an incident of their
own. It is learned as a share of everything else that was reported then, so that a week-end, a Monday after a holiday or
a roll-out is no incident. `tail` says how improbable the number is. Many windows of many groups are looked at, so one
is loud only where its probability, times how many there are, stays small (Bonferroni).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from app.desk.fleet.tail import LEAST_DAYS, Day, log_p_of, log_tail, usual, z_of

ALPHA = 0.003
"""Probability that a page of quiet weeks tells an incident, as far as `tail` describes quiet weeks."""
LEAST_Z = 5.0  # however few windows there are: a very small fleet is too little like what `tail` describes

WINDOWS = (1, 3, 6)  # hours: an outage, one that is noticed slowly, a morning of it
LEAST_RATIO = 1.6  # times what is usual; less is a bad day
LEAST_PEOPLE = 6  # in a window; five who are unlucky together are no sign in a very small fleet
MOST_CELLS = 40_000  # windows that are judged closely, a tenth of a millisecond each; the loudest at a rough look
QUIET = 3.0  # reports added to every window's volume: small numbers prove no change of the whole
ONE_NAME = 0.7  # share of the additional people that makes it the incident of one provider or VPN
MOST = 20  # incidents told; more are one storm
DAY_H = 24
LONGEST_GAP_H = 2  # from hour to hour within one incident: one quieter hour does not end it
EDGE = 0.2  # of the busiest hour's additional people: an hour with less at the edge of a window is not part of it


@dataclass(frozen=True)
class Series:
    """One cause in one group. `people` by hour; `fresh` are those who had not reported it in the hours before."""

    cause: str
    scope: str  # "all", "isp", "vpn"
    name: str  # of the provider, "" where it is not known, or of the VPN
    people: Mapping[int, int]
    fresh: Mapping[int, int]


@dataclass(frozen=True)
class Burst:
    """One incident. Hours count since 1970 and both belong to it."""

    cause: str
    scope: str
    name: str
    first_hour: int
    last_hour: int
    usual: float  # people per hour at this time of day
    z: float


@dataclass(frozen=True)
class _Loud:
    """One window, both hours included."""

    one: Series
    first: int
    last: int
    log_p: float

    def touches(self, first: int, last: int, gap: int) -> bool:
        return self.first <= last + gap and self.last >= first - gap


def bursts(
    found: Iterable[Series],
    hours: Sequence[int],
    volume: Mapping[int, int],
    of_cause: Mapping[tuple[str, int], int],
    shares: Mapping[str, float],
) -> list[Burst]:
    """The incidents, the most improbable first. `hours` are those in which laptops could report at all, in order.

    `shares` is the part of all reports that come from each provider: that most of a burst do too is no sign.
    """
    if not hours:
        return []
    look = _Look(list(found), hours, volume, of_cause)
    told = [burst for cause in look.causes for burst in _incidents(look, look.loud(cause), shares)]
    return sorted(told, key=lambda burst: -burst.z)[:MOST]


class _Look:
    """All windows of all series."""

    def __init__(
        self,
        found: list[Series],
        hours: Sequence[int],
        volume: Mapping[int, int],
        of_cause: Mapping[tuple[str, int], int],
    ) -> None:
        self._start, self._size = hours[0], hours[-1] - hours[0] + 1
        self._covered = set(hours)
        self._all = [volume.get(self._start + n, 0) for n in range(self._size)]
        self.series: dict[tuple[str, str, str], Series] = {(one.cause, one.scope, one.name): one for one in found}
        self.causes = sorted({one.cause for one in found})
        self._rest: dict[str, dict[int, list[float]]] = {}
        for cause in self.causes:
            others = [self._all[n] - of_cause.get((cause, self._start + n), 0) for n in range(self._size)]
            self._rest[cause] = {wide: [v + QUIET for v in _sums(others, wide)] for wide in WINDOWS}
        self._counts = {key: self._windows(one) for key, one in self.series.items()}
        whole = [sum(1 for n in range(wide - 1, self._size) if self._is_whole(n, wide)) for wide in WINDOWS]
        self._log_level = min(log_p_of(LEAST_Z), math.log(ALPHA / max(1, len(found) * sum(whole))))
        self._loud: dict[str, list[_Loud]] = {}
        for key, wide, at in self._rough():
            loud = self._judged(key, wide, at)
            if loud is not None:
                self._loud.setdefault(key[0], []).append(loud)

    def loud(self, cause: str) -> list[_Loud]:
        """The most improbable first."""
        return sorted(self._loud.get(cause, ()), key=lambda one: (one.log_p, one.last, one.one.scope, one.one.name))

    def usual(self, one: Series, hour: int) -> float:
        """People of that group in one hour like this."""
        key, at = (one.cause, one.scope, one.name), hour - self._start
        days = self._days(key, 1, at)
        return usual(days, self._rest[one.cause][1][at])[0] if len(days) >= LEAST_DAYS else 0.0

    def more(self, one: Series, hours: Iterable[int]) -> float:
        """People beyond what is usual."""
        return sum(one.people.get(hour, 0) - self.usual(one, hour) for hour in hours)

    def _windows(self, one: Series) -> dict[int, list[int]]:
        single = [one.people.get(self._start + n, 0) for n in range(self._size)]
        fresh = [one.fresh.get(self._start + n, 0) for n in range(self._size)]
        return {wide: single if wide == 1 else _sums(fresh, wide) for wide in WINDOWS}

    def _is_whole(self, at: int, wide: int) -> bool:
        first = self._start + at
        return at >= wide - 1 and all(first - back in self._covered for back in range(wide))

    def _rough(self) -> list[tuple[tuple[str, str, str], int, int]]:
        """The windows that could be loud, by the mean of the same hours of all days but this one."""
        found: list[tuple[float, tuple[str, str, str], int, int]] = []
        for key, by_width in self._counts.items():
            for wide, counts in by_width.items():
                rest = self._rest[key[0]][wide]
                total = [sum(counts[hour::DAY_H]) for hour in range(DAY_H)]
                beside = [sum(rest[hour::DAY_H]) for hour in range(DAY_H)]
                for at, n in enumerate(counts):
                    if n < LEAST_PEOPLE:
                        continue
                    hour = at % DAY_H
                    expected = (total[hour] - n) / max(QUIET, beside[hour] - rest[at]) * rest[at]
                    distance = (n - expected) / math.sqrt(expected + 0.5)
                    if distance > 1:  # an incident on another day may have raised what is expected
                        found.append((-distance, key, wide, at))
        found.sort()
        return [(key, wide, at) for _, key, wide, at in found[:MOST_CELLS] if self._is_whole(at, wide)]

    def _days(self, key: tuple[str, str, str], wide: int, at: int) -> list[Day]:
        """The same window of the other days; for a single hour also the hours beside it, which are much alike."""
        counts, rest = self._counts[key][wide], self._rest[key[0]][wide]
        beside = (-1, 0, 1) if wide == 1 else (0,)
        days: list[Day] = []
        for day in range(at % DAY_H, self._size, DAY_H):
            if day != at and self._is_whole(day, wide):
                near = [day + step for step in beside if 0 <= day + step < self._size]
                days.append([(counts[n], rest[n]) for n in near])
        return days

    def _judged(self, key: tuple[str, str, str], wide: int, at: int) -> _Loud | None:
        days = self._days(key, wide, at)
        if len(days) < LEAST_DAYS:
            return None
        people = self._counts[key][wide][at]
        expected, shape, mean = usual(days, self._rest[key[0]][wide][at])
        if people < LEAST_RATIO * expected:
            return None
        log_p = log_tail(people, shape, mean)
        last = self._start + at
        return _Loud(self.series[key], last - wide + 1, last, log_p) if log_p <= self._log_level else None


def _sums(counts: Sequence[int], wide: int) -> list[int]:
    """Of each element and those before it, `wide` in all."""
    upto = [0, *accumulate(counts)]
    return [upto[n + 1] - upto[max(0, n + 1 - wide)] for n in range(len(counts))]


def _incidents(look: _Look, loud: list[_Loud], shares: Mapping[str, float]) -> list[Burst]:
    """Of one cause: each loudest window, with the loud hours around it, is one incident."""
    found: list[Burst] = []
    while loud:
        first, last = _span(look, loud[0])
        hours = sorted({one.first for one in loud if one.first == one.last})
        for hour in (*reversed([h for h in hours if h < first]), *(h for h in hours if h > last)):
            if first - LONGEST_GAP_H <= hour <= last + LONGEST_GAP_H:
                first, last = min(first, hour), max(last, hour)
        own = [one for one in loud if one.touches(first, last, 0)]
        loud = [one for one in loud if not one.touches(first, last, LONGEST_GAP_H)]
        found += _explained(look, own, first, last, shares)
    return found


def _span(look: _Look, loud: _Loud) -> tuple[int, int]:
    """The window without the quiet hours at its edges."""
    hours = range(loud.first, loud.last + 1)
    more = {hour: look.more(loud.one, (hour,)) for hour in hours}
    busy = [hour for hour in hours if more[hour] >= EDGE * max(more.values())]
    return (busy[0], busy[-1]) if busy and max(more.values()) > 0 else (loud.first, loud.last)


def _explained(look: _Look, own: list[_Loud], first: int, last: int, shares: Mapping[str, float]) -> list[Burst]:
    """One provider's or one VPN's where most of the additional people are its, else everybody's."""
    groups: dict[tuple[str, str], list[_Loud]] = {}
    for one in own:
        groups.setdefault((one.one.scope, one.one.name), []).append(one)
    hours = range(first, last + 1)
    more = {group: look.more(ones[0].one, hours) for group, ones in groups.items()}
    whole = more.get(("all", ""))
    for scope in ("vpn", "isp") if own[0].one.cause.startswith("vpn.") else ("isp", "vpn"):
        named = [group for group in more if group[0] == scope]
        if named and whole is None:
            return [_burst(look, groups[group], first, last) for group in named]
        for group in sorted(named, key=lambda group: -more[group]):
            part = shares.get(group[1], 0.0) if scope == "isp" else 0.0
            if whole is not None and more[group] >= max(ONE_NAME, (1 + part) / 2) * whole:
                return [_burst(look, groups[group], first, last)]
    return [_burst(look, groups["all", ""], first, last)]


def _burst(look: _Look, ones: list[_Loud], first: int, last: int) -> Burst:
    one, log_p = ones[0].one, min(each.log_p for each in ones)
    each_hour = sum(look.usual(one, hour) for hour in range(first, last + 1)) / (last - first + 1)
    return Burst(one.cause, one.scope, one.name, first, last, each_hour, z_of(log_p))

"""Bursts that look like one incident: an hour against the same hour of other days. Pure.

What an hour should have is learned from the same hour of the other days, the strangest of them left out (an earlier
incident must not hide the next one). It is learned as a share of everything else that was reported then, so that a
week-end, a Monday after a holiday or a roll-out is no incident. With so few days the share itself is uncertain: the
number then follows a negative binomial distribution (a Poisson whose mean has a gamma distribution; Gelman and others,
Bayesian Data Analysis, section 2.6), widened for days that differ by more than chance. The probability of at least as
many people is told as the standard deviations of a normal distribution (the z-score) that are as improbable.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

LEAST_Z = 5.5
"""One hour in fifty million by chance; a page looks at up to a million cells."""

LEAST_RATIO = 2.0  # times what is usual; less is a bad day
LEAST_DAYS = 3  # other days that must be known
DAYS_DIFFER = 0.1  # standard deviation of a cause's own share from day to day, as a part of it
QUIET = 5.0  # reports added to every hour's volume: small numbers prove no change of the whole
ONE_NAME = 0.7  # share of the additional people that makes it the incident of one provider or VPN
MOST = 20  # incidents told; more are one storm
DAY_H = 24
LONGEST_GAP_H = 2  # from hour to hour within one incident: one quieter hour does not end it


@dataclass(frozen=True)
class Candidate:
    """One cell, and the people of the same group at the same hour of all days (an hour without any is absent)."""

    cause: str
    scope: str
    name: str
    hour: int
    people: int
    days: Mapping[int, int]


@dataclass(frozen=True)
class Burst:
    """One incident. Hours count since 1970 and both belong to it."""

    cause: str
    scope: str  # "all", "isp", "vpn"
    name: str  # of the provider or the VPN
    first_hour: int
    last_hour: int
    usual: float  # people per hour at this time of day
    z: float


@dataclass(frozen=True)
class _Loud:
    cause: str
    scope: str
    name: str
    hour: int
    people: int
    usual: float
    z: float


def bursts(
    candidates: Iterable[Candidate],
    hours: Sequence[int],
    volume: Mapping[int, int],
    of_cause: Mapping[tuple[str, int], int],
    shares: Mapping[str, float],
) -> list[Burst]:
    """The incidents, the most improbable first. `hours` are those in which laptops could report at all.

    `shares` is the part of all reports that come from each provider: that most of a burst do too is no sign.
    """
    same: dict[int, list[int]] = {}
    for hour in hours:
        same.setdefault(hour % DAY_H, []).append(hour)
    loud = []
    for one in candidates:
        others = [hour for hour in same.get(one.hour % DAY_H, ()) if hour != one.hour]
        if len(others) < LEAST_DAYS:
            continue

        def rest(hour: int, cause: str = one.cause) -> float:
            return volume.get(hour, 0) - of_cause.get((cause, hour), 0) + QUIET

        usual, z = _score(one.people, rest(one.hour), [(one.days.get(hour, 0), rest(hour)) for hour in others])
        if z >= LEAST_Z and one.people >= LEAST_RATIO * usual:
            loud.append(_Loud(one.cause, one.scope, one.name, one.hour, one.people, usual, z))
    return sorted(_merged(loud, shares), key=lambda burst: -burst.z)[:MOST]


def _score(people: int, rest: float, days: Sequence[tuple[int, float]]) -> tuple[float, float]:
    """What is usual, and the z-score; `days` are the people of the other days and what else was reported then."""
    share = sum(n for n, _ in days) / sum(volume for _, volume in days)
    if len(days) > LEAST_DAYS:
        strangest = max(days, key=lambda day: (day[0] - share * day[1]) / math.sqrt(share * day[1] + 1))
        days = [day for day in days if day is not strangest]
    total, volume = sum(n for n, _ in days), sum(volume for _, volume in days)
    share = total / volume
    away = sum((n - share * v) ** 2 / (share * v) for n, v in days) if share else 0.0
    spread = max(1.0, away / (len(days) - 1))  # 1: as chance alone does
    mean = (total + 0.5) * rest / volume  # 0.5: Jeffreys' prior for a rate
    shape = 1 / (1 / (total + 0.5) + DAYS_DIFFER**2)
    return share * rest, _z(_log_tail(people, shape, mean)) / math.sqrt(spread)


def _log_tail(n: int, shape: float, mean: float) -> float:
    """Logarithm of the probability of `n` or more; an upper bound that is close beyond the mean."""
    if n <= mean:
        return 0.0
    succeed = mean / (shape + mean)
    one = (
        math.lgamma(n + shape) - math.lgamma(shape) - math.lgamma(n + 1)
        + shape * math.log1p(-succeed) + n * math.log(succeed)
    )  # fmt: skip
    ratio = max(succeed, (n + shape) / (n + 1) * succeed)
    return min(0.0, one - math.log1p(-ratio)) if ratio < 1 else 0.0


def _z(log_p: float) -> float:
    """Standard deviations of a normal distribution that are as improbable on one side."""
    if log_p > -30:  # noqa: PLR2004  below it 1 - p is 1 in a computer
        return -NormalDist().inv_cdf(math.exp(log_p)) if log_p < 0 else 0.0
    square = -2 * log_p
    return math.sqrt(square - math.log(2 * math.pi * square))  # Mills' ratio


def _merged(loud: list[_Loud], shares: Mapping[str, float]) -> list[Burst]:
    """Hours in a row are one incident, told of the narrowest group that explains it."""
    found: list[Burst] = []
    for cause in sorted({one.cause for one in loud}):
        own = sorted((one for one in loud if one.cause == cause), key=lambda one: one.hour)
        run: list[_Loud] = []
        for one in own:
            if run and one.hour > run[-1].hour + LONGEST_GAP_H:
                found += _explained(run, shares)
                run = []
            run.append(one)
        found += _explained(run, shares)
    return found


def _explained(run: list[_Loud], shares: Mapping[str, float]) -> list[Burst]:
    """One provider's or one VPN's where most of the additional people are its, else everybody's."""
    groups: dict[tuple[str, str], list[_Loud]] = {}
    for one in run:
        groups.setdefault((one.scope, one.name), []).append(one)
    more = {group: sum(one.people - one.usual for one in ones) for group, ones in groups.items()}
    whole = more.get(("all", ""), 0.0)
    for scope in ("vpn", "isp") if run[0].cause.startswith("vpn.") else ("isp", "vpn"):
        named = [group for group in more if group[0] == scope]
        if named and not whole:
            return [_burst(groups[group]) for group in named]
        for group in named:
            usual = shares.get(group[1], 0.0) if scope == "isp" else 0.0
            if more[group] >= max(ONE_NAME, (1 + usual) / 2) * whole:
                return [_burst(groups[group])]
    return [_burst(groups["all", ""])] if whole else []


def _burst(ones: list[_Loud]) -> Burst:
    first, strongest = ones[0], max(ones, key=lambda one: one.z)
    usual = sum(one.usual for one in ones) / len(ones)
    return Burst(first.cause, first.scope, first.name, first.hour, ones[-1].hour, usual, strongest.z)

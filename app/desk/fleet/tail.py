"""How improbable a number of people is, after what the other days had. Pure.

The number follows a negative binomial distribution (a Poisson whose mean has a gamma distribution; Gelman and others,
Bayesian Data Analysis, section 2.6). Its variance has three parts: chance, how little is known of the mean, and how
much more than by chance the other days differ among themselves (the method of moments, drawn towards "no more").
"""

import math
from collections.abc import Sequence
from statistics import NormalDist

LEAST_DAYS = 3  # other days that must be known
DAYS_DIFFER = 0.05  # standard deviation of a cause's own share from day to day, as a part of it, at least
STRANGE = 3.5  # standard deviations; such a day had an incident of its own and teaches nothing
DOUBT = 30  # values that differ by chance alone, added before days are called restless: few days prove little

Day = Sequence[tuple[float, float]]
"""What one other day had: people, and what else was reported then; one pair for each hour that is alike."""


def usual(days: Sequence[Day], rest: float) -> tuple[float, float, float]:
    """What is usual beside `rest` other reports, and the shape and mean of the negative binomial distribution."""
    parts = [(sum(n for n, _ in day), sum(v for _, v in day), day) for day in days]
    total, volume = sum(n for n, _, _ in parts), sum(v for _, v, _ in parts)
    for _ in range(len(parts) // 3):
        if len(parts) <= LEAST_DAYS:
            break
        strangest = max(parts, key=lambda part: _away(part, total, volume))
        if _away(strangest, total, volume) < STRANGE:
            break
        parts = [part for part in parts if part is not strangest]
        total, volume = total - strangest[0], volume - strangest[1]
    share = total / volume
    pairs = [pair for _, _, day in parts for pair in day]
    away = sum((n - share * v) ** 2 / (share * v) for n, v in pairs) if total else 0.0
    spread = max(1.0, (away + DOUBT) / (len(pairs) - 1 + DOUBT))  # 1: as chance alone does
    mean = (total + 0.5) * rest / volume  # 0.5: Jeffreys' prior for a rate
    return share * rest, 1 / (1 / (total + 0.5) + DAYS_DIFFER**2 + (spread - 1) / mean), mean


def _away(part: tuple[float, float, Day], total: float, volume: float) -> float:
    """Standard deviations above what the other parts had."""
    n, v, _ = part
    expected = (total - n) / (volume - v) * v
    return (n - expected) / math.sqrt(expected + 1)


def log_tail(n: int, shape: float, mean: float) -> float:
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


def z_of(log_p: float) -> float:
    """Standard deviations of a normal distribution that are as improbable on one side."""
    if log_p > -30:  # noqa: PLR2004  below it 1 - p is 1 in a computer
        return -NormalDist().inv_cdf(math.exp(log_p)) if log_p < 0 else 0.0
    square = -2 * log_p
    return math.sqrt(square - math.log(2 * math.pi * square))  # Mills' ratio


def log_p_of(z: float) -> float:
    """Logarithm of the probability of `z` standard deviations or more, on one side; `z` below 30."""
    return math.log(math.erfc(z / math.sqrt(2)) / 2)

"""When to try again, and for how long: full jitter, 14 days. Pure."""

from random import SystemRandom

A_DAY_S = 86_400.0
PATIENCE_S = 14 * A_DAY_S
"""After so long a person should know that it does not leave by itself. The report still lies here then."""

SHORTEST_S, LONGEST_S = 5.0, 3600.0  # between two tries
MOST_DOUBLINGS = 10  # 5 s doubled ten times is beyond an hour

_random = SystemRandom()


def pause_s(tries: int) -> float:
    """How long to wait after so many tries in vain: at random between 5 s and twice the bound before, at most 1 h.

    Full jitter (Exponential Backoff and Jitter, AWS Architecture Blog, 2015) with a floor: laptops that lost the same
    network must not come back in the same second.
    """
    bound = min(LONGEST_S, SHORTEST_S * 2.0 ** min(max(tries, 1), MOST_DOUBLINGS))
    return _random.uniform(SHORTEST_S, bound)


def due_in_s(seen_s: float, pause: float, now_s: float) -> float:
    """How long until the next try by the wall clock. One that was set back counts as over: one try, not a storm."""
    gone = now_s - seen_s
    return max(0.0, min(pause, LONGEST_S) - gone) if gone >= 0 else 0.0

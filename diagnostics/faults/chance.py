"""Whether a difference between two counts of lost probes may be chance."""

from collections.abc import Iterable
from math import comb

from diagnostics.model.answer import SeriesAnswer

SMALL_PART = 0.125
"""What loses less than an eighth of what the other loses passes freely, if that is no chance."""


def counts(items: Iterable[SeriesAnswer]) -> tuple[int, int]:
    """How many probes were lost, and how many were sent."""
    pairs = [(item.sent - item.received, item.sent) for item in items]
    return sum(lost for lost, _ in pairs), sum(sent for _, sent in pairs)


def passes_freely(one: tuple[int, int], other: tuple[int, int], chance: float) -> bool:
    """Whether the first loses next to nothing of what the second loses, and both being alike would show that less often
    than `chance`. Each is (lost, sent). One-sided exact test of Fisher (1935), "The Design of Experiments", section 26.
    """
    (lost, sent), (other_lost, other_sent) = one, other
    if not sent or not other_lost or lost * other_sent >= SMALL_PART * other_lost * sent:
        return False
    both = sent + other_sent
    alike = sum(comb(sent, n) * comb(other_sent, lost + other_lost - n) for n in range(lost + 1))
    return alike < chance * comb(both, lost + other_lost)

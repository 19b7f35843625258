"""The hours of two weeks as a small picture: one bar for each hour that is shown. Pure; the words say the same."""

from collections.abc import Mapping
from html import escape

from app.desk.fleet.tail import LEAST_DAYS as OTHER_DAYS

LEAST_DAYS = OTHER_DAYS + 1
"""Days of records before an incident can be told at all."""

HEIGHT = 28
DAY_H = 24


def svg(hours: Mapping[int, int], first: int, last: int, words: str) -> str:
    """`words` stand for the picture where it cannot be seen. The highest bar fills the height."""
    width = last - first + 1
    most = max(hours.values(), default=0)
    bars = "".join(
        f'<rect x="{hour - first}" y="{HEIGHT - size}" width="1" height="{size}"/>'
        for hour, people in sorted(hours.items())
        if first <= hour <= last and (size := max(2, round(people * HEIGHT / most)))
    )
    days = "".join(
        f"M{hour - first} 0V{HEIGHT}" for hour in range(first, last + 1) if hour % DAY_H == 0 and hour > first
    )
    return (
        f'<svg role="img" aria-label="{escape(words)}" viewBox="0 0 {width} {HEIGHT}" preserveAspectRatio="none">'
        f'<path class="day" d="{days}"/>{bars}</svg>'
    )

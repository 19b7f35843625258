"""Numbers, dates and holes in sentences: pure functions that know a language only through its `Numerals`.

A template has holes ``{name}`` and optional parts in brackets, ``[, {speed}]``, which vanish when a hole inside
them has no value. Values are inserted as they are: a bracket or a brace in a value is never looked at again.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

HOLE = re.compile(r"\{(\w+)\}")
PART = re.compile(r"\[([^\[\]]*)\]")
LONGEST_NAME = 80  # characters: a process name or a site's word for a service; longer ones would hide the sentence
SPACES = "\u00a0\u202f"  # French needs them before its punctuation; Python does not count them as printable

BYTE_STEPS = ("B", "kB", "MB", "GB", "TB")  # decimal steps, as disks and data volumes are sold (IEC 80000-13)
WHOLE_FROM = 10  # from here on a decimal place says nothing to a reader

# A span is told in the largest unit that still gives a number a person can picture; the unit changes a little late
# ("80 minutes", "30 hours"), because a rounded "1 hour" would be too far from the truth.
MINUTES_IN = {"minute": 1, "hour": 60, "day": 1440, "month": 43_800, "year": 525_600}
FEW_SECONDS = 90  # up to here a length of time is told in seconds
UNIT_UP_TO = (("minute", 90), ("hour", 36 * 60), ("day", 60 * 1440), ("month", 24 * 43_800))


@dataclass(frozen=True)
class Numerals:
    """How a language writes numbers. `units` maps "minute.one", "minute.many", "B" ... to words."""

    decimal: str
    thousands: str
    one_below: float  # French says "1,5 minute": the singular holds below 2
    units: Mapping[str, str]
    months: tuple[str, ...]
    first_day: str  # "1" or "1er"
    clock: str  # "{hour}:{minute}" or "{hour} h {minute}"


def number(value: float, numerals: Numerals, digits: int | None = None) -> str:
    """A number with the language's decimal mark; one decimal place below ten unless `digits` says otherwise."""
    if not math.isfinite(value):
        return str(value)
    if digits is None:
        digits = 0 if abs(value) >= WHOLE_FROM or value == int(value) else 1
    text = f"{value:,.{digits}f}"
    return text.translate({ord(","): numerals.thousands, ord("."): numerals.decimal})


def with_unit(value: float, unit: str, numerals: Numerals) -> str:
    """A number and its unit, such as "12 ms"."""
    return f"{number(value, numerals)}\u00a0{numerals.units.get(unit, unit)}"


def size(count: float, numerals: Numerals) -> str:
    """An amount of bytes in the largest unit below a thousand."""
    step = 0
    while count >= 1000 and step < len(BYTE_STEPS) - 1:  # noqa: PLR2004  one decimal step of BYTE_STEPS
        count /= 1000
        step += 1
    return with_unit(count, BYTE_STEPS[step], numerals)


def span(minutes: float, numerals: Numerals) -> str:
    """A length of time in the unit that fits: minutes, hours, days, months or years, never less than a minute."""
    minutes = max(1.0, abs(minutes))
    unit = next((name for name, limit in UNIT_UP_TO if minutes < limit), "year")
    count = max(1, round(minutes / MINUTES_IN[unit]))
    form = "one" if count < numerals.one_below else "many"
    return f"{number(count, numerals)}\u00a0{numerals.units[f'{unit}.{form}']}"


def length(seconds: float, numerals: Numerals) -> str:
    """How long something lasted: whole seconds where they are few, else as `span` says it."""
    if seconds <= FEW_SECONDS:
        return with_unit(max(1, round(seconds)), "s", numerals)
    return span(seconds / 60, numerals)


def date(moment: str, numerals: Numerals) -> str:
    """The day of an RFC 3339 moment, in UTC; anything else comes back as it is."""
    when = _moment(moment)
    if when is None:
        return moment
    day = numerals.first_day if when.day == 1 else str(when.day)
    return f"{day}\u00a0{numerals.months[when.month - 1]} {when.year}"


def time_of_day(moment: str, numerals: Numerals) -> str:
    """The time of an RFC 3339 moment on this computer's clock; anything else comes back as it is."""
    when = _moment(moment)
    if when is None:
        return moment
    local = when.astimezone()
    return numerals.clock.format(hour=local.hour, minute=f"{local.minute:02d}")


def _moment(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def one_line(value: str) -> str:
    """A value that cannot break the line it stands in: no line breaks, no control or direction characters."""
    kept = "".join(char if char.isprintable() or char in SPACES else "\n" for char in value)
    return " ".join(part.strip(" ") for part in kept.split("\n") if part.strip(" "))


def short(value: str) -> str:
    """The same, cut to the length of a name."""
    plain = one_line(value)
    return plain if len(plain) <= LONGEST_NAME else plain[: LONGEST_NAME - 1] + "\u2026"


def holes(template: str) -> frozenset[str]:
    """The names of the holes of a template."""
    return frozenset(HOLE.findall(template))


def fill(template: str, value_of: Callable[[str, bool], str]) -> str:
    """Fill every hole. `value_of(name, at_start)` gives its words; `at_start`: they open a sentence."""

    def replace(match: re.Match[str]) -> str:
        before = template[: match.start()].rstrip()
        return value_of(match[1], not before or before[-1] in ".?!")

    return HOLE.sub(replace, template)


def compose(template: str, values: Mapping[str, str]) -> str:
    """Fill a template with optional parts; a hole outside brackets whose value is empty leaves a dash."""

    def keep(match: re.Match[str]) -> str:
        return match[1] if all(values.get(name) for name in HOLE.findall(match[1])) else ""

    return HOLE.sub(lambda match: values.get(match[1]) or "\u2013", PART.sub(keep, template))

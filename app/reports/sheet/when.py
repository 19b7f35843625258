"""Days and times on paper: local time, always with the zone, because paper travels and is read later."""

import datetime

from diagnostics import phrase
from diagnostics.phrase import Numerals


def day(when: datetime.datetime, numerals: Numerals) -> str:
    """Such as "23 November 2026", in the moment's own zone."""
    return phrase.date(when.isoformat(), numerals)


def short_day(when: datetime.datetime, numerals: Numerals) -> str:
    """Such as "23 November", without a break, for a column of a table."""
    number = numerals.first_day if when.day == 1 else str(when.day)
    return f"{number}\u00a0{numerals.months[when.month - 1]}"


def time(when: datetime.datetime, numerals: Numerals) -> str:
    """Such as "14:05", in the moment's own zone."""
    return numerals.clock.format(hour=when.hour, minute=f"{when.minute:02d}")


def both(when: datetime.datetime, numerals: Numerals) -> str:
    """Day and time."""
    return f"{day(when, numerals)}, {time(when, numerals)}"


def zone(when: datetime.datetime) -> str:
    """The zone as a difference from UTC, such as "UTC+2": names of zones differ from system to system."""
    offset = when.utcoffset() or datetime.timedelta()
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "\u2212"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def local(moment: str, zone: datetime.tzinfo | None = None) -> datetime.datetime | None:
    """An RFC 3339 moment in a zone (None: this computer's); None for anything else."""
    try:
        when = datetime.datetime.fromisoformat(moment)
        return (when if when.tzinfo else when.replace(tzinfo=datetime.UTC)).astimezone(zone)
    except (ValueError, OverflowError, OSError):
        return None

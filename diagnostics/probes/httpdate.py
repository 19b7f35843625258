"""Dates of HTTP (RFC 9110, section 5.6.7). strptime is not used: its month names follow the system's language."""

import re
from datetime import UTC, datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
_FORMS = (
    re.compile(rf"\w{{3}}, (?P<day>\d\d) (?P<month>\w{{3}}) (?P<year>\d{{4}}) {_TIME} GMT$", re.ASCII),
    re.compile(rf"\w{{6,9}}, (?P<day>\d\d)-(?P<month>\w{{3}})-(?P<year>\d\d) {_TIME} GMT$", re.ASCII),  # RFC 850
    re.compile(rf"\w{{3}} (?P<month>\w{{3}}) (?P<day>[ \d]\d) {_TIME} (?P<year>\d{{4}})$", re.ASCII),  # asctime
)
_PIVOT = 70  # two-digit years from 70 are 19xx
_LEAP_SECOND = 60


def seconds_of(text: str) -> float | None:
    """Unix time in seconds, or None when it is no date."""
    for form in _FORMS:
        found = form.match(text.strip())
        if found is None or found["month"] not in _MONTHS:
            continue
        year = int(found["year"])
        if len(found["year"]) == 2:
            year += 1900 if year >= _PIVOT else 2000
        second = min(int(found["second"]), _LEAP_SECOND - 1)
        clock = (int(found["hour"]), int(found["minute"]), second)
        try:
            moment = datetime(year, _MONTHS.index(found["month"]) + 1, int(found["day"]), *clock, tzinfo=UTC)
        except ValueError:
            return None
        return moment.timestamp()
    return None

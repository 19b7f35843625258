"""A moment as somebody at the desk types it: "18:00", "90m", "2h", "3d", "2026-11-24", "2026-11-24T18:00"."""

import re
from datetime import UTC, datetime, timedelta

from app.desk.publish.error import PublishError

LONGEST = timedelta(days=31)
"""A notice that nobody ends goes by itself, before everybody has learned to look past it."""
_SPAN = re.compile(r"\+?(\d{1,5})([mhdj])")
_CLOCK = re.compile(r"(\d{1,2})[:h](\d{2})?")
_MOST_BARE_HOURS = 12
"""In French "18h" is a time of day: whoever means 18 hours writes "+18h"."""
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "j": "days"}


def until(text: str, now: datetime) -> datetime:
    """The moment, in UTC; without a zone it is meant in this computer's. Raises PublishError."""
    found = _moment(text.strip(), now)
    if found is None:
        raise PublishError("no_moment", text=text)
    if found <= now:
        raise PublishError("moment_over", text=text)
    if found - now > LONGEST:
        raise PublishError("moment_far", text=text, n=str(LONGEST.days))
    return found.astimezone(UTC).replace(microsecond=0)


def _moment(text: str, now: datetime) -> datetime | None:
    span, clock = _SPAN.fullmatch(text), _CLOCK.fullmatch(text)
    if span and span[2] == "h" and int(span[1]) > _MOST_BARE_HOURS and not text.startswith("+"):
        return None
    if span:
        return now + timedelta(**{_UNITS[span[2]]: int(span[1])})
    local = now.astimezone()
    try:
        if clock:
            today = local.replace(hour=int(clock[1]), minute=int(clock[2] or 0), second=0)
            return today if today > local else today + timedelta(days=1)
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        read = read.replace(hour=23, minute=59)  # "until Friday" means to its end
    return read if read.tzinfo else read.astimezone()

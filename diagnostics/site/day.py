"""Shape of a date."""

import datetime
import re

from diagnostics.site.error import quoted
from diagnostics.site.shape import text
from diagnostics.site.spot import Spot

EXAMPLE = "2027-06-30"


def day(spot: Spot, value: object) -> str:
    """A day of the calendar (RFC 3339, full-date), in quotation marks or as TOML's own date."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value.isoformat()
    written = text(spot, value)
    try:
        found = datetime.date.fromisoformat(written) if re.fullmatch(r"\d{4}-\d\d-\d\d", written, re.ASCII) else None
    except ValueError:  # the 31st of June
        spot.refuse(f"{quoted(written)} is not a day of the calendar", f'write such as "{EXAMPLE}"')
    if found is None:
        spot.refuse(f"{quoted(written)} is not a date", f'write year, month and day, such as "{EXAMPLE}"')
    return written

"""When a line of a log was written: the forms of time that VPN clients and the system's log begin their lines with.

A form without a time zone is this computer's local time; one without a year is the latest such day that has been.
"""

import re
import time
from datetime import UTC, datetime

_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_MONTH = "|".join(_MONTHS)
_CLOCK = r"(?P<H>\d\d):(?P<M>\d\d):(?P<S>\d\d)"
# A log may be a little ahead of the clock that we read: it was written with another one, or the clock was set back.
_AHEAD_S = 86_400.0
_YEAR_DIGITS = 2
_CENTURY = 2000

_FORMS = tuple(
    re.compile(form)
    for form in (
        # ISO 8601, OpenVPN, openconnect --timestamp (in brackets), Go's log package (with slashes)
        rf".{{0,32}}?(?P<Y>\d{{4}})(?P<separator>[-/])(?P<m>\d\d)(?P=separator)(?P<d>\d\d)[ T]{_CLOCK}"
        r"(?:[.,]\d{1,9})?(?P<zone>Z|[+-]\d\d:?\d\d)?",
        # seconds since 1970: OpenVPN --machine-readable-output, the journal's short-unix
        r"(?P<epoch>\d{9,11})\.\d{1,9}\s",
        # the system's log, charon
        rf"(?:<\d+>)?(?P<month>{_MONTH}) +(?P<d>\d{{1,2}}) {_CLOCK}",
        # OpenVPN before 2.5
        rf"\w{{3}} (?P<month>{_MONTH}) +(?P<d>\d{{1,2}}) {_CLOCK} (?P<Y>\d{{4}})",
        # OpenVPN Connect
        rf"\W{{0,3}}\[(?P<month>{_MONTH}) (?P<d>\d{{1,2}}), (?P<Y>\d{{4}}), {_CLOCK}\]",
        # GlobalProtect ("(P11-T12)Debug(42): 08/19/26 03:21:18:025"), FortiClient (time="08/08/2020 07:22:49")
        rf".{{0,40}}?\b(?P<m>\d\d)/(?P<d>\d\d)/(?P<Y>\d{{4}}|\d\d) {_CLOCK}",
    )
)


def moment_of(line: str, now_s: float) -> float | None:
    """Unix time of a line; None when it does not begin with a time that is known here."""
    for form in _FORMS:
        found = form.match(line)
        if found is not None:
            try:
                return _moment(found.groupdict(), now_s)
            except (ValueError, OverflowError):  # a day that does not exist
                return None
    return None


def _moment(part: dict[str, str | None], now_s: float) -> float:
    epoch = part.get("epoch")
    if epoch is not None:
        return float(epoch)
    month = _MONTHS[part["month"] or ""] if "month" in part else int(part["m"] or "")
    day, hour, minute, second = (int(part[key] or "") for key in ("d", "H", "M", "S"))
    year = part.get("Y")
    if year is None:
        return _latest(now_s, month, day, hour, minute, second)
    number = int(year) + (_CENTURY if len(year) == _YEAR_DIGITS else 0)
    when = datetime(number, month, day, hour, minute, second)
    zone = part.get("zone")
    return _local(when) if zone is None else when.replace(tzinfo=UTC).timestamp() - _offset_s(zone)


def _latest(now_s: float, month: int, day: int, hour: int, minute: int, second: int) -> float:
    """The latest such day that is not ahead of now; ValueError when there was none in two years (29 February)."""
    year = time.localtime(now_s).tm_year
    for candidate in (year, year - 1):
        try:
            when = _local(datetime(candidate, month, day, hour, minute, second))
        except ValueError:
            continue
        if when <= now_s + _AHEAD_S:
            return when
    raise ValueError("no such day")


def _local(when: datetime) -> float:
    return time.mktime(when.timetuple())


def _offset_s(zone: str) -> int:
    if zone == "Z":
        return 0
    digits = zone[1:].replace(":", "")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return -seconds if zone[0] == "-" else seconds

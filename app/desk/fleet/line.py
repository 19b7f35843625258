"""One line of the drop, judged: a clean row, or the reason why it is left out.

Anybody may write to the drop. What gets through is an id of a closed list, a provider's name out of a small alphabet,
an hour within the window, and what IT itself may call a VPN or an office: any printable line. That may look like markup
or like a command, so `page` escapes and `draft` quotes it, and the words of a spreadsheet are no business of ours.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

import msgspec

from app.content.record import OUTCOME, READY, VERDICT
from diagnostics.faults.number import NUMBERS

LONGEST_LINE = 2048
"""Bytes; a record of ours has under 400."""

HOUR_S = 3600
_CAUSES = frozenset(NUMBERS)
_WHO = re.compile(r"[0-9a-f]{16}")
_NAME = re.compile(r"[A-Za-z0-9À-ÖØ-öø-ÿ](?:[A-Za-z0-9À-ÖØ-öø-ÿ .&_()-]{0,38}[A-Za-z0-9À-ÖØ-öø-ÿ.)])?")
"""A provider, of which laptops know a list: letters of western Europe, digits and a few signs, 40 characters."""
LONGEST_VPN = 200  # characters; the site file takes any printable line, but no window shows more
LONGEST_OFFICE = 64  # characters, as in a notice
_ID = re.compile(r"[a-z0-9](?:[a-z0-9_.-]{0,58}[a-z0-9])?")
_HOUR = re.compile(r"(\d{4}-\d\d-\d\dT\d\d):\d\d:\d\dZ")
_SYSTEMS = frozenset({"linux", "darwin", "windows"})

REMEMBERED = 50_000
"""Names whose check is remembered; the memory of one who sends millions of different names stays bounded."""


class Left(StrEnum):
    """Why a line does not count; the sentences are the wording's "fleet.left_…"."""

    LONG = "long"
    NO_RECORD = "no_record"  # not JSON, wrong types, a schema of something else
    NEWER = "newer"  # a schema or a cause that this version does not know
    NAME = "name"  # a value that no laptop of ours writes
    OLD = "old"  # before the window
    FUTURE = "future"
    TOO_MANY = "too_many"  # bytes, lines or files beyond the limits of one page


class _Raw(msgspec.Struct):
    schema: str
    hour: str
    who: str
    cause: str | None = None
    isp: str | None = None
    vpn: str | None = None
    os: str | None = None
    guide: str | None = None
    step: str | None = None
    helped: bool | None = None
    drill: str | None = None
    office: str | None = None
    ready: bool | None = None


class Judge:
    """Judges lines for one window of hours, counted since 1970; keeps what it has seen, within limits."""

    def __init__(self, first_hour: int, last_hour: int) -> None:
        """Both hours belong to the window."""
        self._first, self._last = first_hour, last_hour
        self._decode = msgspec.json.Decoder(_Raw).decode
        self._hours: dict[str, int | Left] = {}
        self._names: dict[str, str | None] = {}
        self._vpns: dict[str, str | None] = {}
        self._offices: dict[str, str | None] = {}
        self._ids: dict[str, str | None] = {}

    def row(self, line: bytes) -> str | Left:
        """The row as tab-separated text with its line end, in the order of `table.COLUMNS`, or why there is none."""
        try:
            raw = self._decode(line)
        except (ValueError, RecursionError):  # msgspec's errors and a wrong UTF-8 are ValueErrors
            return Left.NO_RECORD
        hour = self._hours.get(raw.hour)
        if hour is None:
            hour = self._hour(raw.hour)
        if isinstance(hour, Left):
            return hour
        if _WHO.fullmatch(raw.who) is None:
            return Left.NAME
        schema, cause = raw.schema, raw.cause
        if cause is not None and cause not in _CAUSES:
            return Left.NEWER if self._id(cause) else Left.NAME
        try:
            if schema in (VERDICT, OUTCOME):
                return self._verdict(raw, hour, cause, schema == OUTCOME)
            if schema == READY:
                return self._ready(raw, hour, cause)
        except _StrangeError:
            return Left.NAME
        return Left.NEWER if schema.startswith("unstuck.") else Left.NO_RECORD

    def _verdict(self, raw: _Raw, hour: int, cause: str | None, is_outcome: bool) -> str | Left:
        if cause is None or (raw.os is not None and raw.os not in _SYSTEMS):
            return Left.NAME
        isp = "" if raw.isp is None else _known(self._names, _is_name, raw.isp)
        vpn = "" if raw.vpn is None else _known(self._vpns, _is_vpn, raw.vpn)
        if not is_outcome:
            return f"v\t{hour}\t{int(raw.who, 16)}\t{cause}\t{isp}\t{vpn}\t\t\t0\n"
        guide, step = self._id(raw.guide or cause), self._id(raw.step or "")
        if not (guide and step) or raw.helped is None:
            return Left.NAME
        return f"o\t{hour}\t{int(raw.who, 16)}\t{cause}\t{isp}\t{vpn}\t{guide}\t{step}\t{int(raw.helped)}\n"

    def _ready(self, raw: _Raw, hour: int, cause: str | None) -> str | Left:
        drill = self._id(raw.drill or "")
        office = "" if raw.office is None else _known(self._offices, _is_office, raw.office)
        if not drill or raw.ready is None:
            return Left.NAME
        return f"r\t{hour}\t{int(raw.who, 16)}\t{cause or ''}\t\t{office}\t{drill}\t\t{int(raw.ready)}\n"

    def _hour(self, text: str) -> int | Left:
        """Remembered: the hours of the window, and no others, so that nobody fills the memory with dates."""
        found = _HOUR.fullmatch(text)
        try:
            moment = datetime.strptime(found[1] if found else "", "%Y-%m-%dT%H").replace(tzinfo=UTC)
        except ValueError:
            return Left.NAME
        hour = int(moment.timestamp()) // HOUR_S
        if hour < self._first:
            return Left.OLD
        if hour > self._last:
            return Left.FUTURE
        if len(self._hours) < REMEMBERED:
            self._hours[text] = hour
        return hour

    def _id(self, text: str) -> str:
        try:
            return _known(self._ids, _is_id, text)
        except _StrangeError:
            return ""


class _StrangeError(Exception):
    """A value that no laptop of ours writes."""


def _is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def _is_vpn(text: str) -> bool:
    return _is_line(text, LONGEST_VPN)


def _is_office(text: str) -> bool:
    return _is_line(text, LONGEST_OFFICE)


def _is_line(text: str, longest: int) -> bool:
    """Printable: no control character, none that turns the direction of reading, no half of a character."""
    return 0 < len(text) <= longest and text.isprintable() and text == text.strip()


def _known(seen: dict[str, str | None], shape: Callable[[str], bool], text: str) -> str:
    if text not in seen:
        fits = shape(text)
        if len(seen) >= REMEMBERED:
            if not fits:
                raise _StrangeError
            return text
        seen[text] = text if fits else None
    if (known := seen[text]) is None:
        raise _StrangeError
    return known

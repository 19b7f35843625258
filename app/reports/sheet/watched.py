"""A saved watch (`unstuck.watch/1`) read back: its sentences are ignored, its ids and seconds are checked."""

import datetime

import msgspec

from diagnostics.model.verdict import UNKNOWN, Certainty, Owner, Verdict
from diagnostics.watch.episode import SCHEMA, Episode, WatchReport

FAMILY = "unstuck.watch/"
NEWER = "written by a newer version"
BROKEN = "a watch that is damaged"

AT_HOME = frozenset({"wifi", "cable", "powerline", "router", "lan", "distant_vpn"})
"""Reasons by which loss or delay is not the provider's."""


class NotAWatch(ValueError):
    """These bytes are no watch that can be read. `is_meant`: they claim to be one."""

    def __init__(self, why: str, *, is_meant: bool) -> None:
        super().__init__(why)
        self.is_meant = is_meant


class _Event(msgspec.Struct, frozen=True):
    cause: str
    certainty: Certainty
    began_at: str
    seconds: float
    gone: bool
    reason: str | None = None
    diagnosis_id: str = ""


class _Saved(msgspec.Struct, frozen=True):
    started_at: str
    minutes: float
    samples: int
    events: tuple[_Event, ...] = ()
    left_out: int = 0


class _Head(msgspec.Struct, frozen=True):
    schema: str = ""


def watch_of(data: bytes) -> WatchReport:
    """The watch in these bytes. Raises NotAWatch."""
    try:
        schema = msgspec.json.decode(data, type=_Head).schema
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotAWatch("not JSON", is_meant=False) from error
    if schema != SCHEMA:
        raise NotAWatch(NEWER, is_meant=schema.startswith(FAMILY))
    try:
        saved = msgspec.json.decode(data, type=_Saved)
        start = _moment(saved.started_at)
        events = tuple(_episode(item, start) for item in saved.events)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise NotAWatch(BROKEN, is_meant=True) from error
    return WatchReport(
        started_at=saved.started_at,
        minutes=saved.minutes,
        samples=saved.samples,
        events=events,
        left_out=saved.left_out,
    )


def _episode(item: _Event, start: datetime.datetime) -> Episode:
    began_s = (_moment(item.began_at) - start).total_seconds()
    verdict = Verdict(cause=item.cause, certainty=item.certainty, owner=_owner(item), reason=item.reason)
    return Episode(
        verdict=verdict,
        began_s=began_s,
        ended_s=began_s + item.seconds if item.gone else None,
        seconds=item.seconds,
        diagnosis_id=item.diagnosis_id,
    )


def _owner(item: _Event) -> Owner:
    """A saved watch does not say whose an episode is; the catalogue does, but for what goes wrong at home."""
    from diagnostics.faults import CATALOGUE  # noqa: PLC0415  # all rules: only where a file is read

    if item.reason in AT_HOME or item.cause == UNKNOWN:
        return Owner.NOBODY
    return next((fault.owner for fault in CATALOGUE if fault.id == item.cause), Owner.NOBODY)


def _moment(text: str) -> datetime.datetime:
    when = datetime.datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=datetime.UTC)

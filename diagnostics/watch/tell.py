"""A watch in JSON (`unstuck.watch/1`) and in lines for a terminal."""

import datetime
from typing import Any

import msgspec

from diagnostics import phrase
from diagnostics.model.verdict import HEALTHY, Verdict
from diagnostics.render import verdict_object
from diagnostics.watch.episode import SCHEMA, Change, Episode, WatchReport
from diagnostics.wording import CauseText, Wording


def as_object(report: WatchReport, wording: Wording) -> dict[str, Any]:
    """The JSON object; times are RFC 3339 in UTC."""
    return {
        "schema": SCHEMA,
        "started_at": report.started_at,
        "minutes": report.minutes,
        "samples": report.samples,
        "left_out": report.left_out,
        "events": [_event(report, item, wording) for item in report.events],
        "verdict": verdict_object(report.verdict, wording),
    }


def encode(report: WatchReport, wording: Wording) -> bytes:
    """The object as one line of UTF-8 JSON."""
    return msgspec.json.encode(as_object(report, wording)) + b"\n"


def line(report: WatchReport, change: Change, wording: Wording) -> str:
    """What just happened, for a terminal: the time of day and the cause, and when it is over how long it was."""
    item = change.episode
    if change.kind == "gone":
        return told(report, item, wording)
    at_s = item.began_s if change.kind == "began" else item.began_s + item.seconds
    return f"{clock(report, at_s, wording)}  {title_of(item, wording)}"


def summary(report: WatchReport, wording: Wording) -> str:
    """The end of a watch: a line for every episode; without any, what the last whole look said."""
    if report.events:
        return "\n".join(told(report, item, wording) for item in report.events)
    if report.verdict.cause == HEALTHY:
        return wording.text("watch.quiet")
    return _text(report.verdict, wording).says


def told(report: WatchReport, item: Episode, wording: Wording) -> str:
    """One episode: when it began, that it is gone or still there, and how long it was."""
    id = "watch.happened" if item.is_gone else "watch.still"
    args = {"title": title_of(item, wording), "time": moment(report, item.began_s)}
    return f"{wording.text(id, args)} ({wording.length(item.seconds)})"


def title_of(item: Episode, wording: Wording) -> str:
    """The cause in a few words."""
    return _text(item.verdict, wording).title


def clock(report: WatchReport, at_s: float, wording: Wording) -> str:
    """The time of day of a moment of the watch, on this computer's clock."""
    return phrase.time_of_day(moment(report, at_s), wording.numerals)


def moment(report: WatchReport, at_s: float) -> str:
    """RFC 3339 for a moment of the watch. From one start and the steady clock: the laptop's clock may be put right
    in between."""
    start = datetime.datetime.fromisoformat(report.started_at)
    when = start + datetime.timedelta(seconds=at_s)
    return when.isoformat(timespec="seconds").replace("+00:00", "Z")


def _text(verdict: Verdict, wording: Wording) -> CauseText:
    return wording.cause(verdict.cause, verdict.args, verdict.reason, verdict.because)


def _event(report: WatchReport, item: Episode, wording: Wording) -> dict[str, Any]:
    verdict = item.verdict
    text = _text(verdict, wording)
    return {
        "cause": verdict.cause,
        "certainty": verdict.certainty.value,
        "reason": verdict.reason,
        "args": verdict.args,
        "began_at": moment(report, item.began_s),
        "ended_at": None if item.ended_s is None else moment(report, item.ended_s),
        "seconds": item.seconds,
        "gone": item.is_gone,
        "title": text.title,
        "says": text.says,
        "diagnosis_id": item.diagnosis_id,
    }

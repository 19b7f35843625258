"""What the watch screen shows: whether it goes on, and what has happened until now."""

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from app.presenters.keep import Note
from app.presenters.phrase import Phrases

if TYPE_CHECKING:
    from app.presenters.words import Words
    from diagnostics.watch.episode import Episode, WatchReport

MINUTES = 10
"""Long enough for most of what comes and goes to come, short enough to be asked for in a call with IT."""

MOST_EVENTS = 40  # a person reads no more


@dataclass(frozen=True)
class WatchView:
    """`None` for a button that is not offered."""

    title: str
    state: str
    events: tuple[Note, ...]
    stop: str | None
    send: str | None
    again: str | None
    back: str
    spoken: str  # the latest event, for a screen reader; empty: nothing new to say


def watch_view(
    report: "WatchReport | None", seconds_left: float, outcome: str | None, words: "Words", say: Phrases
) -> WatchView:
    """`outcome`: None while it goes on, else "ok", "cancelled" or "error"."""
    events = report.events if report is not None else ()
    lines = [_line(report, item, words) for item in events] if report is not None else []
    latest_first = [Note("", line) for line in reversed(lines[-MOST_EVENTS:])]
    if len(lines) > MOST_EVENTS:
        latest_first.append(Note("", say("watch.more", n=len(lines) - MOST_EVENTS)))
    return WatchView(
        title=say("watch.title"),
        state=_state(report, seconds_left, outcome, words, say),
        events=tuple(latest_first),
        stop=say("button.stop_watch") if outcome is None else None,
        send=say("button.send") if events else None,
        again=say("button.watch_again") if outcome is not None else None,
        back=say("button.back"),
        spoken=lines[-1] if lines else "",
    )


def told(report: "WatchReport", words: "Words") -> str:
    """The whole watch in one paragraph: the person's words in a report, unless they write their own."""
    lines = [_line(report, item, words) for item in report.events[-MOST_EVENTS:]]
    return " ".join(lines)


def _state(report: "WatchReport | None", seconds_left: float, outcome: str | None, words: "Words", say: Phrases) -> str:
    if outcome == "error":
        return say("watch.failed")
    if outcome is None:
        start = say("watch.start", minutes=MINUTES)
        return f"{start} {say('watch.left', minutes=max(1, ceil(seconds_left / 60)))}"
    if report is None or not report.samples:
        return say("watch.nothing_seen")
    if report.events:
        return say("watch.over", minutes=max(1, round(report.minutes)))
    if report.verdict.cause != "healthy":
        return say("watch.unsure", minutes=max(1, round(report.minutes)))
    return words.text("watch.quiet")


def _line(report: "WatchReport", item: "Episode", words: "Words") -> str:
    """One episode in one sentence, and how long it was."""
    from diagnostics.watch.tell import moment  # noqa: PLC0415  # not before the first watch

    verdict = item.verdict
    title = words.cause(verdict.cause, verdict.args, verdict.reason, verdict.because).title
    sentence = words.text(
        "watch.happened" if item.is_gone else "watch.still", {"title": title, "time": moment(report, item.began_s)}
    )
    return f"{sentence} ({words.length(item.seconds)})"

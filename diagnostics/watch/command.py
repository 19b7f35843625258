"""`watch` without any window: lines when things happen, the result at the end, also after Ctrl-C."""

import argparse
import queue
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from diagnostics.command import (
    CAUSE_STATUS,
    HEALTHY_STATUS,
    UNKNOWN_STATUS,
    Refused,
    Sites,
    last_line,
    site_of,
    with_address,
)
from diagnostics.model.verdict import HEALTHY, UNKNOWN
from diagnostics.wording import LANGUAGES, Wording

if TYPE_CHECKING:
    from diagnostics.watch.episode import WatchReport
    from diagnostics.watch.run import Moved

USUAL_EVERY_S = 10.0
LEAST_EVERY_S = 2.0
"""Below that a look would begin before the one before it has ended, and the watch would be the load it looks for."""

MOST_EVERY_S = 3600.0
LEAST_MINUTES, MOST_MINUTES = 0.05, 720.0


def add_watch_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `watch`."""
    parser.add_argument("--minutes", type=minutes, required=True, metavar="N", help="how long to watch")
    parser.add_argument(
        "--every", type=every, default=USUAL_EVERY_S, metavar="S", help="seconds from one look to the next (usual: 10)"
    )
    parser.add_argument("--site", type=Path, metavar="FILE", help="the organisation's facts (TOML)")
    parser.add_argument("--address", metavar="TEXT", help="one app or site to follow as well")
    parser.add_argument("--json", action="store_true", help="print one JSON object at the end and nothing else")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the sentences")


def minutes(text: str) -> float:
    """How long. Raises argparse.ArgumentTypeError."""
    return _between(text, LEAST_MINUTES, MOST_MINUTES, "minutes")


def every(text: str) -> float:
    """How often, in seconds. Raises argparse.ArgumentTypeError."""
    return _between(text, LEAST_EVERY_S, MOST_EVERY_S, "seconds")


def watch(options: argparse.Namespace, out: TextIO, profile: Path | None = None, *, sites: Sites | None = None) -> int:
    """Watch here; returns the exit status. Raises Refused. The site is found as `diagnostics.command.diagnose` does."""
    site, _ = with_address(site_of(options, profile) if sites is None else sites(options), options.address)
    wording = Wording.load(options.lang or site.organisation.languages[0], it_name=site.organisation.it_name)
    from diagnostics.watch.here import follow  # noqa: PLC0415  # the whole engine: not for a refusal
    from diagnostics.watch.run import Pace  # noqa: PLC0415
    from diagnostics.watch.tell import encode, summary  # noqa: PLC0415

    try:
        ended = follow(site, Pace(options.minutes, options.every), lambda event: _tell(event, options, out, wording))
    except queue.Empty:
        raise Refused("the watch did not go on; send this to IT: engine stalled") from None
    if ended.outcome == "error":
        raise Refused(f"the watch broke: {last_line(ended.detail)}")
    if options.json:
        out.write(encode(ended.report, wording).decode())
    else:
        out.write(summary(ended.report, wording) + "\n")
    out.flush()
    return status(ended.report)


def status(report: "WatchReport") -> int:
    """0 nothing happened, 1 something happened (even when it is gone), 3 only trouble that has no name."""
    causes = {item.cause for item in report.events} or {report.verdict.cause}
    if causes == {HEALTHY}:
        return HEALTHY_STATUS
    return UNKNOWN_STATUS if causes == {UNKNOWN} else CAUSE_STATUS


def _tell(event: "Moved", options: argparse.Namespace, out: TextIO, wording: Wording) -> None:
    """Lines when something happened; a count on a terminal, so that a person sees that it goes on."""
    from diagnostics.watch.tell import line  # noqa: PLC0415

    if options.json:
        return
    for change in event.changes:
        out.write(line(event.report, change, wording) + "\n")
    out.flush()
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{event.report.samples}  {round(event.seconds_left)} s \r")
        sys.stderr.flush()


def _between(text: str, low: float, high: float, unit: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number; write {unit} from {low:g} to {high:g}") from None
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is out of range; write {unit} from {low:g} to {high:g}")
    return value

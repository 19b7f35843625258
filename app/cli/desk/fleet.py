"""`unstuck desk fleet FOLDER`: what happens on all laptops, as one page and `peers.json`, from anonymous records."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from diagnostics import command
from diagnostics.command import Refused
from diagnostics.wording import LANGUAGES

WRITTEN, NOTHING = 0, 1
USUAL_PAGE, USUAL_PEERS = "fleet.html", "peers.json"
USUAL_DAYS, MOST_DAYS = 14, 60


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("fleet", help="show what happens on all laptops, from their anonymous records")
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="records, one a line, in files that end in .jsonl")
    parser.add_argument("--out", type=Path, metavar="FILE", help=f"the page (usual: {USUAL_PAGE} here)")
    parser.add_argument(
        "--peers", type=Path, metavar="FILE", help=f"counts for laptops (usual: {USUAL_PEERS} beside it)"
    )
    parser.add_argument(
        "--days", type=_days, default=USUAL_DAYS, metavar="N", help=f"how far back (usual: {USUAL_DAYS})"
    )
    parser.add_argument("--until", type=_moment, metavar="T", help="the end, such as 2026-11-24T18:00Z (usual: now)")
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help="what the page shows first")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 written, 1 written and no record of that time was there, 2 nothing was written."""
    return command.guarded(fleet, options, "unstuck")


def fleet(options: argparse.Namespace, out: TextIO) -> int:
    """Count, write both files, print what looks like an incident. Raises Refused."""
    from app.desk.fleet import draft, page, peers  # noqa: PLC0415
    from app.desk.fleet.error import FleetError  # noqa: PLC0415
    from app.desk.fleet.look import look  # noqa: PLC0415
    from app.store import atomic  # noqa: PLC0415
    from app.store.error import StoreError  # noqa: PLC0415
    from diagnostics.wording import Wording  # noqa: PLC0415

    at = options.until or datetime.now(UTC)
    shown = options.out or Path(USUAL_PAGE)
    counts = options.peers or shown.with_name(USUAL_PEERS)
    try:
        found = look(options.folder, at, options.days)
        atomic.write(shown, page.page(found, at, options.lang))
        atomic.write(counts, peers.peers(found, at))
    except (FleetError, StoreError) as error:
        raise Refused(error.sentence(options.lang)) from error
    say = Wording.load(options.lang)
    out.write(say.text("fleet.written", {"page": str(shown), "peers": str(counts)}) + "\n")
    if not found.records:
        out.write(say.text("fleet.nothing") + "\n")
        return NOTHING
    for one in found.incidents:
        title = say.cause(one.cause).title
        where = say.text("fleet.everywhere") if one.scope == "all" else one.name or say.text("fleet.isp_missing")
        state = say.text("fleet.incident_on" if one.is_on else "fleet.incident_over")
        out.write(f"{one.begin:%Y-%m-%dT%H:%MZ}  {title} – {where}  {state}\n    {draft.draft(one)}\n")
    return WRITTEN


def _days(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= MOST_DAYS:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a number of days from 1 to {MOST_DAYS}")


def _moment(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a moment such as 2026-11-24T18:00Z") from None
    return read if read.tzinfo else read.astimezone()

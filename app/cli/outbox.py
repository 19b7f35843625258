"""`unstuck outbox`: what waits and what has ever left; `send` tries now, `cancel NAME` takes one back.

Anonymous records, if IT asks for them, are one line at the end; the exit status is about reports alone.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from app.cli.place import site_here
from app.cli.way import with_ways
from diagnostics import command
from diagnostics.command import Refused
from diagnostics.wording import LANGUAGES, Wording

if TYPE_CHECKING:
    from app.reports.outbox import Entry, Outbox, Records
    from diagnostics.model.site import Site

DONE, WAITING = 0, 1
SCHEMA = "unstuck.outbox/1"
SHORT = 16  # characters of a name that name a report: its id


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("outbox", help="list the reports that wait and those that ever left")
    parser.add_argument("do", nargs="?", choices=("list", "send", "cancel"), default="list", help="usual: list")
    parser.add_argument("name", nargs="?", metavar="NAME", help="of `cancel`: a report's id or file name, as listed")
    parser.add_argument("--site", type=Path, metavar="FILE", help="site file that says where reports go")
    parser.add_argument("--proxy", metavar="HOST:PORT", help="proxy to send through")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the sentences")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 nothing waits any more (or the one is cancelled), 1 something does, 2 it could not run."""
    return command.guarded(show, args, "unstuck")


def show(args: argparse.Namespace, out: TextIO) -> int:
    """List, send or cancel. Raises Refused."""
    from app.reports.outbox import Outbox, Records  # noqa: PLC0415  # `unstuck diagnose` never needs them
    from app.store.folder import folders  # noqa: PLC0415

    if (args.do == "cancel") != (args.name is not None):
        raise Refused("outbox: write `cancel NAME`; NAME is a report's id, as `unstuck outbox` lists it.")
    own = folders()
    folder = own.state / "outbox"
    outbox, records = Outbox(folder), Records(folder)
    site = with_ways(site_here(args), None, args.proxy)
    say = Wording.load(args.lang or site.organisation.languages[0], it_name=site.organisation.it_name)
    if args.do == "cancel":
        return _cancel(outbox, args.name, say, out)
    if args.do == "send":
        _send(outbox, records, site, folder, say)
    entries, waiting = outbox.entries(), records.waiting()
    out.write(_json(entries, waiting) if args.json else _list(entries, waiting, say))
    return WAITING if any(_lies_here(entry) for entry in entries) else DONE


def _send(outbox: "Outbox", records: "Records", site: "Site", folder: Path, say: Wording) -> None:
    from app.reports.carrier import for_site  # noqa: PLC0415

    carriers = for_site(site.report, site.proxy.server, outbox=folder)
    if not carriers:
        raise Refused('outbox: the site file names no way; add [report] drop = "https://…" or folder = "/…".')
    trouble = outbox.trouble()
    if trouble is not None:  # nothing is tried that could not be remembered
        raise Refused(trouble.sentence(say.language))
    for entry in outbox.entries():
        if entry.state in ("gave_up", "refused"):
            outbox.retry(entry.name)
    outbox.deliver(carriers, force=True)
    while records.deliver(carriers, force=True):  # a handful each; the first in vain ends it
        pass


def _cancel(outbox: "Outbox", wanted: str, say: Wording, out: TextIO) -> int:
    found = [entry for entry in outbox.entries() if wanted in (entry.name, entry.name[:SHORT])]
    if not found:
        raise Refused(f"outbox: there is no report {wanted!r}; `unstuck outbox` lists them.")
    if not outbox.cancel(found[0].name):
        state = say.text(f"outbox.state_{found[0].state}")
        raise Refused(f"outbox: {found[0].name[:SHORT]} could not be taken back ({state}).")
    out.write(say.text("outbox.maybe" if found[0].may_have_left else "outbox.taken_back") + "\n")
    return DONE


def _list(entries: Sequence["Entry"], records: int, say: Wording) -> str:
    lines = [line for entry in entries for line in _lines(entry, say)] or [say.text("outbox.empty")]
    if records:
        lines.append(say.text("outbox.records", {"n": str(records)}))
    return "".join(f"{line}\n" for line in lines)


def _lines(entry: "Entry", say: Wording) -> list[str]:
    """Three lines at most: which one, how it stands, how the latest try ended."""
    head = f"{entry.name[:SHORT]}  {entry.about.code}  {entry.about.created_at}"
    args = {"to": entry.about.to, "left": say.length(entry.left_s), "tries": str(entry.tries)}
    lines = [head, "  " + say.text(f"outbox.line_{entry.state}", args)]
    if entry.way:
        lines.append("  " + say.text(f"outbox.{entry.way}"))
    elif entry.last is not None and _lies_here(entry):
        lines.append("  " + entry.last.sentence(say.language))
    return lines


def _json(entries: Sequence["Entry"], records: int) -> str:
    import msgspec  # noqa: PLC0415

    told = [
        {
            "name": entry.name,
            "state": entry.state.value,
            "cause": entry.about.cause,
            "code": entry.about.code,
            "created_at": entry.about.created_at,
            "to": entry.about.to,
            "tries": entry.tries,
            "last": None if entry.last is None else entry.last.outcome.value,
            "way": entry.way,
            "waited_s": round(entry.waited_s),
            "left_s": round(entry.left_s),
            "bytes": entry.size,
            "ended_at": entry.ended_at,
        }
        for entry in entries
    ]
    return msgspec.json.encode({"schema": SCHEMA, "entries": told, "records": records}).decode() + "\n"


def _lies_here(entry: "Entry") -> bool:
    return entry.state in ("waiting", "gave_up", "refused")

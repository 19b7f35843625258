"""`unstuck undo`: put back what Unstuck has changed on this computer, newest first."""

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from app.cli.place import site_here
from app.store.folder import folders
from diagnostics import command
from diagnostics.command import Refused
from diagnostics.wording import LANGUAGES, Wording

if TYPE_CHECKING:
    from app.guides.hand import Deed
    from app.guides.journal import Entry, Journal

UNDONE, NOT_ALL = 0, 1
SCHEMA = "unstuck.undo/1"


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("undo", help="undo everything that Unstuck has changed on this computer")
    parser.add_argument("--list", action="store_true", help="only show what has been changed and not taken back")
    parser.add_argument("--site", type=Path, metavar="FILE", help="the organisation's facts (TOML)")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the sentences")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 everything undone, or nothing to undo; 1 something could not be put back; 2 it could not run."""
    return command.guarded(undo, options, "unstuck")


def undo(options: argparse.Namespace, out: TextIO) -> int:
    """Show or undo. Raises Refused."""
    organisation = site_here(options).organisation
    wording = Wording.load(options.lang or organisation.languages[0], it_name=organisation.it_name)
    journal = _journal()
    entries = _left(journal, wording)
    if options.list or not entries:
        return _show(entries, options, out, wording)
    return _undo(journal, entries, options, out, wording)


def _journal() -> "Journal":
    from app.guides.journal import FILE_NAME, Journal  # noqa: PLC0415

    return Journal(folders().state / FILE_NAME)


def _left(journal: "Journal", wording: Wording) -> tuple["Entry", ...]:
    """What is changed and not taken back, newest first."""
    from app.store.error import StoreError  # noqa: PLC0415

    try:
        return journal.left()
    except StoreError as error:
        raise Refused(error.sentence(wording.language)) from error


def _show(entries: tuple["Entry", ...], options: argparse.Namespace, out: TextIO, wording: Wording) -> int:
    from app.guides.journal import Stage  # noqa: PLC0415

    if options.json:
        _print_json([_plain(entry) for entry in entries], out)
        return UNDONE
    if not entries:
        out.write(wording.text("undo.nothing") + "\n")
        return UNDONE
    for entry in entries:
        _head(entry, out, wording)
        if entry.state is Stage.STUCK:
            out.write(f"   {wording.text('undo.stuck_before')}\n")
        elif entry.is_open:
            out.write(f"   {wording.text('undo.open')}\n")
    out.write(wording.text("undo.hint") + "\n")
    return UNDONE


def _undo(
    journal: "Journal", entries: tuple["Entry", ...], options: argparse.Namespace, out: TextIO, wording: Wording
) -> int:
    from app.guides import actions  # noqa: PLC0415  # only here the hands are needed
    from app.guides.hand import ASK_S, Did  # noqa: PLC0415
    from app.guides.repair import Repairer  # noqa: PLC0415

    _refuse_when_busy(journal, wording)
    attended = sys.stdin.isatty()  # a password can be typed there
    repairer = Repairer(actions.hands(attended=attended), journal, ask_s=ASK_S if attended else 0.0)
    rows: list[dict[str, Any]] = []
    status = UNDONE
    for entry in entries:
        if not options.json:
            _head(entry, out, wording)
        deed = repairer.undo_one(entry.entry)
        words = {Did.DONE: "undo.back", Did.NOTHING_TO_DO: "undo.gone"}.get(deed.did, "undo.stuck")
        if words == "undo.stuck":
            status = NOT_ALL
        if not options.json:
            out.write(f"   {wording.text(words)}\n")
            out.flush()
        rows.append(_plain(_now(journal, entry), deed))
    if options.json:
        _print_json(rows, out)
    return status


def _refuse_when_busy(journal: "Journal", wording: Wording) -> None:
    from app.cli.errand import AT_WORK  # noqa: PLC0415
    from app.store.error import StoreError  # noqa: PLC0415

    try:
        free = journal.lock.take()
    except StoreError as error:
        raise Refused(error.sentence(wording.language)) from error
    journal.lock.release()
    if not free:
        raise Refused(AT_WORK)


def _now(journal: "Journal", entry: "Entry") -> "Entry":
    from app.store.error import StoreError  # noqa: PLC0415

    try:
        return next((one for one in journal.entries() if one.entry == entry.entry), entry)
    except StoreError:
        return entry


def _head(entry: "Entry", out: TextIO, wording: Wording) -> None:
    """When, what in words, and which guide wanted it."""
    from app.cli.telling import done  # noqa: PLC0415
    from app.guides.library import guide_for  # noqa: PLC0415

    at = _local(entry.at)
    when = {"date": at, "time": at, "what": done(entry.verb, wording)}
    out.write(wording.text("undo.line", when) + "\n")
    if entry.guide:
        guide = guide_for(entry.guide)
        title = wording.fill(guide.title.of(wording.language)) if guide.id == entry.guide else entry.guide
        out.write(f"   {wording.text('undo.guide', {'what': title})}\n")


def _local(moment: str) -> str:
    """The moment by this computer's clock, so that day and hour fit each other."""
    try:
        return datetime.fromisoformat(moment).astimezone().isoformat()
    except (ValueError, OverflowError, OSError):  # a journal that somebody has edited
        return moment


def _plain(entry: "Entry", deed: "Deed | None" = None) -> dict[str, Any]:
    row = {
        "entry": entry.entry,
        "verb": entry.verb,
        "guide": entry.guide,
        "step": entry.step,
        "state": entry.state.value,
        "at": entry.at,
    }
    return row if deed is None else {**row, "did": deed.did.value, "reason": deed.detail}


def _print_json(rows: list[dict[str, Any]], out: TextIO) -> None:
    import msgspec  # noqa: PLC0415

    out.write(msgspec.json.encode({"schema": SCHEMA, "entries": rows}).decode() + "\n")

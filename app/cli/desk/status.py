"""`unstuck desk status [FOLDER]`: what expires when, who signed it, who may sign it."""

import argparse
from typing import Any, TextIO

from app.cli.desk.access import DONE, NOT_GOOD, add_place, local, opened, told
from diagnostics import command


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("status", help="say what expires when and who can sign it")
    add_place(parser, positional=True)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 all is well; 1 something is to be done, such as half of a life over; 2 it could not run."""
    return command.guarded(status, options, "unstuck")


def status(options: argparse.Namespace, out: TextIO) -> int:
    """Print one line for each role, and what to do. Raises Refused."""
    access = opened(options)
    say = access.say
    with told(say.language):
        from app.desk.publish.status import status as look  # noqa: PLC0415
        from app.desk.publish.work import utc_now  # noqa: PLC0415

        found = look(access.desk, access.keyring.by_id(), utc_now())
    for one in found:
        expires = local(one.expires)
        signers, keys = ", ".join(one.signers), ", ".join(one.keys)
        out.write(f"{one.role:<10} v{one.version:<4} {expires}  {max(0, round(one.used * 100)):>3} %  ")
        out.write(f"{signers}  ({keys})\n")
    late = [one for one in found if one.late]
    for one in late:
        id = {"root": "late_root", "targets": "late_root", "snapshot": "late_online", "timestamp": "late_online"}
        left = "publish.over" if one.left_days < 0 else f"publish.{id.get(one.role, 'late_person')}"
        args = {"role": one.role, "n": str(max(0, round(one.left_days)))}
        out.write(say.text(left, args) + "\n")
    old = any(one.is_old for one in found)
    if old:
        out.write(say.text("publish.peers_old") + "\n")
    if not late and not old:
        out.write(say.text("publish.all_fresh") + "\n")
    return NOT_GOOD if late or old else DONE

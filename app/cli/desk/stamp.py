"""`unstuck desk stamp [FOLDER]`: sign the time stamp again, for a daily job."""

import argparse
from typing import Any, TextIO

from app.cli.desk.access import DONE, add_place, last_line, opened, told
from diagnostics import command


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("stamp", help="sign the time stamp again; run it every day")
    add_place(parser, positional=True)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 stamped; 2 nothing changed."""
    return command.guarded(stamp, options, "unstuck")


def stamp(options: argparse.Namespace, out: TextIO) -> int:
    """Stamp. Raises Refused."""
    access = opened(options)
    with told(access.say.language):
        from app.desk.publish.work import stamp as work  # noqa: PLC0415

        done = work(access.desk, access.keyring)
    out.write(last_line(access.say, done) + "\n")
    return DONE

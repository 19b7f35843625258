"""`unstuck desk new CAUSE`: a guide to fill in, in both languages."""

import argparse
from typing import Any, TextIO

from app.cli.desk.access import DONE, add_place, opened, told
from diagnostics import command


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("new", help="begin a guide for a cause: both languages, every key explained")
    parser.add_argument("cause", metavar="CAUSE", help="as a report names it, such as vpn.mtu, or symptom.calls")
    parser.add_argument("--copy", action="store_true", help="begin with the built-in guide instead of an empty one")
    add_place(parser, positional=False)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 written; 2 nothing was written."""
    return command.guarded(make, options, "unstuck")


def make(options: argparse.Namespace, out: TextIO) -> int:
    """Write the skeleton and say where. Raises Refused."""
    access = opened(options)
    with told(access.say.language):
        from app.desk.publish.skeleton import write  # noqa: PLC0415

        path = write(access.desk, options.cause, whole=options.copy)
    out.write(access.say.text("publish.new", {"path": str(path)}) + "\n")
    return DONE

"""`unstuck watch --minutes N`: watch this laptop for a while and say what came and went."""

import argparse
from functools import partial
from typing import Any

from app.cli.place import site_here
from diagnostics import command
from diagnostics.watch import command as watching


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("watch", help="watch for some minutes: name what comes and goes")
    watching.add_watch_arguments(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 nothing happened, 1 something happened, 3 only unknown trouble, 2 it could not run."""
    return command.guarded(partial(watching.watch, sites=site_here), options, "unstuck")

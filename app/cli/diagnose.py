"""`unstuck diagnose`: run the checks here and print the verdict."""

import argparse
from functools import partial
from typing import Any

from app.cli.below import news
from app.cli.place import site_here
from app.cli.spoken import spoken
from diagnostics import command


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("diagnose", help="check this laptop and name the one cause")
    command.add_diagnose_arguments(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 healthy, 1 a cause is named, 3 unknown, 2 it could not run."""
    told = partial(command.diagnose, sites=site_here, beneath=news, epilogue=spoken)
    return command.guarded(told, options, "unstuck")

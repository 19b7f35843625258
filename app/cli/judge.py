"""`unstuck judge FILE`: judge a saved diagnosis again, on any machine."""

import argparse
from functools import partial
from typing import Any

from app.cli.below import below_saved
from diagnostics import command


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("judge", help="judge a saved diagnosis again")
    command.add_judge_arguments(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """The exit statuses of `unstuck diagnose`."""
    return command.guarded(partial(command.judge, epilogue=below_saved), options, "unstuck")

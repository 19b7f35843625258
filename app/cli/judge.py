"""`unstuck judge FILE`: judge a saved diagnosis again, on any machine."""

import argparse
from functools import partial
from typing import Any

from app.cli.below import news_saved
from app.cli.spoken import spoken
from diagnostics import command


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("judge", help="judge a saved diagnosis again")
    command.add_judge_arguments(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """The exit statuses of `unstuck diagnose`."""
    return command.guarded(partial(command.judge, beneath=news_saved, epilogue=spoken), options, "unstuck")

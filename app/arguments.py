"""The arguments of the window."""

import argparse
from pathlib import Path

HELP = {"-h", "--help"}


def window_arguments(arguments: list[str]) -> tuple[Path | None, str | None]:
    """The site file and the language that were named. Ends the program with status 2 where they do not fit."""
    parser = argparse.ArgumentParser(
        "unstuck",
        description="Opens the window, or works in the terminal with a command (each has --help).",
    )
    parser.add_argument("--site", type=Path, metavar="FILE", help="the organisation's facts (TOML)")
    parser.add_argument("--lang", choices=("en", "fr"), help="language of the window")
    if HELP & set(arguments):
        from app.cli import declare  # noqa: PLC0415  # a window does without the terminal's commands

        declare(parser)
    options = parser.parse_args(arguments)
    return options.site, options.lang

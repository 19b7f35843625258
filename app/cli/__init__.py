"""The command line: one module per sub-command. No Qt is imported from here."""

import argparse
import sys
from pathlib import Path

from app.cli import code, content, desk, diagnose, guide, judge, outbox, papers, report, undo, watch
from app.version import version

COMMANDS = (diagnose, judge, watch, guide, undo, code, report, outbox, papers, content, desk)
REFUSED = 2


def main(argv: list[str]) -> int:
    """Run `unstuck COMMAND ...`; returns the exit status (2 for arguments that do not fit)."""
    parser = argparse.ArgumentParser(
        "unstuck", description="Finds out why the connection, the VPN or a company service does not work."
    )
    parser.add_argument("--version", action="store_true", help="say which version this is, and end")
    parser.add_argument(
        "--record-fixture",
        type=Path,
        metavar="DIR",
        help="write what this laptop says of itself, without names and addresses, as a case for the tests, and end",
    )
    declare(parser)
    options = parser.parse_args(argv)
    if options.version:
        print(f"unstuck {version()}")
        return 0
    if options.record_fixture is not None:
        return _record(options.record_fixture)
    if options.command is None:
        parser.error("a COMMAND is missing")
    return int(options.run(options))


def declare(parser: argparse.ArgumentParser) -> None:
    """All sub-commands, each with its line in the help."""
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(subparsers)


def _record(folder: Path) -> int:
    from diagnostics.system.record import record  # noqa: PLC0415  # only this command needs it

    try:
        print(record(folder))
    except OSError as error:
        print(f"unstuck: {folder}: {error.strerror}; choose a folder that you may write to", file=sys.stderr)
        return REFUSED
    return 0

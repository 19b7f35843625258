"""The command line: one module per sub-command. No Qt is imported from here."""

import argparse

from app.cli import diagnose, judge, report

COMMANDS = (diagnose, judge, report)


def main(argv: list[str]) -> int:
    """Run `unstuck COMMAND ...`; returns the exit status (2 for arguments that do not fit)."""
    parser = argparse.ArgumentParser(
        "unstuck", description="Finds out why the connection, the VPN or a company service does not work."
    )
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add_parser(subparsers)
    options = parser.parse_args(argv)
    return int(options.run(options))

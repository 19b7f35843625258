"""`unstuck desk …`: IT's side, on IT's own computers. No Qt."""

from typing import Any

from app.cli.desk import collect, decode, open

COMMANDS = (open, decode, collect)


def add_parser(subparsers: Any) -> None:
    """Declare `desk` and its own sub-commands."""
    parser = subparsers.add_parser("desk", help="IT's side: open reports, decode codes, collect reports into tickets")
    own = parser.add_subparsers(dest="desk_command", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_parser(own)

"""`unstuck desk …`: IT's side, on IT's own computers. No Qt."""

from typing import Any

from app.cli.desk import (
    collect,
    decode,
    drill,
    fleet,
    init,
    lint,
    new,
    notice,
    open,
    preview,
    prove,
    publish,
    rotate,
    stamp,
    status,
)

COMMANDS = (
    open,
    decode,
    collect,
    init,
    new,
    lint,
    preview,
    prove,
    publish,
    notice,
    drill,
    stamp,
    rotate,
    status,
    fleet,
)


def add_parser(subparsers: Any) -> None:
    """Declare `desk` and its own sub-commands."""
    parser = subparsers.add_parser("desk", help="IT's side: open reports, make tickets, publish guides and notices")
    own = parser.add_subparsers(dest="desk_command", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_parser(own)

"""`unstuck desk rotate ROLE --out KEY --in KEY`: new keys for old ones; root keys that sign for another year."""

import argparse
from typing import Any, TextIO

from app.cli.desk.access import DONE, add_place, last_line, opened, told
from diagnostics import command

ROLES = ("root", "online", "guides", "notices")


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("rotate", help="replace keys, let a colleague in or out, renew the root for a year")
    parser.add_argument("role", choices=ROLES, metavar="ROLE", help=f"one of: {', '.join(ROLES)}")
    parser.add_argument("--out", action="append", default=[], metavar="KEY", help="key that goes, such as bob-guides")
    parser.add_argument(
        "--in", dest="into", action="append", default=[], metavar="KEY", help="key that comes; made if there is none"
    )
    parser.add_argument("--no-passphrase", action="store_true", help="a new key without passphrase: for trying only")
    add_place(parser, positional=False)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 done; 2 nothing changed."""
    return command.guarded(rotate, options, "unstuck")


def rotate(options: argparse.Namespace, out: TextIO) -> int:
    """Rotate. Raises Refused."""
    access = opened(options)
    with told(access.say.language):
        from app.desk.publish.rotate import refuse_names  # noqa: PLC0415
        from app.desk.publish.rotate import rotate as work  # noqa: PLC0415

        refuse_names(options.role, options.into)  # before anybody is asked for a passphrase
        made: list[str] = []
        try:
            for name in options.into:
                if name not in access.keyring.names():
                    access.keyring.make(name, locked=not options.no_passphrase)
                    made.append(name)
            done = work(access.desk, access.keyring, options.role, out=options.out, into=options.into)
        except BaseException:
            for name in made:
                access.keyring.discard(name)
            raise
    for name in made:
        out.write(access.say.text("publish.key_made", {"name": name}) + "\n")
    out.write(last_line(access.say, done) + "\n")
    if done.was_old:
        out.write(access.say.text("publish.peers_moved") + "\n")
    return DONE

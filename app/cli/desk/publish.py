"""`unstuck desk publish [FOLDER]`: check everything, sign what changed, put it into the public folder."""

import argparse
import sys
from typing import Any, TextIO

from app.cli.desk.access import DONE, NOT_GOOD, NotGood, add_person, add_place, last_line, opened, told
from diagnostics import command

ROLES = ("guides", "notices")


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("publish", help="check, sign and publish guides, site file and release note")
    add_place(parser, positional=True)
    add_person(parser)
    parser.add_argument("--only", choices=ROLES, help="leave everything that another role signs as it is")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 public; 1 the content is not good and nothing changed; 2 the command could not run."""
    return command.guarded(publish, options, "unstuck")


def publish(options: argparse.Namespace, out: TextIO) -> int:
    """Publish. Raises Refused."""
    access = opened(options)
    roles = (options.only,) if options.only else ROLES
    try:
        with told(access.say.language):
            from app.desk.publish.work import publish as work  # noqa: PLC0415

            done = work(access.desk, access.keyring, access.people, roles=roles)
    except NotGood as error:
        if sys.stderr is not None:
            sys.stderr.write(f"{error}\n{access.say.text('publish.nothing_published')}\n")
        return NOT_GOOD
    for path in done.changed:
        out.write(f"  {path}\n")
    args = {"n": str(len(done.changed))}
    out.write(access.say.text("publish.published" if done.changed else "publish.no_change", args) + "\n")
    out.write(last_line(access.say, done) + "\n")
    if done.is_old:
        out.write(access.say.text("publish.peers_old") + "\n")
    return DONE

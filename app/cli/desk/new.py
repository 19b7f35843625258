"""`unstuck desk new CAUSE`: a guide to fill in, in both languages."""

import argparse
from typing import Any, TextIO

from app.cli.desk.access import DONE, add_place, opened, told
from diagnostics import command
from diagnostics.wording import FALLBACK, Wording


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("new", help="begin a guide for a cause: both languages, every key explained")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("cause", nargs="?", metavar="CAUSE", help="as a report names it: vpn.mtu, symptom.calls")
    what.add_argument("--list", action="store_true", help="print every cause that has a guide, with its title")
    parser.add_argument("--copy", action="store_true", help="begin with the built-in guide instead of an empty one")
    add_place(parser, positional=False)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 written, or listed; 2 nothing was written."""
    return command.guarded(make, options, "unstuck")


def make(options: argparse.Namespace, out: TextIO) -> int:
    """Write the skeleton and say where. Raises Refused."""
    if options.list:
        return _list(Wording.load(options.lang or FALLBACK), out)
    access = opened(options)
    with told(access.say.language):
        from app.desk.publish.skeleton import write  # noqa: PLC0415

        path = write(access.desk, options.cause, whole=options.copy)
    out.write(access.say.text("publish.new", {"path": str(path)}) + "\n")
    return DONE


def _list(say: Wording, out: TextIO) -> int:
    from app.desk.publish.guidelint import CAUSES, TILES  # noqa: PLC0415
    from app.guides.library import SYMPTOM, guide_for, guide_for_symptom  # noqa: PLC0415

    for name in (*CAUSES, *TILES):
        tile = name.removeprefix(SYMPTOM)
        built_in = guide_for(name) if tile == name else guide_for_symptom(tile)
        out.write(f"{name:<30} {built_in.title.of(say.language)}\n")
    return DONE

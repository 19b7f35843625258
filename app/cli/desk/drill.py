"""`unstuck desk drill "texte" --en "text" --until 2h`: ask all laptops whether they are ready; one line comes back."""

import argparse
from typing import Any, TextIO

from app.cli.desk.access import DONE, add_person, add_place, last_line, local, opened, told
from diagnostics import command
from diagnostics.command import Refused


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("drill", help="ask all laptops whether they are ready to work from elsewhere")
    parser.add_argument("text", nargs="?", metavar="FRENCH", help="what people read in French")
    parser.add_argument("--en", metavar="ENGLISH", help="what people read in English")
    parser.add_argument("--until", metavar="T", help="18:00, 90m, 2h, 3d, 2026-11-24 or 2026-11-24T18:00")
    parser.add_argument("--end", action="store_true", help="take the drill away now")
    add_place(parser, positional=False)
    add_person(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 public; 2 nothing changed."""
    return command.guarded(drill, options, "unstuck")


def drill(options: argparse.Namespace, out: TextIO) -> int:
    """Ask, or end it. Raises Refused."""
    access = opened(options)
    say = access.say
    with told(say.language):
        from app.desk.publish import notice  # noqa: PLC0415
        from app.desk.publish.when import until  # noqa: PLC0415
        from app.desk.publish.work import change_notices, utc_now  # noqa: PLC0415

        id = moment = ""
        change: notice.Change = notice.end_drill
        if not options.end:
            for name, given in (("FRENCH", options.text), ("--en", options.en), ("--until", options.until)):
                if not given:
                    raise Refused(say.text("publish.missing_argument", {"name": name}))
            end = until(options.until, utc_now())
            moment = local(end)
            id, change = notice.drill(options.text, options.en, end)
        done = change_notices(access.desk, access.keyring, access.people, change)
    out.write(
        say.text("publish.drill_ended" if options.end else "publish.drill_out", {"name": id, "moment": moment}) + "\n"
    )
    out.write(last_line(say, done) + "\n")
    return DONE

"""`unstuck desk notice "texte" --en "text" --until 18:00`: tell laptops what IT knows; `--end ID` takes it back."""

import argparse
from typing import Any, TextIO

from app.cli.desk.access import DONE, Access, add_person, add_place, last_line, local, opened, told
from diagnostics import command, phrase
from diagnostics.command import Refused

WHERE = {"offices": "publish.list_office", "systems": "publish.list_os", "vpns": "publish.list_vpn"}


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("notice", help="tell laptops about a known trouble, until it is over")
    parser.add_argument("text", nargs="?", metavar="FRENCH", help="what people read in French")
    parser.add_argument("--en", metavar="ENGLISH", help="what people read in English")
    parser.add_argument("--cause", metavar="ID", help="only beside this verdict, such as vpn.gateway_unreachable")
    parser.add_argument("--until", metavar="T", help="18:00, 90m, 2h, 3d, 2026-11-24 or 2026-11-24T18:00")
    for name in ("office", "os", "vpn"):
        parser.add_argument(f"--{name}", action="append", default=[], metavar="NAME", help="only there, repeatable")
    parser.add_argument("--share", type=int, default=100, metavar="PERCENT", help="to this share of laptops first")
    parser.add_argument("--keep-steps", action="store_true", help="people still see the steps of the guide")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--end", metavar="ID", help="take a notice away now")
    what.add_argument("--list", action="store_true", help="print the notices that are public")
    add_place(parser, positional=False)
    add_person(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 public, or listed; 2 nothing changed."""
    return command.guarded(notice, options, "unstuck")


def notice(options: argparse.Namespace, out: TextIO) -> int:
    """Add, end or list. Raises Refused."""
    access = opened(options)
    with told(access.say.language):
        if options.list:
            return _list(access, out)
        from app.desk.publish import notice as words  # noqa: PLC0415
        from app.desk.publish.when import until  # noqa: PLC0415
        from app.desk.publish.work import change_notices, utc_now  # noqa: PLC0415

        if options.end is not None:
            id, change, moment = options.end, words.end(options.end), ""
        else:
            _whole(access, options)
            end = until(options.until, utc_now())
            moment = local(end)
            draft = words.Draft(
                fr=options.text,
                en=options.en,
                until=end,
                cause=options.cause,
                offices=options.office,
                systems=options.os,
                vpns=options.vpn,
                share=options.share,
                hides_steps=not options.keep_steps,
            )
            id, change = words.add(draft)
        done = change_notices(access.desk, access.keyring, access.people, change)
    ended = options.end is not None
    out.write(
        access.say.text("publish.notice_ended" if ended else "publish.notice_out", {"name": id, "moment": moment})
        + "\n"
    )
    out.write(last_line(access.say, done) + "\n")
    return DONE


def _whole(access: Access, options: argparse.Namespace) -> None:
    """Both languages and an end, or nothing."""
    for name, given in (("FRENCH", options.text), ("--en", options.en), ("--until", options.until)):
        if not given:
            raise Refused(access.say.text("publish.missing_argument", {"name": name}))


def _list(access: Access, out: TextIO) -> int:
    from app.content import reading  # noqa: PLC0415
    from app.desk.publish.chain import read_chain  # noqa: PLC0415
    from app.desk.publish.notice import NOTICES_FILE, listed  # noqa: PLC0415
    from app.desk.publish.work import public_bodies  # noqa: PLC0415

    bodies = public_bodies(access.desk, read_chain(access.desk), "notices", NOTICES_FILE)
    for one in listed(bodies.get(NOTICES_FILE)):
        until = reading.moment(one.get("until"))
        parts = [str(one.get("id")), local(until) if until else "–", str(one.get("cause") or "–")]
        parts.append(f"{one.get('share')}\u00a0%")
        for key, label in WHERE.items():
            if one.get(key):
                parts.append(access.say.text(label, {"names": ", ".join(map(str, one[key]))}))
        texts = one.get("text")
        parts.append(str(texts.get(access.say.language, "")) if isinstance(texts, dict) else "")
        out.write("  ".join(map(phrase.one_line, parts)) + "\n")
    return DONE

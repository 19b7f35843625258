"""`unstuck report --from diagnosis.json`: make a redacted report, show it, save it, seal it, send it."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from app.cli.way import FROM_DROP, with_ways
from diagnostics import command
from diagnostics.command import Refused
from diagnostics.wording import LANGUAGES

if TYPE_CHECKING:
    from app.reports.draft import Draft
    from diagnostics.model.diagnosis import Diagnosis
    from diagnostics.model.site import Site

DONE, NOT_SENT = 0, 1


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("report", help="make a redacted report for IT from a saved diagnosis")
    parser.add_argument(
        "--from", dest="source", required=True, metavar="FILE", help="output of `unstuck diagnose --json`, - for stdin"
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for the report (usual: the profile's own)")
    parser.add_argument("--words", default="", metavar="TEXT", help="what happened, in your own words")
    parser.add_argument("--contact", default="", metavar="TEXT", help="how IT can reach you; stays as you write it")
    parser.add_argument(
        "--without", action="append", default=[], metavar="ID", help="leave out a part, a check or an observation"
    )
    parser.add_argument(
        "--site", type=Path, metavar="FILE", help="site file that says what is IT's own and where to send"
    )
    parser.add_argument("--lang", choices=LANGUAGES, help="language of what is shown to you")
    parser.add_argument("--preview", action="store_true", help="show exactly what would leave, and save nothing")
    parser.add_argument(
        "--send",
        nargs="?",
        const=FROM_DROP,
        metavar="URL",
        help="also send it, sealed (usual: where the site file says)",
    )
    parser.add_argument("--proxy", metavar="HOST:PORT", help="proxy to send through")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 saved (and arrived, where asked), 1 saved and not sent yet, 2 it could not run."""
    return command.guarded(make, args, "unstuck")


def make(args: argparse.Namespace, out: TextIO) -> int:
    """Compose, show or save, seal, send. Raises Refused."""
    diagnosis = command.read_saved(args.source)
    own = command.read_site(args.site) if args.site else diagnosis.site
    site = with_ways(own, args.send, args.proxy)
    lang = args.lang or site.organisation.languages[0]
    draft = _draft(diagnosis, site, lang, args)
    if args.preview:
        out.write(draft.text(lang) + "\n" + draft.json_bytes().decode("utf-8"))
        return DONE
    from app.cli.leaving import Leaving  # noqa: PLC0415
    from app.store.error import StoreError  # noqa: PLC0415

    leaving = Leaving(site, diagnosis, lang, out)
    try:
        out.write(f"{_saved(draft, args.out)}\n")
    except StoreError as error:
        out.write(error.sentence(lang) + "\n")
        if args.send is None:
            leaving.say_code()
            raise Refused(error.sentence(lang)) from error
    out.write(f"SHA-256 {draft.sha256}\n")
    if args.send is None and not site.report.recipients:
        return DONE  # where nothing is to leave, nothing needs a seal
    sealed = leaving.seal(draft)
    if sealed is not None and args.out is not None:
        leaving.save(sealed, args.out)
    if args.send is None:
        return DONE
    if sealed is not None and leaving.send(sealed, draft):
        return DONE
    leaving.say_code()
    return NOT_SENT


def _draft(diagnosis: "Diagnosis", site: "Site", lang: str, args: argparse.Namespace) -> "Draft":
    from app.reports.draft import compose  # noqa: PLC0415  # `unstuck diagnose` never needs it

    draft = compose(diagnosis, words=args.words, contact=args.contact, site=site, lang=lang)
    try:
        return draft.without(*args.without) if args.without else draft
    except KeyError as error:
        known = sorted({item.check for item in diagnosis.observations})
        raise Refused(
            f"--without {error.args[0]}: there is no such part; use words, contact, tried, system, the id of a check "
            f"({', '.join(known)}) or of an observation as --preview shows them."
        ) from error


def _saved(draft: "Draft", folder: Path | None) -> Path:
    """Raises StoreError."""
    from app.reports.keep import keep  # noqa: PLC0415

    return keep(draft, folder)

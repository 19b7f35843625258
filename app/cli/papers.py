"""`unstuck paper handin|provider --from FILE… --out FILE.html`: sheets to print, from saved runs and watches."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from diagnostics import command
from diagnostics.command import Refused
from diagnostics.wording import LANGUAGES

if TYPE_CHECKING:
    from diagnostics.model.diagnosis import Diagnosis
    from diagnostics.watch.episode import WatchReport

DONE = 0
_REMEDY = "give what `unstuck diagnose --json` or `unstuck watch --json` has written."
HTML = (".html", ".htm")
HANDIN, PROVIDER = "handin", "provider"
KINDS = (HANDIN, PROVIDER)
LARGEST = 256 * 1024 * 1024
"""Bytes of one file: many runs may stand in it, one a line."""


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("paper", help="make a sheet to print: for IT at the gate, or for the provider")
    parser.add_argument("kind", choices=KINDS, help="handin: goes with a laptop; provider: loss and delay by hour")
    parser.add_argument(
        "--from",
        dest="sources",
        action="append",
        required=True,
        metavar="FILE",
        help="output of `unstuck diagnose --json` or `unstuck watch --json`, also several, one a line; repeatable",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.html", help="where the sheet goes")
    parser.add_argument("--contact", default="", metavar="TEXT", help="handin: how IT can reach you; as you write it")
    parser.add_argument("--customer", default="", metavar="TEXT", help="provider: your name; as you write it")
    parser.add_argument("--number", default="", metavar="TEXT", help="provider: your customer number")
    parser.add_argument("--phone", default="", metavar="TEXT", help="provider: where you can be called")
    parser.add_argument("--site", type=Path, metavar="FILE", help="the organisation's facts (TOML)")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the sheet")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit status 0 the sheet is written, 2 it could not be made."""
    return command.guarded(make, args, "unstuck")


def make(args: argparse.Namespace, out: TextIO) -> int:
    """Read, make the sheet, write it whole or not at all. Raises Refused."""
    if args.out.suffix.lower() not in HTML:
        raise Refused(
            f"--out {args.out}: this command writes web pages; end the name in .html and print it from there."
        )
    found = [item for source in args.sources for item in saved(source)]
    html = _handin(args, found) if args.kind == HANDIN else _provider(args, found)
    from app.store import atomic  # noqa: PLC0415
    from app.store.error import StoreError  # noqa: PLC0415

    try:
        atomic.write(args.out, html.encode("utf-8"))
    except StoreError as error:
        raise Refused(error.sentence(args.lang or LANGUAGES[0])) from error
    out.write(f"{args.out}\n")
    return DONE


def saved(source: str) -> "Iterator[Diagnosis | WatchReport]":
    """The runs and watches in a file: one JSON object, or one a line. Raises Refused."""
    path = Path(source)
    try:
        data = path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise Refused(f"--from {source}: {error.strerror or 'cannot be read'}; {_REMEDY}") from error
    if data is None:
        raise Refused(f"--from {source}: is no file, or larger than {LARGEST // 1024 // 1024} MiB; {_REMEDY}")
    lines = [line for line in data.splitlines() if line.strip()]
    if len(lines) > 1 and _is_object(lines[0]):
        for number, line in enumerate(lines, start=1):
            yield _one(line, f"{source}, line {number}")
    else:
        yield _one(data, source)


def _one(data: bytes, where: str) -> "Diagnosis | WatchReport":
    from app.reports.sheet.watched import NotAWatch, watch_of  # noqa: PLC0415
    from diagnostics.render import DiagnosisError, decode  # noqa: PLC0415

    try:
        return watch_of(data)
    except NotAWatch as error:
        if error.is_meant:
            raise Refused(f"--from {where}: {error}; {_REMEDY}") from error
    try:
        return decode(data, where)
    except DiagnosisError as error:
        raise Refused(f"--from {error}") from error


def _is_object(line: bytes) -> bool:
    """Whether a line holds a whole JSON object of its own, so that the file is a list of them."""
    import msgspec  # noqa: PLC0415

    try:
        return isinstance(msgspec.json.decode(line), dict)
    except msgspec.DecodeError:
        return False


def _handin(args: argparse.Namespace, found: "list[Diagnosis | WatchReport]") -> str:
    from app.reports.code import code_of  # noqa: PLC0415
    from app.reports.qr import link, matrix  # noqa: PLC0415
    from app.reports.sheet.handin import handin_html  # noqa: PLC0415
    from diagnostics.model.diagnosis import Diagnosis  # noqa: PLC0415

    runs = [item for item in found if isinstance(item, Diagnosis)]
    if not runs:
        raise Refused("--from: a hand-in sheet needs one saved run; `unstuck diagnose --json` writes it.")
    latest = max(runs, key=lambda run: run.started_at)
    site = command.read_site(args.site) if args.site else latest.site
    code = code_of(latest)
    square = matrix(link(latest, code, site))
    lang = args.lang or site.organisation.languages[0]
    return handin_html(latest, code, lang, site=site, contact=args.contact, qr=square)


def _provider(args: argparse.Namespace, found: "list[Diagnosis | WatchReport]") -> str:
    from app.reports.sheet.provider import Customer, provider_html  # noqa: PLC0415

    lang = args.lang or LANGUAGES[0]
    return provider_html(found, lang, customer=Customer(args.customer, args.number, args.phone))

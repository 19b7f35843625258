"""`unstuck code --from diagnosis.json`: the verdict in characters, words and a picture, for a laptop offline."""

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from diagnostics import command
from diagnostics.wording import LANGUAGES

if TYPE_CHECKING:
    from app.reports.code import Code
    from diagnostics.wording import Wording

DONE = 0
INK_ON_PAPER, PLAIN = "\x1b[30;107m", "\x1b[0m"  # black on white in every colour scheme: scanners want dark on light
HALVES = " ▄▀█"  # by two modules, the upper one counts 2


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("code", help="the verdict of a saved diagnosis as a code to read out or to scan")
    parser.add_argument(
        "--from", dest="source", required=True, metavar="FILE", help="output of `unstuck diagnose --json`, - for stdin"
    )
    parser.add_argument("--site", type=Path, metavar="FILE", help="site file with IT's page or mail address")
    parser.add_argument("--tried", action="store_true", help="a repair was tried before")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the sentences")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 printed; 2 it could not run."""
    return command.guarded(show, options, "unstuck")


def show(options: argparse.Namespace, out: TextIO) -> int:
    """Print the code in its three forms and its picture. Raises Refused."""
    from app.reports.code import code_of  # noqa: PLC0415  # no other command needs the lists of words
    from app.reports.qr import link, matrix  # noqa: PLC0415
    from diagnostics.wording import Wording  # noqa: PLC0415

    diagnosis = command.read_saved(options.source)
    site = command.read_site(options.site) if options.site else diagnosis.site
    say = Wording.load(options.lang or next(iter(site.organisation.languages), LANGUAGES[0]))
    code = code_of(diagnosis, tried=options.tried)
    text = link(diagnosis, code, site, options.tried)
    out.write(told(code, say))
    out.write(picture(matrix(text), say, colours=out.isatty()))
    out.write(text + "\n")
    return DONE


def told(code: "Code", say: "Wording") -> str:
    """The code in characters and in the words of both languages, and how to say the characters."""
    from app.reports.code import spell  # noqa: PLC0415
    from app.reports.reading import DOT  # noqa: PLC0415

    rows = [
        ("characters", code.chars),
        ("say_it", spell(code, say.language)),
        *((f"words_{lang}", " ".join(code.words(lang))) for lang in LANGUAGES),
    ]
    lines = [f"{say.text(f'code.{id}')}{DOT}{value}" for id, value in rows]
    return "\n".join([say.text("code.heading"), "", *lines, "", say.text("code.either")]) + "\n"


def picture(rows: tuple[tuple[bool, ...], ...], say: "Wording", *, colours: bool) -> str:
    """The QR code in half blocks with its white border; a sentence where the window is too narrow for it."""
    from app.reports.qr import QUIET  # noqa: PLC0415

    side = len(rows) + 2 * QUIET
    if not _has_blocks():
        return ""
    if colours and shutil.get_terminal_size().columns < side:
        return f"\n{say.text('code.too_narrow', {'n': str(side)})}\n\n"
    white = (False,) * side
    framed = [*[white] * QUIET, *((False,) * QUIET + row + (False,) * QUIET for row in rows), *[white] * (QUIET + 1)]
    start, end = (INK_ON_PAPER, PLAIN) if colours else ("", "")
    lines = [
        start
        + "".join(HALVES[2 * upper + lower] for upper, lower in zip(framed[at], framed[at + 1], strict=True))
        + end
        for at in range(0, side, 2)
    ]
    return "\n".join(["", say.text("code.scan"), "", *lines, "", ""])


def _has_blocks() -> bool:
    try:
        HALVES.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True

"""`unstuck desk decode TEXT…`: what a code that somebody reads out means."""

import argparse
import sys
from typing import Any, TextIO

from diagnostics import command
from diagnostics.wording import LANGUAGES

READ, NOT_READ = 0, 1


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("decode", help="say what nine characters, four words or a scanned link mean")
    parser.add_argument("text", nargs="+", metavar="TEXT", help="the code, with or without quotes, hyphens and accents")
    parser.add_argument("--words", choices=LANGUAGES, help="language of the words (usual: the check sum decides)")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the answer (usual: English)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 read; 1 it is no code, or a mistyped one: one sentence on stderr; 2 it could not run."""
    return command.guarded(show, options, "unstuck")


def show(options: argparse.Namespace, out: TextIO) -> int:
    """Print the meaning."""
    from app.desk.decode import told  # noqa: PLC0415  # no other command needs the lists of words
    from app.reports.code import CodeError, decode  # noqa: PLC0415
    from diagnostics.wording import Wording  # noqa: PLC0415

    lang = options.lang or LANGUAGES[0]
    try:
        meaning = decode(" ".join(options.text), options.words)
    except CodeError as error:
        if sys.stderr is not None:
            sys.stderr.write(f"unstuck: {error.sentence(lang)}\n")
        return NOT_READ
    out.write(told(meaning, Wording.load(lang)))
    return READ

"""`unstuck desk open FILE`: open a sealed report with IT's key and read it."""

import argparse
import sys
from pathlib import Path
from typing import Any, TextIO

from diagnostics import command
from diagnostics.command import Refused
from diagnostics.wording import LANGUAGES

OPENED, NOT_OPENED = 0, 1


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("open", help="open a sealed report with IT's key and read it")
    parser.add_argument("file", type=Path, metavar="FILE", help="the sealed report (.age)")
    parser.add_argument(
        "--identity",
        type=Path,
        action="append",
        metavar="FILE",
        help="file with secret keys as age-keygen writes it, repeatable (usual: desk-key.txt beside the settings)",
    )
    parser.add_argument("--json", action="store_true", help="print the report itself and nothing else")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the sentences (usual: English)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 opened and printed; 1 the report is damaged, foreign or for another key; 2 it could not run."""
    return command.guarded(show, options, "unstuck")


def show(options: argparse.Namespace, out: TextIO) -> int:
    """Open and print. Raises Refused."""
    from app.desk.open import OpenError, as_json, key_file, keys_in, open_file, safe, shown  # noqa: PLC0415
    from app.reports.refusal import Refusal  # noqa: PLC0415  # only who opens one needs all this

    lang = options.lang or LANGUAGES[0]
    try:
        keys = tuple(key for path in options.identity or [key_file()] for key in keys_in(path))
        opened = open_file(options.file, keys)
        out.write(as_json(opened) if options.json else shown(opened, lang))
    except OpenError as error:
        raise Refused(error.sentence(lang)) from error
    except Refusal as error:
        if sys.stderr is not None:
            sys.stderr.write(f"unstuck: {safe(options.file.name)}: {error.sentence(lang)}\n")
        return NOT_OPENED
    return OPENED

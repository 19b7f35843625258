"""`unstuck desk lint [PATH]`: say what is wrong with guides, the site file and the rest, before anything is signed."""

import argparse
import os
from pathlib import Path
from typing import Any, TextIO

from app.cli.desk.access import DONE, FOLDER, NOT_GOOD, told
from diagnostics import command
from diagnostics.wording import FALLBACK, LANGUAGES, Wording


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("lint", help="say what is wrong in guides and other content: file, line, remedy")
    parser.add_argument("path", nargs="?", type=Path, metavar="PATH", help="a file, a folder or the desk folder")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the last sentence (usual: English)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 it can be published, perhaps with hints; 1 it cannot; 2 the command could not run."""
    return command.guarded(show, options, "unstuck")


def show(options: argparse.Namespace, out: TextIO) -> int:
    """Print every finding, one a line. Raises Refused."""
    lang = options.lang or FALLBACK
    path = options.path or Path(os.environ.get(FOLDER) or ".")
    with told(lang):
        from app.desk.publish import lint, source  # noqa: PLC0415
        from app.desk.publish.folder import SETTINGS, DeskFolder, read_settings  # noqa: PLC0415

        if (path / SETTINGS).is_file():
            url = read_settings(DeskFolder(path)).url
            files = source.found(DeskFolder(path))
        else:
            url, files = "", lint.folder_of(path)
        _, findings = lint.look_at(files, url)
    for finding in findings:
        out.write(f"{finding}\n")
    wrong = sum(not finding.is_hint for finding in findings)
    args = {"n": str(len(files)), "wrong": str(wrong), "hints": str(len(findings) - wrong)}
    out.write(Wording.load(lang).text("publish.lint_bad" if wrong else "publish.lint_good", args) + "\n")
    return NOT_GOOD if wrong else DONE

"""`unstuck desk prove GUIDE`: try a guide on saved diagnoses of its cause and name those that it leaves stuck."""

import argparse
from pathlib import Path
from typing import Any, TextIO

from app.cli.desk.access import DONE, NOT_GOOD
from diagnostics import command
from diagnostics.command import Refused
from diagnostics.wording import FALLBACK, LANGUAGES, Wording

GOLDEN = Path(__file__).parents[3] / "tests" / "golden"
"""The cases of the source tree; an installed program has none of its own."""


def add_parser(subparsers: Any) -> None:
    """Declare the sub-command."""
    parser = subparsers.add_parser("prove", help="try a guide on saved diagnoses and name those that it leaves stuck")
    parser.add_argument("guide", type=Path, metavar="GUIDE", help="the file")
    parser.add_argument(
        "--cases", type=Path, metavar="FOLDER", help="saved diagnoses (JSON; usual: the cases of the source tree)"
    )
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the sentences (usual: English)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit status 0 no case stays stuck; 1 some do; 2 the command could not run."""
    return command.guarded(show, options, "unstuck")


def show(options: argparse.Namespace, out: TextIO) -> int:
    """Print one line for each case that stays stuck, and the count. Raises Refused."""
    from app.desk.prove import cases_in, prove  # noqa: PLC0415
    from app.guides.format import GuideError  # noqa: PLC0415
    from app.guides.library import read_file  # noqa: PLC0415
    from diagnostics.render import DiagnosisError  # noqa: PLC0415

    wording = Wording.load(options.lang or FALLBACK)
    folder = options.cases or GOLDEN
    if not folder.is_dir():
        raise Refused(wording.text("publish.no_cases", {"path": str(folder)}))
    try:
        guide = read_file(options.guide)
        proofs = prove(guide, cases_in(folder, guide.cause), wording)
    except (GuideError, DiagnosisError) as error:
        raise Refused(str(error)) from error
    if not proofs:
        raise Refused(wording.text("publish.no_case", {"name": guide.cause, "path": str(folder)}))
    stuck = [proof for proof in proofs if proof.stuck]
    for proof in stuck:
        why = wording.text(f"publish.stuck_{proof.stuck}")
        out.write(f"{proof.case}  {proof.system}  {proof.reason or '–'}: {why}\n")
    args = {"n": str(len(proofs)), "stuck": str(len(stuck))}
    out.write(wording.text("publish.proven", args) + "\n")
    return NOT_GOOD if stuck else DONE

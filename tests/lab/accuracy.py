"""`python -m tests.lab.accuracy`: play every scenario three times and write docs/accuracy.md. Exit 1 on any miss.

The page is made from the rows alone: the same rows give the same bytes. `--rows FILE` takes the rows that an earlier
run kept (`python -m tests.lab --repeat 3 --json FILE`) and plays nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.lab.__main__ import main as play
from tests.lab.accuracy_page import page
from tests.lab.row import Row
from tests.lab.scenario import all_scenarios

PAGE = Path(__file__).resolve().parents[2] / "docs" / "accuracy.md"
ROUNDS = 3  # a verdict that is right by luck is rarely right three times in a row
COULD_NOT_RUN = 2


def read(file: Path) -> list[Row]:
    """The rows that a lab run kept. Raises SystemExit with one clear sentence when the file is something else."""
    try:
        return [Row(**item) for item in json.loads(file.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError) as wrong:
        raise SystemExit(
            f"accuracy: {file} does not hold the rows of a lab run ({wrong}); "
            f"write it with: python -m tests.lab --repeat {ROUNDS} --json FILE"
        ) from None


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="packaging/dev.py accuracy", description=__doc__.split("\n\n")[0])
    parser.add_argument("--rows", type=Path, metavar="FILE", help="take these rows; play nothing")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep the rows that were played")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help=f"play everything N times ({ROUNDS})")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="play N scenarios side by side")
    parser.add_argument("--only", metavar="GLOB", help="scenarios to play, comma-separated globs")
    parser.add_argument("--out", type=Path, default=PAGE, metavar="FILE", help="where the page goes")
    return parser.parse_args(argv)


def _played(options: argparse.Namespace) -> list[Row] | int:
    """The rows of a run of the lab, or the exit status with which it refused."""
    with tempfile.TemporaryDirectory(prefix="unstuck-accuracy-") as folder:
        file = options.keep or Path(folder) / "rows.json"
        only = ["--only", options.only] if options.only else []
        status = play([f"--repeat={options.rounds}", f"--jobs={options.jobs}", f"--json={file}", *only])
        return status if status == COULD_NOT_RUN else read(file)


def main(argv: Sequence[str]) -> int:
    """The program."""
    options = _arguments(argv)
    rows = read(options.rows) if options.rows else _played(options)
    if isinstance(rows, int):
        return rows
    text = page(rows, all_scenarios())
    options.out.write_text(text, encoding="utf-8")
    print(f"accuracy: {options.out} from {len(rows)} diagnoses")
    return 0 if all(row.ok or row.skipped for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Prints the measured budgets: `packaging/dev.py bench [--json FILE] [--rounds N]`.

Seconds of a busy machine mean little: start and memory are ratios to a floor measured in the same run, turn and turn
about. Figures of the network (time to a verdict, load-test accuracy) are measured by the lab, which has one.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from tests.bench import content, engine, fleet, packed, window
from tests.bench.figure import Figure, table

ROUNDS = 7  # the fewest whose median survives three disturbed runs

GROUPS: tuple[Callable[[int], list[Figure]], ...] = (
    window.figures,
    engine.figures,
    packed.figures,
    content.figures,
    fleet.figures,
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="packaging/dev.py bench", description=__doc__, allow_abbrev=False)
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures there too")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help=f"runs of each program ({ROUNDS})")
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    figures = [figure for group in GROUPS for figure in group(options.rounds)]
    print(table(figures))
    if options.json is not None:
        try:
            options.json.write_text(
                json.dumps([figure.record() for figure in figures], indent=1) + "\n", encoding="utf-8"
            )
        except OSError as error:
            print(f"The figures could not be kept in {options.json}: {error.strerror}.", file=sys.stderr)
            return 2
    return 1 if any(figure.verdict == "OVER" for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Make `resources/product/coined.txt` anew: `python -m tests.redaction.coined PROGRAMS NAMES`, two files of words.

PROGRAMS: a word a line out of messages of programs. NAMES: family names, given names, places, also as accounts are made
of them ("jdurand"). Half of each is learned from, the other half is judged, and the figures are printed; then the file
is written from all.
"""

import math
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from app.reports.rules.coined import groups

TARGET = Path(__file__).parents[2] / "resources" / "product" / "coined.txt"
FEWEST = 4  # words that must have a group
HEAVIEST = 9


def weights(programs: Sequence[str], names: Sequence[str]) -> dict[str, int]:
    """Each group's weight, in thirds of a natural logarithm; groups that say nothing are left out."""
    ours = Counter(group for word in programs for group in groups(word))
    theirs = Counter(group for word in names for group in groups(word))
    found = {}
    for group in sorted({*ours, *theirs}):
        if ours[group] + theirs[group] * len(programs) / len(names) < FEWEST:
            continue
        ratio = math.log((ours[group] + 0.5) / len(programs)) - math.log((theirs[group] + 0.5) / len(names))
        weight = max(-HEAVIEST, min(HEAVIEST, round(3 * ratio)))
        if weight:
            found[group] = weight
    return found


def _score(word: str, table: dict[str, int]) -> float:
    found = groups(word)
    return sum(table.get(group, 0) for group in found) / len(found)


def main(programs: Sequence[str], names: Sequence[str]) -> None:
    """Print what the method is worth, and write the file."""
    chance = random.Random(20261123)
    halves = [chance.sample(words, len(words)) for words in (programs, names)]
    table = weights(*(half[: len(half) // 2] for half in halves))
    ours, theirs = (sorted(_score(word, table) for word in half[len(half) // 2 :]) for half in halves)
    for leaked in (0.005, 0.01, 0.02, 0.05):
        limit = theirs[-int(len(theirs) * leaked)]
        kept = sum(score > limit for score in ours) / len(ours)
        print(f"above {limit:.2f}: {leaked:.1%} of the names, {kept:.0%} of the programs' words")  # noqa: T201
    by_weight: dict[int, list[str]] = {}
    for group, weight in weights(programs, names).items():
        by_weight.setdefault(weight, []).append(group)
    lines = (f"{weight} {' '.join(of_it)}" for weight, of_it in sorted(by_weight.items()))
    TARGET.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(*([word for word in Path(path).read_text("utf-8").split() if word] for path in sys.argv[1:3]))

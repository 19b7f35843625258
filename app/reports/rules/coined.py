"""Whether a word looks coined by programmers or given to people: by groups of three and four letters.

The mean of the logarithms of how much more frequent each group is in one kind of word than in the other (naive Bayes:
Manning, Raghavan, Schütze, "Introduction to Information Retrieval", 2008, chapter 13). `resources/product/coined.txt`
holds the groups, each with its weight in thirds; `tests/redaction/coined.py` makes it from two lists of words.
"""

from functools import cache, lru_cache
from importlib.resources import files

EDGE = "^"
SIZES = (3, 4)
ENOUGH = 1.3
"""Above it are 2 in 100 of the names that were not learned from, and 59 in 100 of the words of programs."""


@lru_cache(maxsize=8192)
def is_coined(word: str) -> bool:
    """Whether a word of small letters without accents is rather a program's: "gssapictx" is, "hammoudane" is not."""
    weights = _weights()
    found = groups(word)
    return sum(weights.get(group, 0) for group in found) > ENOUGH * len(found)


def groups(word: str) -> frozenset[str]:
    """All groups of letters, with the beginning and the end of the word."""
    text = f"{EDGE}{word}{EDGE}"
    return frozenset(text[at : at + size] for size in SIZES for at in range(len(text) - size + 1))


@cache
def _weights() -> dict[str, int]:
    """A group to its weight: a line holds a weight and all groups of it."""
    found: dict[str, int] = {}
    for line in files("resources.product").joinpath("coined.txt").read_text("utf-8").splitlines():
        weight, _, of_it = line.partition(" ")
        found.update(dict.fromkeys(of_it.split(" "), int(weight)))
    return found

"""Given names of Europe and the Maghreb (resources/secret, from faker, MIT).

A line of the list with a capital is also an ordinary word or very short: it counts only where it is written with one.
"""

import unicodedata
from functools import cache
from importlib.resources import files

SHORTEST = 3


def is_given(word: str, *, shouted: bool = False, sure: bool = False) -> bool:
    """Whether a word is a given name; of a double one ("Jean-Paul") the first half.

    `shouted`: the text has no small or no capital letters, so that a capital says nothing. `sure`: what stands before
    it announces a name, so that it may be a word too.
    """
    bare = word.removesuffix("'s").removesuffix("’s")
    if len(bare) < SHORTEST or bare.startswith(("d'", "d’", "l'", "l’")):
        return False
    plain = "".join(char for char in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(char))
    first = plain.partition("-")[0]
    if sure or (plain[0].isupper() and not shouted and not plain.isupper()):
        return first.capitalize() in _names() or first.casefold() in _names()
    return first.casefold() in _names()


def may_be_given(word: str) -> bool:
    """Whether a word where a whole name stands is a given name, be it also a flower, a month or a virtue."""
    return is_given(word, sure=True) or word.casefold() in _WORDS


_WORDS = frozenset(
    """
    aime anemone angelique capucine celeste cerise clemence colombe desire fidele france marine olive parfait pascal prune
    amber april art august aurora autumn basil bill blanche bliss bob brook carol chance charity chase chuck claire
    clay cliff constance daisy dale dawn dean desire dick don drew earl ernest eve faith fern finn flora florence fleur
    forest frank gale gene ginger glen glory gloria grace grant guy harmony harry hazel heath heather herb holly hope
    hunter iris ivory ivy jack jade jasmine jean jewel joy june king lance lane laurel lily liberty lou mark marguerite
    marina mason max may melody mercy merit mike miles mona nick noel olive opal pansy patience patty pearl penny
    pepper pierre poppy prudence ray reed rich rick rob robin rod rose rosa ruby rusty sage sandy sean serena sky
    skip sterling stone storm sue summer sunny tanner terry trinity trip valentine victor victoire violet virginia
    wade ward warren wayne will willow winter woody wren
    """.split()  # noqa: SIM905  # a list has one word a line
)


@cache
def _names() -> frozenset[str]:
    return frozenset(files("resources.secret").joinpath("given_name.txt").read_text("utf-8").split())

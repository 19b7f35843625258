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


@cache
def _names() -> frozenset[str]:
    return frozenset(files("resources.secret").joinpath("given_name.txt").read_text("utf-8").split())

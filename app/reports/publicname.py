"""Host names that half the world uses: they say nothing about a person, and IT must recognise them in an error."""

from functools import cache
from importlib.resources import files


def is_public(name: str) -> bool:
    """Whether a name is, or lies under, a domain of the list `resources/product/domain.txt`."""
    labels = name.strip().rstrip(".").casefold().split(".")
    return any(".".join(labels[start:]) in _domains() for start in range(max(len(labels) - 1, 0)))


@cache
def _domains() -> frozenset[str]:
    return frozenset(files("resources.product").joinpath("domain.txt").read_text("utf-8").split())

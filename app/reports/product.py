"""Names of programs and of audio devices: what a product is called may leave, what a person called it may not."""

import re
from functools import cache
from importlib.resources import files

_MODEL = re.compile(r"(?=[\w.+-]*\d)[A-Za-z]{0,6}[-.]?\d{1,4}(?:[-.+]?[A-Za-z0-9]{1,4}){0,2}")
"""A short number, with or without letters around it: "65", "WH-1000XM4", "C920"; longer ones may be a serial number."""

_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_WORD = re.compile(r"[^\s()\[\],;:/\"“”«»|]+")
LONGEST_MODEL = 12
LINKS = ("of", "de", "with")  # they stand before a name, and mean nothing at the end


def is_program(name: str) -> bool:
    """Whether this is the name of a program or VPN product that half the world has: IT must recognise it."""
    bare = name.strip().casefold().removesuffix(".exe")
    return bare in _names("program") or bare in _names("vpn")


def device_words(name: str) -> str:
    """The words of an audio device's name that belong to the product; empty when there are none.

    People and phones put a person's name there ("AirPods of Inès"), so only known words stay: makers, lines of
    products, words for what a device is, and short model numbers.
    """
    kept = [word for word in _WORD.findall(name) if _belongs(word)]
    while kept and kept[-1].casefold() in LINKS:
        kept.pop()
    return " ".join(kept)


def _belongs(word: str) -> bool:
    if _POSSESSIVE.search(word):
        return False
    is_model = len(word) <= LONGEST_MODEL and _MODEL.fullmatch(word) is not None
    return is_model or word.casefold().strip(".-_'’") in _names("device")


@cache
def _names(kind: str) -> frozenset[str]:
    """One list of names, in lower case."""
    text = files("resources.product").joinpath(f"{kind}.txt").read_text("utf-8")
    return frozenset(line.casefold() for line in text.splitlines())

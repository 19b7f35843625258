"""Where guides are found: the built-in ones, one file per cause, inside the program."""

from functools import cache
from importlib.resources import files

from app.guides.format import ID, read_guide
from app.guides.model import Guide
from diagnostics.model.verdict import UNKNOWN
from diagnostics.wording import FALLBACK, Wording


@cache
def guide_for(cause: str) -> Guide:
    """The guide for a cause; a cause of a newer version, without a guide here, gets the one for `unknown`."""
    file = files("resources.guides").joinpath(f"{cause}.toml") if ID.fullmatch(cause) else None
    if file is None or not file.is_file():
        return guide_for(UNKNOWN)
    return read_guide(file.name, file.read_bytes(), Wording.load(FALLBACK).ids("check"))


def all_guides() -> tuple[Guide, ...]:
    """Every built-in guide, in alphabetical order of the cause."""
    names = sorted(file.name for file in files("resources.guides").iterdir() if file.name.endswith(".toml"))
    return tuple(guide_for(name.removesuffix(".toml")) for name in names)

"""Where guides are found: the built-in ones inside the program, one file per cause and per tile, or a file of IT's."""

import os
import stat
from functools import cache
from importlib.resources import files
from pathlib import Path

from app.guides.format import ID, GuideError, read_guide
from app.guides.model import Guide
from app.guides.source import MAX_BYTES, too_large
from diagnostics.model.verdict import HEALTHY, UNKNOWN
from diagnostics.wording import FALLBACK, Wording

SYMPTOM = "symptom."
"""Begins the id of a guide for a tile: for somebody who is told that everything works, and whom it still hurts."""

# A pipe that somebody puts in the file's place after it was looked at must not keep us waiting; and no byte is changed.
OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

ANOTHER = "Name a guide, a text file that ends in .toml."


@cache
def guide_for(cause: str) -> Guide:
    """The guide for a cause; a cause of a newer version, without a guide here, gets the one for `unknown`.

    A guide for a tile is found by its own id ("symptom.calls"), as a walk that was left remembers it.
    """
    return _built_in(cause) or guide_for(UNKNOWN)


@cache
def guide_for_symptom(symptom: str) -> Guide:
    """The guide for a tile of the start screen ("calls") when no cause is named; else the one for `healthy`."""
    return _built_in(SYMPTOM + symptom) or guide_for(HEALTHY)


def all_guides() -> tuple[Guide, ...]:
    """Every built-in guide, those for tiles among them, in alphabetical order of the file."""
    names = sorted(file.name for file in files("resources.guides").iterdir() if file.name.endswith(".toml"))
    return tuple(guide_for(name.removesuffix(".toml")) for name in names)


def read_file(path: Path) -> Guide:
    """A guide that IT has in a file. Raises GuideError, one sentence, for whatever stands there instead."""
    return read_guide(str(path), _read(path), _checks())


def _built_in(id: str) -> Guide | None:
    file = files("resources.guides").joinpath(f"{id}.toml") if ID.fullmatch(id) else None
    if file is None or not file.is_file():
        return None
    return read_guide(file.name, file.read_bytes(), _checks())


def _checks() -> tuple[str, ...]:
    return Wording.load(FALLBACK).ids("check")


def _read(path: Path) -> bytes:
    """The bytes of a file. What is no file is not even opened: that may wait for ever, or start something."""
    try:
        _refuse_special(path, path.stat())
        descriptor = os.open(path, OPEN_FLAGS)
        with os.fdopen(descriptor, "rb") as file:
            _refuse_special(path, os.fstat(descriptor))
            return file.read(MAX_BYTES + 1)
    except GuideError:
        raise
    except FileNotFoundError as error:
        raise GuideError(str(path), None, "", "there is no such file", "Check the spelling and the folder.") from error
    except PermissionError as error:
        raise GuideError(str(path), None, "", "it may not be read", "Ask for the right to read it.") from error
    except (OSError, ValueError) as error:  # a name that cannot be, a link to itself, a disk that fails
        reason = getattr(error, "strerror", None) or "not the name of a file"
        raise GuideError(str(path), None, "", f"cannot be read: {reason}", ANOTHER) from error


def _refuse_special(path: Path, found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise GuideError(str(path), None, "", "a folder", ANOTHER)
    if not stat.S_ISREG(found.st_mode):
        raise GuideError(str(path), None, "", "a pipe or a device, not a file", ANOTHER)
    if found.st_size > MAX_BYTES:
        raise too_large(str(path))

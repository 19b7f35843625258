"""Where guides are found: IT's, where it publishes one, else the built-in ones: one file per cause and per tile."""

import os
import stat
from collections.abc import Callable
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

FOLDER = "guides/"
"""Begins the name of a guide among what IT publishes: "guides/vpn.mtu.toml"."""

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
    return tuple(guide_for(name) for name in _names())


class Library:
    """IT's guides before the built-in ones. Any thread; a guide that IT publishes meanwhile is there at the next call.

    `get` gives the bytes of a file that IT publishes, such as "guides/vpn.mtu.toml", or None: `ContentStore.get`. One
    that this version cannot use is no loss: the built-in guide counts, and `refused` says why.
    """

    def __init__(self, get: Callable[[str], bytes | None] = lambda _: None) -> None:
        self._get = get
        self._read: dict[str, tuple[bytes, Guide | GuideError]] = {}

    @property
    def refused(self) -> tuple[str, ...]:
        """One English sentence for each of IT's guides that was asked for and could not be used, for IT's log."""
        return tuple(str(found) for _, found in self._read.copy().values() if isinstance(found, GuideError))

    def guide_for(self, cause: str) -> Guide:
        """The guide for a cause or by its own id, as the function `guide_for`."""
        return self._pushed(cause) or _built_in(cause) or self._pushed(UNKNOWN) or guide_for(UNKNOWN)

    def guide_for_symptom(self, symptom: str) -> Guide:
        """The guide for a tile, as the function `guide_for_symptom`."""
        tile = SYMPTOM + symptom
        return self._pushed(tile) or _built_in(tile) or self.guide_for(HEALTHY)

    def all_guides(self) -> tuple[Guide, ...]:
        """A guide for every cause and tile that this version knows, in alphabetical order of the file."""
        return tuple(self.guide_for(name) for name in _names())

    def _pushed(self, id: str) -> Guide | None:
        name = f"{FOLDER}{id}.toml"
        data = self._get(name) if ID.fullmatch(id) else None
        if data is None:
            self._read.pop(id, None)
            return None
        kept = self._read.get(id)
        if kept is None or kept[0] != data:
            kept = self._read[id] = data, _usable(name, id, data)
        return kept[1] if isinstance(kept[1], Guide) else None


def read_file(path: Path) -> Guide:
    """A guide that IT has in a file. Raises GuideError, one sentence, for whatever stands there instead."""
    return read_guide(str(path), _read(path), _checks())


def _names() -> list[str]:
    names = sorted(file.name for file in files("resources.guides").iterdir() if file.name.endswith(".toml"))
    return [name.removesuffix(".toml") for name in names]


@cache
def _built_in(id: str) -> Guide | None:
    file = files("resources.guides").joinpath(f"{id}.toml") if ID.fullmatch(id) else None
    if file is None or not file.is_file():
        return None
    return read_guide(file.name, file.read_bytes(), _checks())


def _usable(name: str, id: str, data: bytes) -> Guide | GuideError:
    """One of IT's guides, or why it cannot stand in the place of the built-in one."""
    try:
        guide = read_guide(name, data, _checks())
    except GuideError as error:
        return error
    except Exception as error:  # noqa: BLE001  # our mistake in reading; it must not keep the built-in one away
        return GuideError(name, None, "", f"cannot be read ({type(error).__name__})", "Tell the makers of Unstuck.")
    if guide.id != id:
        return GuideError(name, None, "id", f"{guide.id!r} is not the name of the file", f"Name it {guide.id}.toml.")
    cause = HEALTHY if id.startswith(SYMPTOM) else id  # a tile's guide is for a laptop that looks well
    if guide.cause != cause:
        return GuideError(name, None, "cause", f"{guide.cause!r} is not what it repairs", f"Write {cause!r}.")
    newer = next((step for step in guide.steps if step.unknown_verb is not None and step.by_hand is None), None)
    if newer is not None:
        remedy = "Update Unstuck, or add by_hand to this step."
        return GuideError(name, None, newer.id, f"this version does not know {newer.unknown_verb!r}", remedy)
    return guide


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

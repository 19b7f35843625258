"""GNOME's proxy settings, read and written with its own program: only the two keys that choose a proxy."""

import shutil
from typing import Any

from app.guides.actions.linux import tool
from app.guides.actions.linux.bus import AnswerError
from diagnostics.system.linux.proxy import acquire_gnome, normalise_gnome, parse_gsettings

SCHEMA = "org.gnome.system.proxy"
MODE, SCRIPT = "mode", "autoconfig-url"
MODES = ("none", "auto", "manual")
# One key takes some 30 ms; the first of a session also starts the service that keeps them.
_STEP_S = 4.0

Keys = dict[str, str]


def is_there() -> bool:
    """Whether this computer has GNOME's settings."""
    return shutil.which("gsettings") is not None


def is_in_use() -> bool:
    """Whether a diagnosis would find a proxy here. Raises OSError."""
    if not is_there():
        return False
    try:
        return bool(normalise_gnome(acquire_gnome()))
    except TimeoutError:  # a diagnosis does not wait that long; a deed does
        return bool(normalise_gnome(_all()))


def read() -> Keys:
    """The two keys. Raises OSError, LookupError for what is not a setting of GNOME's."""
    found = _all()
    keys = {MODE: found.get(MODE), SCRIPT: found.get(SCRIPT)}
    if keys[MODE] not in MODES or not isinstance(keys[SCRIPT], str):
        raise LookupError("GNOME does not tell its proxy settings")
    return {name: str(value) for name, value in keys.items()}


def _all() -> dict[str, Any]:
    result = tool.run(["gsettings", "list-recursively", SCHEMA], _STEP_S)
    return parse_gsettings(result.text) if result.status == 0 else {}


def write(keys: Keys) -> None:
    """Set some of the keys and look whether they were taken: without its service, GNOME forgets them without a word.

    Raises OSError, AnswerError, ValueError for a value that may not be set.
    """
    for name in (SCRIPT, MODE):  # first the script, then the mode that makes use of it
        if name in keys:
            result = tool.run(["gsettings", "set", SCHEMA, name, _as_text(name, keys[name])], _STEP_S)
            if result.status != 0:
                raise AnswerError(f"GNOME did not take {name}")
    now = read()
    if any(now[name] != value for name, value in keys.items()):
        raise AnswerError("GNOME did not keep its proxy settings")


def _as_text(name: str, value: str) -> str:
    """The value in GVariant's text form."""
    if name == MODE and value not in MODES:
        raise ValueError("not a mode of GNOME's proxy")
    if not value.isprintable():
        raise ValueError("not an address of a proxy script")
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

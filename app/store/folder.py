"""Where the person's own files live: XDG on Linux, Application Support on macOS, AppData on Windows."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

OVERRIDE = "UNSTUCK_HOME"
"""When set, everything lives below this folder: tests, the lab, a profile on a stick."""

NAME = "unstuck"


class Folders(NamedTuple):
    """Folders of one person. None of them is created before something is written there."""

    config: Path  # settings, a site file of the person's own
    data: Path  # reports
    state: Path  # logs, what a run left behind; may be deleted without loss
    cache: Path

    @property
    def reports(self) -> Path:
        """Where reports are kept when the organisation has no drop, and until they have left."""
        return self.data / "reports"


def folders_for(system: str, environ: Mapping[str, str], home: Path) -> Folders:
    """The folders on "linux", "darwin" or "windows" (names of `OsInfo.system`); anything else counts as Linux. Pure.

    Linux: XDG Base Directory Specification 0.8, which says that a relative path in a variable is to be ignored.
    Windows: settings roam with the profile (%APPDATA%), everything else stays on the computer (%LOCALAPPDATA%).
    """
    override = environ.get(OVERRIDE, "")
    if override:
        root = Path(override).absolute()
        return Folders(root / "config", root / "data", root / "state", root / "cache")
    if system == "windows":
        roaming = _absolute(environ, "APPDATA", home / "AppData" / "Roaming") / "Unstuck"
        local = _absolute(environ, "LOCALAPPDATA", home / "AppData" / "Local") / "Unstuck"
        return Folders(roaming, local, local / "state", local / "cache")
    if system == "darwin":
        library = home / "Library"
        data = library / "Application Support" / "Unstuck"
        return Folders(data, data, data / "state", library / "Caches" / "Unstuck")
    return Folders(
        _absolute(environ, "XDG_CONFIG_HOME", home / ".config") / NAME,
        _absolute(environ, "XDG_DATA_HOME", home / ".local" / "share") / NAME,
        _absolute(environ, "XDG_STATE_HOME", home / ".local" / "state") / NAME,
        _absolute(environ, "XDG_CACHE_HOME", home / ".cache") / NAME,
    )


def folders() -> Folders:
    """The folders of the person who runs this process. Reads the environment, touches no file."""
    from diagnostics.system.os_info import acquire_os  # noqa: PLC0415  # which system this is, is asked there only

    return folders_for(acquire_os()["system"], os.environ, _home())


def reports() -> Path:
    """Where this person's reports are kept."""
    return folders().reports


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # no HOME and no entry for this user, as in a bare container
        return Path.cwd()


def _absolute(environ: Mapping[str, str], name: str, otherwise: Path) -> Path:
    given = environ.get(name, "")
    return Path(given) if given and Path(given).is_absolute() else otherwise

"""Which operating system this is, in the words that it uses for itself."""

import platform
import sys

from diagnostics.model.port import OsInfo

_NAMES = {"win32": "windows"}  # the others are called as Python calls them


def acquire_os() -> dict[str, str]:
    """{"system", "name", "kernel", "machine"}; the name of the computer is not looked at."""
    system = _NAMES.get(sys.platform, sys.platform)
    return {"system": system, "name": _name(), "kernel": platform.release(), "machine": platform.machine()}


def normalise_os(row: dict[str, str]) -> OsInfo:
    """The same as a record."""
    return OsInfo(system=row["system"], name=row["name"], kernel=row["kernel"], machine=row["machine"])


def _name() -> str:
    if sys.platform == "win32":
        return f"Windows {platform.version()}"
    if sys.platform == "darwin":
        return f"macOS {platform.mac_ver()[0]}".strip()
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", sys.platform)
    except OSError:  # neither /etc/os-release nor /usr/lib/os-release
        return sys.platform

"""Shapes of names and patterns of files, programs and adapters."""

from pathlib import Path, PureWindowsPath

from diagnostics.site.error import quoted
from diagnostics.site.spot import Spot


def beside(spot: Spot, value: str) -> str:
    """A path; "~" is the person's home, a relative one starts at the folder of the site file. Absolute afterwards."""
    if _is_windows(value):
        return value
    return str(spot.document.folder.absolute() / _at_home(spot, value))


def folder(spot: Spot, value: str) -> str:
    """An absolute folder or share that this laptop can write to; "~" is the person's home."""
    if "://" in value:
        spot.refuse(f"{quoted(value)} is a URL", "write the path under which laptops see it, or use drop")
    if _is_windows(value):
        return value
    path = _at_home(spot, value)
    if not path.is_absolute():
        spot.refuse(f"{quoted(value)} is a relative path", 'write the whole path, such as "/mnt/it/reports"')
    return str(path)


def log_pattern(spot: Spot, value: str) -> str:
    """An absolute pattern of log files. "**" would search a whole disk on every run."""
    _brackets(spot, value)
    if "**" in value:
        spot.refuse(f"{quoted(value)} contains **", "name the folder, several patterns are allowed")
    if _is_windows(value):
        return value
    path = _at_home(spot, value)
    if not path.is_absolute():
        spot.refuse(f"{quoted(value)} is a relative path", 'begin it with / or ~/, such as "/var/log/vpn/*.log"')
    return str(path)


def adapter_pattern(spot: Spot, value: str) -> str:
    """A pattern of adapter names, such as "tun*"."""
    if "/" in value or "\\" in value:
        spot.refuse(f"{quoted(value)} is a path, not the name of an adapter", 'write a pattern such as "tun*"')
    _brackets(spot, value)
    return value


def process(spot: Spot, value: str) -> str:
    """The name of a program, as the list of processes shows it."""
    if "/" in value or "\\" in value:
        bare = value.replace("\\", "/").rstrip("/").rpartition("/")[2]
        spot.refuse(f"{quoted(value)} is a path", f"write only the name of the program, {quoted(bare)}")
    return value


def _brackets(spot: Spot, value: str) -> None:
    opened = value.find("[")
    if opened >= 0 and "]" not in value[opened + 2 :]:
        spot.refuse(f"{quoted(value)} opens [ and never closes it", 'write a pattern such as "tun[0-9]"')


def _at_home(spot: Spot, value: str) -> Path:
    if value.startswith("~") and value[1:2] not in ("", "/"):
        spot.refuse(f"{quoted(value)} is the home of somebody else", 'begin it with "~/" or "/"')
    try:
        return Path(value).expanduser()
    except RuntimeError:  # no HOME and no entry for this user: the literal path does not exist, which a check reports
        return Path(value)


def _is_windows(value: str) -> bool:
    """Absolute for Windows, or beginning with a variable that Windows fills in; left as it is."""
    return PureWindowsPath(value).is_absolute() or (value.startswith("%") and value.count("%") > 1)

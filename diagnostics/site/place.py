"""Where the site file is looked for."""

from collections.abc import Mapping
from pathlib import Path

from diagnostics.site.error import SiteError

VARIABLE = "UNSTUCK_SITE"
FILE_NAME = "site.toml"
SYSTEM_PLACES = (Path("/etc/unstuck"), Path("/Library/Application Support/Unstuck"))


def default_site_path(
    given: Path | None = None,
    *,
    environ: Mapping[str, str],
    profile: Path | None = None,
    system_places: tuple[Path, ...] = SYSTEM_PLACES,
) -> Path | None:
    """The site file to read, or None for the built-in targets.

    In this order: `given` (the argument --site), the variable UNSTUCK_SITE, the computer's own folder, the
    person's `profile` folder. Whoever names a file gets that file, also when it is missing: `load_site` says so.
    The other places count only when something is there, and a broken link or an unreadable file is something.
    """
    if given is not None:
        return given
    named = environ.get(VARIABLE, "")
    if named:
        return Path(named).expanduser() if named.startswith("~/") else Path(named)
    places = list(system_places)
    if environ.get("PROGRAMDATA"):
        places.append(Path(environ["PROGRAMDATA"]) / "Unstuck")
    if profile is not None:
        places.append(profile)
    return next((place / FILE_NAME for place in places if _is_there(place / FILE_NAME)), None)


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:  # a folder that may not be entered: load_site says so in a sentence
        return True
    return True


def unusable(source: str, error: OSError) -> SiteError:
    """The sentence for a file that the system does not hand over."""
    if isinstance(error, FileNotFoundError):
        return SiteError(source, "there is no such file", "check the path behind --site, or leave it out")
    if isinstance(error, IsADirectoryError):
        return SiteError(source, "is a folder", f"name the file inside it, such as {FILE_NAME}")
    if isinstance(error, PermissionError):
        return SiteError(source, "may not be read by this user", "give everybody the right to read it")
    if isinstance(error, NotADirectoryError):
        return SiteError(source, "lies below something that is not a folder", "check the path")
    return SiteError(source, f"cannot be read (system error {error.errno})", "copy it to a local disk and try again")

"""What IT publishes below site/, checked and laid into a folder that is whole or not there."""

import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from app.store import atomic
from app.store.error import StoreError, store_error
from diagnostics.model.site import Site

PREFIX = "site/"
NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")
MOST_FILES = 64  # a site file may name as many services, each with a certificate
MOST_BYTES = 1024 * 1024  # what a laptop takes in one update
KEEP_S = 30 * 86_400.0
"""A folder that no program began with for a month belongs to none that still runs."""

HALF_S = 3600.0  # nobody lays a folder for so long
HALF = ".unfinished"
SERVICE_CA = "service.ca"


class UnusableError(Exception):
    """What is published cannot be used here; one sentence for IT: file, line, key, what is wrong, how to mend it."""


def refuse_what_is_no_site(files: Mapping[str, bytes]) -> None:
    """Raises UnusableError for names that are no plain names of files, and for too much of it."""
    for name in files:
        if not NAME.fullmatch(name.removeprefix(PREFIX)):
            raise UnusableError(f"{name[:90]!a}: no name that can be used; small letters, digits, dots and dashes")
    if len(files) > MOST_FILES or sum(map(len, files.values())) > MOST_BYTES:
        raise UnusableError(f"{PREFIX}: more than {MOST_FILES} files or {MOST_BYTES // 1024} KiB; publish fewer")


def parsed(data: bytes, name: str, folder: Path) -> Site:
    """The site file, its relative paths beginning at `folder`. Raises UnusableError."""
    from diagnostics.site import SiteError, parse_site  # noqa: PLC0415

    try:
        return parse_site(data.decode("utf-8"), name, folder)
    except UnicodeDecodeError as error:
        raise UnusableError(f"{name}: not UTF-8 text; save the file as UTF-8") from error
    except SiteError as error:
        raise UnusableError(str(error)) from error


def refuse_bad_trust(site: Site, folder: Path) -> None:
    """Raises UnusableError for a certificate that cannot be used: every service behind it would look forged."""
    named = {service.ca: service.name for service in site.service if service.ca is not None}
    if not named:
        return
    import ssl  # noqa: PLC0415

    for path, service in named.items():
        shown = Path(path).name if Path(path).parent == folder else path
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            reason = "no certificate in PEM" if isinstance(error, ssl.SSLError) else "cannot be read"
            text = f"{PREFIX}site.toml, {SERVICE_CA} of {service!a}: {shown} is {reason}; publish it beside the file"
            raise UnusableError(text.replace("is cannot", "cannot")) from error


def folder_of(place: Path, files: Mapping[str, bytes]) -> Path:
    """Where these very files belong below `place`."""
    told = hashlib.sha256()
    for name, data in sorted(files.items()):
        told.update(f"{name}\n{len(data)}\n".encode())
        told.update(data)
    return place.absolute() / told.hexdigest()[:32]


def lay(folder: Path, files: Mapping[str, bytes]) -> None:
    """The files in the folder, all of them, as they were signed; then old folders go. Raises UnusableError."""
    try:
        if folder.is_symlink() or folder.is_file():
            folder.unlink(missing_ok=True)
        if not folder.is_dir():
            _make(folder, files)
        _mend(folder, files)
        with suppress(OSError):
            os.utime(folder)  # somebody begins with it now
    except StoreError as error:
        raise UnusableError(str(error)) from error
    except OSError as error:
        raise UnusableError(str(store_error(folder, error))) from error
    _sweep(folder)


def _make(folder: Path, files: Mapping[str, bytes]) -> None:
    half = folder.parent / f"{folder.name}.{secrets.token_hex(6)}{HALF}"
    try:
        half.mkdir(mode=atomic.PRIVATE_FOLDER, parents=True)
        for name, data in files.items():
            atomic.write_new(half / name.removeprefix(PREFIX), data)
        atomic.flush_folder(half)
        half.rename(folder)
    except OSError as error:
        shutil.rmtree(half, ignore_errors=True)
        if not folder.is_dir():  # else another program was faster
            raise store_error(folder, error) from error
    atomic.flush_folder(folder.parent)


def _mend(folder: Path, files: Mapping[str, bytes]) -> None:
    """Whatever was changed, removed or put in place of a file here is replaced by what was signed."""
    for name, data in files.items():
        path = folder / name.removeprefix(PREFIX)
        if not _holds(path, data):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            atomic.write(path, data)


def _holds(path: Path, data: bytes) -> bool:
    try:
        if path.is_symlink() or not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(data) + 1) == data
    except OSError:
        return False


def _sweep(folder: Path) -> None:
    """Remove what nobody uses any more. Never raises."""
    with suppress(OSError):
        for other in folder.parent.iterdir():
            with suppress(OSError):
                age_s = time.time() - other.lstat().st_mtime
                if other != folder and age_s > (HALF_S if other.name.endswith(HALF) else KEEP_S):
                    shutil.rmtree(other)

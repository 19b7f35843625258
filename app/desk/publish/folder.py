"""The desk folder: where settings, keys, sources and the public folder lie, and how files get into the public one."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.desk.publish.error import PublishError
from app.store import atomic
from app.store.error import store_error
from app.store.lock import FileLock
from diagnostics.site import link
from diagnostics.site.error import SiteError, quoted
from diagnostics.site.file import folder as folder_shape
from diagnostics.site.line import spans
from diagnostics.site.shape import Shape, choice, listed, record, texts
from diagnostics.site.spot import Document, Spot
from diagnostics.wording import LANGUAGES

SETTINGS = "desk-content.toml"
LOCK = "desk.lock"
SCHEMA = 1
MAX_BYTES = 64 * 1024
PUBLIC_FILE, PUBLIC_FOLDER = 0o644, 0o755  # a web server of another user reads them
KEEP_S = 24 * 3600.0
"""How long files that nothing names any more stay: a laptop in the middle of a poll may still ask for them."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """desk-content.toml."""

    schema: int
    url: str = ""  # where laptops see the public folder
    language: str = "en"  # of what the commands say
    keys: tuple[str, ...] = ()  # further folders with private keys, such as a stick


@dataclass(frozen=True)
class DeskFolder:
    """The places below one desk folder."""

    path: Path

    @property
    def settings(self) -> Path:
        """desk-content.toml."""
        return self.path / SETTINGS

    @property
    def keys(self) -> Path:
        """Public keys (.pub) and, unless they lie elsewhere, private ones (.pem)."""
        return self.path / "keys"

    @property
    def content(self) -> Path:
        """What IT writes."""
        return self.path / "content"

    @property
    def public(self) -> Path:
        """What the web server serves, and nothing else."""
        return self.path / "public"

    @property
    def metadata(self) -> Path:
        """Signed lists: small, and some of them change every day."""
        return self.public / "metadata"

    @property
    def targets(self) -> Path:
        """The content itself; a file has its hash in its name and never changes."""
        return self.public / "targets"

    @property
    def anchor(self) -> Path:
        """The root of trust that goes into the installer of the laptops."""
        return self.path / "root.json"

    @contextmanager
    def held(self) -> Iterator[None]:
        """One command at a time. Raises PublishError when another one is at work, StoreError for a disk."""
        lock = FileLock(self.path / LOCK)
        if not lock.take():
            raise PublishError("busy", file=self.path)
        try:
            yield
        finally:
            lock.release()


def open_desk(path: Path) -> DeskFolder:
    """The desk folder at `path`. Raises PublishError where there is none."""
    desk = DeskFolder(path)
    if not desk.settings.is_file():
        raise PublishError("no_desk", file=path)
    if not desk.metadata.is_dir():
        raise PublishError("no_public", file=desk.public)
    return desk


def read_settings(desk: DeskFolder) -> Settings:
    """The settings. Raises SiteError, one line with line, key and remedy."""
    import tomllib  # noqa: PLC0415

    source = str(desk.settings)
    try:
        with desk.settings.open("rb") as file:
            text = file.read(MAX_BYTES).decode("utf-8-sig")
        values = tomllib.loads(text)
    except OSError as error:
        raise SiteError(source, f"cannot be read (system error {error.errno})", "check the file's rights") from error
    except (ValueError, RecursionError) as error:
        problem = f"is not TOML: {str(error)[:80]}"
        raise SiteError(source, problem, "write key = value, texts in quotation marks") from error
    settings: Settings = record(Settings, _SHAPES)(Spot(Document(source, desk.path, spans(text))), values)
    return settings


def put(path: Path, data: bytes) -> None:
    """Put a file that everybody may read at its place, whole or not at all. Raises StoreError.

    Written beside its place, flushed, renamed over it, and the folder flushed. One that is there already, with the same
    bytes, is left alone.
    """
    with suppress(OSError):
        if path.read_bytes() == data:
            return
    waiting = path.parent / f".{path.name[-80:]}.{secrets.token_hex(6)}{atomic.UNFINISHED}"
    try:
        path.parent.mkdir(mode=PUBLIC_FOLDER, parents=True, exist_ok=True)
        atomic.write_new(waiting, data)
        waiting.chmod(PUBLIC_FILE)
        waiting.replace(path)
    except OSError as error:
        with suppress(OSError):
            waiting.unlink(missing_ok=True)
        raise store_error(path, error) from error
    atomic.flush_folder(path.parent)


def sweep(desk: DeskFolder, named: set[Path], just_replaced: set[Path]) -> None:
    """Remove files that nothing names since a day. Never raises: what stays is only in the way of nobody.

    What was named until now is marked first, so that its day begins now.
    """
    now = time.time()
    for path in just_replaced - named:
        with suppress(OSError):
            os.utime(path, (now, now))
    for path in [*desk.metadata.glob("*"), *desk.targets.glob("*/*"), *desk.targets.glob(".*")]:
        if path in named or path.name.endswith(".root.json"):  # every laptop walks along all roots
            continue
        with suppress(OSError):
            if path.is_file() and now - path.stat().st_mtime > KEEP_S:
                path.unlink()


def _schema(spot: Spot, value: object) -> int:
    if value != SCHEMA or isinstance(value, bool):
        spot.refuse(f"is {quoted(str(value))}", f"write schema = {SCHEMA}, or update Unstuck")
    return SCHEMA


_SHAPES: dict[str, Shape] = {
    "schema": _schema,
    "url": texts(link.url("https", "http")),
    "language": texts(choice(LANGUAGES)),
    "keys": listed(folder_shape, example="/media/stick/keys"),
}

"""From the anchor of the installer to the files that IT publishes now: the client workflow of TUF 1.0, section 5.

python-tuf does the verifying. Here is what it leaves open: the clock, limits, kinds of keys, and listing all files.
"""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from tuf.api.exceptions import ExpiredMetadataError, RepositoryError
from tuf.api.metadata import DelegatedRole, Metadata, TargetFile, Targets, Timestamp
from tuf.ngclient import Updater, UpdaterConfig

from app.content.fetcher import Fetcher

ED25519 = "ed25519"
TIMESTAMP_LIFE = timedelta(days=14)
"""For how long IT's tool signs the timestamp: what its expiry tells about when it was signed."""

LIMITS = UpdaterConfig(
    max_root_rotations=64,
    max_delegations=16,
    root_max_length=64 * 1024,
    timestamp_max_length=16 * 1024,
    snapshot_max_length=64 * 1024,
    targets_max_length=400 * 1024,  # 2,000 files
)
MOST_FILES = 2_000
MOST_FILE_BYTES = 4 * 1024 * 1024
MOST_BYTES = 32 * 1024 * 1024
"""Of all files together: a stolen key fills no disk."""

_NAME = re.compile(r"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_.+@ -]*(/[A-Za-z0-9_][A-Za-z0-9_.+@ -]*){0,7}")
MOST_NAME = 200
"""Names that are safe as a path on every system; others are left out, whoever signed them."""


class SchemeError(RepositoryError):
    """A key that is not ed25519: laptops verify nothing else."""


class LimitError(RepositoryError):
    """More or larger files than a laptop takes."""


@dataclass
class Listing:
    """What is published. `stale`: delegated roles that have expired; their files are as they were."""

    files: dict[str, TargetFile] = field(default_factory=dict)
    stale: list[DelegatedRole] = field(default_factory=list)


class Chain:
    """One update. Raises RepositoryError, DownloadError, OSError. `folder` keeps the verified metadata."""

    def __init__(self, folder: Path, base: str, root: bytes, fetcher: Fetcher, now: datetime) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _inspect(root)
        self._folder = folder
        self._base = base.rstrip("/")
        self._fetcher = fetcher
        self._updater = Updater(
            str(folder), f"{self._base}/metadata/", fetcher=_Guarded(fetcher), config=LIMITS, bootstrap=root
        )
        cast("Any", self._updater)._trusted_set.reference_time = now  # a test proves that it has an effect

    def refresh(self) -> None:
        """Root, timestamp, snapshot, targets: verified and kept."""
        self._updater.refresh()

    def find(self, path: str) -> TargetFile | None:
        """What the most trusted role that may name this file says of it."""
        return self._updater.get_targetinfo(path)

    def listing(self) -> Listing:
        """Every file that `find` finds."""
        found = Listing()
        names, stale = self._names()
        found.stale = stale
        for name in sorted(names):
            try:
                target = self.find(name)
            except ExpiredMetadataError:  # of a stale role
                continue
            if target is not None:
                found.files[name] = target
        lengths = [target.length for target in found.files.values()]
        if len(lengths) > MOST_FILES or sum(lengths) > MOST_BYTES or max(lengths, default=0) > MOST_FILE_BYTES:
            raise LimitError(f"{len(lengths)} files, {sum(lengths)} bytes")
        return found

    def download(self, target: TargetFile) -> bytes:
        """The bytes of one file, as long and with the hash that was signed."""
        folder, mark, name = target.path.rpartition("/")
        digest = next(iter(target.hashes.values()))
        url = f"{self._base}/targets/{quote(f'{folder}{mark}{digest}.{name}')}"
        data = self._fetcher.download_bytes(url, target.length)
        target.verify_length_and_hashes(data)
        return data

    def stamped(self) -> datetime:
        """When IT signed the timestamp that is kept here."""
        return stamped_of((self._folder / "timestamp.json").read_bytes())

    def _names(self) -> tuple[set[str], list[DelegatedRole]]:
        """Names that some role mentions, which is no right to be believed yet: `find` decides."""
        names: set[str] = set()
        stale: list[DelegatedRole] = []
        waiting, seen = ["targets"], {"targets"}
        while waiting and len(seen) <= LIMITS.max_delegations:
            signed = self._kept(waiting.pop(0))
            if signed is None:
                continue
            names |= {name for name in signed.targets if len(name) <= MOST_NAME and _NAME.fullmatch(name)}
            for role in (signed.delegations.roles or {}).values() if signed.delegations else ():
                if role.name in seen:
                    continue
                seen.add(role.name)
                if self._loaded(role):
                    waiting.append(role.name)
                else:
                    stale.append(role)
        return names, stale

    def _loaded(self, role: DelegatedRole) -> bool:
        """Have the role fetched and verified, by asking for a file that it may name; False where it has expired."""
        for pattern in role.paths or ():
            try:
                self.find(pattern)
            except ExpiredMetadataError:
                return False
        return True

    def _kept(self, role: str) -> Targets | None:
        path = self._folder / f"{quote(role, '')}.json"
        try:
            return Metadata[Targets].from_bytes(path.read_bytes()).signed
        except FileNotFoundError:  # it lies behind a role that ends the search
            return None


class _Guarded(Fetcher):
    """Looks at metadata before python-tuf does."""

    def __init__(self, inner: Fetcher) -> None:
        self._inner = inner

    def _fetch(self, url: str) -> Any:
        return self._inner.fetch(url)

    def download_bytes(self, url: str, max_length: int) -> bytes:
        data = self._inner.download_bytes(url, max_length)
        _inspect(data)
        return data


def stamped_of(timestamp: bytes) -> datetime:
    """When a verified timestamp was signed: a field of ours where IT's tool wrote one, else by its expiry."""
    signed = Metadata[Timestamp].from_bytes(timestamp).signed
    written = signed.unrecognized_fields.get("stamped")
    if isinstance(written, str):
        try:
            moment = datetime.fromisoformat(written)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        except ValueError:
            pass
    return signed.expires - TIMESTAMP_LIFE


def _inspect(data: bytes) -> None:
    """Raise SchemeError for metadata that names another kind of key, RepositoryError for one key under two names.

    Whatever else is wrong, python-tuf says.
    """
    try:
        signed = json.loads(data)["signed"]
        keys = [*signed.get("keys", {}).values(), *(signed.get("delegations") or {}).get("keys", {}).values()]
        kinds = {(key["keytype"], key["scheme"]) for key in keys}
        twice = len({key["keyval"]["public"].lower() for key in keys}) < len(keys)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return
    if kinds - {(ED25519, ED25519)}:
        raise SchemeError(f"keys other than ed25519: {sorted(map(str, kinds))[:3]}")
    if twice:  # one stolen key would count as two signatures
        raise RepositoryError("one key under two names")

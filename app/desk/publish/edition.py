"""One edition: everything that changes is signed and verified in memory, then put in place, the timestamp last.

A laptop that polls in the middle, and one that polls after a crash in the middle, sees the old edition: what is new has
new names that nothing names yet.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Root, TargetFile
from tuf.api.serialization.json import JSONSerializer

from app.desk.publish.chain import Chain
from app.desk.publish.error import PublishError
from app.desk.publish.folder import DeskFolder, put, sweep
from app.desk.publish.keyring import Keyring
from app.desk.publish.role import DELEGATED, LIFE, ROOT, SNAPSHOT, TARGETS, TIMESTAMP

SERIALIZER = JSONSerializer(compact=True, validate=True)
CLOCK_MAY_DIFFER_S = 3600.0  # between two computers of one desk


class Edition:
    """Changes to a chain. Nothing is on the disk before `commit`."""

    def __init__(self, desk: DeskFolder, chain: Chain, keyring: Keyring, now: datetime) -> None:
        """Raises PublishError where the clock of this computer is behind what was signed before."""
        self._desk, self._old, self._keyring = desk, chain, keyring
        self._now = now.replace(microsecond=0)
        self.chain = deepcopy(chain)
        self._bodies: dict[Path, bytes] = {}
        self._signed: dict[str, bytes] = {}
        ahead = chain.timestamp.signed.expires - self._now - LIFE[TIMESTAMP]
        if ahead.total_seconds() > CLOCK_MAY_DIFFER_S:
            raise PublishError("clock_behind", date=self._now.isoformat())

    @property
    def signed(self) -> tuple[str, ...]:
        """The roles that have a new version."""
        return tuple(self._signed)

    def half_over(self, role: str) -> bool:
        """Whether more than half of a role's life is over."""
        return bool(self.chain.role(role).signed.expires - self._now < LIFE[role] / 2)

    def differs(self, role: str, files: Mapping[str, bytes]) -> bool:
        """Whether a delegated role names other files than these."""
        return _infos(files) != self.chain.delegated[role].signed.targets

    def name_files(self, role: str, files: Mapping[str, bytes]) -> None:
        """From now on the role names exactly these; `sign` it afterwards."""
        infos = _infos(files)
        self.chain.delegated[role].signed.targets = infos
        for path, info in infos.items():
            for prefixed in info.get_prefixed_paths():
                self._bodies[self._desk.targets / prefixed] = files[path]

    def sign(self, role: str, names: Iterable[str]) -> None:
        """A new version of a role, signed by these keys. Raises PublishError."""
        role_now, before = self.chain.role(role), self._old.role(role)
        role_now.signed.version = before.signed.version + 1
        role_now.signed.expires = self._now + LIFE[role]
        if role == TIMESTAMP:
            role_now.signed.unrecognized_fields["stamped"] = self._now.isoformat().replace("+00:00", "Z")
        role_now.signatures.clear()
        for name in names:
            role_now.sign(self._keyring.signer(name), append=True)
        self._signed[role] = role_now.to_bytes(SERIALIZER)

    def seal(self, online: Iterable[str], *, snapshot: bool = False) -> None:
        """Snapshot, where something under it changed or it is half over, and timestamp."""
        names = tuple(online)
        meta = self.chain.snapshot.signed.meta
        for role in (TARGETS, *DELEGATED):
            if role in self._signed:
                version = self.chain.role(role).signed.version
                meta[f"{role}.json"] = MetaFile.from_data(version, self._signed[role], ["sha256"])
                snapshot = True
        if snapshot or self.half_over(SNAPSHOT):
            self.sign(SNAPSHOT, names)
            version = self.chain.snapshot.signed.version
            self.chain.timestamp.signed.snapshot_meta = MetaFile.from_data(version, self._signed[SNAPSHOT], ["sha256"])
        self.sign(TIMESTAMP, names)

    def commit(self, *, root_first: bool = False) -> None:
        """Verify all of it as a laptop would, then put it in place. Raises PublishError, StoreError.

        A new root comes last, because everything before it is signed for the old and the new one. `root_first`: the old
        online key is lost, so nothing can be; a poll in the milliseconds between keeps what it has.
        """
        roots = [] if root_first else [self._old.root.signed]
        if ROOT in self._signed:
            self._trusts(self._old.root.signed, ROOT)
            roots.append(self.chain.root.signed)
        for root in roots:
            self._verify(root)
        order = [role for role in (TARGETS, *DELEGATED, SNAPSHOT) if role in self._signed]
        places = {role: self._place(role) for role in order}
        for path, data in self._bodies.items():
            put(path, data)
        for role, path in places.items():
            put(path, self._signed[role])
        old = set(self._old.files)
        sweep(self._desk, old | self._files(), set())
        if root_first:
            self._put_root()
        if TIMESTAMP in self._signed:
            put(self._desk.metadata / "timestamp.json", self._signed[TIMESTAMP])
        self._put_root()
        sweep(self._desk, self._files(), old)

    def _put_root(self) -> None:
        if ROOT in self._signed:
            put(self._place(ROOT), self._signed[ROOT])
            put(self._desk.anchor, self._signed[ROOT])

    def _place(self, role: str) -> Path:
        return self._desk.metadata / f"{self.chain.role(role).signed.version}.{role}.json"

    def _files(self) -> set[Path]:
        found = {self._desk.metadata / "timestamp.json", *map(self._place, (SNAPSHOT, TARGETS, *DELEGATED))}
        for role in DELEGATED:
            for info in self.chain.delegated[role].signed.targets.values():
                found |= {self._desk.targets / path for path in info.get_prefixed_paths()}
        return found

    def _verify(self, root: Root) -> None:
        """Never publish what laptops would refuse."""
        for role in (TARGETS, SNAPSHOT, TIMESTAMP):
            self._trusts(root, role)
        for role in DELEGATED:
            self._trusts(self.chain.targets.signed, role)
        if ROOT in self._signed:
            self._trusts(root, ROOT)

    def _trusts(self, delegator: Any, role: str) -> None:
        one: Metadata[Any] = self.chain.role(role)
        try:
            delegator.verify_delegate(role, one.signed_bytes, one.signatures)
        except (RepositoryError, ValueError) as error:
            raise PublishError("too_few_keys", role=role) from error


def _infos(files: Mapping[str, bytes]) -> dict[str, TargetFile]:
    return {path: TargetFile.from_data(path, data, ["sha256"]) for path, data in sorted(files.items())}

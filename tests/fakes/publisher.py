"""A small IT desk in memory: signs a repository the way `unstuck desk` does, or the way a thief would."""

import json
import zipfile
from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization.json import JSONSerializer

DAYS = {"root": 365, "targets": 365, "guides": 90, "notices": 14, "snapshot": 30, "timestamp": 14}
PATHS = {"guides": ["guides/*", "site/*", "release/*", "peers/*"], "notices": ["notices/*"]}
GUIDE, NOTICES = "guides/vpn.toml", "notices/notices.json"
CONTENT = {
    GUIDE: b'id = "vpn"\n' + b"# a guide\n" * 40,
    "guides/wifi.toml": b'id = "wifi"\n' * 30,
    "site/site.toml": b'[organisation]\nname = "Acme"\n',
    "release/release.json": b'{"latest": "1.0"}',
    NOTICES: b'{"notices": []}',
}


class Publisher:
    """`public` is the folder that a web server serves: names below it and bytes."""

    def __init__(
        self, content: dict[str, bytes] | None = None, *, now: datetime | None = None, bare: bool = False
    ) -> None:
        """`bare`: without delegations and files."""
        self.now = now or datetime.now(UTC).replace(microsecond=0)
        root = [CryptoSigner.generate_ed25519() for _ in range(3)]
        online = [CryptoSigner.generate_ed25519()]
        self.signers: dict[str, list[CryptoSigner]] = {
            "root": root,
            "targets": root,
            "snapshot": online,
            "timestamp": online,
            "guides": [CryptoSigner.generate_ed25519() for _ in range(2)],
            "notices": [CryptoSigner.generate_ed25519() for _ in range(2)],
        }
        self.public: dict[str, bytes] = {}
        self.signed: set[str] = set()
        self.mds: dict[str, Metadata[Any]] = {
            "root": Metadata(Root(expires=self.until("root"), consistent_snapshot=True)),
            "targets": Metadata(Targets(expires=self.until("targets"))),
            "snapshot": Metadata(Snapshot(expires=self.until("snapshot"))),
            "timestamp": Metadata(Timestamp(expires=self.until("timestamp"))),
        }
        for role in ("root", "targets", "snapshot", "timestamp"):
            for signer in self.signers[role]:
                self.root.add_key(signer.public_key, role)
        self.root.roles["root"].threshold = self.root.roles["targets"].threshold = 2
        self.targets.delegations = None if bare else Delegations({}, roles={})
        for role, paths in () if bare else PATHS.items():
            self.delegate(role, paths)
        self.write("root", version=1)
        self.anchor = self.public["metadata/1.root.json"]
        if bare:
            self.publish("targets")
            return
        for path, data in (CONTENT if content is None else content).items():
            self.put(path, data)
        self.publish("targets", "guides", "notices")

    @property
    def root(self) -> Root:
        return self.mds["root"].signed  # type: ignore[no-any-return]

    @property
    def targets(self) -> Targets:
        return self.mds["targets"].signed  # type: ignore[no-any-return]

    @property
    def snapshot(self) -> Snapshot:
        return self.mds["snapshot"].signed  # type: ignore[no-any-return]

    @property
    def timestamp(self) -> Timestamp:
        return self.mds["timestamp"].signed  # type: ignore[no-any-return]

    def until(self, role: str) -> datetime:
        return self.now + timedelta(days=DAYS.get(role, 90))

    def delegate(
        self, role: str, paths: list[str], *, by: str = "targets", terminating: bool = True, threshold: int = 1
    ) -> None:
        """The delegator names the role and its keys; publish both to make it so."""
        delegator: Targets = self.mds[by].signed
        if delegator.delegations is None:
            delegator.delegations = Delegations({}, roles={})
        roles = delegator.delegations.roles
        assert roles is not None
        roles[role] = DelegatedRole(role, [], threshold, terminating, paths=paths)
        self.signers.setdefault(role, [CryptoSigner.generate_ed25519()])
        for signer in self.signers[role]:
            delegator.add_key(signer.public_key, role)
        self.mds.setdefault(role, Metadata(Targets(expires=self.until(role))))

    def put(self, path: str, data: bytes, role: str | None = None) -> None:
        """Into its role's list and into the public folder; nobody knows before `publish`."""
        role = role or ("notices" if path.startswith("notices/") else "guides")
        target = TargetFile.from_data(path, data, ["sha256"])
        self.mds[role].signed.targets[path] = target
        folder, mark, name = path.rpartition("/")
        self.public[f"targets/{folder}{mark}{target.hashes['sha256']}.{name}"] = data

    def write(self, role: str, *, version: int | None = None, by: Sequence[CryptoSigner] | None = None) -> bytes:
        """Sign a role and put it into the public folder, with the next version unless one is given."""
        self.signed.add(role)
        md = self.mds[role]
        signed = md.signed
        if version is not None:
            signed.version = version
        md.signatures.clear()
        for signer in self.signers[role] if by is None else by:
            md.sign(signer, append=True)
        data = md.to_bytes(JSONSerializer(compact=True))
        name = "timestamp.json" if role == "timestamp" else f"{signed.version}.{role}.json"
        self.public[f"metadata/{quote(name, '')}"] = data
        return data

    def publish(self, *roles: str, by: Sequence[CryptoSigner] | None = None, live: bool = True) -> None:
        """New versions of these roles (all signed with `by` where given), then snapshot and timestamp."""
        for role in roles:
            signed = self.mds[role].signed
            fresh = role not in self.signed
            signed.version = 1 if fresh else signed.version + 1
            signed.expires = self.until(role) if live else signed.expires
            self.write(role, by=by)
            self.snapshot.meta[f"{role}.json"] = MetaFile(signed.version)
        self.snap()

    def snap(self) -> None:
        taken = "metadata/timestamp.json" in self.public
        self.snapshot.version += taken
        self.snapshot.expires = self.until("snapshot")
        self.write("snapshot")
        self.timestamp.snapshot_meta = MetaFile(self.snapshot.version)
        self.stamp()

    def stamp(self, *, expires: datetime | None = None) -> None:
        """The timestamp anew: the cron job."""
        self.timestamp.version += "metadata/timestamp.json" in self.public
        self.timestamp.expires = expires or self.until("timestamp")
        self.write("timestamp")

    def rotate(self, role: str, count: int = 1, *, shared: Iterable[str] = ()) -> list[CryptoSigner]:
        """New keys for a top-level role, in a new root signed by the old and the new keys of root. The old ones."""
        old = self.signers[role]
        old_root = list(self.signers["root"])
        new = [CryptoSigner.generate_ed25519() for _ in range(count)]
        for each in (role, *shared):
            for keyid in list(self.root.roles[each].keyids):
                self.root.revoke_key(keyid, each)
            self.signers[each] = new
            for signer in new:
                self.root.add_key(signer.public_key, each)
        by = {s.public_key.keyid: s for s in [*old_root, *self.signers["root"]]}
        self.write("root", version=self.root.version + 1, by=list(by.values()))
        return old

    def saved(self) -> dict[str, bytes]:
        return dict(self.public)

    def twin(self) -> "Publisher":
        """The same keys and state, going another way from here."""
        other = object.__new__(Publisher)
        other.now, other.signers, other.anchor = self.now, {k: list(v) for k, v in self.signers.items()}, self.anchor
        other.public, other.mds, other.signed = dict(self.public), deepcopy(self.mds), set(self.signed)
        return other

    def dump(self, folder: Path) -> Path:
        for name, data in self.public.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return folder

    def zip(self, path: Path, *, top: str = "") -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.public.items():
                archive.writestr(top + name, data)
        return path

    def edit(self, name: str, change: Any) -> None:
        """Change the JSON of a public file without signing it again."""
        value = json.loads(self.public[name])
        change(value)
        self.public[name] = json.dumps(value).encode()

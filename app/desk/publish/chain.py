"""What is public now, verified from the desk's own anchor on.

Whoever can write to the web server must not get the next command to sign what they have put there.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Delegations, Metadata, Root, Snapshot, Targets, Timestamp

from app.desk.publish.error import PublishError
from app.desk.publish.folder import DeskFolder
from app.desk.publish.role import DELEGATED, PATHS, ROOT, SNAPSHOT, TARGETS, TIMESTAMP

MAX_BYTES = 1024 * 1024
MOST_ROOTS = 256  # as many as a laptop follows


@dataclass
class Chain:
    """All roles as they are public now. `files`: the public files that they name."""

    root: Metadata[Root]
    timestamp: Metadata[Timestamp]
    snapshot: Metadata[Snapshot]
    targets: Metadata[Targets]
    delegated: dict[str, Metadata[Targets]]
    files: set[Path] = field(default_factory=set)

    def role(self, name: str) -> Metadata[Any]:
        """One of them by the name of its role."""
        top: dict[str, Metadata[Any]] = {
            ROOT: self.root,
            TIMESTAMP: self.timestamp,
            SNAPSHOT: self.snapshot,
            TARGETS: self.targets,
        }
        return top[name] if name in top else self.delegated[name]

    def keyids(self, name: str) -> tuple[str, ...]:
        """The keys that may sign a role."""
        if name in self.delegated:
            return tuple(delegations(self.targets).roles[name].keyids)  # type: ignore[index]
        return tuple(self.root.signed.roles[name].keyids)

    def folders(self, name: str) -> tuple[str, ...]:
        """The folders of the content that a delegated role signs: as the root keys said last, which may be long ago."""
        paths: list[str] = delegations(self.targets).roles[name].paths or []  # type: ignore[index]
        return tuple(path.removesuffix("/*") for path in paths)

    @property
    def is_old(self) -> bool:
        """Whether an older version shared the folders out among the roles; the next `rotate` does it anew."""
        return any(set(self.folders(role)) != {path.removesuffix("/*") for path in PATHS[role]} for role in DELEGATED)


def delegations(targets: Metadata[Targets]) -> Delegations:
    """The delegations of the targets role; every repository of ours has them. Raises PublishError."""
    found = targets.signed.delegations
    if found is None or found.roles is None or set(found.roles) != set(DELEGATED):
        raise PublishError("not_ours")
    return found


def read_chain(desk: DeskFolder) -> Chain:
    """Read and verify. Expiry does not matter: whoever signs anew mends it. Raises PublishError."""
    root = read_root(desk)
    timestamp: Metadata[Timestamp] = _load(desk.metadata / "timestamp.json")
    _verify(root, TIMESTAMP, timestamp, desk.metadata / "timestamp.json")
    files = {desk.metadata / "timestamp.json"}

    def named(delegator: Metadata[Any], role: str, info: Any) -> Metadata[Any]:
        path = desk.metadata / f"{info.version}.{role}.json"
        found = _load(path)
        _verify(delegator, role, found, path)
        try:
            info.verify_length_and_hashes(path.read_bytes())
        except (RepositoryError, OSError) as error:
            raise PublishError("tampered", file=path) from error
        if found.signed.version != info.version:
            raise PublishError("tampered", file=path)
        files.add(path)
        return found

    snapshot = named(root, SNAPSHOT, timestamp.signed.snapshot_meta)
    try:
        meta = snapshot.signed.meta
        targets = named(root, TARGETS, meta["targets.json"])
        delegations(targets)
        delegated = {role: named(targets, role, meta[f"{role}.json"]) for role in DELEGATED}
    except KeyError as error:
        raise PublishError("not_ours") from error
    for one in delegated.values():
        for info in one.signed.targets.values():
            files |= {desk.targets / path for path in info.get_prefixed_paths()}
    return Chain(root, timestamp, snapshot, targets, delegated, files)


def read_root(desk: DeskFolder) -> Metadata[Root]:
    """The newest root, followed from the anchor as a laptop does. Raises PublishError."""
    root: Metadata[Root] = _load(desk.anchor)
    _verify(root, ROOT, root, desk.anchor)
    for _ in range(MOST_ROOTS):
        path = desk.metadata / f"{root.signed.version + 1}.root.json"
        if not path.exists():
            break
        newer: Metadata[Root] = _load(path)
        _verify(root, ROOT, newer, path)
        _verify(newer, ROOT, newer, path)
        if newer.signed.version != root.signed.version + 1:
            raise PublishError("tampered", file=path)
        root = newer
    return root


def _load(path: Path) -> Metadata[Any]:
    try:
        with path.open("rb") as file:
            return Metadata.from_bytes(file.read(MAX_BYTES))
    except OSError as error:
        raise PublishError("missing_file", file=path) from error
    except RepositoryError as error:
        raise PublishError("tampered", file=path) from error


def _verify(delegator: Metadata[Any], role: str, found: Metadata[Any], path: Path) -> None:
    try:
        delegator.signed.verify_delegate(role, found.signed_bytes, found.signatures)
    except (RepositoryError, ValueError) as error:
        raise PublishError("tampered", file=path) from error

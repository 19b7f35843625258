"""The cases of tuf-conformance, rebuilt: same names, same steps, same expectations, our client and our simulator.

The suite runs as a GitHub action and brings a runner, recorded repositories and `faketime`; none is to be had here.
Left out: its two recorded repositories (keys of other kinds than ed25519, which a laptop refuses on purpose).
"""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile

from tests.fakes.publisher import Publisher
from tests.unit.app.content.client import Client
from tests.unit.app.content.client import new_root as _root

ROOT = Path(__file__).parents[4]


def _add(repo: Publisher, role: str, count: int = 1) -> None:
    own = repo.signers[role] = list(repo.signers[role])
    for _ in range(count):
        own.append(CryptoSigner.generate_ed25519())
        repo.root.add_key(own[-1].public_key, role)


def _meta(repo: Publisher, role: str) -> MetaFile:
    data = repo.public[f"metadata/{repo.mds[role].signed.version}.{role}.json"]
    return MetaFile.from_data(repo.mds[role].signed.version, data, ["sha256"])


# ------------------------------------------------------------------------------------------------ test_basic


def test_basic_init_and_refresh(client: Client) -> None:
    assert client.refresh() == 0
    assert client.asked == [("root", 2), ("timestamp", None), ("snapshot", 1), ("targets", 1)]
    assert client.roles() == {"root": 1, "timestamp": 1, "snapshot": 1, "targets": 1}


def test_as_a_program_of_its_own(client: Client) -> None:
    arguments = [*client._arguments(0), "refresh"]
    command = [sys.executable, "-m", "tests.unit.app.content.conform", *arguments]
    assert subprocess.run(command, cwd=ROOT, timeout=60, check=False).returncode == 0
    assert client.roles() == {"root": 1, "timestamp": 1, "snapshot": 1, "targets": 1}


def test_implicit_refresh(client: Client) -> None:
    assert client.download("nonexistent artifact") == 1
    assert client.asked == [("root", 2), ("timestamp", None), ("snapshot", 1), ("targets", 1)]
    assert client.roles() == {"root": 1, "timestamp": 1, "snapshot": 1, "targets": 1}


@pytest.mark.parametrize("damage", ["invalid", "unsigned"])
def test_invalid_and_unsigned_initial_root(client: Client, damage: str) -> None:
    root = json.loads(client.repo.anchor)
    if damage == "invalid":
        del root["signed"]["version"]
    else:
        for signature in root["signatures"]:
            signature["sig"] = "30" * 64
    client.init(json.dumps(root).encode())
    assert client.refresh() == 1
    assert client.asked == []


def test_timestamp_content_changes_and_eq_versions_check(client: Client) -> None:
    client.refresh()
    client.repo.timestamp.snapshot_meta = MetaFile(100)
    client.repo.write("timestamp")
    assert client.refresh() == 0
    kept = Metadata.from_bytes((client.folder / "metadata" / "timestamp.json").read_bytes())
    assert kept.signed.snapshot_meta.version == 1


def test_new_targets_hash_mismatch(client: Client) -> None:
    client.refresh()
    client.repo.write("targets", version=2)
    client.repo.snapshot.meta["targets.json"] = _meta(client.repo, "targets")
    client.repo.targets.unrecognized_fields["other"] = "content"
    client.repo.write("targets", version=2)
    client.repo.snap()
    assert client.refresh() == 1
    assert client.version("targets") == 1


def test_new_targets_version_mismatch(client: Client) -> None:
    client.refresh()
    client.repo.write("targets", version=2)
    assert client.refresh() == 0
    assert client.roles() == {"root": 1, "timestamp": 1, "snapshot": 1, "targets": 1}


def test_custom_fields(client: Client) -> None:
    repo = client.repo
    assert client.refresh() == 0
    repo.root.unrecognized_fields["custom-field"] = "value"
    keyid = repo.root.roles["root"].keyids[0]
    repo.root.keys[keyid].unrecognized_fields["extra-field"] = {"a": 1, "b": 2}
    repo.root.roles["root"].unrecognized_fields["another-field"] = "value"
    _root(repo)
    assert client.refresh() == 0
    assert client.version("root") == 2


# ------------------------------------------------------------------------------------------------ test_rollback


def test_simple_snapshot_rollback(client: Client) -> None:
    client.repo.snap()
    assert client.refresh() == 0
    client.repo.public["metadata/2.snapshot.json"] = client.repo.public["metadata/1.snapshot.json"]
    assert client.refresh() == 0
    assert client.version("snapshot") == 2
    assert client.asked[-1] == ("timestamp", None)


def test_new_timestamp_version_rollback(client: Client) -> None:
    client.repo.stamp()
    assert client.refresh() == 0
    client.repo.write("timestamp", version=1)
    assert client.refresh() == 1
    assert client.version("timestamp") == 2
    assert client.asked[-1] == ("timestamp", None)


@pytest.mark.parametrize("hashes", [False, True])
def test_snapshot_rollback(client: Client, hashes: bool) -> None:
    repo = client.repo
    repo.snap()
    if hashes:
        repo.timestamp.snapshot_meta = _meta(repo, "snapshot")
        repo.write("timestamp")
    assert client.refresh() == 0
    repo.write("snapshot", version=1)
    repo.timestamp.snapshot_meta = _meta(repo, "snapshot") if hashes else MetaFile(1)
    repo.stamp()
    assert client.refresh() == 1
    assert (client.version("timestamp"), client.version("snapshot")) == (2, 2)
    assert client.asked[-1] == ("timestamp", None)


@pytest.mark.parametrize("hashes", [False, True])
def test_targets_rollback(client: Client, hashes: bool) -> None:
    repo = client.repo
    repo.publish("targets")
    repo.publish("targets")
    if hashes:
        repo.snapshot.meta["targets.json"] = _meta(repo, "targets")
        repo.snap()
    assert client.refresh() == 0
    assert client.version("targets") == 3
    seen = client.version("snapshot")
    repo.write("targets", version=1)
    repo.snapshot.meta["targets.json"] = _meta(repo, "targets") if hashes else MetaFile(1)
    repo.snap()
    assert client.refresh() == 1
    assert (client.version("snapshot"), client.version("targets")) == (seen, 3)


def test_new_snapshot_version_mismatch(client: Client) -> None:
    repo = client.repo
    repo.snapshot.version = 2
    repo.public["metadata/1.snapshot.json"] = repo.write("snapshot")
    assert client.refresh() == 1
    assert client.roles() == {"root": 1, "timestamp": 1}
    assert client.asked[-1] == ("snapshot", 1)


def test_new_targets_fast_forward_recovery(client: Client) -> None:
    repo = client.repo
    repo.targets.version = 99
    repo.publish("targets")
    assert client.refresh() == 0
    assert client.version("targets") == 100
    repo.rotate("snapshot")
    repo.write("targets", version=1)
    repo.snapshot.meta["targets.json"] = MetaFile(1)
    repo.snap()
    assert client.refresh() == 0
    assert client.version("targets") == 1


def test_new_snapshot_fast_forward_recovery(client: Client) -> None:
    repo = client.repo
    repo.snapshot.version = 99_998
    repo.snap()
    assert client.refresh() == 0
    assert client.version("snapshot") == 99_999
    repo.rotate("snapshot")
    repo.rotate("timestamp")
    repo.snapshot.version = 0 + 1
    repo.write("snapshot")
    repo.timestamp.snapshot_meta = MetaFile(1)
    repo.stamp()
    assert client.refresh() == 0
    assert client.version("snapshot") == 1


def test_new_timestamp_fast_forward_recovery(client: Client) -> None:
    repo = client.repo
    repo.write("timestamp", version=100)
    assert client.refresh() == 0
    assert client.version("timestamp") == 100
    repo.rotate("timestamp")
    repo.write("timestamp", version=1)
    assert client.refresh() == 0
    assert client.version("timestamp") == 1


# ------------------------------------------------------------------------------------------------ test_expiration


def test_root_expired(client: Client) -> None:
    repo = client.repo
    client.refresh()
    _root(repo)
    client.refresh()
    repo.root.expires = repo.now - timedelta(days=1)
    _root(repo)
    repo.publish("targets")
    assert client.refresh() == 1
    assert client.roles() == {"root": 3, "timestamp": 1, "snapshot": 1, "targets": 1}


def test_snapshot_expired(client: Client) -> None:
    repo = client.repo
    client.refresh()
    repo.snap()
    repo.snapshot.expires = repo.now - timedelta(days=5)
    repo.write("snapshot")
    assert client.refresh() == 1
    assert client.version("snapshot") == 1


def test_targets_expired(client: Client) -> None:
    repo = client.repo
    client.refresh()
    repo.targets.expires = repo.now - timedelta(days=5)
    repo.publish("targets", live=False)
    assert client.refresh() == 1
    assert client.version("targets") == 1


def test_timestamp_expired(client: Client) -> None:
    client.refresh()
    client.repo.stamp(expires=client.repo.now - timedelta(days=5))
    assert client.refresh() == 1
    assert client.version("timestamp") == 1


def test_expired_metadata(client: Client) -> None:
    repo = client.repo
    repo.timestamp.expires = repo.now + timedelta(days=7)
    repo.write("timestamp")
    assert client.refresh() == 0
    repo.publish("targets")
    repo.stamp(expires=repo.now + timedelta(days=21))
    assert client.refresh(days=18) == 0
    assert client.roles() == {"root": 1, "timestamp": 3, "snapshot": 2, "targets": 2}


# ------------------------------------------------------------------------------------------------ test_keys


def test_root_has_keys_but_not_snapshot(client: Client) -> None:
    repo = client.repo
    assert client.refresh() == 0
    repo.root.roles["snapshot"].threshold = 3
    _root(repo)
    _add(repo, "snapshot")
    repo.snap()
    _root(repo)
    assert client.refresh() == 1
    _add(repo, "snapshot", 2)
    repo.snap()
    _root(repo)
    assert client.refresh() == 0
    assert (client.version("root"), client.version("snapshot")) == (4, 3)
    repo.root.roles["snapshot"].threshold = 4 + 1
    repo.root.add_key(CryptoSigner.generate_ed25519().public_key, "snapshot")  # known to root, has signed nothing
    _root(repo)
    assert client.refresh() == 1
    assert (client.version("root"), client.version("snapshot")) == (5, 3)


def test_wrong_hashing_algorithm(client: Client) -> None:
    repo = client.repo
    keyid = repo.root.roles["snapshot"].keyids[0]
    repo.root.keys[keyid].unrecognized_fields["keyid_hash_algorithms"] = ["md5"]
    _root(repo)
    repo.snap()
    assert client.refresh() == 0
    assert (client.version("root"), client.version("snapshot")) == (2, 2)


def test_snapshot_threshold(client: Client) -> None:
    repo = client.repo
    client.refresh()
    _add(repo, "snapshot", 4)
    repo.root.roles["snapshot"].threshold = 6
    repo.root.add_key(CryptoSigner.generate_ed25519().public_key, "snapshot")
    _root(repo)
    repo.snap()
    assert client.refresh() == 1
    assert client.version("snapshot") == 1


def test_duplicate_keys_root(client: Client) -> None:
    """One key under six names, six signatures of it: that is one."""
    repo = client.repo
    client.refresh()
    repo.snap()
    signer = CryptoSigner.generate_ed25519()
    repo.root.add_key(signer.public_key, "snapshot")
    repo.root.roles["snapshot"].threshold = 6
    _root(repo)
    signature = signer.sign(repo.mds["snapshot"].signed_bytes).to_dict()["sig"]

    def multiply(md: dict[str, object]) -> None:
        md["signatures"] = [{"keyid": signer.public_key.keyid, "sig": signature}] * 6

    repo.edit("metadata/2.snapshot.json", multiply)
    assert client.refresh() == 1
    assert client.version("snapshot") == 1


def test_keyid_collision_counts_once(client: Client) -> None:
    """The same with six identifiers of the key in root."""
    repo = client.repo
    client.refresh()
    signer = CryptoSigner.generate_ed25519()
    names = [f"{number:064x}" for number in range(6)]
    for name in names:
        key = signer.public_key.from_dict(name, signer.public_key.to_dict())
        repo.root.add_key(key, "snapshot")
    repo.root.roles["snapshot"].threshold = 6
    _root(repo)
    repo.snap()
    signature = signer.sign(repo.mds["snapshot"].signed_bytes).to_dict()["sig"]

    def multiply(md: dict[str, object]) -> None:
        md["signatures"] = [{"keyid": name, "sig": signature} for name in names]

    repo.edit("metadata/2.snapshot.json", multiply)
    assert client.refresh() == 1
    assert client.version("snapshot") == 1

"""tuf-conformance, continued: test_updater_key_rotations."""

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Root

from tests.unit.app.content.client import Client, new_root

Versions = list[tuple[list[int], int, list[int]]]
"""Root versions: keys, threshold, who signs."""

FIVE = [0, 1, 2, 3, 4]
ROOTS: dict[str, tuple[Versions, bool]] = {
    "1-of-1-key-rotation": ([([1], 1, [1]), ([2], 1, [2, 1]), ([2], 1, [2])], True),
    "1-of-1-key-rotation-unused-signatures": (
        [([1], 1, [3, 1, 4]), ([2], 1, [3, 2, 1, 4]), ([2], 1, [3, 2, 4])],
        True,
    ),
    "3-of-5-sign-with-different-keycombos": (
        [(FIVE, 3, [0, 2, 4]), (FIVE, 3, [0, 4, 1]), (FIVE, 3, [0, 1, 3]), (FIVE, 3, [0, 1, 3])],
        True,
    ),
    "3-of-5-one-key-rotated": ([(FIVE, 3, [0, 2, 4]), ([0, 1, 3, 4, 5], 3, [0, 4, 1])], True),
    "3-of-5-one-key-rotated-with-intermediate-step": (
        [(FIVE, 3, [0, 2, 4]), ([0, 1, 3, 4, 5], 3, [0, 2, 4, 5]), ([0, 1, 3, 4, 5], 3, [0, 4, 5])],
        True,
    ),
    "3-of-5-all-keys-rotated-with-intermediate-step": (
        [(FIVE, 3, [0, 2, 4]), ([5, 6, 7, 8, 9], 3, [0, 2, 4, 5, 6, 7]), ([5, 6, 7, 8, 9], 3, [5, 6, 7])],
        True,
    ),
    "1-of-3-threshold-increase-to-2-of-3": ([([1, 2, 3], 1, [1]), ([1, 2, 3], 2, [1, 2])], True),
    "2-of-3-threshold-decrease-to-1-of-3": (
        [([1, 2, 3], 2, [1, 2]), ([1, 2, 3], 1, [1, 2]), ([1, 2, 3], 1, [1])],
        True,
    ),
    "1-of-2-threshold-increase-to-2-of-2": ([([1], 1, [1]), ([1, 2], 2, [1, 2])], True),
    "1-of-1-key-rotation-fail-not-signed-with-old-key": ([([1], 1, [1]), ([2], 1, [2, 3, 4])], False),
    "1-of-1-key-rotation-fail-not-signed-with-new-key": ([([1], 1, [1]), ([2], 1, [1, 3, 4])], False),
    "3-of-5-one-key-rotate-fails-not-signed-with-3-new-keys": (
        [(FIVE, 3, [0, 2, 4]), ([0, 1, 3, 4, 5], 3, [0, 2, 4])],
        False,
    ),
    "3-of-5-one-key-rotate-fails-not-signed-with-3-old-keys": (
        [(FIVE, 3, [0, 2, 4]), ([0, 1, 3, 4, 5], 3, [0, 4, 5])],
        False,
    ),
    "1-of-3-threshold-bump-to-2-of-3-fails-new-threshold-not-reached": (
        [([1, 2, 3], 1, [1]), ([1, 2, 3], 2, [2])],
        False,
    ),
    "2-of-3-threshold-decr-to-1-of-3-fails-old-threshold-not-reached": (
        [([1, 2, 3], 2, [1, 2]), ([1, 2, 3], 1, [1])],
        False,
    ),
}


@pytest.fixture(scope="module")
def ten() -> list[CryptoSigner]:
    return [CryptoSigner.generate_ed25519() for _ in range(10)]


def _keys(root: Root, role: str, keys: list[int], threshold: int, ten: list[CryptoSigner]) -> None:
    for keyid in list(root.roles[role].keyids):
        root.revoke_key(keyid, role)
    root.roles[role].threshold = threshold
    for number in keys:
        root.add_key(ten[number].public_key, role)


@pytest.mark.parametrize("name", ROOTS)
def test_root_rotation(client: Client, ten: list[CryptoSigner], name: str) -> None:
    versions, good = ROOTS[name]
    written: list[bytes] = []
    for number, (keys, threshold, signs) in enumerate(versions, 1):
        _keys(client.repo.root, "root", keys, threshold, ten)
        written.append(client.repo.write("root", version=number, by=[ten[each] for each in signs]))
    assert client.init(written[0]) == 0
    assert client.refresh() == (0 if good else 1)
    assert (client.folder / "metadata" / "root.json").read_bytes() == written[-1 if good else -2]


OTHERS: dict[str, tuple[list[int], int, list[int], bool]] = {
    "1-of-1-key-rotation": ([2], 1, [2], True),
    "1-of-1-key-rotation-unused-signatures": ([1], 1, [3, 1, 4], True),
    "1-of-1-key-rotation-fail-not-signed-with-new-key": ([2], 1, [1, 3, 4], False),
    "3-of-5-one-key-signature-wrong-not-signed-with-3-expected-keys": ([0, 1, 3, 4, 5], 3, [0, 2, 4], False),
    "2-of-5-one-key-signature-missing-threshold-not-reached": ([0, 1, 3, 4, 5], 3, [0, 4], False),
    "3-of-5-sign-first-combo": (FIVE, 3, [0, 2, 4], True),
    "3-of-5-sign-second-combo": (FIVE, 3, [0, 4, 1], True),
    "3-of-5-sign-third-combo": (FIVE, 3, [0, 1, 3], True),
    "3-of-5-sign-fourth-combo": (FIVE, 3, [1, 2, 3], True),
    "3-of-5-sign-fifth-combo": (FIVE, 3, [2, 3, 4], True),
}


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
@pytest.mark.parametrize("name", OTHERS)
def test_non_root_rotations(client: Client, ten: list[CryptoSigner], name: str, role: str) -> None:
    keys, threshold, signs, good = OTHERS[name]
    _keys(client.repo.root, role, keys, threshold, ten)
    new_root(client.repo)
    expected = client.repo.write(role, by=[ten[each] for each in signs])
    assert client.refresh() == (0 if good else 1)
    if good:
        assert (client.folder / "metadata" / f"{role}.json").read_bytes() == expected

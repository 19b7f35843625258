"""tuf-conformance, continued: delegation graphs, unusual names, delegated expiry, downloads."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.fakes.publisher import Publisher
from tests.unit.app.content.client import Client

Edge = tuple[str, str, bool, list[str]]
"""Who delegates, to whom, whether that ends the search, which paths."""

ALL = ["*"]


def edge(by: str, to: str, *, ends: bool = False, paths: list[str] | None = None) -> Edge:
    return by, to, ends, paths or ALL


GRAPHS: dict[str, tuple[list[Edge], str]] = {
    "basic-delegation": ([edge("targets", "A")], "A"),
    "single-level-delegations": ([edge("targets", "A"), edge("targets", "B")], "AB"),
    "two-level-delegations": ([edge("targets", "A"), edge("targets", "B"), edge("B", "C")], "ABC"),
    "two-level-test-DFS-order-of-traversal": (
        [edge("targets", "A"), edge("targets", "B"), edge("A", "C"), edge("A", "D")],
        "ACDB",
    ),
    "three-level-delegation-test-DFS-order-of-traversal": (
        [edge("targets", "A"), edge("targets", "B"), edge("A", "C"), edge("C", "D")],
        "ACDB",
    ),
    "two-level-terminating-ignores-all-but-roles-descendants": (
        [edge("targets", "A"), edge("targets", "B"), edge("A", "C", ends=True), edge("A", "D")],
        "AC",
    ),
    "three-level-terminating-ignores-all-but-roles-descendants": (
        [edge("targets", "A"), edge("targets", "B"), edge("A", "C", ends=True), edge("C", "D")],
        "ACD",
    ),
    "two-level-ignores-all-branches-not-matching-paths": (
        [edge("targets", "A", paths=["*.py"]), edge("targets", "B"), edge("A", "C")],
        "B",
    ),
    "three-level-ignores-all-branches-not-matching-paths": (
        [edge("targets", "A"), edge("targets", "B"), edge("A", "C", paths=["*.py"]), edge("C", "D")],
        "AB",
    ),
    "cyclic-graph": (
        [edge("targets", "A"), edge("targets", "B"), edge("B", "C"), edge("C", "D"), edge("D", "B")],
        "ABCD",
    ),
    "two-roles-delegating-to-a-third": (
        [edge("targets", "A"), edge("targets", "B"), edge("B", "C"), edge("A", "C")],
        "ACB",
    ),
    "two-roles-delegating-to-a-third-different-paths": (
        [edge("targets", "A"), edge("targets", "B"), edge("B", "C"), edge("A", "C", paths=["*.py"])],
        "ABC",
    ),
}


def _grow(repo: Publisher, edges: list[Edge], files: list[tuple[str, str]] | None = None) -> None:
    for by, to, ends, paths in edges:
        repo.delegate(to, paths, by=by, terminating=ends)
    for role, path in files or []:
        repo.put(path, f"{path} by {role}".encode(), role)
    repo.publish("targets", *sorted({to for _, to, _, _ in edges}))


@pytest.mark.parametrize("name", GRAPHS)
def test_graph_traversal(client: Client, name: str) -> None:
    edges, order = GRAPHS[name]
    _grow(client.repo, edges)
    assert client.download("missingpath") == 1
    assert client.asked[4:] == [(role, 1) for role in order]


TREE = [
    edge("targets", "A", paths=["*.doc", "*.md"]),
    edge("targets", "B", paths=["releases/*/*"]),
    edge("B", "C", paths=["releases/x/*"]),
    edge("B", "D", paths=["releases/y/*.zip"]),
]
TREE_FILES = [
    ("targets", "targetfile"),
    ("A", "README.md"),
    ("C", "releases/x/x_v1"),
    ("D", "releases/y/y_v1.zip"),
    ("D", "releases/z/z_v1.zip"),
]


@pytest.mark.parametrize(
    ("path", "by", "visited"),
    [
        ("targetfile", "targets", ""),
        ("README.md", "A", "A"),
        ("releases/x/x_v1", "C", "BC"),
        ("releases/y/y_v1.zip", "D", "BD"),
        ("releases/z/z_v1.zip", "", "B"),
    ],
)
def test_targetfile_search(client: Client, path: str, by: str, visited: str) -> None:
    _grow(client.repo, TREE, TREE_FILES)
    assert client.download(path) == (0 if by else 1)
    assert client.got == ([f"{path} by {by}".encode()] if by else [])
    assert client.asked[4:] == [(role, 1) for role in visited]


@pytest.mark.parametrize("role", ["?", "#", "/delegatedrole", "../delegatedrole"])
def test_unusual_role_name(client: Client, role: str) -> None:
    _grow(client.repo, [edge("targets", role)])
    del client.repo.public[f"metadata/{quote(f'1.{role}.json', '')}"]
    client.repo.public[f"metadata/1.{quote(role, '')}.json"] = client.repo.mds[role].to_bytes()
    assert client.download("nonexistent target") == 1
    assert (quote(role, ""), 1) in client.asked
    kept = [path for path in client.folder.rglob("*.json") if path.parent == client.folder / "metadata"]
    assert len(kept) == 5


# ------------------------------------------------------------------------------------------------ delegated expiry


def _delegated(client: Client, days: float, *paths: str) -> None:
    client.repo.delegate("delegated", ["delegatedpath/*"], terminating=False)
    for path in paths:
        client.repo.put(path, path.encode(), "delegated")
    client.repo.mds["delegated"].signed.expires = client.repo.now + timedelta(days=days)
    client.repo.publish("delegated", "targets", live=False)


def test_delegated_targets_expired(client: Client) -> None:
    _delegated(client, -1, "delegatedpath/target")
    assert client.refresh() == 0
    assert client.download("delegatedpath/target") == 1
    assert client.got == []
    assert client.roles() == {"root": 1, "snapshot": 2, "targets": 2, "timestamp": 2}


def test_expired_local_delegated_targets(client: Client) -> None:
    _delegated(client, 7, "delegatedpath/first", "delegatedpath/second")
    client.repo.stamp(expires=client.repo.now + timedelta(days=30))
    assert client.download("delegatedpath/first") == 0
    assert client.download("delegatedpath/second", days=18) == 1
    assert client.got == [b"delegatedpath/first"]


def test_expired_local_delegated_targets_updates(client: Client) -> None:
    _delegated(client, 7, "delegatedpath/first", "delegatedpath/second")
    assert client.download("delegatedpath/first") == 0
    client.repo.mds["delegated"].signed.expires = client.repo.now + timedelta(days=21)
    client.repo.publish("delegated", live=False)
    client.repo.stamp(expires=client.repo.now + timedelta(days=30))
    assert client.download("delegatedpath/second", days=18) == 0
    assert len(client.got) == 2


# ------------------------------------------------------------------------------------------------ downloads


@pytest.mark.parametrize("path", ["target_file.txt", "path/to/a/target_file.txt"])
def test_client_downloads_expected_file(client: Client, path: str) -> None:
    client.repo.put(path, b"target file contents", "targets")
    client.repo.publish("targets")
    assert client.refresh() == 0
    assert client.got == []
    assert client.download(path) == 0
    assert client.got == [b"target file contents"]


def _replace(client: Client, change: Callable[[bytes], bytes]) -> None:
    for name in list(client.repo.public):
        if name.startswith("targets/"):
            client.repo.public[name] = change(client.repo.public[name])


def test_repository_substitutes_target_file(client: Client) -> None:
    client.repo.put("one.txt", b"target file contents", "targets")
    client.repo.put("two.txt", b"content", "targets")
    client.repo.publish("targets")
    assert client.download("one.txt") == 0
    _replace(client, lambda _: b"malicious data - should not download")
    client.download("one.txt")
    assert client.got == [b"target file contents"]
    assert client.download("two.txt") == 1
    assert client.got == [b"target file contents"]


def test_multiple_changes_to_target(client: Client) -> None:
    client.repo.put("file.txt", b"first", "targets")
    client.repo.publish("targets")
    assert client.download("file.txt") == 0
    for number in range(11):
        changed = f"modified {number}".encode()
        client.repo.put("file.txt", changed, "targets")
        client.repo.publish("targets")
        if number % 5 == 0:
            assert client.download("file.txt") == 0
            assert client.got == [changed]
            good = client.repo.saved()
            _replace(client, lambda data: b"malicious" + data)
            client.repo.publish("targets")
            client.download("file.txt")
            assert client.got == [changed]
            client.repo.public.update({name: data for name, data in good.items() if name.startswith("targets/")})

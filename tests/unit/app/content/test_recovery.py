"""Keys that IT changes, and files on the laptop that a power cut has damaged: the next update puts all right."""

from collections.abc import Callable

import pytest

from app.content.result import Kind, Why
from tests.fakes.publisher import GUIDE
from tests.unit.app.content.world import World


def _flip(data: bytes) -> bytes:
    return data[:5] + bytes([data[5] ^ 1]) + data[6:]


def test_root_rotation_reaches_a_live_laptop_with_one_more_request(lab: World) -> None:
    store = lab.store()
    store.refresh()
    lab.desk.rotate("root", 3, shared=("targets",))
    lab.desk.publish("targets")
    asked = len(lab.web.paths)
    assert store.refresh().kind is Kind.SAME
    assert lab.web.paths[asked:][:3] == ["metadata/2.root.json", "metadata/3.root.json", "metadata/timestamp.json"]
    lab.desk.put(GUIDE, b"third edition")
    lab.desk.publish("guides")
    assert store.refresh().kind is Kind.NEW
    assert store.get(GUIDE) == b"third edition"


def test_after_a_rotation_the_stolen_online_key_is_worth_nothing(lab: World) -> None:
    stolen = lab.desk.rotate("timestamp", shared=("snapshot",))
    lab.desk.snap()
    assert lab.refresh().kind is Kind.SAME
    lab.desk.timestamp.version += 1
    lab.desk.write("timestamp", by=stolen)
    found = lab.refresh()
    assert (found.kind, found.why) == (Kind.UNTRUSTED, Why.SIGNATURE)


def test_rotation_of_the_online_key_ends_a_fast_forward(lab: World) -> None:
    """A thief of the online key pushed the versions to the end; new keys begin anew (TUF 5.3.11)."""
    lab.desk.timestamp.version = 2**31
    lab.desk.write("timestamp")
    assert lab.refresh().kind is Kind.SAME
    lab.desk.rotate("timestamp", shared=("snapshot",))
    lab.desk.timestamp.version = 3
    lab.desk.snap()
    assert lab.refresh().kind is Kind.SAME


def test_five_years_of_root_rotations_are_followed_at_once(lab: World) -> None:
    for _ in range(5):
        lab.desk.rotate("root", 3, shared=("targets",))
    lab.desk.publish("targets")
    assert lab.refresh().kind is Kind.SAME
    assert lab.refresh("new").kind is Kind.NEW
    assert lab.files("new") == lab.files()


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "half": lambda data: data[: len(data) // 2],
    "zeros": lambda data: bytes(len(data)),
    "{}": lambda data: b"{}",
    "flipped": _flip,
}


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("name", ["timestamp", "snapshot", "targets", "guides", "notices", "root_history/1.root"])
def test_damaged_metadata_mends_itself(lab: World, name: str, how: str) -> None:
    before = lab.files()
    path = lab.metadata() / f"{name}.json"
    path.write_bytes(DAMAGE[how](path.read_bytes()))
    assert lab.refresh().kind is Kind.SAME
    assert lab.files() == before


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_copy_is_never_read_and_mends_itself(lab: World, how: str) -> None:
    before = lab.files()
    path = lab.folder / "laptop" / "content.set"
    path.write_bytes(DAMAGE[how](path.read_bytes()))
    assert lab.files() == {}
    assert lab.refresh().kind is Kind.NEW
    assert lab.files() == before

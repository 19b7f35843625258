"""New keys for old ones, while laptops go on polling."""

import shutil
from pathlib import Path

import pytest

from app.desk.publish import edition, work
from app.desk.publish.chain import read_chain
from app.desk.publish.error import PublishError
from app.desk.publish.folder import DeskFolder
from app.desk.publish.rotate import rotate
from app.desk.publish.status import status
from tests.unit.app.desk.publish.desk_world import (
    NOW,
    Laptop,
    built_in,
    keyring,
    later,
    made,
    tree,
    write_guide,
)

GUIDE = "guides/vpn.mtu.toml"


@pytest.fixture
def desk(tmp_path: Path) -> DeskFolder:
    desk = made(tmp_path)
    write_guide(desk)
    work.publish(desk, keyring(desk), ["bob"], clock=lambda: NOW)
    return desk


def new_key(desk: DeskFolder, name: str) -> None:
    keyring(desk).make(name, locked=False)


def republish(desk: DeskFolder, person: str = "alice", mark: str = "9") -> bytes:
    new = built_in("vpn.mtu").replace(b"version = ", f"version = {mark}".encode(), 1)
    (desk.content / GUIDE).write_bytes(new)
    work.publish(desk, keyring(desk), [person], clock=lambda: NOW)
    return new


CHANGES: dict[str, tuple[str, list[str], list[str]]] = {
    "one root key": ("root", ["root-1"], ["root-4"]),
    "two root keys": ("root", ["root-1", "root-2"], ["root-4", "root-5"]),
    "the root for a year": ("root", [], []),
    "the online key": ("online", ["online"], ["online-2"]),
    "a colleague comes": ("guides", [], ["carol-guides"]),
    "the colleague who signed last goes": ("guides", ["bob-guides"], []),
    "one for another": ("notices", ["alice-notices"], ["carol-notices"]),
}


@pytest.mark.parametrize("case", CHANGES)
def test_laptops_go_on_whenever_they_poll(
    desk: DeskFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    role, out, into = CHANGES[case]
    for name in into:
        new_key(desk, name)
    laptop, put, polls = Laptop(desk, tmp_path / "l"), edition.put, []
    laptop.get(GUIDE)

    def watched(path: Path, data: bytes) -> None:
        put(path, data)
        polls.append(laptop.get(GUIDE))
        polls.append(Laptop(desk, tmp_path / f"new{len(polls)}").get(GUIDE))

    monkeypatch.setattr(edition, "put", watched)
    rotate(desk, keyring(desk), role, out=out, into=into, clock=lambda: NOW)
    monkeypatch.undo()
    assert set(polls) == {built_in("vpn.mtu")}
    assert laptop.get(GUIDE) == built_in("vpn.mtu")
    assert laptop.get(GUIDE) != (after := republish(desk)) == laptop.get(GUIDE)
    assert Laptop(desk, tmp_path / "later").get(GUIDE) == after
    keys = {one.role: one.keys for one in status(desk, keyring(desk).by_id(), NOW)}
    for name in out:
        assert not any(name in found for found in keys.values())
    for name in into:
        assert any(name in found for found in keys.values())


def test_a_laptop_that_slept_through_three_rotations(desk: DeskFolder, tmp_path: Path) -> None:
    laptop = Laptop(desk, tmp_path / "l")
    laptop.get(GUIDE)
    for number in (4, 5, 6):
        new_key(desk, f"root-{number}")
        rotate(desk, keyring(desk), "root", out=[f"root-{number - 3}"], into=[f"root-{number}"], clock=lambda: NOW)
    new = republish(desk)
    assert laptop.get(GUIDE) == new


def test_who_has_left_signs_nothing_any_more(desk: DeskFolder) -> None:
    rotate(desk, keyring(desk), "guides", out=["bob-guides"], clock=lambda: NOW)
    before = tree(desk.public)
    with pytest.raises(PublishError, match="does not sign guides"):
        republish(desk, "bob")
    assert tree(desk.public) == before


def test_root_keys_on_two_sticks(desk: DeskFolder, tmp_path: Path) -> None:
    sticks = [tmp_path / "stick-a", tmp_path / "stick-b"]
    for number, stick in enumerate(sticks, 1):
        stick.mkdir()
        (desk.keys / f"root-{number}.pem").rename(stick / f"root-{number}.pem")
    (desk.keys / "root-3.pem").unlink()  # the safe with the third one burned down
    before = tree(desk.public)
    with pytest.raises(PublishError, match="2 root keys must be at hand"):
        rotate(desk, keyring(desk, sticks[0]), "root", clock=lambda: NOW)
    assert tree(desk.public) == before
    done = rotate(desk, keyring(desk, *sticks), "root", clock=lambda: later(days=300))
    assert set(done.signers) == {"root-1", "root-2", "online"}
    assert read_chain(desk).root.signed.expires == later(days=665)


def test_a_lost_online_key_is_replaced(desk: DeskFolder, tmp_path: Path) -> None:
    laptop = Laptop(desk, tmp_path / "l")
    laptop.get(GUIDE)
    (desk.keys / "online.pem").unlink()
    with pytest.raises(PublishError, match="online key is not at hand"):
        republish(desk)
    new_key(desk, "online-2")
    rotate(desk, keyring(desk), "online", out=["online"], into=["online-2"], clock=lambda: NOW)
    assert laptop.get(GUIDE) == built_in("vpn.mtu")
    new = republish(desk)
    assert laptop.get(GUIDE) == new


REFUSED = {
    "nobody left": (("guides", ["alice-guides", "bob-guides"], []), "Too few keys would be left"),
    "too few roots": (("root", ["root-1", "root-2"], []), "Too few keys would be left"),
    "a notices key into guides": (("guides", [], ["bob-notices"]), "one named such as .bob-guides."),
    "a root key into notices": (("notices", [], ["root-3"]), "one named such as .carol-notices."),
    "a guides key into root": (("root", [], ["bob-guides"]), "one named such as .root-4."),
    "the online key into root": (("root", [], ["online"]), "one named such as .root-4."),
    "a key out of another role": (("guides", ["alice-notices"], []), "does not sign guides"),
    "no such key": (("guides", ["zoe-guides"], []), "public key is missing"),
    "no name": (("guides", ["../x"], []), "cannot be a name"),
    "online for nothing": (("online", ["online"], []), "Too few keys would be left"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_changes_nothing(desk: DeskFolder, case: str) -> None:
    (role, out, into), sentence = REFUSED[case]
    before = tree(desk.path)
    with pytest.raises(PublishError, match=sentence):
        rotate(desk, keyring(desk), role, out=out, into=into, clock=lambda: NOW)
    assert tree(desk.path) == before


@pytest.mark.parametrize(("own", "role", "other"), [("bob-notices", "guides", "notices"), ("root-3", "online", "root")])
def test_a_copy_under_another_name_is_still_the_same_key(desk: DeskFolder, own: str, role: str, other: str) -> None:
    name = "online-2" if role == "online" else f"zoe-{role}"
    for end in ("pub", "pem"):
        shutil.copy(desk.keys / f"{own}.{end}", desk.keys / f"{name}.{end}")
    before = tree(desk.path)
    with pytest.raises(PublishError, match=f"signs {other} already"):
        rotate(desk, keyring(desk), role, into=[name], clock=lambda: NOW)
    assert tree(desk.path) == before


def test_status_warns_at_half(desk: DeskFolder) -> None:
    def late(days: float) -> set[str]:
        return {one.role for one in status(desk, {}, later(days=days)) if one.late}

    assert late(6.9) == set()
    assert late(7.1) == {"notices", "timestamp"}
    assert late(16) == {"notices", "timestamp", "snapshot"}
    assert late(183) == {"root", "targets", "guides", "notices", "snapshot", "timestamp"}

"""What IT publishes, laptops see; what must not be published changes nothing."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Snapshot, TargetFile, Targets, Timestamp

from app.content.result import Kind
from app.content.store import ContentStore
from app.desk.publish import edition, notice, start, work
from app.desk.publish.chain import read_chain
from app.desk.publish.error import PublishError
from app.desk.publish.finding import LintError
from app.desk.publish.folder import KEEP_S, DeskFolder
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

GUIDE, PEERS = "guides/vpn.mtu.toml", "peers/peers.json"
COUNTS = b'{"schema": "unstuck.peers/1"}'
OLD_NOTICES = ("notices/*", "peers/*")


@pytest.fixture
def desk(tmp_path: Path) -> DeskFolder:
    return made(tmp_path)


def publish(desk: DeskFolder, person: str = "alice", now: datetime = NOW, **more: object) -> work.Done:
    return work.publish(desk, keyring(desk), [person], clock=lambda: now, **more)  # type: ignore[arg-type]


def tell(desk: DeskFolder, person: str = "bob", **more: object) -> str:
    draft = notice.Draft(fr="La passerelle est en panne", en="The gateway is down", until=later(hours=2), **more)  # type: ignore[arg-type]
    id, change = notice.add(draft)
    work.change_notices(desk, keyring(desk), [person], change, clock=lambda: NOW)
    return id


def test_a_guide_reaches_the_official_client(desk: DeskFolder, tmp_path: Path) -> None:
    laptop = Laptop(desk, tmp_path / "laptop")
    assert laptop.get(GUIDE) is None
    write_guide(desk)
    done = publish(desk)
    assert (done.signed, done.changed) == (("guides", "snapshot", "timestamp"), (GUIDE,))
    assert laptop.get(GUIDE) == built_in("vpn.mtu")


def test_a_changed_and_a_removed_guide_too(desk: DeskFolder, tmp_path: Path) -> None:
    laptop = Laptop(desk, tmp_path / "laptop")
    path = write_guide(desk)
    publish(desk)
    write_guide(desk, old="version = ", new="version = 9")
    publish(desk, "bob")
    assert b"version = 9" in (laptop.get(GUIDE) or b"")
    path.unlink()
    publish(desk)
    assert laptop.get(GUIDE) is None


def test_the_content_store_of_the_laptop_takes_it(desk: DeskFolder, tmp_path: Path) -> None:
    import shutil

    write_guide(desk)
    publish(desk)
    id = tell(desk)
    package = shutil.make_archive(str(tmp_path / "stick"), "zip", desk.public)
    store = ContentStore(tmp_path / "store", "https://it.example.org/u/", desk.anchor.read_bytes())
    found = store.import_package(Path(package))
    assert found.kind is Kind.NEW, found
    assert store.get(GUIDE) == built_in("vpn.mtu")
    assert id.encode() in (store.get("notices/notices.json") or b"")
    assert (store.age_days or 0) < 1


def test_nothing_changed_signs_the_time_stamp_only(desk: DeskFolder) -> None:
    write_guide(desk)
    publish(desk)
    assert publish(desk).signed == ("timestamp",)
    assert work.stamp(desk, keyring(desk), clock=lambda: later(days=1)).signed == ("timestamp",)
    assert work.stamp(desk, keyring(desk), clock=lambda: later(days=16)).signed == ("snapshot", "timestamp")


def test_publishing_renews_what_is_half_over(desk: DeskFolder) -> None:
    assert publish(desk, now=later(days=8)).signed == ("notices", "snapshot", "timestamp")
    assert publish(desk, now=later(days=46)).signed == ("guides", "notices", "snapshot", "timestamp")


def test_a_notice_leaves_half_written_guides_alone(desk: DeskFolder, tmp_path: Path) -> None:
    write_guide(desk, old='id = "vpn.mtu"', new="id = ")
    before = read_chain(desk).delegated["guides"].signed.version
    tell(desk)
    assert read_chain(desk).delegated["guides"].signed.version == before
    assert b"The gateway is down" in (Laptop(desk, tmp_path / "l").get("notices/notices.json") or b"")


def test_notices_survive_publishing_and_end(desk: DeskFolder, tmp_path: Path) -> None:
    first, second = tell(desk), tell(desk, cause="vpn.mtu", share=10, systems=("linux",))
    write_guide(desk)
    publish(desk)
    work.change_notices(desk, keyring(desk), ["bob"], notice.end(first), clock=lambda: NOW)
    left = json.loads(Laptop(desk, tmp_path / "l").get("notices/notices.json") or b"")["notices"]
    assert [one["id"] for one in left] == [second]
    assert left[0]["hides_steps"] is True
    before = tree(desk.public)
    with pytest.raises(PublishError, match="no notice"):
        work.change_notices(desk, keyring(desk), ["bob"], notice.end(first), clock=lambda: NOW)
    assert tree(desk.public) == before


def write_peers(desk: DeskFolder) -> None:
    (desk.content / "peers" / "peers.json").write_bytes(COUNTS)


def test_peers_are_signed_with_the_guides_key(desk: DeskFolder, tmp_path: Path) -> None:
    write_peers(desk)
    assert publish(desk, roles=("notices",)).changed == ()
    done = publish(desk, roles=("guides",))
    assert (done.changed, done.is_old) == ((PEERS,), False)
    assert Laptop(desk, tmp_path / "l").get(PEERS) == COUNTS


def test_an_older_desk_goes_on_and_the_next_rotation_mends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "PATHS", {"guides": ("guides/*", "site/*", "release/*"), "notices": OLD_NOTICES})
    desk = made(tmp_path / "old")
    monkeypatch.undo()
    write_peers(desk)
    write_guide(desk)
    done = publish(desk)
    assert (done.is_old, set(done.changed)) == (True, {GUIDE, PEERS})
    tell(desk)
    laptop = Laptop(desk, tmp_path / "l")
    assert laptop.get(PEERS) == COUNTS
    assert {one.is_old for one in status(desk, {}, NOW) if one.role in ("guides", "notices")} == {True}
    assert rotate(desk, keyring(desk), "root", clock=lambda: NOW).was_old
    tell(desk)
    assert publish(desk).is_old is False
    assert laptop.get(PEERS) == COUNTS
    chain = read_chain(desk)
    assert [sorted(chain.delegated[role].signed.targets) for role in ("guides", "notices")] == [
        [GUIDE, PEERS],
        ["notices/notices.json"],
    ]
    keys = keyring(desk)
    forged(desk, keys.signer("bob-notices"), keys.signer("online"))
    assert laptop.get("notices/notices.json") == b"evil"
    assert laptop.get(PEERS) == COUNTS
    assert Laptop(desk, tmp_path / "new").get(PEERS) == COUNTS


@pytest.mark.parametrize("role", ["guides", "notices", "online"])
def test_whatever_is_rotated_mends_an_older_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    monkeypatch.setattr(start, "PATHS", {"guides": ("guides/*", "site/*", "release/*"), "notices": OLD_NOTICES})
    desk = made(tmp_path / "old")
    monkeypatch.undo()
    write_peers(desk)
    publish(desk)
    into = "online-2" if role == "online" else f"carol-{role}"
    keyring(desk).make(into, locked=False)
    assert rotate(desk, keyring(desk), role, into=[into], clock=lambda: NOW).was_old
    assert Laptop(desk, tmp_path / "l").get(PEERS) is None
    publish(desk)
    assert Laptop(desk, tmp_path / "l").get(PEERS) == COUNTS


def test_one_wrong_guide_and_nothing_is_published(desk: DeskFolder) -> None:
    write_guide(desk, "dns.slow")
    write_guide(desk, old="settle_s = ", new="settle_z = ")
    before = tree(desk.public)
    with pytest.raises(LintError) as caught:
        publish(desk)
    assert len(caught.value.findings) == 1
    assert "vpn.mtu.toml, line " in str(caught.value)
    assert "Did you mean 'settle_s'?" in str(caught.value)
    assert tree(desk.public) == before


@pytest.mark.parametrize("person", ["carol", ""])
def test_who_has_no_key_publishes_nothing(desk: DeskFolder, person: str) -> None:
    write_guide(desk)
    before = tree(desk.public)
    with pytest.raises(PublishError, match="No key for guides is at hand"):
        publish(desk, person)
    assert tree(desk.public) == before


def test_a_clock_that_is_behind_is_noticed(desk: DeskFolder) -> None:
    before = tree(desk.public)
    with pytest.raises(PublishError, match="Set its clock"):
        work.stamp(desk, keyring(desk), clock=lambda: later(days=-400))
    assert tree(desk.public) == before


def test_two_commands_at_once(desk: DeskFolder) -> None:
    with desk.held(), pytest.raises(PublishError, match="Another command"):
        publish(desk)


@pytest.mark.parametrize("name", ["timestamp.json", "1.snapshot.json", "1.targets.json", "1.guides.json"])
def test_what_a_stranger_put_on_the_web_server_is_never_signed(desk: DeskFolder, name: str) -> None:
    path = desk.metadata / name
    found = Metadata.from_bytes(path.read_bytes())
    found.sign(CryptoSigner.generate_ed25519())
    path.write_bytes(found.to_bytes())
    with pytest.raises(PublishError, match="somebody else signed it"):
        publish(desk)


def test_a_target_changed_on_the_web_server_is_never_signed(desk: DeskFolder) -> None:
    tell(desk)
    (path,) = [one for one in desk.targets.glob("notices/*") if b"gateway is down" in one.read_bytes()]
    path.write_bytes(path.read_bytes().replace(b"down", b"fine"))
    with pytest.raises(PublishError, match="somebody else signed it"):
        tell(desk)


def forged(desk: DeskFolder, signer: CryptoSigner, online: CryptoSigner) -> None:
    """A thief with a notices key and the online key puts a guide and a notice of his own into the public folder."""
    chain = read_chain(desk)
    role: Metadata[Targets] = chain.delegated["notices"]
    for path in (GUIDE, PEERS, "notices/notices.json"):
        role.signed.targets[path] = TargetFile.from_data(path, b"evil", ["sha256"])
        for prefixed in role.signed.targets[path].get_prefixed_paths():
            (desk.targets / prefixed).parent.mkdir(parents=True, exist_ok=True)
            (desk.targets / prefixed).write_bytes(b"evil")
    role.signed.version += 1
    role.sign(signer)
    (desk.metadata / f"{role.signed.version}.notices.json").write_bytes(role.to_bytes())
    snapshot: Metadata[Snapshot] = chain.snapshot
    snapshot.signed.meta["notices.json"] = MetaFile(role.signed.version)
    snapshot.signed.version += 1
    snapshot.sign(online)
    (desk.metadata / f"{snapshot.signed.version}.snapshot.json").write_bytes(snapshot.to_bytes())
    timestamp: Metadata[Timestamp] = chain.timestamp
    timestamp.signed.snapshot_meta = MetaFile(snapshot.signed.version)
    timestamp.signed.version += 1
    timestamp.sign(online)
    (desk.metadata / "timestamp.json").write_bytes(timestamp.to_bytes())


def test_stolen_keys_for_notices_change_no_guide(desk: DeskFolder, tmp_path: Path) -> None:
    write_guide(desk)
    publish(desk)
    laptop = Laptop(desk, tmp_path / "l")
    keys = keyring(desk)
    forged(desk, keys.signer("bob-notices"), keys.signer("online"))
    assert laptop.get("notices/notices.json") == b"evil"  # that much the thief can do
    assert laptop.get(GUIDE) == built_in("vpn.mtu")
    assert Laptop(desk, tmp_path / "new").get(GUIDE) == built_in("vpn.mtu")


def test_a_strangers_key_changes_nothing(desk: DeskFolder, tmp_path: Path) -> None:
    forged(desk, CryptoSigner.generate_ed25519(), keyring(desk).signer("online"))
    with pytest.raises(RepositoryError):
        Laptop(desk, tmp_path / "l").get("notices/notices.json")


def test_a_laptop_that_polls_between_any_two_files_sees_the_old_or_the_new(
    desk: DeskFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_guide(desk)
    write_guide(desk, "dns.slow")
    publish(desk)
    old = built_in("vpn.mtu")
    new = old.replace(b"version = ", b"version = 9", 1)
    (desk.content / GUIDE).write_bytes(new)
    laptop, seen, put = Laptop(desk, tmp_path / "l"), [], edition.put

    def watched(path: Path, data: bytes) -> None:
        put(path, data)
        both = [laptop.get(GUIDE), Laptop(desk, tmp_path / f"new{len(seen)}").get(GUIDE)]
        assert both[0] == both[1]
        seen.append(both[0])

    monkeypatch.setattr(edition, "put", watched)
    publish(desk)
    assert len(seen) >= 4
    assert seen == [old] * (len(seen) - 1) + [new]


def test_what_nothing_names_goes_after_a_day_and_no_root_ever(desk: DeskFolder) -> None:
    import os

    write_guide(desk)
    publish(desk)
    replaced = desk.metadata / "1.guides.json"
    assert replaced.exists()
    for path in (replaced, desk.metadata / "1.root.json", desk.metadata / "2.guides.json"):
        os.utime(path, (path.stat().st_mtime - KEEP_S - 60,) * 2)
    work.stamp(desk, keyring(desk), clock=lambda: NOW)
    assert not replaced.exists()
    assert (desk.metadata / "1.root.json").exists()
    assert (desk.metadata / "2.guides.json").exists()


def test_no_change_costs_two_requests_and_little(desk: DeskFolder, tmp_path: Path) -> None:
    for id in ("vpn.mtu", "dns.slow", "dns.hijacked"):
        write_guide(desk, id)
    publish(desk)
    laptop = Laptop(desk, tmp_path / "l")
    laptop.get(GUIDE)
    laptop.fetcher.asked.clear()
    work.stamp(desk, keyring(desk), clock=lambda: later(hours=1))
    laptop.get(GUIDE)
    assert [one for one in laptop.fetcher.asked if "vpn.mtu" not in one] == [
        "metadata/2.root.json",
        "metadata/timestamp.json",
    ]
    assert (desk.metadata / "timestamp.json").stat().st_size < 600


def test_everybody_may_read_what_is_public(desk: DeskFolder) -> None:
    write_guide(desk)
    publish(desk)
    paths = [desk.path, desk.public, *desk.public.rglob("*")]
    assert [path for path in paths if path.stat().st_mode & 0o7777 != (0o755 if path.is_dir() else 0o644)] == []
